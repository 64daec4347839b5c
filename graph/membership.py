"""Memberships of classes by an OWL 2 RL reasoner: who belongs where, without saying why.

The reasoner sees the schema and every triple between two things, with the shortcuts of the rules: it
knows no property chains. Claims are not shown to it. They are what others say, not what is so.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol, cast

import reasonable
from pyoxigraph import NamedNode, Quad, Store

from graph.terms import TYPE, XSD
from ontology import ACT, GRAPH, PREFIXES, SCHEMA

__all__ = ["Member", "memberships"]

Member = tuple[NamedNode, NamedNode]

#: Graphs of claims, and of mappings; predicates that describe terms and make no member of a class of ours.
_CLAIMS: Final = tuple(GRAPH + name for name in ("source-", "views", "mappings"))
_ASIDE: Final = tuple(PREFIXES[name] for name in ("rdfs", "owl", "dcterms", "prov", "rdf"))


class _Named(Protocol):
    """What a node of the reasoner's answer can do; its own classes are rdflib's."""

    def __str__(self) -> str: ...


def memberships(store: Store) -> set[Member]:
    """Return every (thing, act: class) pair that follows, asserted ones included."""
    lines = [SCHEMA.read_text(encoding="utf-8"), *_between_things(store)]
    reasoner = reasonable.PyReasoner()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "facts.ttl"  # the reasoner reads files, and tells their syntax by the ending
        file.write_text("\n".join(lines), encoding="utf-8")
        reasoner.load_file(str(file))
    found = set()
    for subject, predicate, value in cast(list[tuple[_Named, _Named, _Named]], reasoner.reason()):
        if str(predicate) == TYPE.value and str(value).startswith(ACT) and ":" in str(subject):
            found.add((NamedNode(str(subject)), NamedNode(str(value))))
    return found


def _between_things(store: Store) -> Iterator[str]:
    for graph in store.named_graphs():
        if isinstance(graph, NamedNode) and not graph.value.startswith(_CLAIMS):
            for quad in store.quads_for_pattern(None, None, None, graph):
                if isinstance(quad.object, NamedNode) and _matters(quad):
                    yield f"{quad.subject} {quad.predicate} {quad.object} ."


def _matters(quad: Quad) -> bool:
    if quad.predicate == TYPE:
        return isinstance(quad.object, NamedNode) and quad.object.value.startswith(ACT)
    return not quad.predicate.value.startswith((*_ASIDE, XSD))
