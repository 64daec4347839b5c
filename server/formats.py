"""What an answer is offered in, and which of it a caller gets.

Every canned query is offered in the formats of `server.answers`; one whose rows are works also in those
that reference managers read (`server.bibliography`).
"""

from graph.errors import NotAcceptableError
from graph.negotiation import choose
from queries.catalogue import CannedQuery
from server.answers import FORMATS, Writers
from server.bibliography import NEEDED, REFERENCES

__all__ = ["chosen", "formats_of"]


def formats_of(query: CannedQuery) -> Writers:
    """Return what the answers of a query can be written in, by name in ``?format=``."""
    return {**FORMATS, **REFERENCES} if set(query.columns) >= NEEDED else FORMATS


def chosen(accept: str | None, wanted: str | None, formats: Writers = FORMATS) -> str:
    """Return the name of the format to answer in.

    Args:
        accept: the ``Accept`` header, None when there is none.
        wanted: value of ``?format=``, which counts before the header; None when there is none.
        formats: what is offered.

    Raises:
        NotAcceptableError: it is none of them; the message names them.

    Example:
        >>> chosen("text/html;q=0.9, text/csv", None)
        'csv'
        >>> chosen("text/csv", "json")
        'json'
    """
    offered = ", ".join(f"{name} ({media_type})" for name, (media_type, _) in formats.items())
    if wanted is not None:
        if wanted.lower() in formats:
            return wanted.lower()
        raise NotAcceptableError(f"format {wanted[:100]!r} is not offered; there is {offered}")
    names = {media_type: name for name, (media_type, _) in formats.items()}
    offer = choose(accept, list(names))
    if offer is None:
        raise NotAcceptableError(f"nothing that Accept names is offered; there is {offered}")
    return names[offer]
