"""Each type of parameter takes what it says, and a cell is written by what its column says it is."""

import asyncio
import json
from types import SimpleNamespace

import pytest
from pyoxigraph import Literal, NamedNode

from graph.errors import EngineError, ParameterError
from graph.releases import Release
from queries.catalogue import read
from queries.frontmatter import Parameter
from server.answers import FORMATS, Page, table
from server.canned import Canned
from server.front import Request
from server.parameters import term

XSD = "http://www.w3.org/2001/XMLSchema#"


def parameter(kind, **more):
    return Parameter.model_validate({"type": kind, "description": "something", "example": "x", **more})


def decimal(digits):
    return Literal(digits, datatype=NamedNode(XSD + "decimal"))


@pytest.mark.parametrize(
    ("kind", "text", "meant"),
    [
        ("iri", "http://example.org/é", NamedNode("http://example.org/é")),
        ("curie", "CL:0000134", NamedNode("http://purl.obolibrary.org/obo/CL_0000134")),
        ("curie", "mondo:0004976", NamedNode("http://purl.obolibrary.org/obo/MONDO_0004976")),
        ("curie", "http://example.org/x", NamedNode("http://example.org/x")),
        ("integer", "-7", Literal(-7)),
        ("integer", "+007", Literal(7)),
        ("decimal", "1.50", decimal("1.50")),
        ("decimal", ".5", decimal("0.5")),
        ("decimal", "2E6", decimal("2000000")),
        ("boolean", "TRUE", Literal(True)),
        ("boolean", "0", Literal(False)),
        ("year", "2021", Literal(2021)),
        ("text", "Wharton's", Literal("Wharton's")),
    ],
)
def test_a_value_becomes_the_term_of_its_type(kind, text, meant):
    assert term("x", parameter(kind), text, None) == meant


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("iri", "no iri"),
        ("iri", "relative"),
        ("iri", "http://example.org/a b"),
        ("iri", "http://example.org/> ?s"),
        ("curie", "nope:1"),
        ("curie", "MSC"),
        ("integer", "1.0"),
        ("integer", "٣"),
        ("integer", "9" * 19),
        ("decimal", "1,5"),
        ("decimal", "INF"),
        ("decimal", "1_000"),
        ("decimal", "1e999"),
        ("boolean", "yes"),
        ("year", "21"),
        ("year", "3000"),
    ],
)
def test_a_value_that_is_none_of_its_type_is_refused_by_name(kind, text):
    with pytest.raises(ParameterError, match=r"^x: ") as refused:
        term("x", parameter(kind), text, None)

    assert refused.value.parameter == "x"


def test_an_enum_has_no_case_and_names_its_values():
    kind = parameter("enum", enum=["run-in", "overall"])

    assert term("x", kind, "Run-In", None) == Literal("run-in")
    with pytest.raises(ParameterError) as refused:
        term("x", kind, "none", None)
    assert refused.value.candidates == ("run-in", "overall")


ANY = """\
#+ id: cells
#+ summary: One cell of each type
#+ description: Made for this test.
#+ tags: [test]
#+ returns:
#+   any: {type: any, description: anything}
#+   curie: {type: curie, description: an identifier}
#+   held: {type: boolean, description: whether}
#+   year: {type: year, description: a year}
#+   figure: {type: decimal, unit: "{cells}", description: a figure}
#+ order: none is needed
#+ example: {}
SELECT ?any ?curie ?held ?year ?figure { ?s ?any ?curie , ?held , ?year , ?figure } ORDER BY ?s
"""


@pytest.mark.parametrize(
    ("column", "cell", "value", "text"),
    [
        ("any", ("uri", "http://example.org/x", None), "http://example.org/x", "http://example.org/x"),
        ("any", ("literal", "100–200", None), "100–200", "100–200"),
        ("any", ("literal", "196", "integer"), 196, "196"),
        ("any", ("literal", "1.50", "decimal"), 1.5, "1.50"),
        ("any", ("literal", "true", "boolean"), True, "true"),
        ("curie", ("uri", "http://purl.obolibrary.org/obo/CL_0000134", None), "CL:0000134", "CL:0000134"),
        ("held", ("literal", "1", "integer"), True, "true"),  # Virtuoso has no other booleans
        ("year", ("literal", "2021", "gYear"), 2021, "2021"),
        ("figure", ("literal", "57000000.0", "decimal"), 57000000, "57000000.0"),
        (
            "figure",
            ("literal", "123456789012345678901234567890", "decimal"),
            123456789012345678901234567890,
            None,
        ),
        ("figure", ("literal", "many", None), "many", "many"),
    ],
)
def test_a_cell_is_what_its_column_says(column, cell, value, text):
    query, mistakes = read("topic/cells.rq", ANY)
    kind, lexical, datatype = cell
    sent = {"type": kind, "value": lexical} | ({"datatype": XSD + datatype} if datatype else {})
    page = Page(
        table(query, json.dumps({"results": {"bindings": [{column: sent}]}}).encode()), "v", 1, 100, 0
    )

    row = json.loads(FORMATS["json"][1](page))["rows"][0]
    line = FORMATS["csv"][1](page).decode().splitlines()[1]

    assert mistakes == []
    assert (row[column], type(row[column])) == (value, type(value))
    assert {row[other] for other in row if other != column} == {None}
    assert line.strip(",") == (text or lexical)


class Swapping:
    """A service whose release changes while it answers, as often as it is told to."""

    root_path = ""

    def __init__(self, folder, swaps):
        self.swaps, self.folder = swaps, folder
        self.number = 0
        self.engine = self

    @property
    def release(self):
        return Release(self.folder / str(self.number))

    async def query(self, text, *, accept, lane):
        if self.swaps:
            self.swaps -= 1
            self.number += 1
        return SimpleNamespace(store=self.release.store, read=self.read)

    async def read(self):
        return b'{"results": {"bindings": []}}'


def sources(tmp_path, swaps):
    service = Swapping(tmp_path, swaps)
    for number in range(9):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "search.sqlite").touch()
    request = Request("GET", "/queries/sources", {}, b"", None)
    return asyncio.run(Canned(service).named(request))


def test_an_answer_never_mixes_two_releases(tmp_path):
    answer = sources(tmp_path, swaps=1)

    assert json.loads(answer.body)["version"] == "1"


def test_a_service_whose_data_never_rest_says_so(tmp_path):
    with pytest.raises(EngineError, match="again and again"):
        sources(tmp_path, swaps=9)
