"""SSSOM tables -> graph `mappings`: each mapping as a SKOS triple, and as a node that says who holds it.

Source:  ontology/mappings/<topic>.sssom.tsv, see `loaders.sssom`
Terms:   SSSOM's own RDF (sssom-schema 1.1): sssom:MappingSet, owl:annotatedSource and so on
IRIs:    actd:mapping-<16 digits>, made of subject, predicate, modifier and object; the same row, the same IRI

A refused mapping and 'nothing found' have a node and no SKOS triple.
"""

import hashlib
from collections.abc import Container, Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import SourceError
from graph.terms import TYPE, actd, decimal, graph_node, prefixed
from loaders.sssom import MappingSet, files, published, read
from loaders.tables import Row
from ontology import MAPPINGS, PREFIXES
from ontology.slicing import external_terms

__all__ = ["quads"]

_SSSOM: Final = PREFIXES["sssom"]


def quads(
    labels: Mapping[str, Container[str]], folder: Traversable = MAPPINGS
) -> Iterator[Quad | SourceError]:
    """Yield graph `mappings`, and a fault for each file or row that cannot be read.

    Args:
        labels: IRI of each thing that can be a subject, to its labels in our graph.
        folder: has the files.
    """
    pins = {term.curie: term for term in external_terms()}
    seen: dict[NamedNode, str] = {}
    for file in files(folder):
        try:
            found = read(file, pins, labels)
        except SourceError as fault:
            yield fault
            continue
        yield from found.faults
        yield from _set(found)
        for row in found.rows:
            node, place = _node(row), f"{found.path}:{row.number}"
            if node in seen:
                yield SourceError(
                    f"stands already in {seen[node]}: keep one", path=found.path, row=row.number
                )
                continue
            seen[node] = place
            yield from _mapping(node, row, found)


def _node(row: Row) -> NamedNode:
    key = "\t".join(row[name] for name in ("subject_id", "predicate_id", "predicate_modifier", "object_id"))
    return actd(f"mapping-{hashlib.sha256(key.encode()).hexdigest()[:16]}")


def _set(found: MappingSet) -> Iterator[Quad]:
    node, graph, meta = NamedNode(found.meta["mapping_set_id"]), graph_node("mappings"), found.meta
    yield Quad(node, TYPE, NamedNode(_SSSOM + "MappingSet"), graph)
    yield Quad(node, prefixed("dcterms:title"), Literal(meta["mapping_set_title"]), graph)
    yield Quad(node, prefixed("dcterms:description"), Literal(meta["mapping_set_description"]), graph)
    yield Quad(node, prefixed("dcterms:license"), NamedNode(meta["license"]), graph)
    yield Quad(node, prefixed("owl:versionInfo"), Literal(meta["mapping_set_version"]), graph)
    yield Quad(node, NamedNode(_SSSOM + "subject_source"), NamedNode(meta["subject_source"]), graph)
    for creator in meta["creator_label"]:
        yield Quad(node, NamedNode(_SSSOM + "creator_label"), Literal(creator), graph)


def _mapping(node: NamedNode, row: Row, of: MappingSet) -> Iterator[Quad]:
    graph = graph_node("mappings")
    subject, predicate, value = (prefixed(row[name]) for name in ("subject_id", "predicate_id", "object_id"))
    if published(row):
        yield Quad(subject, predicate, value, graph)
    yield Quad(NamedNode(of.meta["mapping_set_id"]), NamedNode(_SSSOM + "mappings"), node, graph)
    yield Quad(node, TYPE, NamedNode(_SSSOM + "Mapping"), graph)
    yield Quad(node, prefixed("owl:annotatedSource"), subject, graph)
    yield Quad(node, prefixed("owl:annotatedProperty"), predicate, graph)
    yield Quad(node, prefixed("owl:annotatedTarget"), value, graph)
    if row["predicate_modifier"]:
        # how SSSOM writes `Not` in RDF
        negated = NamedNode(_SSSOM + "NegatedPredicate")
        yield Quad(node, NamedNode(_SSSOM + "predicate_modifier"), negated, graph)
    for name in ("mapping_justification", "object_source"):
        if row[name]:
            yield Quad(node, NamedNode(_SSSOM + name), prefixed(row[name]), graph)
    for name in ("subject_label", "object_label", "object_source_version", "author_label"):
        if row[name]:
            yield Quad(node, NamedNode(_SSSOM + name), Literal(row[name]), graph)
    if row["confidence"]:
        yield Quad(node, NamedNode(_SSSOM + "confidence"), decimal(row["confidence"]), graph)
    if row["comment"]:
        yield Quad(node, prefixed("rdfs:comment"), Literal(row["comment"]), graph)
