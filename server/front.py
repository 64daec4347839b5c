"""The thin ASGI layer before FastAPI: the hot paths are answered here, everything else is passed on.

Handlers speak `server.messages`. For every answer, its own and FastAPI's, this does what must never be
forgotten: security headers, CORS, HEAD, problem details, the path prefix of a proxy, giving up when the
client has gone, and cutting the connection when a stream fails so that a short answer never looks whole.
"""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final
from urllib.parse import quote

from server import problems
from server.messages import Handler, Message, Receive, Request, Response

__all__ = ["ASGIApp", "Front", "Handler", "Request", "Response"]

Scope = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Seconds a handler may take before somebody listens whether its client is still there. Most answers
#: are out by then, and listening costs a task.
WATCH_AFTER_S: Final = 0.1
#: Bytes of an answer to an HTTP/1.0 client that are kept in memory before they go to a temporary file.
SPOOL_BYTES: Final = 1 << 20

_SECURITY: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    ),
)
_EXPOSED: Final = b"ETag, Link, Location, Retry-After, X-Total-Count"

_log = logging.getLogger(__name__)


class Front:
    """An ASGI application: exact paths, then prefixes in order, then the application behind.

    Args:
        behind: answers what no route names, and the lifespan.
        root_path: path prefix of a proxy, "" or "/like/this"; requests may come with or without it.
        cors_origins: origins whose scripts may read answers; "*" for all.

    Attributes:
        routes: handler by exact path.
        prefixes: (start of the path, handler).
    """

    def __init__(self, behind: ASGIApp, *, root_path: str = "", cors_origins: tuple[str, ...] = ()) -> None:
        self.behind = behind
        self.routes: dict[str, Handler] = {}
        self.prefixes: list[tuple[str, Handler]] = []
        self._root_path = root_path
        self._cors_origins = frozenset(cors_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection as ASGI 3 asks."""
        if scope["type"] != "http":
            await self.behind(scope, receive, send)
            return
        path: str = scope["path"]
        if self._root_path and (path + "/").startswith(self._root_path + "/"):
            path = path.removeprefix(self._root_path) or "/"
        headers = _headers(scope)
        common = self._common(headers)
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await _send_whole(send, scope, 204, [*common, *self._preflight(headers)], b"")
            return
        handler = self._handler(path)
        if handler is None:
            whole_path = self._root_path + path
            inner = {**scope, "path": whole_path, "root_path": self._root_path}
            inner["raw_path"] = quote(whole_path).encode()
            if scope["method"] == "HEAD":  # FastAPI's GET routes know no HEAD; the server drops the body
                inner["method"] = "GET"
            await self.behind(inner, receive, _with(common, send))
            return
        request = Request(
            scope["method"], path, headers, scope.get("query_string", b""), receive, scheme=scope["scheme"]
        )
        await self._answer(handler, request, common, scope, send)

    def _handler(self, path: str) -> Handler | None:
        if path in self.routes:
            return self.routes[path]
        return next((handler for start, handler in self.prefixes if path.startswith(start)), None)

    async def _answer(
        self, handler: Handler, request: Request, common: list[tuple[bytes, bytes]], scope: Scope, send: Send
    ) -> None:
        with _Listening(request) as listening:
            try:
                try:
                    response = await handler(request)
                except Exception as error:  # the edge: every error becomes a problem, none ends the server
                    status, headers, body = problems.describe(error)
                    response = Response(body, problems.PROBLEM_JSON, status, headers)
                start = [*common, *_own(response)]
                if isinstance(response.body, bytes):
                    await _send_whole(send, scope, response.status, start, response.body)
                else:
                    await _send_stream(send, scope, response.status, start, response.body)
            except asyncio.CancelledError:
                if not listening.heard:
                    raise
                listening.forgive()

    def _common(self, headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
        found = list(_SECURITY)
        if "*" in self._cors_origins:
            found += ((b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", _EXPOSED))
        elif self._cors_origins:
            found.append((b"vary", b"Origin"))
            origin = headers.get("origin", "")
            if origin in self._cors_origins:
                found.append((b"access-control-allow-origin", origin.encode("latin-1")))
                found.append((b"access-control-expose-headers", _EXPOSED))
        return found

    def _preflight(self, headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
        if not self._cors_origins & {"*", headers.get("origin", "")}:
            return []
        return [
            (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
            (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match"),
            (b"access-control-max-age", b"600"),
        ]


class _Listening:
    """Cancels the task that answers a request when its client goes away.

    Attributes:
        heard: the client has gone.
    """

    def __init__(self, request: Request) -> None:
        self.heard = False
        self._request = request
        self._listener: asyncio.Task[None] | None = None

    def __enter__(self) -> "_Listening":
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        self._timer = self._loop.call_later(WATCH_AFTER_S, self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._listener is not None:
            self._listener.cancel()

    def forgive(self) -> None:
        """Take the cancellation back: nobody waits for the answer, and nothing is wrong."""
        if self._task is not None:
            self._task.uncancel()

    def _listen(self) -> None:
        if self._request.is_read:
            self._listener = self._loop.create_task(self._wait())
        else:
            self._timer = self._loop.call_later(WATCH_AFTER_S, self._listen)

    async def _wait(self) -> None:
        await self._request.gone()
        self.heard = True
        if self._task is not None:
            self._task.cancel()


def _headers(scope: Scope) -> dict[str, str]:
    found: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _own(response: Response) -> list[tuple[bytes, bytes]]:
    found = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers.items()]
    if response.media_type:
        charset = "; charset=utf-8" if response.media_type.startswith("text/") else ""
        found.append((b"content-type", (response.media_type + charset).encode("latin-1")))
    return found


async def _send_whole(
    send: Send, scope: Scope, status: int, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    if status not in (204, 304):
        headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


async def _send_stream(
    send: Send, scope: Scope, status: int, headers: list[tuple[bytes, bytes]], body: AsyncIterator[bytes]
) -> None:
    try:
        if scope["method"] == "HEAD":
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
        elif scope["http_version"] == "1.0":
            await _send_spooled(send, status, headers, body)
        else:
            await send({"type": "http.response.start", "status": status, "headers": headers})
            async for piece in body:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
    except Exception as error:  # headers are out: a cut connection is the only way left to say it
        _log.warning("an answer was cut short: %s", error)
    finally:
        if (close := getattr(body, "aclose", None)) is not None:
            await close()


async def _send_spooled(
    send: Send, status: int, headers: list[tuple[bytes, bytes]], body: AsyncIterator[bytes]
) -> None:
    # An HTTP/1.0 client knows no chunks: to it, the end of the connection is the end of the answer, and a
    # cut one would look whole. So it gets a length, which we only know at the end.
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
        try:
            async for piece in body:
                spool.write(piece)
        except Exception as error:  # nothing is out yet, so this one can still be told properly
            status, extra, problem = problems.describe(error)
            headers = [pair for pair in headers if pair[0] != b"content-type"]
            headers += _own(Response(b"", problems.PROBLEM_JSON, status, extra))
            spool.seek(0)
            spool.truncate()
            spool.write(problem)
        headers.append((b"content-length", b"%d" % spool.tell()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        spool.seek(0)
        while piece := spool.read(1 << 16):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _with(common: list[tuple[bytes, bytes]], send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            sent = {name.lower() for name, _ in message.get("headers", [])}
            message["headers"] = [
                *message.get("headers", []),
                *(pair for pair in common if pair[0] not in sent or pair[0] == b"vary"),
            ]
        await send(message)

    return sending
