"""Errors over HTTP: one table from error to status, one shape of body (RFC 9457 problem details).

Inner messages, paths and stack traces never leave: an error that is not ours is logged and
answered as a bare 500.
"""

import json
import logging
from http import HTTPStatus
from typing import Final, NamedTuple

from graph import errors

__all__ = ["KINDS", "PROBLEM_JSON", "RequestError", "describe"]

PROBLEM_JSON: Final = "application/problem+json"
#: Where the kinds of problem are explained; the kind's name follows.
TYPES: Final = "https://w3id.org/als-cell-therapy/problems/"

_log = logging.getLogger(__name__)


class Kind(NamedTuple):
    """How one kind of error looks over HTTP.

    Attributes:
        status: HTTP status.
        name: last part of the problem's ``type``.
        title: the same for every problem of this kind.
        retry_after_s: seconds for the ``Retry-After`` header, 0 for none.
    """

    status: int
    name: str
    title: str
    retry_after_s: int = 0


#: Status of every error a caller may meet; the nearest class in an error's own order of classes counts.
KINDS: Final[dict[type[BaseException], Kind]] = {
    errors.QueryError: Kind(400, "bad-query", "The query cannot be answered as asked"),
    errors.QuerySyntaxError: Kind(400, "query-syntax", "The query is not SPARQL"),
    errors.ForbiddenQueryError: Kind(403, "forbidden-query", "The query may not do this"),
    errors.NotAcceptableError: Kind(406, "not-acceptable", "None of the formats asked for can be given"),
    errors.ParameterError: Kind(422, "bad-parameter", "A parameter is unknown, missing or malformed"),
    errors.NoReleaseError: Kind(503, "no-release", "No data has been built yet", 10),
    errors.EngineBusyError: Kind(503, "busy", "Every worker is busy", 1),
    errors.QueryTimeoutError: Kind(504, "time-limit", "The query was stopped at the time limit"),
    errors.QueryMemoryError: Kind(507, "memory-limit", "The query was stopped at the memory limit"),
}

_BARE: Final[dict[int, Kind]] = {
    400: Kind(400, "bad-request", "The request is malformed"),
    403: Kind(403, "forbidden", "This is not allowed"),
    404: Kind(404, "not-found", "There is nothing at this address"),
    405: Kind(405, "method-not-allowed", "This address does not take this method"),
    406: Kind(406, "not-acceptable", "None of the formats asked for can be given"),
    413: Kind(413, "too-large", "The request is too large"),
    415: Kind(415, "unsupported-media-type", "The request's content type is not understood"),
    422: Kind(422, "bad-parameter", "A parameter is unknown, missing or malformed"),
    429: Kind(429, "too-many-requests", "Too many requests", 1),
    503: Kind(503, "unavailable", "The service cannot answer now", 5),
}
_UNEXPECTED: Final = Kind(500, "internal", "Something went wrong on our side")


class RequestError(Exception):
    """The HTTP request itself is wrong: method, type, size, address.

    Args:
        status: HTTP status, 400 to 599.
        detail: what is wrong here and how to mend it, one or two sentences.
        headers: more response headers, such as ``Allow`` of a 405.
        extra: further members of the body, such as ``parameter``.

    Example:
        >>> raise RequestError(405, "use GET or POST", headers={"allow": "GET, POST"})
        Traceback (most recent call last):
        server.problems.RequestError: use GET or POST
    """

    def __init__(
        self, status: int, detail: str, *, headers: dict[str, str] | None = None, **extra: object
    ) -> None:
        super().__init__(detail)
        self.status, self.headers, self.extra = status, headers or {}, extra


def describe(error: BaseException) -> tuple[int, dict[str, str], bytes]:
    """Return (status, headers, body) of an error; an unexpected one is logged and says nothing.

    The body is a JSON object: ``type``, ``title``, ``status``, ``detail``, and for a parameter
    ``parameter`` and ``candidates``.

    Example:
        >>> from graph.errors import QueryTimeoutError
        >>> describe(QueryTimeoutError("stopped after 10 s"))[0]
        504
    """
    headers: dict[str, str] = {}
    extra: dict[str, object] = {}
    detail = str(error)
    if isinstance(error, RequestError):
        kind = _BARE.get(error.status) or Kind(error.status, "error", HTTPStatus(error.status).phrase)
        headers.update(error.headers)
        extra.update(error.extra)
    else:
        kind = next((KINDS[known] for known in type(error).__mro__ if known in KINDS), _UNEXPECTED)
    if kind is _UNEXPECTED:
        _log.error("unexpected error", exc_info=error)
        detail = "The fault is logged. Try again, or tell us what you asked for."
    if isinstance(error, errors.ParameterError):
        extra["parameter"] = error.parameter
        extra["candidates"] = list(error.candidates)
    if kind.retry_after_s:
        headers.setdefault("retry-after", str(kind.retry_after_s))
    body = {"type": TYPES + kind.name, "title": kind.title, "status": kind.status, "detail": detail, **extra}
    return kind.status, headers, json.dumps(body, ensure_ascii=False).encode()
