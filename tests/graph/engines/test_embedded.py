"""The embedded engine answers whole or says that it does not, whatever it is asked and whoever dies."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

from graph.engines.embedded import Answer, Embedded
from graph.errors import (
    EngineBusyError,
    EngineError,
    ForbiddenQueryError,
    NoReleaseError,
    NotAcceptableError,
    QueryError,
    QueryMemoryError,
    QuerySyntaxError,
    QueryTimeoutError,
)

E = "http://example.org/"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
FROM_A = "SELECT (COUNT(*) AS ?n) FROM <http://example.org/a> { ?s ?p ?o }"
FROM_NAMED_B = "SELECT (COUNT(*) AS ?n) FROM NAMED <http://example.org/b> { ?s ?p ?o }"
GRAPH_FROM_NAMED_B = "SELECT (COUNT(*) AS ?n) FROM NAMED <http://example.org/b> { GRAPH ?g { ?s ?p ?o } }"
#: Says nothing for ever.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
#: Gives rows for ever.
STREAM = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
#: Sorts more than there is memory.
BOMB = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"


def run(engine: Embedded, using: Callable[[Embedded], Awaitable[Any]]) -> Any:
    """Start an engine, use it and close it; nothing here takes longer than a minute."""

    async def running() -> Any:
        async with asyncio.timeout(60), engine:
            return await using(engine)

    return asyncio.run(running())


async def number(engine: Embedded, query: str = COUNT, **how: Any) -> int:
    """Ask a query that counts."""
    answer = await (await engine.query(query, **how)).read()
    return int(json.loads(answer)["results"]["bindings"][0]["n"]["value"])


async def until(condition: Callable[[], object]) -> None:
    """Let others run until something is so."""
    while not condition():
        await asyncio.sleep(0)


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended; one that only waits to be reaped has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.parametrize(
    ("query", "media_type", "begins"),
    [
        ("SELECT ?o { ?s ?p ?o } LIMIT 1", "application/sparql-results+json", b'{"head":{"vars":["o"]}'),
        ("SELECT ?o { ?s ?p ?o } LIMIT 1", "application/json", b'{"head":{"vars":["o"]}'),
        ("SELECT ?o { ?s ?p ?o } LIMIT 1", "application/sparql-results+xml", b'<?xml version="1.0"?><sparql'),
        ("SELECT ?o { ?s ?p ?o } LIMIT 1", "text/csv", b"o\r\n"),
        ("SELECT ?o { ?s ?p ?o } LIMIT 1", "text/tab-separated-values", b"?o\n"),
        ("ASK { ?s ?p ?o }", "application/sparql-results+json", b'{"head":{},"boolean":true}'),
        ("ASK { ?s ?p ?o }", "text/xml", b'<?xml version="1.0"?><sparql'),
        ("CONSTRUCT WHERE { ?s ?p 'own' }", "text/turtle", b"<http://example.org/s> <http://example.org/p0>"),
        (
            f"PREFIX e: <{E}> CONSTRUCT WHERE {{ ?s ?p 'own' }}",
            "text/turtle",
            b"@prefix e: <http://example.org/>",
        ),
        ("CONSTRUCT WHERE { ?s ?p 'own' }", "application/n-triples", b"<http://example.org/s> <http://"),
        ("CONSTRUCT WHERE { ?s ?p 'own' }", "application/rdf+xml", b'<?xml version="1.0"'),
        ("CONSTRUCT WHERE { ?s ?p 'own' }", "application/ld+json", b'[{"@id":"http://example.org/s"'),
        ("CONSTRUCT WHERE { ?s ?p 'own' }", "application/trig", b"<http://example.org/s>"),
        (f"DESCRIBE <{E}s>", "application/n-quads", b"<http://example.org/s> <http://example.org/p0>"),
    ],
)
def test_each_form_of_answer_comes_in_each_of_its_formats(
    store: Path, query: str, media_type: str, begins: bytes
) -> None:
    async def using(engine: Embedded) -> tuple[str, bytes]:
        answer = await engine.query(query, accept=media_type)
        return answer.media_type, await answer.read()

    found, body = run(Embedded(store, workers=1), using)

    assert found == media_type
    assert body.startswith(begins)


@pytest.mark.parametrize(
    "prologue",
    [
        "# PREFIX a/b: <http://example.org/>\n",
        "# PREFIX x: <relative>\n",
        "# PREFIX x: <http://[>\n",
        "BASE <http://example.org/> PREFIX x: <>",
        "PREFIX x.y: <http://example.org/>",
    ],
)
def test_turtle_is_valid_whatever_is_declared(store: Path, prologue: str) -> None:
    async def using(engine: Embedded) -> bytes:
        return await (await engine.query(prologue + "CONSTRUCT WHERE { ?s ?p 'own' }")).read()

    found = list(pyoxigraph.parse(run(Embedded(store, workers=1), using), format=pyoxigraph.RdfFormat.TURTLE))

    assert [quad.subject.value for quad in found] == [E + "s"]


def test_the_default_graph_is_the_union_unless_the_query_or_the_caller_names_graphs(store: Path) -> None:
    async def using(engine: Embedded) -> list[int]:
        return [
            await number(engine),
            await number(engine, COUNT_NAMED),
            await number(engine, FROM_A),
            await number(engine, GRAPH_FROM_NAMED_B),
            await number(engine, FROM_NAMED_B),
            await number(engine, default_graphs=[E + "b"]),
            await number(engine, COUNT_NAMED, default_graphs=[E + "b"]),
            await number(engine, COUNT_NAMED, named_graphs=[E + "a"]),
            await number(engine, FROM_A, default_graphs=[E + "b"]),
            await number(engine, default_graphs=[E + "a", E + "b", E + "unknown"]),
        ]

    assert run(Embedded(store), using) == [501, 500, 300, 200, 0, 200, 0, 300, 200, 500]


def test_the_default_graph_can_be_the_stores_own(store: Path) -> None:
    async def using(engine: Embedded) -> list[int]:
        return [await number(engine), await number(engine, COUNT_NAMED)]

    assert run(Embedded(store, union=False), using) == [1, 500]


@pytest.mark.parametrize(
    ("query", "error", "message"),
    [
        ("SELECT * { ?s ?p", QuerySyntaxError, "line 1, column 17"),
        ("", QuerySyntaxError, "line 1, column 1"),
        ("DELETE WHERE { ?s ?p ?o }", QuerySyntaxError, "line 1"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", QuerySyntaxError, "line 1"),
        (
            "SELECT (<http://example.org/f>(1) AS ?x) { }",
            QueryError,
            "<http://example.org/f> is not supported",
        ),
        ("ASK { SERVICE <http://x/> { ?s ?p ?o } }", ForbiddenQueryError, "not on the list"),
    ],
)
def test_a_query_that_cannot_be_answered_says_why(
    store: Path, query: str, error: type[Exception], message: str
) -> None:
    async def using(engine: Embedded) -> int:
        with pytest.raises(error, match=message):
            await engine.query(query)
        return await number(engine)

    assert run(Embedded(store, workers=1), using) == 501


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("ASK { }", "text/csv"),
        ("SELECT * { }", "text/turtle"),
        ("CONSTRUCT WHERE { }", "text/csv"),
        ("ASK { }", "a/b"),
    ],
)
def test_a_form_of_answer_that_the_caller_does_not_take_is_refused(
    store: Path, query: str, accept: str
) -> None:
    async def using(engine: Embedded) -> None:
        with pytest.raises(NotAcceptableError):
            await engine.query(query, accept=accept)

    run(Embedded(store, workers=1), using)


def test_an_invalid_graph_name_is_the_callers_mistake(store: Path) -> None:
    async def using(engine: Embedded) -> None:
        with pytest.raises(QueryError, match="IRI"):
            await engine.query(COUNT, default_graphs=["not an IRI"])

    run(Embedded(store, workers=1), using)


def test_an_endless_query_is_stopped_while_others_are_answered(store: Path) -> None:
    async def using(engine: Embedded) -> list[int]:
        endless = asyncio.ensure_future(engine.query(ENDLESS))
        meanwhile = await number(engine)
        assert not endless.done()
        with pytest.raises(QueryTimeoutError, match="after 1 s"):
            await endless
        return [meanwhile, await number(engine)]

    assert run(Embedded(store, timeout_s=1), using) == [501, 501]


def test_a_caller_may_shorten_the_time_but_not_lengthen_it(store: Path) -> None:
    async def using(engine: Embedded) -> None:
        with pytest.raises(QueryTimeoutError, match=r"after 0\.1 s"):
            await engine.query(ENDLESS, timeout_s=0.1)
        with pytest.raises(QueryTimeoutError, match=r"after 0\.5 s"):
            await engine.query(ENDLESS, timeout_s=600)

    run(Embedded(store, timeout_s=0.5), using)


@pytest.mark.parametrize(
    "query",
    [BOMB, "SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"],
    ids=["sorting", "joining text"],
)
def test_a_query_that_takes_all_memory_is_stopped_and_the_next_is_answered(store: Path, query: str) -> None:
    async def using(engine: Embedded) -> int:
        with pytest.raises(QueryMemoryError):
            await engine.query(query)
        return await number(engine)

    assert run(Embedded(store, workers=1, memory_mb=64, timeout_s=30), using) == 501


def test_a_query_nested_too_deep_for_the_parser_ends_its_worker_only(store: Path) -> None:
    async def using(engine: Embedded) -> int:
        with pytest.raises((QueryMemoryError, QuerySyntaxError)):
            await engine.query("SELECT * " + "{" * 100_000 + "}" * 100_000)
        return await number(engine)

    assert run(Embedded(store, workers=1), using) == 501


def test_a_large_answer_arrives_whole_in_pieces(store: Path) -> None:
    async def using(engine: Embedded) -> tuple[bool, int, int]:
        answer = await engine.query("SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f }", accept="text/csv")
        pieces = [(len(piece), piece.count(b"\n")) async for piece in answer.chunks]
        return answer.is_whole, sum(lines for _, lines in pieces), max(size for size, _ in pieces)

    is_whole, lines, largest = run(Embedded(store), using)

    assert is_whole
    assert lines == 501 * 501 + 1
    assert largest < 2_000_000


def test_an_answer_that_stops_on_the_way_raises_instead_of_ending(store: Path) -> None:
    async def using(engine: Embedded) -> tuple[int, int]:
        answer = await engine.query(STREAM)
        first = await anext(answer)
        with pytest.raises(QueryTimeoutError):
            await answer.read()
        return len(first), await number(engine)

    size, count = run(Embedded(store, timeout_s=1), using)

    assert size >= 1 << 18
    assert count == 501


def test_a_worker_waits_for_a_slow_reader(store: Path) -> None:
    async def using(engine: Embedded) -> tuple[int, int]:
        answer = await engine.query(STREAM)
        for _ in range(10_000):
            await asyncio.sleep(0)
        return len(await anext(answer)), len(await anext(answer))

    assert max(run(Embedded(store, timeout_s=5), using)) < 2_000_000


def test_giving_up_frees_the_worker(store: Path) -> None:
    async def using(engine: Embedded) -> int:
        before = engine.pids
        waiting = asyncio.ensure_future(engine.query(ENDLESS))
        await until(lambda: engine.describe()["idle"] == 0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        answer: Answer = await engine.query(STREAM)
        await answer.aclose()
        await answer.aclose()
        count = await number(engine)
        assert not set(before) & set(engine.pids)
        return count

    assert run(Embedded(store, workers=1, timeout_s=30), using) == 501


def test_a_caller_who_gives_up_in_the_queue_takes_no_worker_with_it(store: Path) -> None:
    async def using(engine: Embedded) -> int:
        endless = asyncio.ensure_future(engine.query(ENDLESS, timeout_s=0.5))
        await until(lambda: engine.describe()["idle"] == 0)
        queued = asyncio.ensure_future(engine.query(COUNT))
        await until(lambda: engine.describe()["waiting"] == 1)
        queued.cancel()
        with pytest.raises(QueryTimeoutError):
            await endless
        return await number(engine)

    assert run(Embedded(store, workers=1, timeout_s=30), using) == 501


@pytest.mark.parametrize("deadly", [signal.SIGKILL, signal.SIGSEGV])
def test_a_worker_that_is_killed_is_replaced(store: Path, deadly: signal.Signals) -> None:
    async def using(engine: Embedded) -> list[int]:
        idle, busy = engine.pids[0], asyncio.ensure_future(engine.query(ENDLESS))
        await until(lambda: engine.describe()["idle"] == 1)
        for pid in engine.pids:
            os.kill(pid, deadly)
        with pytest.raises(QueryMemoryError):
            await busy
        await until(lambda: idle not in engine.pids and engine.describe()["idle"] == 2)
        return [await number(engine) for _ in range(4)]

    assert run(Embedded(store, workers=2, timeout_s=30), using) == [501] * 4


def test_ctrl_c_and_a_polite_stop_are_the_fronts_to_act_on(store: Path) -> None:
    async def using(engine: Embedded) -> tuple[list[int], list[int], int]:
        before = engine.pids
        for pid in before:
            os.kill(pid, signal.SIGINT)
            os.kill(pid, signal.SIGTERM)
        count = await number(engine)
        return before, engine.pids, count

    before, after, count = run(Embedded(store, workers=1), using)

    assert before == after
    assert count == 501


def test_short_questions_do_not_wait_for_open_ones(store: Path) -> None:
    async def using(engine: Embedded) -> int:
        endless = [asyncio.ensure_future(engine.query(ENDLESS)) for _ in range(5)]
        await until(lambda: engine.describe()["waiting"] == 4)
        count = await number(engine, lane="short")
        for task in endless:
            task.cancel()
        await asyncio.gather(*endless, return_exceptions=True)
        return count

    assert run(Embedded(store, workers=2, timeout_s=30), using) == 501


def test_a_full_queue_says_so_at_once(store: Path) -> None:
    async def using(engine: Embedded) -> None:
        endless = [asyncio.ensure_future(engine.query(ENDLESS)) for _ in range(2)]
        await until(lambda: engine.describe()["waiting"] == 1)
        with pytest.raises(EngineBusyError, match="1 callers wait"):
            await engine.query(COUNT)
        await asyncio.gather(*endless, return_exceptions=True)

    run(Embedded(store, workers=1, queue=1, timeout_s=0.5), using)


def test_nobody_waits_longer_for_a_worker_than_a_query_may_take(store: Path) -> None:
    async def using(engine: Embedded) -> None:
        endless = asyncio.ensure_future(engine.query(ENDLESS))
        await until(lambda: engine.describe()["idle"] == 0)
        with pytest.raises(EngineBusyError, match="no worker became free"):
            await engine.query(COUNT, timeout_s=0.1)
        endless.cancel()
        await asyncio.gather(endless, return_exceptions=True)

    run(Embedded(store, workers=1, timeout_s=30), using)


def test_after_a_swap_new_questions_see_the_new_store_and_running_ones_end_on_the_old(
    store: Path, tmp_path: Path
) -> None:
    one = pyoxigraph.Quad(*(pyoxigraph.NamedNode(E + name) for name in "spo"))
    other = pyoxigraph.Store(str(tmp_path / "other"))
    other.add(one)
    other.flush()
    del other

    async def using(engine: Embedded) -> tuple[int, int, Path, bool]:
        old = engine.pids
        running = await engine.query("SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f }", accept="text/csv")
        await engine.swap(tmp_path / "other")
        fresh = await number(engine)
        lines = (await running.read()).count(b"\n")
        await until(lambda: all(map(is_gone, old)))
        return fresh, lines, engine.store, running.store == store

    assert run(Embedded(store, timeout_s=30), using) == (1, 501 * 501 + 1, tmp_path / "other", True)


def test_a_swap_to_a_broken_store_changes_nothing(store: Path, tmp_path: Path) -> None:
    async def using(engine: Embedded) -> tuple[int, Path]:
        with pytest.raises(EngineError):
            await engine.swap(tmp_path / "missing")
        return await number(engine), engine.store

    assert run(Embedded(store), using) == (501, store)


def test_an_engine_on_a_broken_store_does_not_start_and_leaves_no_process(tmp_path: Path) -> None:
    engine = Embedded(tmp_path / "missing")

    with pytest.raises(EngineError):
        asyncio.run(engine.start())

    assert engine.pids == []


def test_closing_leaves_no_process_and_ends_what_runs(store: Path) -> None:
    async def closing() -> list[int]:
        engine = Embedded(store, timeout_s=30)
        await engine.start()
        pids = engine.pids
        running = asyncio.ensure_future(engine.query(ENDLESS))
        await until(lambda: engine.describe()["idle"] == 3)
        await engine.close()
        with pytest.raises(EngineBusyError):
            await running
        with pytest.raises(NoReleaseError):
            await engine.query(COUNT)
        return pids

    pids = asyncio.run(closing())

    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


PARENT = """
import asyncio, sys
from pathlib import Path
from graph.engines.embedded import Embedded

async def main():
    engine = Embedded(Path(sys.argv[1]), workers=2, timeout_s=60)
    await engine.start()
    asyncio.ensure_future(engine.query(sys.argv[2]))
    while engine.describe()["idle"] == 2:
        await asyncio.sleep(0)
    print(*engine.pids, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def test_workers_end_with_a_front_that_is_killed(store: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(store), ENDLESS], stdout=subprocess.PIPE, text=True
    ) as front:
        assert front.stdout
        pids = [int(pid) for pid in front.stdout.readline().split()]
        front.kill()

    async def gone() -> None:
        async with asyncio.timeout(30):
            await until(lambda: all(map(is_gone, pids)))

    assert len(pids) == 2
    asyncio.run(gone())


def test_workers_get_none_of_the_services_own_settings(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALSKG_ANYTHING", "secret")

    async def using(engine: Embedded) -> bytes:
        return Path(f"/proc/{engine.pids[0]}/environ").read_bytes()

    assert b"ALSKG_" not in run(Embedded(store, workers=1), using)
