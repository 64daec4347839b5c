"""The default engine: Oxigraph in worker processes that may be killed.

pyoxigraph has no time limit, ``SERVICE`` goes out to the network, and a query that takes all memory ends
the process it runs in. So nobody's SPARQL is evaluated here: see ``graph.engines.worker``.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph

from graph import negotiation
from graph.engines.exchange import Exchange
from graph.engines.pool import Lane, Pool
from graph.errors import EngineError, NoReleaseError, NotAcceptableError, QueryTimeoutError
from graph.negotiation import Form

__all__ = ["Answer", "Embedded"]

#: Bytes of an answer that are held back before its first byte is given out, so that what goes wrong until
#: then still gets a proper status.
HOLD_BYTES: Final = 1 << 18


@dataclass
class Answer:
    """An answer, whole or on its way. It is its own iterator of pieces; each is given once.

    An iteration that ends has given everything; one that cannot raises.

    Attributes:
        media_type: of the bytes, without charset (it is UTF-8).
        form: rows, boolean or triples.
        store: the store that was asked, for whoever has to know which release answered.
    """

    media_type: str
    form: Form
    store: Path
    _exchange: Exchange

    @property
    def is_whole(self) -> bool:
        """Everything has arrived, so nothing can go wrong any more."""
        return self._exchange.complete

    @property
    def chunks(self) -> "Answer":
        """The pieces; ends early only by raising an EngineError."""
        return self

    def __aiter__(self) -> "Answer":
        """Return the pieces."""
        return self

    async def __anext__(self) -> bytes:
        """Return the next piece."""
        piece = await self._exchange.piece()
        if not piece:
            raise StopAsyncIteration
        return piece

    async def read(self) -> bytes:
        """Return all that is left.

        Raises:
            EngineError: the query was stopped on the way.
        """
        try:
            return b"".join([piece async for piece in self])
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Give the rest up. Without effect on an answer that is whole; safe to call twice."""
        self._exchange.abandon()


