"""A query reads the graph and calls no server that is not on the list, however it is written."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import ForbiddenQueryError
from graph.guard import check, has_dataset

LISTED = "https://sparql.example.org/a"

CALLS = {
    "plain": "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
    "small letters": "select * { service <http://x/> { ?s ?p ?o } }",
    "without spaces": "SELECT*{SERVICE<http://x/>{?s ?p ?o}}",
    "silent": "SELECT * { SERVICE SILENT <http://x/> { ?s ?p ?o } }",
    "silent without spaces": "SELECT * {SERVICESILENT<http://x/>{?s ?p ?o}}",
    "variable": "SELECT * { VALUES ?w { <http://x/> } SERVICE ?w { ?s ?p ?o } }",
    "variable with a sign outside ASCII": "SELECT * { LATERAL { SERVICE ?a\u00b7\u0301 { ?s ?p ?o } } }",
    "other variable": "SELECT * { SERVICE $w { ?s ?p ?o } }",
    "prefixed name": "PREFIX x: <http://x/> SELECT * { SERVICE x:y { ?s ?p ?o } }",
    "empty prefix": "PREFIX : <http://x/> SELECT * { SERVICE : { ?s ?p ?o } }",
    "prefixed name with escapes": r"PREFIX x: <http://x/> SELECT * { SERVICE x:a\#b { ?s ?p ?o } }",
    "prefixed name grown together": "PREFIX e: <http://x/> SELECT * {SERVICEe:y{?s ?p ?o}}",
    "prefixed name grown together, empty prefix": "PREFIX : <http://x/> SELECT * {SERVICE:y{?s ?p ?o}}",
    "after a number": "SELECT * { ?s ?p 1SERVICE <http://x/> { ?s ?p ?o } }",
    "after a truth value": "SELECT * { ?s ?p trueSERVICE <http://x/> { ?s ?p ?o } }",
    "after an IRI": "SELECT * { ?s ?p <http://e/>SERVICE <http://x/> { ?s ?p ?o } }",
    "after a name whose IRI is broken": "PREFIX e: <http://h:> SELECT * { ?s ?p e:SERVICE <http://x/> { } }",
    "relative IRI": "BASE <http://x/> SELECT * { SERVICE <y> { ?s ?p ?o } }",
    "relative IRI that is on the list": f"BASE <http://x/> SELECT * {{ SERVICE <{LISTED[6:]}> {{ }} }}",
    "longer than one on the list": f"SELECT * {{ SERVICE <{LISTED}/../../b> {{ ?s ?p ?o }} }}",
    "escapes in the IRI": rf"SELECT * {{ SERVICE <{LISTED[:-1]}\u0062> {{ ?s ?p ?o }} }}",
    "second of two": f"SELECT * {{ SERVICE <{LISTED}> {{ }} SERVICE <http://x/> {{ }} }}",
    "inside one on the list": f"SELECT * {{ SERVICE <{LISTED}> {{ SERVICE <http://x/> {{ }} }} }}",
    "escaped letter": r"SELECT * { \u0053ERVICE <http://x/> { ?s ?p ?o } }",
    "escaped letters, long form": r"SELECT * { SER\U00000056ICE <http://x/> { ?s ?p ?o } }",
    "escaped quote ends the string": r'SELECT * { ?s ?p "a\u0022 . SERVICE <http://x/> { } #" }',
    "escaped line end ends the comment": r"SELECT * { # \u000A SERVICE <http://x/> { }" + "\n}",
    "comment between": "SELECT * { SERVICE # <x> {\n # {\r <http://x/> # c\n { ?s ?p ?o } }",
    "less than and a comment look like an IRI": "SELECT * { FILTER(?a<?b)SERVICE#>\n<http://x/>{?s ?p ?o}}",
    "less than and a quote look like an IRI": "SELECT * { FILTER(?a<'x')SERVICE<http://x/>{?s ?p '>'}}",
    "open long string is an empty one": 'SELECT * { VALUES ?x {"""a"} SERVICE <http://x/> { ?s ?p ?o } }',
    "open long string, other quotes": "SELECT * { VALUES ?x {'''a'} SERVICE <http://x/> { ?s ?p ?o } }",
    "name with an escaped quote": r"SELECT * { ?s ?p ex:a\'b . SERVICE <http://x/> { ?s ?p 'c' } }",
    "name with an escaped number sign": r"SELECT * { ?s ?p ex:a\#b . SERVICE <http://x/> { } }",
    "number sign inside an IRI": "SELECT * { ?s ?p <http://e/#a> . SERVICE <http://x/> { } }",
    "escaped backslash ends the string": r'SELECT * { ?s ?p "a\\" . SERVICE <http://x/> { ?s ?p "" } }',
    "quote of the other kind": """SELECT * { ?s ?p "'" . SERVICE <http://x/> { ?s ?p "'" } }""",
    "long string with quotes inside": 'SELECT * { ?s ?p """a""b\\"""" . SERVICE <http://x/> { } }',
    "sub-select": "SELECT * { { SELECT * { OPTIONAL { SERVICE <http://x/> { } } } } }",
    "minus, graph": "SELECT * { MINUS { GRAPH ?g { SERVICE <http://x/> { } } } }",
    "exists in order": "SELECT * { ?s ?p ?o } ORDER BY (EXISTS { SERVICE <http://x/> { ?a ?b ?c } })",
    "exists in having": "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (EXISTS { SERVICE <http://x/> { } })",
    "exists in bind": "SELECT * { BIND(EXISTS { SERVICE <http://x/> { } } AS ?e) }",
    "construct": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://x/> { ?s ?p ?o } }",
    "describe": "DESCRIBE ?s { SERVICE <http://x/> { ?s ?p ?o } }",
}

