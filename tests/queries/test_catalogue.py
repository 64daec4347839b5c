"""A query file with a mistake never reaches a user: the catalogue names file, line and mistake."""

import pytest

from queries.catalogue import FOLDER, CatalogueError, catalogue, load, problems, read

GOOD = """\
#+ id: things
#+ summary: Things by name
#+ description: A thing has one name.
#+ tags: [things]
#+ params:
#+   name: {type: text, description: part of the name, example: a}
#+ returns:
#+   thing: {type: iri, description: the thing}
#+   names: {type: text, many: true, description: its names}
#+ order: by IRI
#+ example: {name: a}
PREFIX e: <http://example.org/#>
SELECT ?thing (GROUP_CONCAT(DISTINCT ?name; separator="; ") AS ?names)
WHERE {
  ?thing e:name ?name .  # not a marker
  #? name
  FILTER (CONTAINS(?name, ?_name))
  #/ name
}
GROUP BY ?thing
ORDER BY ?thing
"""

BROKEN = [
    ("#+ tags: [things]", "#+ tags: [things", 5, "not YAML"),
    ("#+ tags: [things]", "#+ tags: [things]\n#+ colour: red", 5, "unknown key 'colour'"),
    ("#+ tags: [things]", "#+ tags: [things]\n#+ tags: [others]", 5, "stands twice"),
    ("#+ order: by IRI\n", "", 1, "no 'order'"),
    ("description: A thing has one name.", "description: A thing has one name", 3, "full stop"),
    ("type: text, description: part", "type: string, description: part", 6, "params.name.type"),
    ("type: text, description: part", "type: text, width: 3, description: part", 6, "unknown key 'width'"),
    ("type: text, description: part", "type: concept, description: part", 6, "needs its 'class'"),
    ("type: text, description: part", "type: enum, description: part", 6, "'enum' go together"),
    (
        "type: text, description: part",
        "type: text, needs: [other], description: part",
        6,
        "no other parameter",
    ),
    ("type: text, description: part", "type: text, class: Thing, description: part", 6, "has a 'class'"),
    ("type: text, description: part", "type: text, minimum: 1, description: part", 6, "has a 'minimum'"),
    (
        "type: text, description: part",
        "type: text, required: true, description: part",
        16,
        "marked with '#!'",
    ),
    ("type: iri, description: the thing", "type: integer, description: the thing", 8, "needs its 'unit'"),
    ("#+ example: {name: a}", "#+ example: {nam: a}", 11, "no parameter"),
    (
        "#+ example: {name: a}",
        "#+ example: {name: a}\n#+ expect: {params: {nam: a}, rows: 1}",
        12,
        "no parameter",
    ),
    (
        "#+   name: {",
        "#+   limit: {type: integer, description: rows, example: 1}\n#+   name: {",
        6,
        "every query",
    ),
    (
        "#+   name: {",
        "#+   other: {type: text, description: more, example: b}\n#+   name: {",
        13,
        "has no '#? other'",
    ),
    ("  #? name\n", "  #? nam\n", 18, "ends no block"),
    ("  #/ name\n", "", 16, "does not end"),
    ("  #? name\n", "  #?\n", 16, "names no parameter"),
    ("?_name))\n", "?_nam))\n", 17, "?_nam belongs to no parameter"),
    ("CONTAINS(?name, ?_name)", "CONTAINS(?name, 'x')", 16, "does not use ?_name"),
    ("ORDER BY ?thing", "ORDER BY ?thing ?_name", 21, "outside of its block"),
    ("ORDER BY ?thing\n", "", 19, "no ORDER BY"),
    ("ORDER BY ?thing\n", "ORDER BY ?thing LIMIT 5\n", 19, "LIMIT and OFFSET"),
    ("ORDER BY ?thing\n", "ORDER BY ?thing\n#+ tags: [more]\n", 22, "after the query has begun"),
    ("  ?thing e:name", "  ?thing f:name", 15, "not SPARQL"),
    (
        "  #? name\n",
        "  SERVICE <http://127.0.0.1:9/> { ?thing ?p ?o }\n  #? name\n",
        16,
        "SERVICE would leave",
    ),
    ("WHERE {", "FROM <http://example.org/g>\nWHERE {", 14, "FROM would leave"),
    ("#+   thing: {type: iri, description: the thing}\n", "", 11, "column 'thing' is projected"),
    ("#+ order:", "#+   more: {type: text, description: more}\n#+ order:", 13, "'more' is in 'returns'"),
    ("names: {type: text, many: true,", "names: {type: text,", 12, "is concatenated"),
    ('; separator="; "', "", 12, "no GROUP_CONCAT with separator"),
    ("#+ id: things", "#+ id: thing", 1, "the file is called 'things.rq'"),
    ("#+ id: things", "#+ id: Things", 1, "id"),
]


@pytest.mark.parametrize(("part", "instead", "line", "message"), BROKEN, ids=[case[3] for case in BROKEN])
def test_a_file_with_a_mistake_is_refused_by_name_and_line(tmp_path, part, instead, line, message):
    assert part in GOOD
    (tmp_path / "topic").mkdir()
    (tmp_path / "topic" / "things.rq").write_text(GOOD.replace(part, instead))

    with pytest.raises(CatalogueError) as refused:
        load(tmp_path)

    found = {(error.file, error.line): error.reason for error in problems(tmp_path)}
    assert refused.value.file == "topic/things.rq"
    assert ("topic/things.rq", line) in found, found
    assert message in found["topic/things.rq", line]


