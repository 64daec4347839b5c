"""/sparql keeps the SPARQL 1.1 Protocol, and what goes wrong is said in the right way."""

import json
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import httpx
import pyoxigraph
import pytest

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
#: Needs more memory, or time, than any limit here.
SORTED = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a"
#: Says nothing for ever.
SILENT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
#: Gives rows for ever.
STREAM = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
SD = "http://www.w3.org/ns/sparql-service-description#"


def number(answer):
    """Return the count in an answer."""
    assert answer.status_code == 200, answer.text
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def problem(answer):
    """Return the problem's name, having checked its shape."""
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"]
    return body["type"].removeprefix("https://w3id.org/als-cell-therapy/problems/")


def post(server, body, content_type, **how):
    return server.client.post("/sparql", content=body, headers={"content-type": content_type}, **how)


def time_used(pids):
    """Return the seconds of processor time that processes have used."""
    ticks = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11] for pid in pids]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def raw(server, text):
    """Send bytes as they are and return everything that comes until the server closes."""
    with socket.create_connection(("127.0.0.1", httpx.URL(server.url).port), timeout=30) as link:
        link.sendall(text.encode())
        received = b""
        while part := link.recv(1 << 16):
            received += part
    return received


# --- the three ways to ask ------------------------------------------------------------------------


def test_the_three_ways_to_ask_give_the_same_answer(server):
    by_get = server.client.get("/sparql", params={"query": COUNT})
    by_form = server.client.post("/sparql", data={"query": COUNT})
    by_body = post(server, COUNT, "application/sparql-query; charset=utf-8")

    assert number(by_get) == number(by_form) == number(by_body) == 500


@pytest.mark.parametrize("how", ["get", "form", "body"])
def test_the_caller_can_name_the_graphs_in_each_way(server, how):
    query = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    graphs = {"default-graph-uri": "http://example.org/a", "named-graph-uri": ["http://example.org/b"] * 2}

    if how == "get":
        answer = server.client.get("/sparql", params={"query": query, **graphs})
    elif how == "form":
        answer = server.client.post("/sparql", data={"query": query, **graphs})
    else:
        answer = post(server, query, "application/sparql-query", params=graphs)

    assert number(answer) == 500


def test_unknown_parameters_are_tolerated(server):
    assert number(server.client.get("/sparql", params={"query": COUNT, "debug": "on", "format": ""})) == 500