HARMLESS = {
    "no such word": "SELECT * { ?s ?p ?o }",
    "comment": "SELECT * { ?s ?p ?o } # SERVICE <http://x/> { }",
    "comment with an apostrophe": "# don't SERVICE <http://x/> { }\nSELECT * { ?s ?p 'it' }",
    "string": "SELECT * { ?s ?p 'SERVICE <http://x/> { }' }",
    "string with escapes": r'SELECT * { ?s ?p "\"SERVICE <http://x/> { }" }',
    "string beside a comparison": "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?o != 'SERVICE <http://x/> { }') }",
    "long string": 'SELECT * { ?s ?p """a "quoted" SERVICE <http://x/> { }""" }',
    "IRI": "SELECT * { <http://e/service> ?p <http://e/service#x> }",
    "graph": "SELECT * { GRAPH <http://e/service> { ?s ?p ?o } }",
    "variables": "SELECT ?service ?x { ?service ?p ?x }",
    "other variables": "SELECT $service ?x { $service ?p ?x }",
    "prefixed name": "PREFIX ex: <http://e/> SELECT * { ?s ex:service ?o . ?o ex:service/ex:b ?c }",
    "prefix": "PREFIX service: <http://e/> SELECT * { ?s service:a ?o }",
    "on the list": f"SELECT * {{ SERVICE <{LISTED}> {{ ?s ?p ?o }} }}",
    "on the list, silent": f"SELECT * {{ SERVICE SILENT <{LISTED}> {{ ?s ?p ?o }} }}",
}


@pytest.mark.parametrize("query", CALLS.values(), ids=CALLS.keys())
def test_a_call_of_a_server_off_the_list_is_refused(query: str) -> None:
    with pytest.raises(ForbiddenQueryError):
        check(query, [LISTED])


@pytest.mark.parametrize("query", HARMLESS.values(), ids=HARMLESS.keys())
def test_the_word_where_it_is_no_call_and_calls_on_the_list_pass(query: str) -> None:
    check(query, [LISTED])