class Embedded:
    """Answers SPARQL queries on one release at a time.

    Args:
        store: folder of the Oxigraph store.
        workers: processes, 1 or more; with 2 or more, one is kept for the short lane.
        timeout_s: seconds a query may take.
        memory_mb: megabytes a query may use.
        queue: callers that may wait in each lane.
        service_allow: IRIs that ``SERVICE`` may call.
        union: the default graph is the union of all graphs, not the store's own default graph.

    Example:
        async with Embedded(release.store) as engine:
            answer = await engine.query("ASK { ?s ?p ?o }")
            await answer.read()  # b'{"head":{},"boolean":true}'
    """

    def __init__(
        self,
        store: Path,
        *,
        workers: int = 4,
        timeout_s: float = 10.0,
        memory_mb: int = 1024,
        queue: int = 64,
        service_allow: Collection[str] = (),
        union: bool = True,
    ) -> None:
        self.store = store
        self.timeout_s = timeout_s
        self._pool_settings: dict[str, int] = {"workers": workers, "memory_mb": memory_mb, "queue": queue}
        self._service_allow = sorted(service_allow)
        self._union = union
        self._pool: Pool | None = None
        self._draining: set[asyncio.Task[None]] = set()
        self._retired: set[Pool] = set()

    async def __aenter__(self) -> "Embedded":
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        await self.close()

    async def start(self) -> None:
        """Start the workers and wait until they can be asked.

        Raises:
            EngineError: the store cannot be opened.
        """
        self._pool = await self._started(self.store)

    async def close(self) -> None:
        """Stop everything, including what runs; no process is left."""
        pools = [*self._retired, *([self._pool] if self._pool else [])]
        self._pool = None
        for pool in pools:
            await pool.close()
        for task in self._draining:
            task.cancel()
        await asyncio.gather(*self._draining, return_exceptions=True)

    async def swap(self, store: Path) -> None:
        """Answer from another store from now on; what runs and waits ends on the old one.

        Raises:
            EngineError: the new store cannot be opened; the old one goes on answering.
        """
        pool = await self._started(store)
        old, self._pool, self.store = self._pool, pool, store
        if old is not None:
            self._retired.add(old)
            task = asyncio.create_task(self._drain(old))
            self._draining.add(task)
            task.add_done_callback(self._draining.discard)

    async def query(
        self,
        text: str,
        *,
        accept: str | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        timeout_s: float | None = None,
        lane: Lane = "open",
    ) -> Answer:
        """Answer one query.

        Returns once the answer is whole or its first 256 KiB are there. Cancelling the call, or ``aclose``
        of the answer, stops the query.

        Args:
            text: SPARQL 1.1 query.
            accept: value of an ``Accept`` header, or one media type; None for the default.
            default_graphs: IRIs of graphs whose union is the default graph, instead of the query's own.
            named_graphs: IRIs of the graphs that ``GRAPH`` sees, instead of the query's own.
            timeout_s: seconds, if less than the engine's.
            lane: ``short`` only for questions known to be quick.

        Raises:
            QuerySyntaxError: the text is no query; an update is none.
            ForbiddenQueryError: it calls a service off the list.
            NotAcceptableError: its form of answer has none of the types asked for.
            QueryError: it cannot be evaluated, for example an unknown function.
            QueryTimeoutError: it was stopped at the time limit.
            QueryMemoryError: it was stopped at the memory limit.
            EngineBusyError: no worker became free, or too many wait.
        """
        pool = self._pool
        if pool is None:
            raise NoReleaseError("the engine is not started")
        media_types = negotiation.media_types(accept)
        if not any(media_types.values()):
            offered = dict.fromkeys(offer for offers in negotiation.FORMS.values() for offer in offers)
            raise NotAcceptableError(f"answers are given as {', '.join(offered)}")
        limit_s = self.timeout_s if timeout_s is None else min(timeout_s, self.timeout_s)
        question = {
            "text": text,
            "media_types": media_types,
            # A dataset is a set; Oxigraph would give the rows of a graph named twice twice.
            "default_graphs": list(dict.fromkeys(default_graphs)),
            "named_graphs": list(dict.fromkeys(named_graphs)),
            "union": self._union,
            "service_allow": self._service_allow,
        }
        worker = await pool.acquire(lane, limit_s)

        def settled(whole: bool, worn: bool) -> None:
            timer.cancel()
            if whole and not worn:
                pool.release(worker)
            else:
                pool.discard(worker)

        exchange = worker.ask(question, settled)
        late = QueryTimeoutError(f"the query was stopped after {limit_s:g} s")
        timer = asyncio.get_running_loop().call_later(limit_s, exchange.stop, late)
        try:
            await exchange.hold(HOLD_BYTES)
        except BaseException:  # cancelled or failed: either way nobody is there for the rest
            exchange.abandon()
            raise
        head: dict[str, Any] = exchange.head
        if not head:
            raise EngineError("a worker answered without a head")
        return Answer(head["media_type"], head["form"], pool.store, exchange)

    def describe(self) -> dict[str, Any]:
        """Return what the engine is and how busy, for people who operate it."""
        return {
            "engine": f"Oxigraph {pyoxigraph.__version__} in worker processes",
            "defaultGraph": "union" if self._union else "own",
            "timeoutSeconds": self.timeout_s,
            "memoryMegabytes": self._pool_settings["memory_mb"],
            "serviceAllowed": self._service_allow,
            **(self._pool.counts if self._pool else {"workers": 0, "idle": 0, "waiting": 0}),
        }

    @property
    def pids(self) -> list[int]:
        """Process ids of the workers on the present store."""
        return self._pool.pids if self._pool else []

    async def _started(self, store: Path) -> Pool:
        pool = Pool(store, **self._pool_settings)
        await pool.start()
        return pool

    async def _drain(self, pool: Pool) -> None:
        try:
            await pool.drain()
        finally:
            self._retired.discard(pool)
