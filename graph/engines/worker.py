"""A worker process: evaluates SPARQL on one release, read-only, under a memory limit.

Started as ``python -m graph.engines.worker STORE MEMORY_MB PARENT_PID`` with one end of a stream socket as
standard input; ``graph.engines.process`` has the other. A question is four bytes of length (big-endian) and a
JSON object; an answer is frames of one byte of kind, four of length, and so many of content:

    R  ready, once after the start
    H  {"form", "media_type"}: what follows
    D  a piece of the answer, about 64 KB
    X  {"kind", "message"}: there is no answer, or it stays short
    E  nothing more comes, ask the next; content ``1`` asks to be replaced, memory having grown

It ends when its parent does, and never by itself decides how long a query may take: it is killed.
"""

import ctypes
import json
import os
import re
import resource
import select
import signal
import socket
import struct
import sys
import threading
from typing import IO, Any, Final, cast

import pyoxigraph

from graph import guard
from graph.errors import ForbiddenQueryError

__all__ = ["main"]

#: Bytes gathered before a piece is sent; Oxigraph writes about 8 KB at a time.
PIECE_BYTES: Final = 1 << 16
_HEAD: Final = struct.Struct(">cI")
_LENGTH: Final = struct.Struct(">I")
_PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")
#: Declarations that can be repeated as they are; the serialiser writes whatever name it is given.
_PREFIX: Final = re.compile(
    r"\bPREFIX\s+((?:[A-Za-z][\w-]*)?):\s*<([A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\s]*)>",
    re.IGNORECASE | re.ASCII,
)
_PLACE: Final = re.compile(r"error at (\d+):(\d+): ")
_PR_SET_PDEATHSIG: Final = 1

#: Kept open: it is read after every answer.
_statm = -1


class _Frames:
    """The file-like object answers are serialised into; it keeps the head back until there is a body."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._waiting = bytearray()
        self._piece = bytearray()

    def frame(self, kind: bytes, content: bytes | bytearray = b"") -> None:
        """Queue one frame."""
        self._waiting += _HEAD.pack(kind, len(content))
        self._waiting += content

    def write(self, data: bytes) -> int:
        """Take a part of the answer, as a binary file would."""
        self._piece += data
        if len(self._piece) >= PIECE_BYTES:
            self._cut()
            self.send()
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces go out when they are big enough, and the last one with the end."""

    def fail(self, kind: str, message: str) -> None:
        """Queue the frame that says why, instead of whatever has not been sent yet."""
        self._waiting, self._piece = bytearray(), bytearray()
        self.frame(b"X", json.dumps({"kind": kind, "message": message}).encode())

    def end(self, content: bytes) -> None:
        """Send what is left and the last frame."""
        self._cut()
        self.frame(b"E", content)
        self.send()

    def send(self) -> None:
        """Send what is queued; waits while the front reads slower than we write."""
        waiting, self._waiting = self._waiting, bytearray()
        self._link.sendall(waiting)

    def _cut(self) -> None:
        if self._piece:
            self.frame(b"D", self._piece)
            self._piece = bytearray()


def main(arguments: list[str]) -> None:
    """Serve questions until the parent closes the socket or ends.

    Args:
        arguments: folder of the store, megabytes a query may use, process id of the parent.
    """
    store_path, memory_mb, parent = arguments[0], int(arguments[1]), int(arguments[2])
    link = socket.socket(fileno=sys.stdin.fileno())
    _end_with_parent(parent, link)
    frames = _Frames(link)
    try:
        store = pyoxigraph.Store.read_only(store_path)
    except OSError as error:
        frames.fail("start", str(error))
        frames.send()
        return
    start_bytes = _address_space()
    _limit_memory(start_bytes, memory_mb)
    most_bytes = start_bytes + (memory_mb << 19)  # half the limit: then a fresh worker is the better one
    frames.frame(b"R")
    frames.send()
    try:
        while question := _question(link):
            _answer(store, question, frames)
            frames.end(b"1" if _address_space() > most_bytes else b"")
    except MemoryError:
        os.abort()  # as Oxigraph does when it is the one that gets none
    except ConnectionError:
        return  # nobody is there any more


