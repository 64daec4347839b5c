"""RDF terms of the project: IRIs from names, CURIEs and back, and the vocabulary used in code."""

from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import Literal, NamedNode

from ontology import ACT, ACTD, GRAPH, PREFIXES

__all__ = ["LABEL", "TYPE", "XSD", "act", "actd", "decimal", "expand", "graph_node", "integer", "prefixed"]

XSD: Final = PREFIXES["xsd"]
TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
LABEL: Final = NamedNode(PREFIXES["rdfs"] + "label")


def act(name: str) -> NamedNode:
    """Return a term of the ontology, for example ``act("phase")``."""
    return NamedNode(ACT + name)


def actd(name: str) -> NamedNode:
    """Return a thing, for example ``actd("NCT03280056")``."""
    return NamedNode(ACTD + name)


def graph_node(name: str) -> NamedNode:
    """Return a named graph, for example ``graph_node("studies")``."""
    return NamedNode(GRAPH + name)


def prefixed(name: str) -> NamedNode:
    """Return the IRI of a prefixed name with a known prefix.

    Raises:
        KeyError: the prefix is not in `ontology.PREFIXES`.

    Example:
        >>> prefixed("CL:0000134").value
        'http://purl.obolibrary.org/obo/CL_0000134'
    """
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def expand(name: str) -> NamedNode:
    """Return the IRI of a local name (a thing of ours) or of a CURIE.

    Example:
        >>> expand("route-intrathecal").value, expand("MONDO:0004976").value
        ('https://w3id.org/als-cell-therapy/id/route-intrathecal', 'http://purl.obolibrary.org/obo/MONDO_0004976')
    """
    return prefixed(name) if ":" in name else actd(name)


def decimal(written: str) -> Literal:
    """Return an xsd:decimal exactly as written.

    Raises:
        ValueError: it is not a plain decimal: no exponent, no NaN, no underscore (XML Schema 3.2.3).

    Example:
        >>> decimal("0.50").value
        '0.50'
    """
    try:
        number = Decimal(written)
    except InvalidOperation as error:
        raise ValueError(f"{written!r} is not a decimal number") from error
    if not number.is_finite() or set(written) - set("+-.0123456789"):
        raise ValueError(f"{written!r} is not a plain decimal number")
    return Literal(written, datatype=NamedNode(XSD + "decimal"))


def integer(written: str) -> Literal:
    """Return an xsd:integer.

    Raises:
        ValueError: it is not a whole number in plain digits.
    """
    if not written.removeprefix("-").isdigit():
        raise ValueError(f"{written!r} is not a whole number")
    return Literal(written, datatype=NamedNode(XSD + "integer"))
