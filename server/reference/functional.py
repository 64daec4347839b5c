"""The OWL functional syntax, written by horned-owl.

horned-owl reads OWL from RDF/XML and silently leaves out ``owl:AllDisjointClasses`` and
``owl:AllDisjointProperties``, and doubles ``owl:AllDifferent`` (seen in py-horned-owl 2.0.0), so these
axioms are taken out of the RDF beforehand and handed over as axioms.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import pyhornedowl
import pyhornedowl.model as model
import pyoxigraph as ox

from graph.terms import TYPE
from ontology import PREFIXES
from server.triples import written

__all__ = ["MEDIA_TYPE", "axioms", "functional"]

#: Media type of the functional syntax (OWL 2 Structural Specification, 3.7).
MEDIA_TYPE: Final = "text/owl-functional"

_OWL: Final = PREFIXES["owl"]
_RDF: Final = PREFIXES["rdf"]
_ONTOLOGY: Final = ox.NamedNode(_OWL + "Ontology")
_MEMBERS: Final = (ox.NamedNode(_OWL + "members"), ox.NamedNode(_OWL + "distinctMembers"))
_FIRST: Final = ox.NamedNode(_RDF + "first")
_REST: Final = ox.NamedNode(_RDF + "rest")

Term = ox.NamedNode | ox.BlankNode


def functional(triples: Sequence[ox.Triple], beside: Sequence[ox.Triple] = ()) -> bytes:
    """Return an ontology in functional syntax.

    Args:
        triples: the ontology with its header.
        beside: what it imports. Read with it, because RDF does not tell an annotation property from
            another without its declaration; not written.
    """
    read = _read([*_without_header(beside), *triples])
    if beside:
        known = {_told(one) for one in _read(_without_header(beside)).get_components()}
        own = pyhornedowl.PyIndexedOntology()
        for one in read.get_components():
            if _told(one) not in known:
                own.add_component(one.component, one.ann)
        read = own
    for prefix, start in PREFIXES.items():
        read.add_prefix_mapping(prefix, start)
    lines = read.save_to_string("ofn").splitlines()
    # the writer has no fixed order of prefixes
    head = sorted((line for line in lines if line.startswith("Prefix(")), key=str.lower)
    rest = [line for line in lines if not line.startswith("Prefix(")]
    return ("\n".join([*head, "", *rest]).rstrip("\n") + "\n").encode()


def axioms(text: bytes) -> list[str]:
    """Return the axioms, annotations and header of a functional-syntax document, sorted, as written out."""
    found = pyhornedowl.open_ontology_from_string(text.decode(), "ofn").get_components()
    return sorted(map(_told, found))


def _told(one: model.AnnotatedComponent) -> str:
    notes = sorted(map(str, one.ann))
    return f"{one.component} {notes}" if notes else str(one.component)


def _read(triples: Sequence[ox.Triple]) -> Any:
    spread = list(_spread(triples))
    taken = {triple for _, _, used in spread for triple in used}
    kept = [triple for triple in triples if triple not in taken]
    read = pyhornedowl.open_ontology_from_string(written(kept, "rdf").decode(), "rdf")
    for kind, members, _ in spread:
        read.add_component(_axiom(kind, [read.iri(member) for member in members], triples))
    return read


def _without_header(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    headers = {triple.subject for triple in triples if triple.object == _ONTOLOGY}
    return [triple for triple in triples if triple.subject not in headers]


def _spread(triples: Sequence[ox.Triple]) -> Iterator[tuple[str, list[str], list[ox.Triple]]]:
    """Yield (kind, IRIs of the members, the triples that say so) of each axiom on many terms."""
    by_subject: dict[Any, list[ox.Triple]] = defaultdict(list)
    for triple in triples:
        by_subject[triple.subject].append(triple)
    for found in by_subject.values():
        kinds = (_iri(triple.object) for triple in found if triple.predicate == TYPE)
        kind = next((kind for kind in kinds if kind in _AXIOMS), "")
        head = next((triple.object for triple in found if triple.predicate in _MEMBERS), None)
        if not kind or head is None:
            continue
        members, used, node = list[str](), list(found), head
        while node in by_subject:
            used += by_subject[node]
            parts = {triple.predicate: triple.object for triple in by_subject[node]}
            members.append(_iri(parts[_FIRST]))
            node = parts[_REST]
        yield kind, members, used


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _axiom(kind: str, members: list[model.IRI], triples: Sequence[ox.Triple]) -> Any:
    if kind == _OWL + "AllDisjointProperties":
        data = ox.NamedNode(_OWL + "DatatypeProperty")
        first = ox.NamedNode(str(members[0]).strip("<>"))
        if ox.Triple(first, TYPE, data) in triples:
            return model.DisjointDataProperties([model.DataProperty(member) for member in members])
        return model.DisjointObjectProperties([model.ObjectProperty(member) for member in members])
    return _AXIOMS[kind](members)


_AXIOMS: Final[dict[str, Callable[[list[model.IRI]], Any]]] = {
    _OWL + "AllDisjointClasses": lambda members: model.DisjointClasses([*map(model.Class, members)]),
    _OWL + "AllDisjointProperties": lambda members: None,
    _OWL + "AllDifferent": lambda members: model.DifferentIndividuals([*map(model.NamedIndividual, members)]),
}
