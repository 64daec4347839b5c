"""A worker process and the socket to it, seen from the front; `graph.engines.worker` is the other side."""

import asyncio
import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

from graph.engines.exchange import Exchange
from graph.errors import EngineBusyError, EngineError, QueryMemoryError

__all__ = ["Worker"]

#: Seconds a worker has to open its store.
START_S: Final = 30.0

_HEAD: Final = struct.Struct(">cI")
_LENGTH: Final = struct.Struct(">I")


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
        self._exchange = Exchange(self.read, settled)
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
