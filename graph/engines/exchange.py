"""One question to a worker and its answer on the way, seen from the front."""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from typing import Final, cast

from graph import negotiation
from graph.errors import (
    EngineError,
    ForbiddenQueryError,
    KnowledgeGraphError,
    QueryError,
    QuerySyntaxError,
)

__all__ = ["Exchange"]

#: Bytes of an answer the front holds before it stops reading from the worker, until they are taken.
HIGH_BYTES: Final = 1 << 20


class Exchange:
    """One question and its answer as it comes.

    Args:
        read: told to pause (False) or go on (True) reading from the worker.
        settled: called once with (the worker may be asked again, but should be replaced).

    Attributes:
        head: ``form`` and ``media_type`` once the worker has said them.
        complete: every piece has arrived.
    """

    def __init__(self, read: Callable[[bool], None], settled: Callable[[bool, bool], None]) -> None:
        self.head: dict[str, str] = {}
        self.complete = False
        self._error: KnowledgeGraphError | None = None
        self._pieces: deque[bytes] = deque()
        self._size = 0
        self._wanted = 0
        self._waiter: asyncio.Future[None] | None = None
        self._read = read
        self._settled: Callable[[bool, bool], None] | None = settled

    async def hold(self, size: int) -> None:
        """Wait until the answer is complete or has this many bytes.

        Raises:
            KnowledgeGraphError: why there is no answer.
        """
        while self._error is None and not self.complete and self._size < size:
            await self._wait(size)
        if self._error:
            raise self._error

    async def piece(self) -> bytes:
        """Return what has arrived since the last call, b"" when there is no more.

        Raises:
            KnowledgeGraphError: the answer stays short.
        """
        await self.hold(1)
        found = b"".join(self._pieces)
        self._pieces.clear()
        self._size = 0
        self._read(True)
        return found

    def abandon(self) -> None:
        """Nobody wants the rest: unless the worker is done already, it is killed."""
        self.fail(EngineError("the answer was given up"))
        self._settle(False)

    def stop(self, error: KnowledgeGraphError) -> None:
        """Kill the worker unless it is done already; whoever waits for the answer gets the error."""
        if not self.complete:
            self.fail(error)
            self._settle(False)

    def fail(self, error: KnowledgeGraphError) -> None:
        """Keep the first error and wake who waits."""
        if self._error is None and not self.complete:
            self._error = error
            self._wake()

    def take(self, kind: bytes, content: bytes) -> None:
        """Take one frame of the worker's answer."""
        if kind == b"D":
            self._pieces.append(content)
            self._size += len(content)
            if self._size > HIGH_BYTES:
                self._read(False)
            if self._size >= self._wanted:
                self._wake()
        elif kind == b"H":
            self.head = json.loads(content)
        elif kind == b"X":
            self.fail(_error(**json.loads(content)))
        elif kind == b"E":
            self.complete = self._error is None
            self._wake()
            self._settle(True, content == b"1")

    def _settle(self, whole: bool, worn: bool = False) -> None:
        if self._settled is not None:
            settled, self._settled = self._settled, None
            settled(whole, worn)

    async def _wait(self, size: int) -> None:
        self._wanted = size
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _error(kind: str, message: str) -> KnowledgeGraphError:
    if kind == "not-acceptable":
        return negotiation.refusal(cast(negotiation.Form, message))
    classes: dict[str, type[KnowledgeGraphError]] = {
        "syntax": QuerySyntaxError,
        "forbidden": ForbiddenQueryError,
        "query": QueryError,
    }
    return classes.get(kind, EngineError)(message)
