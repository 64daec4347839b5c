"""A store -> one OWL document: what we publish as axioms and facts, without proofs and provenance.

A document is a list of triples, sorted. Anonymous classes have blank nodes in it again, which the
store has not: OWL knows no class expression with a name.
"""

from collections.abc import Container, Iterable, Iterator
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import Final, TypeVar

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, Triple, parse, serialize

from graph.terms import TYPE, actd
from ontology import ACT, GRAPH, PREFIXES

__all__ = ["Document", "asserted", "lean", "ntriples", "published", "schema", "terminology", "turtle"]

Document = list[Triple]

_Node = TypeVar("_Node")

_OWL: Final = PREFIXES["owl"]
_RDFS: Final = PREFIXES["rdfs"]
_TERMS: Final = ("schema", "slice-")
_THINGS: Final = (*_TERMS, "vocab", "studies")
_INFERRED: Final = GRAPH + "inferred"
#: Where OWL, SKOS and PROV have their terms; some of their classes do have members here.
_STANDARD: Final = "http://www.w3.org/"
#: What a reader is told and a reasoner is not: OWL's own annotation properties need no declaration.
_ANNOTATIONS: Final = frozenset(_RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy"))
#: Axioms by which a data property can make a thing a member of a class.
_CONCLUSIVE: Final = frozenset((_RDFS + "domain", _RDFS + "subPropertyOf", _OWL + "equivalentProperty"))
_BETWEEN_CLASSES: Final = (_RDFS + "subClassOf", _OWL + "equivalentClass", _OWL + "disjointWith")
_OF_A_CLASS: Final = (
    TYPE.value,
    _RDFS + "domain",
    _RDFS + "range",
    _OWL + "someValuesFrom",
    PREFIXES["rdf"] + "first",
)


def schema(store: Store) -> Document:
    """Return the axioms of our own terms."""
    return _sorted(_triples(store, ("schema",)))


def terminology(store: Store) -> Document:
    """Return the axioms of our own terms and of the used parts of other ontologies."""
    return _sorted(_triples(store, _TERMS))


def asserted(store: Store, *, given: Container[str] = ()) -> Document:
    """Return the terminology, the names of things, the spine, and the class that each thing of those has.

    Claims, passages and proofs are not in it: they speak of these things and no axiom is about them.

    Args:
        store: a finished build.
        given: IRIs of properties whose inferred values are taken as facts too.
    """
    triples = list(_triples(store, _THINGS))
    things = _names(triples)
    stated = (
        quad.triple
        for quad in store.quads_for_pattern(None, TYPE, None)
        if _iri(quad.graph_name) != _INFERRED and _iri(quad.subject) in things
    )
    taken = (one for one in _inferred(store, things) if _iri(one.predicate) in given)
    return _sorted([*triples, *stated, *taken])


def published(store: Store) -> Document:
    """Return what `asserted` gives, and what was inferred of the same things, without the proofs."""
    triples = asserted(store)
    return _sorted([*triples, *_inferred(store, _names(triples))])


def turtle(text: Traversable | str) -> Document:
    """Return the triples of a Turtle file or text; what it imports stays out of it."""
    source = text if isinstance(text, str) else text.read_text(encoding="utf-8")
    return _sorted(quad.triple for quad in parse(source.encode(), format=RdfFormat.TURTLE))


def lean(document: Document) -> Document:
    """Return a document from which the same memberships of our classes follow, sooner.

    Left out are annotations, values of data properties that no axiom draws a conclusion from, and the
    classes of other ontologies as long as no axiom ties one to a class of ours and no thing is in one.
    """
    outside = {_iri(one.subject) for one in document if one.predicate == TYPE and _is(one.object, "Class")}
    outside = {name for name in outside if name and not name.startswith((ACT, _STANDARD))}
    if any(_ties(triple, outside) for triple in document):
        outside = set()
    idle = {
        _iri(one.subject)
        for one in document
        if one.predicate == TYPE
        and (_is(one.object, "AnnotationProperty") or _is(one.object, "DatatypeProperty"))
    }
    idle -= {_iri(one.subject) for one in document if one.predicate.value in _CONCLUSIVE}
    idle -= {_iri(one.object) for one in document if one.predicate.value.startswith(_OWL)}
    idle |= _ANNOTATIONS

    def counts(one: Triple) -> bool:
        if one.predicate.value in idle or (one.predicate == TYPE and _iri(one.subject) in idle):
            return False
        if one.predicate.value == _RDFS + "range" and _iri(one.subject) in idle:
            return False
        axiom = one.predicate.value == _RDFS + "subClassOf" or _is(one.object, "Class")
        return not (axiom and _iri(one.subject) in outside)

    return [triple for triple in document if counts(triple)]


def ntriples(document: Document) -> bytes:
    """Return a document as N-Triples, the one syntax that both reasoners read without guessing."""
    out = BytesIO()
    serialize(document, out, format=RdfFormat.N_TRIPLES)
    return out.getvalue()


def _ties(triple: Triple, outside: set[str]) -> bool:
    """Whether a triple makes a class of another ontology matter to what is a member of ours."""
    if triple.predicate.value in _BETWEEN_CLASSES:
        return (_iri(triple.subject) in outside) != (_iri(triple.object) in outside)
    return triple.predicate.value in _OF_A_CLASS and _iri(triple.object) in outside


def _triples(store: Store, graphs: tuple[str, ...]) -> Iterator[Triple]:
    for graph in store.named_graphs():
        if not isinstance(graph, NamedNode) or not graph.value.startswith(
            tuple(GRAPH + name for name in graphs)
        ):
            continue
        anonymous = actd(f"axiom-{graph.value.removeprefix(GRAPH)}-").value
        for quad in store.quads_for_pattern(None, None, None, graph):
            if quad.predicate.value != _OWL + "imports":
                yield Triple(_freed(quad.subject, anonymous), quad.predicate, _freed(quad.object, anonymous))


def _freed(node: _Node, anonymous: str) -> _Node | BlankNode:
    if isinstance(node, NamedNode) and node.value.startswith(anonymous):
        return BlankNode("x" + node.value.removeprefix(anonymous))
    return node


def _inferred(store: Store, things: set[str]) -> Iterator[Triple]:
    for quad in store.quads_for_pattern(None, None, None, NamedNode(_INFERRED)):
        if _iri(quad.subject) in things:
            yield quad.triple


def _names(triples: Iterable[Triple]) -> set[str]:
    return {_iri(node) for triple in triples for node in (triple.subject, triple.object)} - {""}


def _sorted(triples: Iterable[Triple]) -> Document:
    return sorted(set(triples), key=str)


def _is(node: object, name: str) -> bool:
    return isinstance(node, NamedNode) and node.value == _OWL + name


def _iri(node: object) -> str:
    return node.value if isinstance(node, NamedNode) else ""