def test_head_has_the_headers_of_get_and_no_body(server):
    small = server.client.head("/sparql", params={"query": "ASK { }"})
    large = server.client.head("/sparql", params={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"})

    assert (small.status_code, small.headers["content-length"], small.content) == (200, "26", b"")
    assert (large.status_code, large.content) == (200, b"")
    assert large.headers["content-type"] == "application/sparql-results+json"


def test_options_names_the_methods(server):
    answer = server.client.options("/sparql")

    assert answer.status_code == 204
    assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"


# --- formats --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        ("SELECT * { ?s ?p ?o } LIMIT 2", None, "application/sparql-results+json"),
        ("SELECT * { ?s ?p ?o } LIMIT 2", "*/*", "application/sparql-results+json"),
        ("SELECT * { ?s ?p ?o } LIMIT 2", BROWSER, "application/sparql-results+json"),
        ("SELECT * { ?s ?p ?o } LIMIT 2", "application/json", "application/json"),
        ("SELECT * { ?s ?p ?o } LIMIT 2", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("SELECT * { ?s ?p ?o } LIMIT 2", "text/csv", "text/csv; charset=utf-8"),
        (
            "SELECT * { ?s ?p ?o } LIMIT 2",
            "text/tab-separated-values",
            "text/tab-separated-values; charset=utf-8",
        ),
        ("SELECT * { ?s ?p ?o } LIMIT 2", "text/csv;q=0.2, application/xml;q=0.3", "application/xml"),
        ("ASK { }", "text/csv, application/sparql-results+xml;q=0.1", "application/sparql-results+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2", None, "text/turtle; charset=utf-8"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2", "application/n-triples", "application/n-triples"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2", "application/rdf+xml", "application/rdf+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2", "application/ld+json", "application/ld+json"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2", "application/trig", "application/trig"),
        ("DESCRIBE <http://example.org/1>", "application/n-quads", "application/n-quads"),
    ],
)
def test_each_answer_comes_in_the_format_asked_for(server, query, accept, content_type):
    headers = {"accept": accept} if accept else {}
    answer = server.client.get("/sparql", params={"query": query}, headers=headers)

    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
    assert "Accept" in answer.headers["vary"]
    media_type = content_type.partition(";")[0]
    if media_type == "text/csv":
        assert answer.text.startswith("o,p,s\r\n")
    elif query.startswith(("SELECT", "ASK")):
        pyoxigraph.parse_query_results(
            answer.content, format=pyoxigraph.QueryResultsFormat.from_media_type(media_type)
        )
    else:
        assert list(pyoxigraph.parse(answer.content, format=pyoxigraph.RdfFormat.from_media_type(media_type)))


@pytest.mark.parametrize(
    ("query", "accept", "offered"),
    [
        ("SELECT * { }", "text/turtle", "text/csv"),
        ("ASK { }", "text/csv", "application/sparql-results+xml"),
        ("CONSTRUCT WHERE { }", "text/csv", "application/trig"),
        ("ASK { }", "image/png", "application/sparql-results+json"),
    ],
)
def test_a_format_that_is_not_offered_is_406_with_what_is(server, query, accept, offered):
    answer = server.client.get("/sparql", params={"query": query}, headers={"accept": accept})

    assert answer.status_code == 406
    assert problem(answer) == "not-acceptable"
    assert offered in answer.json()["detail"]


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "status", "name"),
    [
        ("SELECT * { ?s ?p", 400, "query-syntax"),
        ("", 400, "query-syntax"),
        ("DELETE WHERE { ?s ?p ?o }", 400, "query-syntax"),
        ("SELECT (<http://example.org/f>(1) AS ?x) { }", 400, "bad-query"),
        ("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403, "forbidden-query"),
    ],
)
def test_a_query_that_cannot_be_answered_is_the_callers_mistake(server, query, status, name):
    answer = server.client.get("/sparql", params={"query": query})

    assert answer.status_code == status
    assert problem(answer) == name


def test_a_syntax_error_says_where(server):
    answer = server.client.get("/sparql", params={"query": "SELECT *\nWHERE { ?s ?p"})

    assert answer.json()["detail"].startswith("line 2, column 14: ")


@pytest.mark.parametrize(
    ("method", "arguments", "status"),
    [
        ("GET", {"params": [("query", "ASK { }"), ("query", "ASK { }")]}, 400),
        ("POST", {"data": {"nothing": "here"}}, 400),
        ("POST", {"params": {"query": "ASK { }"}, "data": {"query": "ASK { }"}}, 400),
        ("POST", {"content": b"\xff", "headers": {"content-type": "application/sparql-query"}}, 400),
        (
            "POST",
            {"content": b"query=%FF", "headers": {"content-type": "application/x-www-form-urlencoded"}},
            400,
        ),
        ("POST", {"content": "ASK { }", "headers": {"content-type": "text/plain"}}, 415),
        ("POST", {"content": "ASK { }"}, 415),
        ("POST", {"files": {"query": b"ASK { }"}}, 415),
        (
            "POST",
            {"content": "ASK { }", "headers": {"content-type": "application/sparql-query; charset=latin-1"}},
            415,
        ),
        (
            "POST",
            {
                "content": b"x",
                "headers": {"content-type": "application/sparql-query", "content-encoding": "gzip"},
            },
            415,
        ),
        ("POST", {"content": "CLEAR ALL", "headers": {"content-type": "application/sparql-update"}}, 403),
        ("POST", {"data": {"update": "CLEAR ALL"}}, 403),
        ("GET", {"params": {"update": "CLEAR ALL"}}, 403),
        ("PUT", {"content": "ASK { }"}, 405),
        ("DELETE", {}, 405),
        ("PATCH", {"params": {"query": "ASK { }"}}, 405),
        ("GET", {"params": {"query": "ASK { }", "timeout": "soon"}}, 422),
        ("GET", {"params": {"query": "ASK { }", "timeout": "-1"}}, 422),
        ("GET", {"params": {"query": "ASK { }", "timeout": "inf"}}, 422),
        ("GET", {"params": {"query": "ASK { }", "timeout": ["1", "2"]}}, 422),
    ],
)
def test_a_request_that_is_wrong_says_how(server, method, arguments, status):
    answer = server.client.request(method, "/sparql", **arguments)

    assert answer.status_code == status
    assert problem(answer)
    if status == 405:
        assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_a_query_string_that_is_not_utf_8_is_a_bad_request(server):
    answer = server.client.get("/sparql?query=%FF")

    assert (answer.status_code, problem(answer)) == (400, "bad-request")


def test_writes_are_off_and_say_so(server):
    assert "writes are off" in server.client.post("/sparql", data={"update": "CLEAR ALL"}).json()["detail"]


def test_a_query_above_the_limit_is_413_however_it_comes(serve):
    server = serve(query_bytes=1000)
    long = "ASK { } #" + "x" * 1000

    def pieces():
        for _ in range(5):
            yield b"ASK { } #" + b"x" * 1000 + b"\n"

    answers = [
        server.client.get("/sparql", params={"query": long}),
        server.client.post("/sparql", data={"query": long}),
        post(server, long, "application/sparql-query"),
        post(server, pieces(), "application/sparql-query"),
    ]

    assert [answer.status_code for answer in answers] == [413] * 4
    assert {problem(answer) for answer in answers} == {"too-large"}
    assert server.client.get("/sparql", params={"query": "ASK { } #" + "x" * 900}).status_code == 200


# --- limits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("query", "status"), [(SORTED, (504, 507)), (SILENT, (504,))])
def test_a_query_at_its_limit_is_stopped_while_others_are_answered(strict, query, status):
    with ThreadPoolExecutor(2) as threads:
        hostile = [threads.submit(strict.client.get, "/sparql", params={"query": query}) for _ in range(2)]
        meanwhile = [number(strict.client.get("/sparql", params={"query": COUNT})) for _ in range(5)]
        answers = [answer.result() for answer in hostile]

    assert meanwhile == [500] * 5
    assert all(answer.status_code in status for answer in answers)
    assert {problem(answer) for answer in answers} <= {"time-limit", "memory-limit"}
    assert number(strict.client.get("/sparql", params={"query": COUNT})) == 500


def test_a_query_that_takes_all_memory_is_507(serve):
    server = serve(query_memory_mb=64, query_timeout_s=60)

    answer = server.client.get("/sparql", params={"query": SORTED})

    assert (answer.status_code, problem(answer)) == (507, "memory-limit")
    assert number(server.client.get("/sparql", params={"query": COUNT})) == 500


def test_a_caller_may_ask_to_be_stopped_earlier(server):
    answer = server.client.get("/sparql", params={"query": SILENT, "timeout": "0.2"})

    assert answer.status_code == 504
    assert "0.2 s" in answer.json()["detail"]


def test_a_full_service_says_when_to_come_back(serve):
    server = serve(workers=1, queue=0, query_timeout_s=5)
    with ThreadPoolExecutor(1) as threads:
        endless = threads.submit(server.client.get, "/sparql", params={"query": SILENT})
        answer = server.client.get("/sparql", params={"query": COUNT})
        while answer.status_code == 200 and not endless.done():  # it has not arrived yet
            answer = server.client.get("/sparql", params={"query": COUNT})
        endless.result()

    assert (answer.status_code, problem(answer)) == (503, "busy")
    assert int(answer.headers["retry-after"]) > 0


# --- large answers --------------------------------------------------------------------------------


def test_a_large_answer_arrives_whole(server):
    query = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f }"

    answer = server.client.get("/sparql", params={"query": query}, headers={"accept": "text/csv"})

    assert answer.headers["transfer-encoding"] == "chunked"
    assert answer.text.count("\r\n") == 500 * 500 + 1


