"""The worker processes of one release, seen from the front: who is free, who waits, who has to die."""

import asyncio
import json
import logging
import os
import socket
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, Final, Literal, cast

from graph import negotiation
from graph.errors import (
    EngineBusyError,
    EngineError,
    ForbiddenQueryError,
    KnowledgeGraphError,
    QueryError,
    QueryMemoryError,
    QuerySyntaxError,
)

__all__ = ["Exchange", "Lane", "Pool", "Worker"]

#: ``short`` is for questions known to be quick: one worker is kept for it, and it may use the others too.
Lane = Literal["short", "open"]
_LANES: Final[tuple[Lane, ...]] = ("short", "open")

#: Bytes of an answer the front holds before it stops reading from the worker, until they are taken.
HIGH_BYTES: Final = 1 << 20
#: Seconds a worker has to open its store.
START_S: Final = 30.0
#: Seconds between attempts to start a worker that will not start, growing.
RETRY_S: Final = (0.1, 0.5, 2.0, 5.0)

_HEAD: Final = struct.Struct(">cI")
_LENGTH: Final = struct.Struct(">I")

_log = logging.getLogger(__name__)


class Exchange:
    """One question and its answer as it comes.

    Attributes:
        head: ``form`` and ``media_type`` once the worker has said them.
        complete: every piece has arrived.
    """

    def __init__(self, worker: "Worker", settled: Callable[[bool, bool], None]) -> None:
        self.head: dict[str, str] = {}
        self.complete = False
        self._error: KnowledgeGraphError | None = None
        self._pieces: deque[bytes] = deque()
        self._size = 0
        self._wanted = 0
        self._waiter: asyncio.Future[None] | None = None
        self._worker = worker
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
        self._worker.read(True)
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
                self._worker.read(False)
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


class Worker(asyncio.Protocol):
    """One worker process and the socket to it.

    Attributes:
        ready: done when it can be asked; an EngineError when it did not start.
        pid: its process id.
    """

    def __init__(self, process: subprocess.Popen[bytes], lost: Callable[["Worker"], None]) -> None:
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ready.add_done_callback(lambda ready: ready.cancelled() or ready.exception())
        self.pid = process.pid
        self._process = process
        self._lost = lost
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._exchange: Exchange | None = None
        self._reaped: asyncio.Future[int] | None = None

    @classmethod
    async def start(cls, store: Path, memory_mb: int, lost: Callable[["Worker"], None]) -> "Worker":
        """Start a process on a store, and return at once; ``ready`` tells when it can be asked.

        Args:
            store: folder of the store.
            memory_mb: megabytes its queries may use beyond what it needs to start.
            lost: called when it has ended by itself.
        """
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "graph.engines.worker"]
        with theirs:
            # In this very thread: Linux ends the worker when the thread that started it ends.
            process = subprocess.Popen(  # noqa: S603 - our own module, with a path and numbers
                [*command, str(store), str(memory_mb), str(os.getpid())],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                # What evaluates strangers' queries gets none of the service's own settings.
                env={name: value for name, value in os.environ.items() if not name.startswith("ALSKG_")},
            )
        worker = cls(process, lost)
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: worker, sock=ours)
        patience = loop.call_later(START_S, process.kill)
        worker.ready.add_done_callback(lambda _: patience.cancel())
        return worker

    def ask(self, question: dict[str, Any], settled: Callable[[bool, bool], None]) -> Exchange:
        """Send a question.

        Args:
            question: as ``graph.engines.worker`` takes it.
            settled: called once with (the worker may be asked again, but should be replaced).
        """
        content = json.dumps(question).encode()
        self._exchange = Exchange(self, settled)
        if self._transport is None or self._transport.is_closing():
            gone = EngineBusyError("the worker has just ended; try again in a moment")
            asyncio.get_running_loop().call_soon(self._exchange.stop, gone)
        else:
            self._transport.write(_LENGTH.pack(len(content)) + content)
        return self._exchange

    def read(self, on: bool) -> None:
        """Go on or pause reading; a worker nobody reads from waits."""
        if self._transport is not None and not self._transport.is_closing():
            if on:
                self._transport.resume_reading()
            else:
                self._transport.pause_reading()

    def kill(self) -> asyncio.Future[int]:
        """Kill the process; the future is its exit code once it is gone."""
        if self._exchange is not None:
            self._exchange.fail(EngineBusyError("the service is stopping"))
        self._process.kill()
        if self._transport is not None:
            self._transport.abort()
        return self._reap()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Part of asyncio.Protocol."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name

    def data_received(self, data: bytes) -> None:
        """Part of asyncio.Protocol: cut the stream into frames."""
        self._buffer += data
        place, end = 0, len(self._buffer)
        while end - place >= _HEAD.size:
            kind, size = _HEAD.unpack_from(self._buffer, place)
            if end - place - _HEAD.size < size:
                break
            content = bytes(self._buffer[place + _HEAD.size : place + _HEAD.size + size])
            place += _HEAD.size + size
            self._take(kind, content)
        del self._buffer[:place]

    def connection_lost(self, exc: Exception | None) -> None:
        """Part of asyncio.Protocol: the process has ended, by us or by itself."""
        self._reap().add_done_callback(self._ended)

    def _take(self, kind: bytes, content: bytes) -> None:
        if kind == b"R":
            if not self.ready.done():
                self.ready.set_result(None)
        elif self._exchange is not None:
            self._exchange.take(kind, content)
        elif kind == b"X" and not self.ready.done():
            self.ready.set_exception(EngineError(json.loads(content)["message"]))

    def _ended(self, reaped: asyncio.Future[int]) -> None:
        code = reaped.result() if not reaped.cancelled() else 1
        if not self.ready.done():
            self.ready.set_exception(EngineError(f"a worker ended with {code} before it was ready"))
        if self._exchange is not None:
            # We kill a worker only after its exchange has got its error, so a signal here is none of ours:
            # the allocator's abort, the kernel's killer, or the stack's end.
            self._exchange.stop(
                QueryMemoryError("the query needed more memory than it may use")
                if code < 0
                else EngineError(f"a worker ended with {code}")
            )
        self._lost(self)

    def _reap(self) -> asyncio.Future[int]:
        if self._reaped is None:
            loop = asyncio.get_running_loop()
            self._reaped = loop.run_in_executor(None, self._process.wait)
        return self._reaped