def test_the_refusal_names_the_target_and_the_list() -> None:
    with pytest.raises(ForbiddenQueryError, match=rf"<http://x/> is not on the list .* \({LISTED}\)"):
        check("ASK { SERVICE <http://x/> { } }", [LISTED])


class Listener:
    """A server that only counts who calls."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.iri = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._socket.accept()
                self.calls += 1
                caller.close()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.close()


def ask(query: str) -> None:
    """Evaluate with the engine's own parser; only the network matters here."""
    store = pyoxigraph.Store()
    store.add(pyoxigraph.Quad(*(pyoxigraph.NamedNode(f"http://e/{name}") for name in "spo")))
    with suppress(SyntaxError, RuntimeError, OSError, ValueError):
        results = store.query(query)
        if not isinstance(results, pyoxigraph.QueryBoolean):
            list(results)


@pytest.mark.parametrize("name", ["plain", "without spaces", "prefixed name grown together", "silent"])
def test_what_is_refused_would_really_have_called(name: str, listener: Listener) -> None:
    before = listener.calls

    ask(CALLS[name].replace("http://x/", listener.iri))

    assert listener.calls > before


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_from_fetches_nothing(clause: str, listener: Listener) -> None:
    before = listener.calls

    ask(f"SELECT * {clause} <{listener.iri}> {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}")

    assert listener.calls == before


PARTS = [
    *("SERVICE", "SERVICE ", "service<L>{", "SILENT", "<L>", "<L>{}", " ", "\n", "#", "#>\n", ".", "}", "{"),
    *('"', "'", '"""', "'''", '""', "\\", "\\'", "\\u0022", "\\u0027", "\\u0023", "\\u003E", "\\u0053ERVICE"),
    *("<", ">", "?a", "?a<?b", "?service", "FILTER(", "FILTER(?a<?b)", ")", "VALUES ?x {", '"x"', "'x'"),
    *("e:", "e:x", ":x", ":x{", "h:SERVICE", "SERVICEe:x{", "?s ?p ", "?s ?p 1", "BIND(1 AS ?b)", "LATERAL{"),
    *("@en", "^^", "_:b", "1", "true", "<<", ">>", "$", "?", "OPTIONAL{", "UNION", "EXISTS{", "a", "\r", ";"),
]


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(parts=st.lists(st.sampled_from(PARTS), min_size=1, max_size=12), closed=st.integers(0, 3))
def test_whatever_the_engine_reads_as_a_call_is_refused(
    parts: list[str], closed: int, listener: Listener
) -> None:
    prologue = "PREFIX e: <L> PREFIX h: <http://h:> PREFIX : <L> SELECT * { VALUES (?a ?b) { (1 2) } "
    query = (prologue + "".join(parts) + "}" * closed).replace("L>", f"{listener.iri}>")
    before = listener.calls

    with suppress(ForbiddenQueryError):
        check(query)
        ask(query)

    assert listener.calls == before, query


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("SELECT * FROM <http://e/g> { ?s ?p ?o }", True),
        ("SELECT*FROM<http://e/g>{ ?s ?p ?o }", True),
        ("SELECT ?x from named e:g { ?s ?p ?o }", True),
        ("CONSTRUCT { ?s ?p ?o } FROM <http://e/g> WHERE { ?s ?p ?o }", True),
        ("SELECT (?a<?b AS ?c) FROM <http://e/g> { ?s ?p ?o }", True),
        ("SELECT ?from { ?from ex:from from:x ; e:from-a 'a'@from-x , _:from , <http://e/from> }", False),
        ('SELECT * { ?s ?p \'a FROM <x>\', """ FROM <x> """ } # FROM <x>', False),
        ("SELECT * { ?s ?p ?o }", False),
    ],
)
def test_a_query_that_names_its_own_graphs_is_told_from_one_that_does_not(query: str, named: bool) -> None:
    assert has_dataset(query) is named