def test_an_answer_that_is_stopped_on_its_way_is_visibly_broken(strict):
    request = strict.client.build_request("GET", "/sparql", params={"query": STREAM})
    answer = strict.client.send(request, stream=True)

    assert answer.status_code == 200
    with pytest.raises(httpx.RemoteProtocolError):
        answer.read()
    assert number(strict.client.get("/sparql", params={"query": COUNT})) == 500


def test_an_old_client_without_chunks_gets_a_length_or_a_problem(strict):
    whole = raw(strict, f"GET /sparql?query={quote('SELECT ?a { ?a ?b ?c . ?d ?e 10 }')} HTTP/1.0\r\n\r\n")
    long = raw(
        strict,
        f"GET /sparql?query={quote('SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } LIMIT 9000')} HTTP/1.0\r\n\r\n",
    )
    short = raw(strict, f"GET /sparql?query={quote(STREAM)} HTTP/1.0\r\n\r\n")

    for answer in (whole, long, short):
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b"content-length: %d" % len(body) in head
        assert b"chunked" not in head
    assert b" 200 " in long.partition(b"\r\n")[0]
    assert len(json.loads(long.partition(b"\r\n\r\n")[2])["results"]["bindings"]) == 9000
    assert b" 504 " in short.partition(b"\r\n")[0]
    assert b"problem+json" in short


