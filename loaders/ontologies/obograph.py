"""Ontologies as OBO-graph JSON -> facts, node by node and edge by edge."""

from collections.abc import Iterator
from typing import IO, Any, Final

import ijson
from ijson.common import ObjectBuilder

from graph.errors import SourceError
from loaders.ontologies.facts import PART_OF, TOP, Fact, curie
from ontology import PREFIXES

__all__ = ["obo_graph_facts"]

_NODE: Final = "graphs.item.nodes.item"
_EDGE: Final = "graphs.item.edges.item"
_META: Final = "graphs.item.meta"
_REPLACED: Final = frozenset({"IAO:0100001", "http://purl.obolibrary.org/obo/IAO_0100001"})


def obo_graph_facts(stream: IO[bytes]) -> Iterator[Fact]:
    """Yield the facts of an ontology as OBO-graph JSON.

    Raises:
        SourceError: the file is JSON, but has no graphs.
    """
    builder: ObjectBuilder | None = None
    has_graphs = False
    for path, event, value in ijson.parse(stream):
        if builder is not None:
            builder.event(event, value)
            if event == "end_map" and path in (_NODE, _EDGE, _META):
                yield from _part(path, builder.value)
                builder = None
        elif event == "start_map" and path in (_NODE, _EDGE, _META):
            builder = ObjectBuilder()
            builder.event(event, value)
        elif path == "graphs.item.id" and event == "string":
            yield "", "iri", value
        elif path == "graphs":
            has_graphs = True
    if not has_graphs:
        raise SourceError("this JSON has no 'graphs', so it is no OBO-graph file", path="")


def _part(path: str, found: dict[str, Any]) -> Iterator[Fact]:
    if path == _NODE:
        yield from _node(found)
    elif path == _EDGE:
        subject, predicate, parent = (str(found.get(key, "")) for key in ("sub", "pred", "obj"))
        if predicate in ("is_a", PREFIXES["rdfs"] + "subClassOf"):
            if parent != TOP:
                yield curie(subject), "is-a", curie(parent)
        elif curie(predicate) in PART_OF:
            yield curie(subject), "part-of", curie(parent)
    else:
        for one in found.get("basicPropertyValues", ()):
            if one.get("pred") == PREFIXES["owl"] + "versionInfo":
                yield "", "version", str(one.get("val", ""))
        if "version" in found:
            yield "", "version-iri", str(found["version"])


def _node(node: dict[str, Any]) -> Iterator[Fact]:
    subject, meta = curie(str(node.get("id", ""))), node.get("meta", {})
    if node.get("type") == "CLASS":
        yield subject, "class", ""
    if node.get("lbl"):
        yield subject, "label", str(node["lbl"])
    for synonym in meta.get("synonyms", ()):
        if synonym.get("pred") == "hasExactSynonym":
            yield subject, "synonym", str(synonym.get("val", ""))
    if meta.get("deprecated"):
        yield subject, "obsolete", ""
    for one in meta.get("basicPropertyValues", ()):
        if one.get("pred") in _REPLACED:
            yield subject, "replaced-by", curie(str(one.get("val", "")))