class Pool:
    """So many workers on one store, two lanes of waiting callers, and a replacement for each worker lost.

    Args:
        store: folder of the store.
        workers: processes, 1 or more; with 2 or more, one is kept for the short lane.
        memory_mb: megabytes a query may use.
        queue: callers that may wait in each lane.
    """

    def __init__(self, store: Path, *, workers: int, memory_mb: int, queue: int) -> None:
        self.store = store
        self._size, self._memory_mb, self._queue = workers, memory_mb, queue
        self._open_most = max(1, workers - 1)
        self._open_now = 0
        self._workers: dict[Worker, Lane | None] = {}
        self._idle: deque[Worker] = deque()
        self._waiting: dict[Lane, deque[asyncio.Future[Worker]]] = {"short": deque(), "open": deque()}
        self._tasks: set[asyncio.Future[Any]] = set()
        self._closing = False
        self._drained: asyncio.Future[None] | None = None

    @property
    def pids(self) -> list[int]:
        """Process ids of the workers."""
        return [worker.pid for worker in self._workers]

    @property
    def counts(self) -> dict[str, int]:
        """How many workers there are, are idle, and how many callers wait."""
        waiting = sum(len(lane) for lane in self._waiting.values())
        return {"workers": len(self._workers), "idle": len(self._idle), "waiting": waiting}

    async def start(self) -> None:
        """Start every worker and wait until all can be asked.

        Raises:
            EngineError: one could not open the store; none is left running.
        """
        try:
            started = [await self._start() for _ in range(self._size)]
            await asyncio.gather(*(worker.ready for worker in started))
        except BaseException:
            await self.close()
            raise
        self._idle.extend(started)

    async def acquire(self, lane: Lane, timeout_s: float) -> Worker:
        """Return a free worker; ``release`` or ``discard`` must follow.

        Raises:
            EngineBusyError: the queue is full, or none became free in time.
        """
        waiting = self._waiting[lane]
        if self._closing:
            raise EngineBusyError("the service is stopping")
        if self._idle and not waiting and (lane == "short" or self._open_now < self._open_most):
            return self._lend(lane)
        if len(waiting) >= self._queue:
            raise EngineBusyError(
                f"every worker is busy and {self._queue} callers wait; try again in a moment"
            )
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[Worker] = loop.create_future()
        waiting.append(turn)
        timer = loop.call_later(timeout_s, _refuse, turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.release(turn.result())
            raise
        finally:
            timer.cancel()
            if turn in waiting:
                waiting.remove(turn)
                self._lend_all()

    def release(self, worker: Worker) -> None:
        """Take a worker back that can be asked again."""
        self._returned(worker)
        self._idle.append(worker)
        self._lend_all()

    def discard(self, worker: Worker) -> None:
        """Kill a worker and start another in its place."""
        self._returned(worker)
        self._remove(worker)
        self._keep(worker.kill())

    async def drain(self) -> None:
        """Let what runs and waits come to its end, then close."""
        self._drained = asyncio.get_running_loop().create_future()
        self._lend_all()
        await self._drained
        await self.close()

    async def close(self) -> None:
        """Kill every worker and return when all are gone; who waits gets an error."""
        self._closing = True
        for lane in self._waiting.values():
            for turn in lane:
                _refuse(turn)
        workers = list(self._workers)
        self._workers.clear()
        self._idle.clear()
        for worker in workers:
            self._keep(worker.kill())
        while self._tasks:
            await asyncio.wait(self._tasks)
            await asyncio.sleep(0)

    async def _start(self) -> Worker:
        worker = await Worker.start(self.store, self._memory_mb, self._lost)
        self._workers[worker] = None
        return worker

    async def _replace(self) -> None:
        for attempt in count():
            if self._closing:
                return
            worker = await self._start()
            try:
                await worker.ready
            except EngineError as error:
                _log.error("a worker did not start: %s", error)
                self._workers.pop(worker, None)
                self._keep(worker.kill())
                await asyncio.sleep(RETRY_S[min(attempt, len(RETRY_S) - 1)])
                continue
            self._idle.append(worker)
            self._lend_all()
            return

    def _lend(self, lane: Lane) -> Worker:
        worker = self._idle.popleft()
        self._workers[worker] = lane
        self._open_now += lane == "open"
        return worker

    def _lend_all(self) -> None:
        for lane in _LANES:
            waiting = self._waiting[lane]
            while self._idle and waiting and (lane == "short" or self._open_now < self._open_most):
                turn = waiting.popleft()
                if not turn.done():
                    turn.set_result(self._lend(lane))
        busy = any(lane is not None for lane in self._workers.values()) or any(self._waiting.values())
        if self._drained is not None and not busy and not self._drained.done():
            self._drained.set_result(None)

    def _returned(self, worker: Worker) -> None:
        self._open_now -= self._workers.get(worker) == "open"
        if worker in self._workers:
            self._workers[worker] = None

    def _lost(self, worker: Worker) -> None:
        if worker in self._workers and worker.ready.exception() is None:
            _log.warning("worker %d ended by itself", worker.pid)
            self._returned(worker)
            self._remove(worker)

    def _remove(self, worker: Worker) -> None:
        if worker in self._workers:
            del self._workers[worker]
            if worker in self._idle:
                self._idle.remove(worker)
            if not self._closing:
                self._keep(asyncio.ensure_future(self._replace()))
        self._lend_all()

    def _keep(self, task: asyncio.Future[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _refuse(turn: asyncio.Future[Worker]) -> None:
    if not turn.done():
        turn.set_exception(EngineBusyError("no worker became free in time; try again in a moment"))


def _error(kind: str, message: str) -> KnowledgeGraphError:
    if kind == "not-acceptable":
        return negotiation.refusal(cast(negotiation.Form, message))
    classes: dict[str, type[KnowledgeGraphError]] = {
        "syntax": QuerySyntaxError,
        "forbidden": ForbiddenQueryError,
        "query": QueryError,
    }
    return classes.get(kind, EngineError)(message)
