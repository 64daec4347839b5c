"""Links between the pages of an answer: the ``Link`` header of RFC 8288."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

__all__ = ["address", "page_links"]


def address(path: str, fields: Iterable[tuple[str, str | int]]) -> str:
    """Return a path with a query string, percent-encoded so that it may stand in a header.

    Example:
        >>> address("/queries/trials", [("cellType", "Wharton's jelly"), ("limit", 5)])
        '/queries/trials?cellType=Wharton%27s%20jelly&limit=5'
    """
    encoded = urlencode(list(fields), quote_via=quote, safe="")
    return quote(path) + (f"?{encoded}" if encoded else "")


def page_links(path: str, given: Iterable[tuple[str, str]], *, limit: int, offset: int, total: int) -> str:
    """Return the value of ``Link``: ``first`` and ``last`` always, ``prev`` and ``next`` where there is one.

    Args:
        path: address of the answer, with the prefix of a proxy and without query string.
        given: every other parameter of the call, kept in each link.
        limit: rows a page has at most.
        offset: rows before this page; it need not be a multiple of ``limit``.
        total: rows of the whole answer.

    Example:
        >>> print(page_links("/q", [], limit=9, offset=9, total=15).replace(", ", "\\n"))
        </q?limit=9&offset=0>; rel="first"
        </q?limit=9&offset=0>; rel="prev"
        </q?limit=9&offset=9>; rel="last"
    """
    kept = list(given)
    last = max(0, (total - 1) // limit * limit)
    offsets = {"first": 0}
    if offset > 0:
        # From behind the end the page before is the last one that has rows.
        offsets["prev"] = min(max(0, offset - limit), last)
    if offset + limit < total:
        offsets["next"] = offset + limit
    offsets["last"] = last
    return ", ".join(
        f'<{address(path, [*kept, ("limit", limit), ("offset", start)])}>; rel="{relation}"'
        for relation, start in offsets.items()
    )
