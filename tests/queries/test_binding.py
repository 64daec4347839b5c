"""What a caller says becomes one RDF term in the query, and never anything else."""

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode

from queries.binding import SEPARATOR, bound, written
from queries.catalogue import catalogue

ACTD = "https://w3id.org/als-cell-therapy/id/"
OBO = "http://purl.obolibrary.org/obo/"
XSD = "http://www.w3.org/2001/XMLSchema#"


def thing(name):
    return NamedNode(ACTD + name)


def term(name):
    return NamedNode(OBO + name)


def decimal(digits):
    return Literal(digits, datatype=NamedNode(XSD + "decimal"))


TRIAL = {"id": thing("NCT03280056")}

#: (query, what it needs, the parameter, its value, how many rows it leaves, of how many).
FILTERS = [
    ("trials", {}, "cellType", term("CL_0000134"), 2, 3),
    ("trials", {}, "cellType", term("CL_0002568"), 1, 3),
    ("trials", {}, "product", thing("nurown"), 1, 3),
    ("trials", {}, "mechanism", thing("mechanism-trophic-support"), 1, 3),
    ("trials", {}, "mechanism", thing("mechanism-immunomodulation"), 2, 3),
    ("trials", {}, "mechanism", thing("mechanism-replacement"), 1, 3),
    ("trials", {}, "route", thing("route-intraspinal"), 1, 3),
    ("trials", {}, "phase", thing("phase-1-2"), 1, 3),
    ("trials", {}, "minPhase", Literal(2), 2, 3),
    ("trials", {}, "status", thing("status-completed"), 2, 3),
    ("trials", {}, "donorRelation", thing("allogeneic"), 1, 3),
    ("trials", {}, "condition", term("MONDO_0004976"), 2, 3),
    ("trials", {}, "country", thing("country-spain"), 2, 3),
    ("trials", {}, "source", thing("source-chakraborty2022"), 2, 3),
    ("trials", {}, "hasResults", Literal(True), 1, 3),
    ("trials", {}, "hasResults", Literal(False), 1, 3),
    ("trials", {}, "text", Literal("EUDRACT"), 1, 3),
    ("trials", {}, "text", Literal("two open trials"), 1, 3),
    ("regimens", {}, "trial", thing("NCT00855400"), 2, 5),
    ("regimens", {}, "cellType", term("CL_0000134"), 3, 5),
    ("regimens", {}, "route", thing("route-csf"), 3, 5),
    ("regimens", {}, "unit", Literal("{cells}"), 2, 5),
    ("regimens", {"unit": Literal("{cells}")}, "minDose", decimal("110000000"), 1, 2),
    ("regimens", {"unit": Literal("{cells}")}, "maxDose", decimal("150000000"), 1, 2),
    ("search", {"text": Literal("msc")}, "type", Literal("CellProduct"), 2, 5),
]
CALLS = [
    *((name, {}) for name in ("trials", "regimens", "sources")),
    ("trial", TRIAL),
    ("trial", {"id": thing("barczewska2019-trial")}),
    ("provenance", TRIAL),
    ("provenance", {"id": thing("NCT00855400")}),
    ("provenance", {"id": thing("nurown")}),
    ("search", {"text": Literal("it")}),
    ("search", {"text": Literal("NurOwn")}),
    *((name, {**needed, parameter: value}) for name, needed, parameter, value, _, _ in FILTERS),
]
HOSTILE = [
    '" } DROP ALL #',
    "' OR 1=1 --",
    '"""',
    "'''",
    "\\",
    "x\\",
    '\\"',
    "\\u0022 } #",
    "\\\\u0022",
    "\\U00000022",
    "\\u005C",
    "\\n",
    "line\nbreak\r\tand tab",
    "> <http://x/> ?s ?p ?o",
    "SERVICE <http://127.0.0.1:1/> { ?s ?p ?o }",
    "#? text",
    "?_text",
    "{0} %s ${x}",
    "é漢字😀\u202e",
    "\u0001\u007f",
    "ORDER BY RAND() LIMIT 1",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_text_comes_back_as_it_was_written_whatever_it_holds(rows, value):
    text = f"SELECT ?x ?y {{ VALUES ?x {{ {written(Literal(value))} }} BIND (2 AS ?y) }}"

    assert rows(text) == [(value, "2")]
    if "\u0001" not in value and "\u202e" not in value:
        # rdflib replaces \uXXXX before it looks for the ends of strings, as the specification lets it
        assert [str(row.x) for row in rdflib.Graph().query(text)] == [value]


#: What a query cannot be asked without.
NEEDED = {"search": {"text": Literal("")}, "why": {"subject": NamedNode(ACTD + "NCT03280056")}}


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        (name, own)
        for name, query in catalogue().items()
        for own, p in query.params.items()
        if p.type == "text"
    ],
)
def test_a_hostile_text_only_ever_filters(rows, name, parameter, value):
    query = catalogue()[name]
    needed = NEEDED.get(name, {})
    everything = rows(query.bound(needed).text())

    found = rows(query.bound({**needed, parameter: Literal(value)}).text())

    assert len(found) < len(everything)
    assert {row[0] for row in found} <= {row[0] for row in everything}


