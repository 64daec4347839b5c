"""Works that the sources cite, as tables and in the formats of reference managers."""

import json
import re
import warnings
from pathlib import Path

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware

from queries.catalogue import read
from server.answers import Page, Table
from server.formats import formats_of

QUERY = Path(__file__).parents[2] / "queries" / "sources" / "references.rq"
NARROWED = [
    ("text", "mesenchymal"),
    ("text", "jama"),
    ("author", "Karussis"),
    ("year", "2016"),
    ("source", "petrou2021"),
    ("doi", "10.1001/jamaneurol.2015.4321"),
]
HARD = {
    "title": 'The "cost" of TNF-α & β-amyloid: 50 % of {SOD1}, $5 or #1 -- a_b',
    "authors": "Süßmuth SD; Gonzalez De Aguilar JL; Šedý J; Rushkevich YuN; Zarate CA Jr; SLALOM Group; "
    "et al.",
    "journal": "Ann & Neurol",
    "doi": "10.1002/1097-4598(199912)22:12<1728::AID_MUS17>3.0",
}


@pytest.fixture(scope="module")
def works(asked):
    """Every work by key."""
    return {row["key"]: row for row in asked("references")}


def exported(service, name, **params):
    """Return an answer in the three formats, each parsed: entries by key."""
    texts = {}
    for form in ("ris", "bibtex", "csl"):
        answer = service.get(f"/queries/{name}", params={**params, "limit": 10_000, "format": form})
        assert answer.status_code == 200
        texts[form] = answer.content.decode()
    return parsed(texts)


def parsed(texts):
    library = bibtexparser.parse_string(texts["bibtex"], append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    ris = {entry["id"]: entry for entry in rispy.loads(texts["ris"])}
    bibtex = {entry.key: {field.key: field.value for field in entry.fields} for entry in library.entries}
    return ris, bibtex, {item["id"]: item for item in json.loads(texts["csl"])}


def written(work):
    """Return one made-up work in the three formats, parsed."""
    query, _ = read("sources/references.rq", QUERY.read_text(encoding="utf-8"))
    row = tuple({"type": "literal", "value": work[name]} if name in work else None for name in query.columns)
    page = Page(Table(query, [row]), "1.0", 1, 100, 0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        texts = {name: formats_of(query)[name][1](page).decode() for name in ("ris", "bibtex", "csl")}
    return [next(iter(entries.values())) for entries in parsed(texts)]


@pytest.mark.parametrize("name", ["references", "shared-references"])
def test_json_csv_and_sparql_results_say_the_same(name, told):
    json_rows, csv_rows, sparql_rows = told(name)

    assert json_rows == csv_rows
    assert [[sorted(cell.split("; ")) for cell in row] for row in json_rows] == [
        [sorted(cell.split("; ")) for cell in row] for row in sparql_rows
    ]


@pytest.mark.parametrize(("parameter", "value"), NARROWED)
def test_a_parameter_leaves_some_of_the_works(parameter, value, asked, works):
    found = asked("references", **{parameter: value})

    assert 0 < len(found) < len(works)
    assert [row for row in works.values() if row in found] == found


@pytest.mark.parametrize(
    "doi",
    [
        "10.1001/JAMANEUROL.2015.4321",
        "https://doi.org/10.1001/jamaneurol.2015.4321",
        "http://dx.doi.org/10.1001/jamaneurol.2015.4321",
        "doi:10.1001/jamaneurol.2015.4321",
    ],
)
def test_a_doi_is_understood_with_and_without_a_resolver(doi, asked):
    assert [row["key"] for row in asked("references", doi=doi)] == ["petrou2016"]


@pytest.mark.parametrize(
    ("plain", "printed"),
    [("izicka", "Ižicka"), ("Mäder", "Mäder"), ("MADER", "Mäder")],
)
def test_an_author_is_found_with_and_without_accents(plain, printed, asked):
    found = asked("references", author=plain)

    assert found
    assert all(printed in row["authors"] for row in found)


@pytest.mark.parametrize("text", ["NCT04768972", "10.1126/scitranslmed.aaf3962"])
def test_a_work_is_found_by_its_key_and_by_its_doi_as_printed(text, asked):
    assert len(asked("references", text=text)) == 1


def test_a_work_says_which_source_cites_it_and_under_which_number(works):
    petrou = works["petrou2016"]

    assert petrou["citedBy"] == ["chakraborty2022 [68]", "petrou2021 [41]", "vasques2021 [59]"]
    assert (petrou["year"], petrou["volume"], petrou["doi"]) == (2016, "73", "10.1001/jamaneurol.2015.4321")


@pytest.mark.parametrize(
    ("source", "entries"), [("chakraborty2022", 70), ("petrou2021", 94), ("vasques2021", 81)]
)
def test_every_entry_of_a_reference_list_is_there(source, entries, asked):
    cited = [number for row in asked("references", source=source) for number in row["citedBy"]]

    numbers = {int(n) for n in re.findall(rf"{source} \[(\d+)\]", " ".join(cited))}
    assert len(numbers) == entries


def test_what_several_sources_cite_is_counted_by_source_most_first(asked):
    rows = asked("shared-references")

    counts = [row["sources"] for row in rows]
    assert counts == sorted(counts, reverse=True)
    assert min(counts) == 2
    for row in rows:
        assert row["sources"] == len({cited.split(" ")[0] for cited in row["citedBy"]})
    assert {row["key"] for row in asked("shared-references", minSources=3)} == {
        row["key"] for row in rows if row["sources"] >= 3
    }
    assert {"petrou2016", "glass2016"} <= {row["key"] for row in rows if row["sources"] == 3}


# --- reference managers ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("ris", "application/x-research-info-systems"),
        ("bibtex", "application/x-bibtex"),
        ("csl", "application/vnd.citationstyles.csl+json"),
    ],
)
def test_a_reference_manager_gets_its_format_by_name_or_by_accept(form, media_type, service):
    by_name = service.get("/queries/shared-references", params={"format": form})
    by_accept = service.get("/queries/shared-references", headers={"accept": media_type})

    assert by_name.headers["content-type"].split(";")[0] == media_type
    assert by_name.content == by_accept.content


