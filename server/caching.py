"""Answers that caches may keep and must ask about: ETag, 304, and the methods of an address that is read."""

import hashlib
import json
from collections.abc import Callable
from typing import Final

from server.messages import Request, Response
from server.problems import RequestError

__all__ = ["fresh", "known", "read_only", "tag", "unchanged"]

#: Caches keep an answer and ask whether it still holds, so a new release shows at once.
_CACHED: Final = "public, no-cache"


def read_only(request: Request) -> None:
    """Refuse every method but GET and HEAD.

    Raises:
        RequestError: 405.
    """
    if request.method not in ("GET", "HEAD"):
        raise RequestError(405, "use GET or HEAD", headers={"allow": "GET, HEAD"})


def tag(*parts: str | int) -> str:
    """Return a strong ETag of everything that decides the bytes of an answer."""
    return f'"{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]}"'


def known(request: Request, etag: str) -> bool:
    """Return whether the caller names this very answer as the one it has (weakly: RFC 9110, 13.1.2)."""
    sent = request.headers.get("if-none-match", "").split(",")
    return etag in [part.strip().removeprefix("W/") for part in sent]


def unchanged(etag: str, vary: str = "Accept") -> Response:
    """Return 304, for a caller that has the answer already."""
    return Response(status=304, headers=_kept(etag, vary))


def fresh(request: Request, etag: str, response: Callable[[], Response], vary: str = "Accept") -> Response:
    """Return 304 where the caller has the answer already, else the answer with its tag.

    Args:
        request: its ``If-None-Match`` names answers, or is ``*`` for any that there is.
        etag: of the answer.
        response: makes the answer, only when it is needed.
        vary: header that chooses between the answers of this address, "" when none does.
    """
    if known(request, etag) or request.headers.get("if-none-match") == "*":
        return unchanged(etag, vary)
    found = response()
    return Response(found.body, found.media_type, found.status, {**found.headers, **_kept(etag, vary)})


def _kept(etag: str, vary: str) -> dict[str, str]:
    return {"etag": etag, "cache-control": _CACHED} | ({"vary": vary} if vary else {})
