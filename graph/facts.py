"""Reading a store of ours: named things and literals, nothing else.

pyoxigraph's own types allow blank nodes and triple terms everywhere. The project's data has neither
(a check keeps it so), and code that reads it is plainer without asking each time.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Store

__all__ = ["Fact", "Value", "facts", "values"]

Value = NamedNode | Literal


class Fact(NamedTuple):
    """One triple of a graph."""

    subject: NamedNode
    predicate: NamedNode
    object: Value


def facts(
    store: Store,
    subject: Value | None = None,
    predicate: NamedNode | None = None,
    value: Value | None = None,
    graph: NamedNode | None = None,
) -> Iterator[Fact]:
    """Yield the triples that fit, of one graph or of all, in the store's order.

    Raises:
        TypeError: the data has a blank node or a triple term, which it never should.
    """
    if isinstance(subject, Literal):
        return
    for quad in store.quads_for_pattern(subject, predicate, value, graph):
        if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode | Literal):
            raise TypeError(f"not a plain fact: {quad}")
        yield Fact(quad.subject, quad.predicate, quad.object)


def values(store: Store, subject: Value, predicate: NamedNode) -> list[Value]:
    """Return the values of one property of one thing, sorted by their text."""
    return sorted((fact.object for fact in facts(store, subject, predicate)), key=str)
