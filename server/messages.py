"""The small vocabulary of the hot paths: what a handler gets and what it gives."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from urllib.parse import parse_qsl

from server.problems import RequestError

__all__ = ["Handler", "Message", "Receive", "Request", "Response", "fields"]

#: ASGI's own words.
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

#: Fields a query string or a form may have.
MAX_FIELDS: Final = 200


@dataclass
class Request:
    """What a handler sees of an HTTP request.

    Attributes:
        method: in capitals; a HEAD request is ``HEAD``, and whatever body is answered to it is dropped.
        path: decoded, without the proxy's prefix, for example ``/queries/trials``.
        headers: names in small letters; a header sent twice is joined by ``, ``.
        query_string: as sent, without the question mark.
        scheme: ``http`` or ``https``, as the client used it.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    query_string: bytes
    _receive: Receive = field(repr=False)
    _body: bytes | None = field(default=None, repr=False)
    scheme: str = "http"

    @cached_property
    def query(self) -> list[tuple[str, str]]:
        """Parameters of the query string in order, duplicates kept.

        Raises:
            RequestError: 400, it is not UTF-8 or has more than 200 fields.
        """
        return fields(self.query_string)

    @property
    def content_type(self) -> str:
        """Media type of the body in small letters without parameters, "" when none is named."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    async def body(self, limit: int) -> bytes:
        """Read the body, once; a second call gives the same bytes.

        Args:
            limit: bytes accepted.

        Raises:
            RequestError: 413, the body is longer, whether it says so beforehand or not; 415, it is
                compressed; 400, the client stopped in the middle.
        """
        if self._body is not None:
            return self._body
        if self.headers.get("content-encoding", "identity").lower() != "identity":
            raise RequestError(415, "send the body without compression")
        declared = self.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > limit:
            raise _too_large(limit)
        found = bytearray()
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise RequestError(400, "the connection ended before the body did")
            found += message.get("body", b"")
            if len(found) > limit:
                raise _too_large(limit)
            more = message.get("more_body", False)
        self._body = bytes(found)
        return self._body

    @property
    def is_read(self) -> bool:
        """Nothing of the request is still to come, so whatever arrives next is the client's leaving."""
        return self._body is not None or not (
            self.headers.get("transfer-encoding") or self.headers.get("content-length", "0") != "0"
        )

    async def gone(self) -> None:
        """Return when the client has closed the connection."""
        while (await self._receive())["type"] != "http.disconnect":
            pass


@dataclass
class Response:
    """What a handler answers.

    Attributes:
        body: all of it, or an asynchronous iterator of pieces. One that raises cuts the connection. If
            it has ``aclose()``, that is called at the end, however the end comes.
        media_type: without charset; UTF-8 is added to ``text/*``. "" for none.
        status: HTTP status.
        headers: further headers, names in small letters.

    Example:
        >>> Response(b"id\\n", "text/csv", headers={"x-total-count": "0"}).status
        200
    """

    body: bytes | AsyncIterator[bytes] = b""
    media_type: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Request], Awaitable[Response]]


def fields(encoded: bytes) -> list[tuple[str, str]]:
    """Return the fields of a query string or a form in order, duplicates and empty values kept.

    Raises:
        RequestError: 400, it is not UTF-8 or has more than 200 fields.

    Example:
        >>> fields(b"a=1&a=%C3%A9&b=")
        [('a', '1'), ('a', 'é'), ('b', '')]
    """
    try:
        return parse_qsl(encoded.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except UnicodeDecodeError as error:
        raise RequestError(400, "parameters must be UTF-8, percent-encoded") from error
    except ValueError as error:
        raise RequestError(400, f"at most {MAX_FIELDS} parameters") from error


def _too_large(limit: int) -> RequestError:
    # The rest of the body is still on its way; closing is cheaper than reading it to its end.
    return RequestError(413, f"at most {limit} bytes are read", headers={"connection": "close"}, limit=limit)