def _answer(store: pyoxigraph.Store, question: dict[str, Any], frames: _Frames) -> None:
    text: str = question["text"]
    try:
        guard.check(text, question["service_allow"])
        results = store.query(text, **_dataset(question))
    except ForbiddenQueryError as error:
        return frames.fail("forbidden", str(error))
    except SyntaxError as error:
        return frames.fail("syntax", _readable(str(error)))
    except (RuntimeError, ValueError) as error:
        return frames.fail("query", str(error))
    if isinstance(results, pyoxigraph.QueryTriples):
        form = "triples"
    else:
        form = "boolean" if isinstance(results, pyoxigraph.QueryBoolean) else "rows"
    media_type: str | None = question["media_types"][form]
    if media_type is None:
        return frames.fail("not-acceptable", form)
    frames.frame(b"H", json.dumps({"form": form, "media_type": media_type}).encode())
    try:
        _serialize(results, media_type, text, frames)
    except ConnectionError as error:
        # Ours is unix, so this one is of a server that an allowed SERVICE called. If it is ours after all,
        # nobody reads the frame and the next read ends the process.
        frames.fail("query", f"a called service did not answer: {error}")
    except RuntimeError as error:
        frames.fail("query", str(error))
    except OSError as error:
        frames.fail("engine", str(error))
    return None


def _serialize(
    results: pyoxigraph.QueryTriples | pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean,
    media_type: str,
    text: str,
    frames: _Frames,
) -> None:
    file = cast(IO[bytes], frames)  # write and flush are all that is ever called
    if not isinstance(results, pyoxigraph.QueryTriples):
        results.serialize(file, pyoxigraph.QueryResultsFormat.from_media_type(media_type))
        return
    form = pyoxigraph.RdfFormat.from_media_type(media_type)
    # Only what the asker abbreviated is abbreviated; the rest goes the faster way.
    prefixes = dict(_PREFIX.findall(text)) if media_type in ("text/turtle", "application/trig") else {}
    if prefixes and all(map(_is_iri, prefixes.values())):
        pyoxigraph.serialize(results, file, form, prefixes=prefixes)
    else:
        results.serialize(file, form)


def _is_iri(text: str) -> bool:
    try:
        pyoxigraph.NamedNode(text)
    except ValueError:
        return False
    return True


def _dataset(question: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments that name the graphs asked: the protocol's, else the query's own, else all."""
    default, named = question["default_graphs"], question["named_graphs"]
    if default or named:
        return {
            "default_graph": [pyoxigraph.NamedNode(iri) for iri in default],
            "named_graphs": [pyoxigraph.NamedNode(iri) for iri in named],
        }
    # Oxigraph's switch would silence FROM.
    return {"use_default_graph_as_union": question["union"] and not guard.has_dataset(question["text"])}


def _readable(message: str) -> str:
    """Return the parser's message on one line, its place in words, its list of everything possible cut."""
    found = _PLACE.sub(r"line \1, column \2: ", " ".join(message.split()), count=1)
    return found if len(found) <= 300 else found[:300] + " ..."


def _question(link: socket.socket) -> dict[str, Any] | None:
    head = _exactly(link, _LENGTH.size)
    if not head:
        return None
    found: dict[str, Any] = json.loads(_exactly(link, _LENGTH.unpack(head)[0]))
    return found


def _exactly(link: socket.socket, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        part = link.recv(size - len(found))
        if not part:
            return b""
        found += part
    return bytes(found)


def _end_with_parent(parent: int, link: socket.socket) -> None:
    # Ctrl-C and a service manager's stop reach the whole group; the parent finishes what is under way first.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it was gone before we asked to be told
    threading.Thread(target=_watch, args=(link.fileno(),), daemon=True).start()


def _watch(descriptor: int) -> None:
    """End the process when the other side has closed, even in the middle of a query."""
    poll = select.poll()
    poll.register(descriptor, 0)  # hang-up is always reported; input is the main thread's
    poll.poll()
    os._exit(0)


def _limit_memory(start_bytes: int, memory_mb: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if start_bytes:
        limit = start_bytes + (memory_mb << 20)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _address_space() -> int:
    """Return the bytes of the process's address space, 0 where the system does not tell."""
    global _statm
    try:
        if _statm < 0:
            _statm = os.open("/proc/self/statm", os.O_RDONLY)
        return int(os.pread(_statm, 64, 0).split()[0]) * _PAGE_BYTES
    except OSError:
        return 0


if __name__ == "__main__":
    main(sys.argv[1:])
