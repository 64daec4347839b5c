"""Which representation of a thing a caller gets: by suffix of the address, ``?format=`` or ``Accept``."""

from collections.abc import Mapping

from graph.errors import NotAcceptableError, ParameterError
from graph.negotiation import choose
from server.messages import Request
from server.triples import form_of

__all__ = ["alternates", "chosen", "split"]


def split(name: str, forms: Mapping[str, str]) -> tuple[str, str]:
    """Return a name without its suffix, and the form the suffix means, "" when it is none.

    Example:
        >>> split("schema.owl", {"rdf": "application/rdf+xml"}), split("0.1.0", {"ttl": "text/turtle"})
        (('schema', 'rdf'), ('0.1.0', ''))
    """
    stem, _, suffix = name.rpartition(".")
    form = form_of(suffix, forms) if stem else None
    return (stem, form) if form else (name, "")


def chosen(request: Request, suffix: str, forms: Mapping[str, str]) -> str:
    """Return the form to answer in.

    Args:
        request: ``?format=`` counts before its ``Accept`` header.
        suffix: form that the address itself names, which counts before both; "" for none.
        forms: media type by form, the favourite first.

    Raises:
        NotAcceptableError: what is asked for is not offered; the message names what is.
        ParameterError: suffix and ``?format=`` disagree, or there are two formats.
    """
    wanted = [value for name, value in request.query if name == "format"]
    offered = ", ".join(f"{form} ({media_type})" for form, media_type in forms.items())
    if len(wanted) > 1:
        raise ParameterError("format is given once", parameter="format", candidates=tuple(forms))
    if wanted:
        form = form_of(wanted[0], forms)
        if form is None:
            raise NotAcceptableError(f"format {wanted[0][:100]!r} is not offered; there is {offered}")
        if suffix and suffix != form:
            raise ParameterError(
                f"the address ends in .{suffix} and format says {form}",
                parameter="format",
                candidates=(suffix,),
            )
        return form
    if suffix:
        return suffix
    by_type = {media_type: form for form, media_type in forms.items()}
    offer = choose(request.headers.get("accept"), list(by_type))
    if offer is None:
        raise NotAcceptableError(f"nothing that Accept names is offered; there is {offered}")
    return by_type[offer]


def alternates(address: str, forms: Mapping[str, str], about: str) -> str:
    """Return the value of ``Link``: every form under its own address, and what they all describe."""
    links = [f'<{address}.{form}>; rel="alternate"; type="{kind}"' for form, kind in forms.items()]
    return ", ".join([*links, f'<{about}>; rel="describes"'])
