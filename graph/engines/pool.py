"""The workers of one release: who is free, who waits, and who takes the place of one that had to die."""

import asyncio
import logging
from collections import deque
from itertools import count
from pathlib import Path
from typing import Any, Final, Literal

from graph.engines.process import Worker
from graph.errors import EngineBusyError, EngineError

__all__ = ["Lane", "Pool"]

#: ``short`` is for questions known to be quick: one worker is kept for it, and it may use the others too.
Lane = Literal["short", "open"]
_LANES: Final[tuple[Lane, ...]] = ("short", "open")

#: Seconds between attempts to start a worker that will not start, growing.
RETRY_S: Final = (0.1, 0.5, 2.0, 5.0)

_log = logging.getLogger(__name__)


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
        if self._closing:  # it came too late to be closed with the others
            self._keep(worker.kill())
        else:
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
