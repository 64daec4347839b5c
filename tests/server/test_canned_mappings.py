"""Mappings are asked for by term, by the ontology mapped to and by the kind of match."""

import pytest
from pyoxigraph import NamedNode

from graph.errors import ParameterError
from graph.terms import prefixed
from loaders.sssom import COLUMNS, NO_TERM, files
from queries.catalogue import catalogue
from server.parameters import term

CONTRACT = [
    "subject", "subjectLabel", "predicate", "objectId", "objectLabel", "justification", "confidence",
    "version",
]  # fmt: skip
IV = "https://w3id.org/als-cell-therapy/id/route-intravenous"


def written():
    """Every row of every file."""
    for file in files():
        for line in file.read_text(encoding="utf-8").splitlines():
            cells = dict(zip(COLUMNS, line.split("\t"), strict=False))
            if not line.startswith("#") and cells["subject_id"] != "subject_id":
                yield cells


def test_the_columns_of_the_contract_come_first():
    assert list(catalogue()["mappings"].columns)[: len(CONTRACT)] == CONTRACT


def test_every_row_of_every_file_is_an_answer_and_nothing_else(asked):
    def key(subject, predicate, value, modifier, comment):
        return (subject, predicate, value or "", modifier or "", comment or "")

    answers = sorted(
        key(row["subject"], row["predicate"], row["objectId"], row["modifier"], row["comment"])
        for row in asked("mappings")
    )

    assert answers == sorted(
        key(
            prefixed(row["subject_id"]).value,
            row["predicate_id"],
            "" if row["object_id"] == NO_TERM else row["object_id"],
            row["predicate_modifier"],
            row["comment"],
        )
        for row in written()
    )


def test_a_row_says_what_the_file_says(asked):
    (row,) = asked("mappings", id="NCIT:C38276", predicate="skos:exactMatch")

    assert (row["subject"], row["subjectLabel"], row["predicate"], row["objectId"]) == (
        IV, "intravenous", "skos:exactMatch", "NCIT:C38276",
    )  # fmt: skip
    assert row["justification"].startswith("semapv:")
    assert 0 < row["confidence"] <= 1
    assert row["source"] == "ncit"
    assert row["modifier"] is None


@pytest.mark.parametrize("text", [IV, "actd:route-intravenous", "route-intravenous", "i.v."])
def test_a_term_is_found_by_its_address_its_curie_and_its_names(text, asked):
    rows = asked("mappings", id=text)

    assert rows
    assert {row["subject"] for row in rows} == {IV}


@pytest.mark.parametrize(
    ("name", "value", "column", "wanted"),
    [
        ("ontology", "NCIT", "source", "ncit"),
        ("ontology", "ncit", "source", "ncit"),
        ("predicate", "skos:broadMatch", "predicate", "skos:broadMatch"),
        ("id", "ncit:C38276", "objectId", "NCIT:C38276"),
    ],
)
def test_a_parameter_leaves_the_rows_that_fit(name, value, column, wanted, asked):
    rows = asked("mappings", **{name: value})

    assert {row[column] for row in rows} == {wanted}
    assert rows == [row for row in asked("mappings") if row[column] == wanted]


def test_json_and_csv_say_the_same_and_identifiers_are_curies_in_both(told):
    json, csv, _ = told("mappings")

    assert json == csv


def test_a_name_that_nothing_has_is_refused_with_the_nearest(service):
    answer = service.get("/queries/mappings", params={"id": "intravenus"})

    assert answer.status_code == 422
    assert "intravenous" in answer.json()["candidates"]


class Nobody:
    def resolved(self, text, *, parameter, of=None):
        raise ParameterError(f"nothing is called {text}", parameter=parameter)


def test_a_term_may_be_one_that_the_graph_only_mentions():
    parameter = catalogue()["mappings"].params["id"]

    assert term("id", parameter, "NCIT:C1", Nobody()) == prefixed("NCIT:C1")
    assert term("id", parameter, "http://example.org/x", Nobody()) == NamedNode("http://example.org/x")
    for text in ("nope:1", "a name", "http://example.org/ x"):
        with pytest.raises(ParameterError):
            term("id", parameter, text, Nobody())