def test_every_mistake_of_every_file_is_listed_at_once(tmp_path):
    (tmp_path / "topic").mkdir()
    (tmp_path / "topic" / "things.rq").write_text(
        GOOD.replace("?_name))", "?_nam))").replace("\nORDER BY ?thing", "")
    )
    (tmp_path / "topic" / "none.rq").write_text("SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s")

    listed = [(error.file, error.line) for error in problems(tmp_path)]

    assert listed[:1] == [("topic/none.rq", 1)]
    assert {("topic/things.rq", 16), ("topic/things.rq", 17), ("topic/things.rq", 19)} <= set(listed)


def test_a_name_stands_for_one_query_only(tmp_path):
    for topic in ("first", "second"):
        (tmp_path / topic).mkdir()
        (tmp_path / topic / "things.rq").write_text(GOOD)

    with pytest.raises(CatalogueError, match=r"second/things\.rq:1 'things' is already in 'first'"):
        load(tmp_path)


def test_a_good_file_is_read_as_it_stands():
    query, mistakes = read("topic/things.rq", GOOD)

    assert mistakes == []
    assert (query.name, query.topic, list(query.params), list(query.columns)) == (
        "things",
        "topic",
        ["name"],
        ["thing", "names"],
    )
    assert query.text.startswith("PREFIX e: <http://example.org/#>")


def test_every_query_file_of_the_project_is_in_the_catalogue():
    assert problems() == []

    files = {file.name for topic in FOLDER.iterdir() if topic.is_dir() for file in topic.iterdir()}
    assert {name.removesuffix(".rq") for name in files if name.endswith(".rq")} == set(catalogue())


CONTRACT = {
    "trials": (
        "cellType product mechanism route phase minPhase status donorRelation condition country source "
        "hasResults text",
        "trial registryIds[] label phase status cellTypes[] products[] routes[] donorRelation participants "
        "hasResults country references[] sources[]",
    ),
    "trial": ("id", "property value valueLabel asReported preferred source locator evidenceKind"),
    "regimens": (
        "trial cellType route unit minDose maxDose",
        "trial registryIds[] arm product cellType route doseMin doseMax statistic unit basis administrations "
        "interval asReported source locator",
    ),
    "sources": ("", "source title year doi licence trials claims references graph"),
    "provenance": (
        "id",
        "subject property value claim source locator evidenceKind extractedBy checkedOn",
    ),
    "search": ("text type", "id label matched type score"),
    "cell-types": ("text", "cellType label synonyms[] broader[] externalId trials preclinicalStudies"),
    "products": (
        "cellType secretes donorRelation engineered",
        "product label synonyms[] cellType tissueSource donorRelation modification secretes[] developer "
        "trials[]",
    ),
    "mechanisms": ("", "mechanism label broader claims supports refutes uncertain"),
    "mechanism-claims": (
        "mechanism cellType polarity evidence source",
        "claim subject cellType mechanism polarity evidenceKind evidenceId summary reference source locator",
    ),
    "evidence-chain": (
        "trial",
        "mechanism claim polarity evidenceKind study species cellType effect reference source locator",
    ),
    "preclinical-arms": (
        "species cellType route factor timing",
        "study arm species model cellType factor route doseMin doseMax unit timing onsetDelayPercent "
        "lifespanIncreasePercent motorNeuronIncreasePercent motorOutcome gliaOutcome reference source "
        "locator",
    ),
    "outcomes": (
        "trial measure direction",
        "trial measure direction value unit comparison pValue group asReported source locator",
    ),
    "adverse-events": (
        "trial system relatedness",
        "trial system term patients denominator relatedness serious source locator",
    ),
    "participants": (
        "trial responder onset",
        "participant sex ageYears diseaseDurationMonths alsfrsBaseline onset treatments runInChangePerMonth "
        "overallChangePerMonth overallImprovementPercent responder source locator",
    ),
    "progression": (
        "participant interval",
        "participant interval scoreFrom scoreTo months changePerMonth improvementPercent source locator",
    ),
    "conflicts": (
        "subject property kind source",
        "conflict subject property kind statements[] preferred reason",
    ),
    "trial-counts": ("by and", "group groupLabel and andLabel trials participants"),
    "gaps": ("kind", "gap subject label detail"),
    "biomarkers": (
        "kind direction fluid",
        "biomarker label kind direction fluid externalId references[] source locator",
    ),
    "gene-therapies": (
        "gene modality company",
        "therapy gene geneId modality product company registryId source locator",
    ),
    "references": (
        "text author year source doi",
        "reference key authors year title journal volume pages doi pmid citedBy[]",
    ),
    "shared-references": (
        "minSources",
        "reference key authors year title journal volume pages doi pmid citedBy[] sources",
    ),
}


@pytest.mark.parametrize("name", CONTRACT)
def test_names_parameters_and_columns_are_those_that_were_promised(name):
    params, columns = CONTRACT[name]
    query = catalogue()[name]

    assert set(params.split()) <= set(query.params)
    told = [column + "[]" * query.columns[column].many for column in query.columns]
    assert [column for column in told if column in columns.split()] == columns.split()


def test_the_kinds_that_search_offers_are_the_kinds_that_it_looks_at():
    query = catalogue()["search"]
    listed = query.text.partition("VALUES ?class {")[2].partition("}")[0]

    assert [name.removeprefix("act:") for name in listed.split()] == query.params["type"].enum
