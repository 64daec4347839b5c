"""A citation in the text leads to an entry of the list, also where a document numbers them apart."""

import pytest

from loaders.mentions import cited


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [
        ("[3–5, 9]", [3, 4, 5, 9]),
        ("(12,13)", [12, 13]),
        ("[16-19].", [16, 17, 18, 19]),
        ("(21, 23–26)", [21, 23, 24, 25, 26]),
    ],
)
def test_a_group_stands_for_every_number_in_it(printed, numbers):
    assert cited(printed) == numbers


MENTIONS = """PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
SELECT ?source ?printed ?meant WHERE {
  ?mention a act:InTextCitation ; act:referenceNumber ?printed ; act:meansEntry ?entry ;
           act:statedIn/act:sourceDocument/act:key ?source .
  ?entry act:referenceNumber ?meant . }"""


def test_every_document_has_its_citations_in_the_text(ask):
    assert {row["source"] for row in ask(MENTIONS)} == {
        "chakraborty2022", "isscr-als", "lewis2014", "petrou2021", "vasques2021",
    }  # fmt: skip


def test_from_24_on_the_text_of_chakraborty2022_means_entries_two_further_on_but_in_one_paragraph(ask):
    shifts = {
        (int(row["printed"]), int(row["meant"]) - int(row["printed"]))
        for row in ask(MENTIONS)
        if row["source"] == "chakraborty2022"
    }

    assert {shift for number, shift in shifts if number < 24} == {0}
    assert {number for number, shift in shifts if number >= 24 and shift != 2} == {40, 41, 42}
    assert {(41, 2), (42, 2), (43, 2)} <= shifts


def test_a_citation_that_means_another_entry_keeps_both_and_says_why(ask):
    rows = ask("""PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
    SELECT ?printed ?meant ?reason WHERE { ?mention act:printedEntry ?printed ; act:meansEntry ?meant .
      FILTER(?printed != ?meant) OPTIONAL { ?mention act:reason ?reason } }""")

    assert len(rows) > 40
    assert all(row.get("reason") for row in rows)