def test_works_only_are_offered_to_reference_managers(service):
    assert service.get("/queries/products", params={"format": "ris"}).status_code == 406


@pytest.mark.parametrize("name", ["references", "shared-references"])
def test_every_work_comes_back_whole_from_each_format(name, service, asked):
    rows = {row["key"]: row for row in asked(name)}

    ris, bibtex, csl = exported(service, name)

    assert set(ris) == set(bibtex) == set(csl) == set(rows)
    for key, row in rows.items():
        for field in ("title", "doi", "volume"):
            assert ris[key].get(field) == bibtex[key].get(field) == row[field]
        assert (csl[key].get("title"), csl[key].get("DOI")) == (row["title"], row["doi"])
        assert ris[key].get("journal_name") == bibtex[key].get("journal") == row["journal"]
        assert csl[key].get("container-title") == row["journal"]
        year = str(row["year"]) if row["year"] else None
        assert ris[key].get("year") == bibtex[key].get("year") == year


def test_pages_are_told_as_each_format_tells_them(service):
    ris, bibtex, csl = exported(service, "references", doi="10.1001/jamaneurol.2015.4321")

    assert (ris["petrou2016"]["start_page"], ris["petrou2016"]["end_page"]) == ("337", "344")
    assert bibtex["petrou2016"]["pages"] == "337–344"
    assert csl["petrou2016"]["page"] == "337–344"


def test_markup_greek_letters_and_quotes_in_a_title_come_back_as_they_were():
    for entry in written({"key": "x", **HARD}):
        assert entry["title"] == HARD["title"]
        assert entry.get("doi", entry.get("DOI")) == HARD["doi"]


def test_authors_come_back_with_family_name_initials_suffix_and_group():
    ris, bibtex, csl = written({"key": "x", **HARD})

    assert ris["authors"] == [
        "Süßmuth, SD",
        "Gonzalez De Aguilar, JL",
        "Šedý, J",
        "Rushkevich, YuN",
        "Zarate, CA, Jr",
        "SLALOM Group",
    ]
    assert bibtex["author"].startswith(
        "Süßmuth, SD and Gonzalez De Aguilar, JL and Šedý, J and Rushkevich, YuN"
    )
    assert bibtex["author"].endswith("Zarate, Jr, CA and SLALOM Group and others")
    assert csl["author"][0] == {"family": "Süßmuth", "given": "SD"}
    assert csl["author"][4] == {"family": "Zarate", "given": "CA", "suffix": "Jr"}
    assert csl["author"][5] == {"literal": "SLALOM Group"}
    assert ris["notes"] == ["The source prints the first authors only."]


def test_a_group_of_authors_is_no_person_to_bibtex():
    query, _ = read("sources/references.rq", QUERY.read_text(encoding="utf-8"))
    work = {"key": "x", "authors": "SLALOM Group"}
    row = tuple({"type": "literal", "value": work[name]} if name in work else None for name in query.columns)

    text = formats_of(query)["bibtex"][1](Page(Table(query, [row]), "1.0", 1, 100, 0)).decode()

    assert "author = {{SLALOM Group}}" in text


def test_a_work_of_which_only_the_number_is_known_is_no_article(service):
    ris, bibtex, csl = exported(service, "references", source="lewis2014", text="reference 1 of lewis2014")

    assert ris["lewis2014-ref-1"]["type_of_reference"] == "GEN"
    assert csl["lewis2014-ref-1"]["type"] == "document"
    assert bibtex["lewis2014-ref-1"] == {}
