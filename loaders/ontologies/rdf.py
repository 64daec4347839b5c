"""Ontologies in RDF (RDF/XML, Turtle, N-Triples) -> facts.

A part-of restriction is three triples about a blank node, which may come in any order and far apart.
Parts of one are kept until it is whole; those of other restrictions are let go as soon as they are known.
"""

from collections import deque
from collections.abc import Iterator
from typing import IO, Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from loaders.ontologies.facts import EXACT, PART_OF, TOP, Fact, Kind, curie, in_english
from ontology import PREFIXES

__all__ = ["rdf_xml_facts", "turtle_facts"]

_OWL: Final = PREFIXES["owl"]
_RDFS: Final = PREFIXES["rdfs"]
_TYPE: Final = PREFIXES["rdf"] + "type"
_SUBCLASS: Final = _RDFS + "subClassOf"
_DEPRECATED: Final = _OWL + "deprecated"
_TEXTS: Final[dict[str, Kind]] = {_RDFS + "label": "label", EXACT: "synonym"}
_REPLACED: Final = "http://purl.obolibrary.org/obo/IAO_0100001"
_VERSIONS: Final[dict[str, Kind]] = {_OWL + "versionInfo": "version", _OWL + "versionIRI": "version-iri"}
_ON: Final = _OWL + "onProperty"
_SOME: Final = _OWL + "someValuesFrom"
#: Restrictions on another property that are still remembered, so that their parts are not kept.
_REMEMBERED: Final = 64


def rdf_xml_facts(stream: IO[bytes]) -> Iterator[Fact]:
    """Yield the facts of an ontology in RDF/XML; that its tags close is for the stream to check."""
    return _facts(stream, RdfFormat.RDF_XML)


def turtle_facts(stream: IO[bytes]) -> Iterator[Fact]:
    """Yield the facts of an ontology in Turtle or N-Triples."""
    return _facts(stream, RdfFormat.TURTLE)


def _facts(stream: IO[bytes], form: RdfFormat) -> Iterator[Fact]:
    restrictions = _Restrictions()
    ontologies: list[str] = []
    versions: dict[str, list[tuple[Kind, str]]] = {}
    # a base, since OWL tools write "#part" for terms of the file itself
    for triple in parse(stream, format=form, base_iri="urn:ontology:file"):
        subject, predicate, value = triple.subject, triple.predicate.value, triple.object
        if isinstance(subject, BlankNode):
            if predicate in (_ON, _SOME) and isinstance(value, NamedNode):
                yield from restrictions.told(subject.value, predicate, curie(value.value))
        elif not isinstance(subject, NamedNode):
            continue
        elif predicate == _SUBCLASS:
            if isinstance(value, BlankNode):
                yield from restrictions.told(value.value, _SUBCLASS, curie(subject.value))
            elif isinstance(value, NamedNode) and value.value != TOP:
                yield curie(subject.value), "is-a", curie(value.value)
        elif predicate == _TYPE and isinstance(value, NamedNode):
            if value.value == _OWL + "Class":
                yield curie(subject.value), "class", ""
            elif value.value == _OWL + "Ontology":
                ontologies.append(subject.value)
        elif predicate in _TEXTS and isinstance(value, Literal):
            if in_english(value.language):
                yield curie(subject.value), _TEXTS[predicate], value.value
        elif predicate == _DEPRECATED and isinstance(value, Literal) and value.value in ("true", "1"):
            yield curie(subject.value), "obsolete", ""
        elif predicate == _REPLACED and isinstance(value, NamedNode | Literal):
            yield curie(subject.value), "replaced-by", curie(value.value)
        elif predicate in _VERSIONS and isinstance(value, NamedNode | Literal):
            versions.setdefault(subject.value, []).append((_VERSIONS[predicate], value.value))
    for ontology in ontologies[:1]:
        yield "", "iri", ontology
        yield from (("", kind, text) for kind, text in versions.get(ontology, ()))


class _Restrictions:
    """Restrictions of which something is known, until they are whole."""

    def __init__(self) -> None:
        self._parts: dict[str, dict[str, str]] = {}
        self._others: deque[str] = deque(maxlen=_REMEMBERED)

    def told(self, node: str, what: str, value: str) -> Iterator[Fact]:
        """Take one more part of a restriction and yield the fact that it makes once it is whole."""
        if node in self._others:
            return
        if what == _ON and value not in PART_OF:
            self._parts.pop(node, None)
            self._others.append(node)
            return
        known = self._parts.setdefault(node, {})
        known[what] = value
        if len(known) == 3:
            del self._parts[node]
            yield known[_SUBCLASS], "part-of", known[_SOME]