@pytest.mark.parametrize("query", [SILENT, STREAM], ids=["before the answer", "within the answer"])
def test_a_client_that_leaves_frees_its_worker(serve, query):
    server = serve(workers=1, query_timeout_s=600)
    before = server.workers

    with socket.create_connection(("127.0.0.1", httpx.URL(server.url).port)) as link:
        link.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        if query == STREAM:
            assert link.recv(12) == b"HTTP/1.1 200"
        else:
            while time_used(server.workers) < 0.2:  # until the worker is at it
                pass

    assert number(server.client.get("/sparql", params={"query": COUNT})) == 500
    assert server.workers != before


# --- the service description ----------------------------------------------------------------------


@pytest.mark.parametrize("media_type", ["text/turtle", "application/rdf+xml", "application/ld+json"])
def test_without_a_query_the_service_describes_itself(server, media_type):
    answer = server.client.get("/sparql", headers={"accept": media_type})
    triples = list(pyoxigraph.parse(answer.content, format=pyoxigraph.RdfFormat.from_media_type(media_type)))
    said = {
        (triple.predicate.value.removeprefix(SD), triple.object.value.removeprefix(SD)) for triple in triples
    }

    assert answer.headers["content-type"].startswith(media_type)
    assert ("endpoint", f"{server.url}/sparql") in said
    assert ("supportedLanguage", "SPARQL11Query") in said
    assert ("feature", "UnionDefaultGraph") in said
    assert ("resultFormat", "http://www.w3.org/ns/formats/SPARQL_Results_CSV") in said


def test_a_program_that_takes_anything_gets_the_description_in_turtle(server):
    assert server.client.get("/sparql").headers["content-type"] == "text/turtle; charset=utf-8"


def test_a_person_gets_a_page_with_a_form(server):
    answer = server.client.get("/sparql", headers={"accept": BROWSER})

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<form action="/sparql" method="get">' in answer.text


def test_a_description_in_a_format_that_is_not_offered_is_406(server):
    assert server.client.get("/sparql", headers={"accept": "text/csv"}).status_code == 406


def test_the_list_of_services_that_may_be_called_shows_in_the_description(serve):
    server = serve(service_allow="https://a.example/sparql,https://b.example/sparql", default_graph="own")

    answer = server.client.get("/sparql")
    refused = server.client.get("/sparql", params={"query": "ASK { SERVICE <https://c.example/> { } }"})

    assert "BasicFederatedQuery" in answer.text
    assert "UnionDefaultGraph" not in answer.text
    assert "https://b.example/sparql" in refused.json()["detail"]
    assert number(server.client.get("/sparql", params={"query": COUNT})) == 0
