"""What a caller asks a canned query with: query-string fields, checked by type, made into RDF terms."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from pyoxigraph import Literal, NamedNode

from graph.errors import ParameterError
from queries.binding import Term
from queries.catalogue import CannedQuery
from queries.frontmatter import RESERVED, Parameter
from server.concepts import expanded

__all__ = ["MAX_LIMIT", "Asked", "Resolver", "asked", "term"]

#: Rows of a page where the caller does not say, and at most.
DEFAULT_LIMIT: Final = 100
MAX_LIMIT: Final = 10_000
#: Characters of a value.
MAX_LENGTH: Final = 500
#: Rows that may be skipped; more than any answer has, and what every engine takes for a number.
MAX_OFFSET: Final = 1_000_000_000

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")
#: xsd:decimal, and besides it the exponent that people write doses with.
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,2})?")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}


class Resolver(Protocol):
    """Finds the thing that a caller means; `server.concepts.Concepts` is one."""

    def resolved(self, text: str, *, parameter: str, of: str | None = None) -> str:
        """Return an IRI, or raise ParameterError with candidates."""
        ...


@dataclass(frozen=True)
class Asked:
    """A call of a canned query, checked.

    Attributes:
        terms: value of each parameter that was given or has a default.
        given: (name, value) as sent, in order, without ``limit``, ``offset`` and empty values.
        limit: rows of the page, 1 to 10,000.
        offset: rows before it.
        format: value of ``format``, or None.
        paged: whether the caller gave a limit or an offset.
    """

    terms: dict[str, Term]
    given: tuple[tuple[str, str], ...]
    limit: int
    offset: int
    format: str | None
    paged: bool


def asked(query: CannedQuery, fields: Iterable[tuple[str, str]], resolver: Resolver) -> Asked:
    """Check every field of a call.

    Args:
        query: the query called.
        fields: names and values in the order sent. A field without a value, as a form sends for an empty
            box, counts as left out.
        resolver: finds the things that concepts and identifiers mean.

    Raises:
        ParameterError: a field is unknown, stands twice, is malformed or means nothing in the graph, or
            one that is required is missing.
    """
    values: dict[str, str] = {}
    seen: set[str] = set()
    known = tuple(query.params)
    for name, raw in fields:
        if name not in query.params and name not in RESERVED:
            has = f"it has {', '.join(known)} and" if known else "it has"
            raise ParameterError(
                f"{query.name} has no parameter {name[:100]!r}; {has} limit, offset and format",
                parameter=name[:100],
                candidates=(*known, *sorted(RESERVED)),
            )
        if name in seen:
            raise ParameterError(f"{name} is given twice; give it once", parameter=name)
        seen.add(name)
        value = raw.strip()
        if len(value) > MAX_LENGTH:
            raise ParameterError(f"{name} is longer than {MAX_LENGTH} characters", parameter=name)
        if _CONTROL.search(value):
            raise ParameterError(f"{name} has a control character or half of a character", parameter=name)
        if value:
            values[name] = value
    return Asked(
        terms=_terms(query, values, resolver),
        given=tuple((name, value) for name, value in values.items() if name not in ("limit", "offset")),
        limit=_whole("limit", values.get("limit", str(DEFAULT_LIMIT)), 1, MAX_LIMIT),
        offset=_whole("offset", values.get("offset", "0"), 0, MAX_OFFSET),
        format=values.get("format"),
        paged=bool({"limit", "offset"} & set(values)),
    )


def term(name: str, parameter: Parameter, text: str, resolver: Resolver) -> Term:
    """Return the RDF term of one value.

    Args:
        name: the parameter's name, used in errors.
        parameter: its type and bounds.
        text: the value as sent, without blanks around it.
        resolver: finds the things that concepts and identifiers mean.

    Raises:
        ParameterError: the value is malformed, out of bounds or means nothing in the graph.
    """
    match parameter.type:
        case "concept" | "identifier":
            return NamedNode(resolver.resolved(text, parameter=name, of=parameter.class_))
        case "term" if "://" in text or expanded(text) is not None:
            return _named(name, text, "curie")
        case "term":
            return NamedNode(resolver.resolved(text, parameter=name))
        case "iri" | "curie":
            return _named(name, text, parameter.type)
        case "integer" | "year":
            least, most = (1000, 2999) if parameter.type == "year" else (parameter.minimum, parameter.maximum)
            return Literal(_whole(name, text, least, most))
        case "decimal":
            return _decimal(name, parameter, text)
        case "boolean":
            if text.lower() not in _BOOLEANS:
                raise ParameterError(
                    f"{name}: {text!r} is neither true nor false",
                    parameter=name,
                    candidates=("true", "false"),
                )
            return Literal(_BOOLEANS[text.lower()])
        case "enum":
            values = parameter.enum or []
            meant = next((value for value in values if value.lower() == text.lower()), None)
            if meant is None:
                raise ParameterError(
                    f"{name}: {text!r} is none of {', '.join(values)}",
                    parameter=name,
                    candidates=tuple(values),
                )
            return Literal(meant)
        case "text":
            return Literal(text)


def _terms(query: CannedQuery, values: dict[str, str], resolver: Resolver) -> dict[str, Term]:
    found: dict[str, Term] = {}
    for name, parameter in query.params.items():
        text = values.get(name)
        if text is None and parameter.default is not None:
            text = str(parameter.default)
        if text is not None:
            found[name] = term(name, parameter, text, resolver)
        elif parameter.required:
            raise ParameterError(
                f"{query.name} needs {name}: {parameter.description}, for example {name}={parameter.example}",
                parameter=name,
                candidates=(str(parameter.example),),
            )
    for name in found:
        for needed in query.params[name].needs:
            if needed not in found:
                raise ParameterError(
                    f"{name} needs {needed} beside it: {query.params[needed].description}", parameter=needed
                )
    return found


def _named(name: str, text: str, kind: str) -> NamedNode:
    iri = expanded(text) if kind == "curie" and "://" not in text else text
    if iri is None:
        raise ParameterError(f"{name}: {text!r} is no CURIE with a known prefix", parameter=name)
    try:
        if ":" not in iri:
            raise ValueError("it is relative")
        return NamedNode(iri)
    except ValueError as error:
        raise ParameterError(f"{name}: {text!r} is no IRI: {error}", parameter=name) from error


def _whole(name: str, text: str, least: float | None, most: float | None) -> int:
    if not _INTEGER.fullmatch(text):
        raise ParameterError(f"{name}: {text!r} is no whole number", parameter=name)
    _bounded(name, text, Decimal(text), least, most)
    return int(text)


def _decimal(name: str, parameter: Parameter, text: str) -> Literal:
    if not _DECIMAL.fullmatch(text):
        raise ParameterError(f"{name}: {text!r} is no decimal number", parameter=name)
    number = Decimal(text)
    _bounded(name, text, number, parameter.minimum, parameter.maximum)
    return Literal(f"{number:f}", datatype=NamedNode(_XSD + "decimal"))


def _bounded(name: str, text: str, number: Decimal, least: float | None, most: float | None) -> None:
    if least is not None and number < least:
        raise ParameterError(f"{name}: {text} is less than {least}", parameter=name)
    if most is not None and number > most:
        raise ParameterError(f"{name}: {text} is more than {most}", parameter=name)
