"""A document -> what follows from it, by HermiT through owlready2.

HermiT is a complete reasoner for OWL 2 DL: property chains, disjointness and nominals are all seen.
"""

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import rdflib
from rdflib import OWL, RDF, RDFS

from graph.errors import ReasonerError
from graph.reasoning.document import Document, ntriples
from graph.reasoning.java import SHORT_RUN, java
from ontology import ACT

__all__ = ["Conclusions", "conclusions"]

_OPTIONS: Final = "JDK_JAVA_OPTIONS"
_NAME: Final = "https://w3id.org/als-cell-therapy/reasoning"

Pair = tuple[str, str]
Fact = tuple[str, str, str]


@dataclass(frozen=True)
class Conclusions:
    """What follows from a document; everything but the first is empty when that is False.

    Attributes:
        consistent: whether anything can be as the document says.
        unsatisfiable: IRIs of the classes that can have no member, sorted.
        types: (thing, class) for every class of ours, stated ones included.
        values: (thing, property, thing) for every object property of ours, stated ones included.
    """

    consistent: bool
    unsatisfiable: list[str]
    types: set[Pair]
    values: set[Fact]


def conclusions(document: Document) -> Conclusions:
    """Classify and realise a document; what it imports is not read.

    Raises:
        ReasonerMissingError: Java or a library is not installed.
        ReasonerError: HermiT refuses the document.
    """
    found = java()
    import owlready2

    owlready2.JAVA_EXE = str(found.program)
    world = owlready2.World()  # its own: the default one is shared by the whole process
    world.get_ontology(_NAME).load(fileobj=BytesIO(ntriples(document)))
    try:
        with _java_options(SHORT_RUN):
            owlready2.sync_reasoner(world, infer_property_values=True, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return Conclusions(False, [], set(), set())
    except owlready2.OwlReadyJavaError as error:
        raise ReasonerError(f"HermiT: {error}") from error
    named = {str(one.iri) for one in world.inconsistent_classes()}
    return _read(world.as_rdflib_graph(), named)


@contextmanager
def _java_options(options: str) -> Iterator[None]:
    """Give Java options by its own variable: owlready2 has no place for them in its command."""
    before = os.environ.get(_OPTIONS)
    os.environ[_OPTIONS] = options
    try:
        yield
    finally:
        del os.environ[_OPTIONS]
        if before is not None:
            os.environ[_OPTIONS] = before


def _read(graph: rdflib.Graph, unsatisfiable: set[str]) -> Conclusions:
    above: dict[str, set[str]] = defaultdict(set)
    for link in (RDFS.subClassOf, OWL.equivalentClass):
        for below, parent in graph.subject_objects(link):
            above[str(below)].add(str(parent))
            if link == OWL.equivalentClass:
                above[str(parent)].add(str(below))
    # owlready2 writes what it learns of a class that is also a thing as if it were only a thing
    for link in (OWL.equivalentClass, OWL.sameAs, RDFS.subClassOf):
        unsatisfiable.update(
            str(one) for one in graph.subjects(link, OWL.Nothing) if isinstance(one, rdflib.URIRef)
        )
    types = set[Pair]()
    for thing, kind in graph.subject_objects(RDF.type):
        if isinstance(thing, rdflib.URIRef):
            types.update((str(thing), one) for one in _closed(str(kind), above) if one.startswith(ACT))
    # HermiT tells a value once, with the narrowest property that has it
    for link in (RDFS.subPropertyOf, OWL.equivalentProperty):
        for below, parent in graph.subject_objects(link):
            above[str(below)].add(str(parent))
    values = {
        (str(thing), one, str(value))
        for link in graph.subjects(RDF.type, OWL.ObjectProperty)
        for one in _closed(str(link), above)
        if one.startswith(ACT)
        for thing, value in graph.subject_objects(link)
    }
    return Conclusions(True, sorted(unsatisfiable - {str(OWL.Nothing)}), types, values)


def _closed(name: str, above: dict[str, set[str]]) -> set[str]:
    """Return a class and everything above it."""
    found, new = {name}, [name]
    while new:
        new.extend(above[new.pop()] - found)
        found.update(new)
    return found
