"""Chooses the media type of an answer from an ``Accept`` header (RFC 9110, 12.5.1).

q-values, specificity and ``q=0`` are webob's; a header that cannot be read counts as none. What is ours:
which types a kind of answer has, and that the XML a browser's address bar asks for is a web page.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal

from webob.acceptparse import create_accept_header

from graph.errors import NotAcceptableError

__all__ = ["FORMS", "Form", "choose", "media_type", "media_types", "refusal"]

#: What a query gives: rows (SELECT), yes or no (ASK), triples (CONSTRUCT, DESCRIBE).
Form = Literal["rows", "boolean", "triples"]

_RESULTS: Final = ("application/sparql-results+json", "application/sparql-results+xml")
#: Media types a form of answer is given in, the default first.
FORMS: Final[dict[Form, tuple[str, ...]]] = {
    "rows": (*_RESULTS, "text/csv", "text/tab-separated-values"),
    "boolean": _RESULTS,
    "triples": (
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
        "application/trig",
        "application/n-quads",
    ),
}
#: General names for the same bytes; who asks by one is answered with it.
_ALIASES: Final = ("application/json", "application/xml", "text/xml")
#: Parameters of a media range other than q: charset, profile and their like do not change what we have.
_PARAMETER: Final = re.compile(r""";\s*(?!q\s*=)[\w!#$&^.+-]+\s*=\s*(?:"[^"]*"|[^;,"\s]*)""", re.IGNORECASE)


def choose(accept: str | None, offers: Sequence[str], aliases: Sequence[str] = ()) -> str | None:
    """Return the offer the header likes best, or None if it likes none.

    Args:
        accept: value of the header; None, "" and what cannot be read mean "anything".
        offers: media types without parameters, the server's favourite first: it decides between equals.
        aliases: more offers, the last choice between equals, and none for a browser's list of page types.

    Example:
        >>> choose("text/csv;q=0.5, application/*", ["application/json", "text/csv"])
        'application/json'
        >>> choose("*/*, text/csv;q=0", ["text/csv"]) is None
        True
    """
    header = create_accept_header(_PARAMETER.sub("", accept) if accept else None)
    named = () if "text/html" in (accept or "").lower() else aliases
    ranked: list[tuple[str, float]] = header.acceptable_offers([*offers, *named])
    return ranked[0][0] if ranked else None


def media_type(accept: str | None, form: Form) -> str:
    """Return the media type for one form of answer.

    Raises:
        NotAcceptableError: the header takes none of the form's types; the message names them.

    Example:
        >>> media_type("text/html, */*;q=0.8", "rows")
        'application/sparql-results+json'
        >>> media_type("application/json", "boolean")
        'application/json'
    """
    found = media_types(accept)[form]
    if found is None:
        raise refusal(form)
    return found


@lru_cache(maxsize=512)
def media_types(accept: str | None) -> dict[Form, str | None]:
    """Return the media type for each form, None where the header takes none of its types.

    The form is only known once the query is parsed, so the choice is made for all three beforehand.
    """
    return {form: choose(accept, offers, _ALIASES) for form, offers in FORMS.items()}


def refusal(form: Form) -> NotAcceptableError:
    """Return the error that names the types of a form."""
    kind = {"rows": "SELECT", "boolean": "ASK", "triples": "CONSTRUCT and DESCRIBE"}[form]
    return NotAcceptableError(f"{kind} answers are given as {', '.join(FORMS[form])}")