@pytest.mark.parametrize(("name", "needed", "parameter", "value", "left", "of"), FILTERS)
def test_a_parameter_leaves_the_rows_it_should(rows, name, needed, parameter, value, left, of):
    query = catalogue()[name]

    assert len(rows(query.bound(needed).text())) == of
    assert len(rows(query.bound({**needed, parameter: value}).text())) == left


def test_each_optional_parameter_of_a_query_is_tried_above():
    tried = {(name, parameter) for name, _, parameter, *_ in FILTERS}

    queries = [catalogue()[name] for name in {name for name, *_ in FILTERS}]
    declared = {(q.name, own) for q in queries for own, p in q.params.items() if not p.required}
    assert declared == tried


@pytest.mark.parametrize("name", list(catalogue()))
def test_a_parameter_left_out_is_not_in_the_text(name):
    query = catalogue()[name]
    needed = {own: Literal("x") for own, parameter in query.params.items() if parameter.required}

    text = query.bound(needed).text()

    assert [own for own in query.params if f"?_{own}" in text] == list(needed)
    assert not [line for line in text.splitlines() if line.lstrip().startswith(("#?", "#/", "#!"))]


def test_a_concept_matches_what_is_narrower_than_it(rows):
    trials = catalogue()["trials"]

    narrow = {row[0] for row in rows(trials.bound({"route": thing("route-intrathecal")}).text())}
    broad = {row[0] for row in rows(trials.bound({"route": thing("route-csf")}).text())}

    assert narrow == broad == {ACTD + "NCT03280056", ACTD + "NCT00855400", ACTD + "barczewska2019-trial"}


@pytest.mark.parametrize(("name", "terms"), CALLS)
def test_pages_of_one_row_give_every_row_once_and_in_order(rows, name, terms):
    bound_query = catalogue()[name].bound(terms)
    whole = rows(bound_query.text())

    paged = [row for offset in range(len(whole) + 1) for row in rows(bound_query.page(1, offset))]

    assert [list(map(_same, row)) for row in paged] == [list(map(_same, row)) for row in whole]
    assert rows(bound_query.count()) == [(str(len(whole)),)]


@pytest.fixture(scope="module")
def other_engine(store):
    """The same facts in rdflib, an engine that shares no code with the one that we serve."""
    graph = rdflib.Graph()
    for quad in store:
        graph.add(
            tuple(rdflib.util.from_n3(str(node)) for node in (quad.subject, quad.predicate, quad.object))
        )
    return graph


@pytest.mark.parametrize(("name", "terms"), CALLS)
def test_another_engine_gives_the_same_rows_in_the_same_order(rows, other_engine, name, terms):
    query = catalogue()[name]
    text = query.bound(terms).text()

    here = [tuple(map(_same, row)) for row in rows(text)]
    there = [tuple(_same(row[column]) for column in query.columns) for row in other_engine.query(text)]

    assert here == there


def _same(value):
    """Return a cell so that 5 and 5.0 are the same, as are two orders within a cell."""
    text = "" if value is None else str(value)
    try:
        return float(text)
    except ValueError:
        return sorted(text.split("; "))


def test_a_required_parameter_cannot_be_left_out():
    with pytest.raises(ValueError, match="id is required"):
        catalogue()["trial"].bound({})


def test_a_block_of_several_parameters_stays_only_with_all_of_them():
    text = "SELECT ?s {\n#? a\n?s ?p ?_a .\n#? a b\n?s ?_b ?_a .\n#/ a b\n#/ a\n}"
    one, two = Literal("1"), NamedNode("http://example.org/p")

    assert "?s ?p" not in bound(text, {}).text()
    assert "?s ?p" not in bound(text, {"b": two}).text()
    assert "?_b" not in bound(text, {"a": one}).text()
    assert bound(text, {"a": one, "b": two}).text().count("VALUES ?_a") == 2


def test_values_of_one_cell_are_kept_apart_for_the_service_and_readable_for_people():
    trials = catalogue()["trials"]

    assert 'separator="; "' in trials.bound({}).text()
    served = trials.bound({"text": Literal('separator="; "')}, separator=SEPARATOR).text()
    assert served.count('separator="; "') == 0
    assert 'separator=\\"; \\"' in served
