"""The ontology's files, read: terms, concept schemes, and the statements that axioms are made of."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any, Final

import pyoxigraph as ox

from ontology import ACT, ACTD, PREFIXES
from server.reference.documents import IRI, triples
from server.reference.terms import KINDS, Concept, Scheme, Term, curie

__all__ = ["Vocabulary", "vocabulary"]

_RDF: Final = PREFIXES["rdf"]
_RDFS: Final = PREFIXES["rdfs"]
_OWL: Final = PREFIXES["owl"]
_SKOS: Final = PREFIXES["skos"]

_CHARACTERISTICS: Final = (
    "TransitiveProperty",
    "ReflexiveProperty",
    "IrreflexiveProperty",
    "SymmetricProperty",
    "AsymmetricProperty",
    "FunctionalProperty",
    "InverseFunctionalProperty",
)
#: What schema.org has for classes that a property is used with and that nothing shall follow from.
_USED_ON: Final = "https://schema.org/domainIncludes"
_VALUES: Final = "https://schema.org/rangeIncludes"
#: What has a place of its own on the page; other annotations are listed by their name.
_PLACED: Final = frozenset(
    [_RDF + "type", _OWL + "deprecated", _USED_ON, _VALUES]
    + [_RDFS + name for name in ("label", "subClassOf", "subPropertyOf", "domain", "range")]
    + [_OWL + name for name in ("equivalentClass", "disjointWith", "propertyChainAxiom", "inverseOf")]
    + [_SKOS + name for name in ("definition", "example", "prefLabel", "altLabel")]
    + [_SKOS + name + "Match" for name in ("exact", "close", "broad", "narrow", "related")]
)


#: Names of annotations whose own label is for machines.
_NOTES: Final = {_SKOS + "scopeNote": "note", _RDFS + "comment": "comment", _RDFS + "seeAlso": "see also"}


class Vocabulary:
    """The ontology's statements, by subject.

    Args:
        statements: schema and concepts; blank nodes are told apart by their names.
    """

    def __init__(self, statements: Iterable[ox.Triple]) -> None:
        self._held: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for triple in statements:
            self._held[_key(triple.subject)][_key(triple.predicate)].append(triple.object)

    def values(self, node: object, predicate: str) -> list[Any]:
        """Return the objects of a node (an RDF term or IRI) and predicate (IRI), in the file's order."""
        held = self._held.get(node if isinstance(node, str) else _key(node), {})
        return held.get(predicate, [])

    def one(self, node: object, predicate: str) -> str:
        """Return the text or IRI of the first value, "" when there is none."""
        found = self.values(node, predicate)
        return str(found[0].value) if found else ""

    def members(self, head: object) -> list[Any]:
        """Return the members of an RDF list."""
        found = []
        while (first := self.values(head, _RDF + "first")) and first:
            found.append(first[0])
            head = self.values(head, _RDF + "rest")[0]
        return found

    def label(self, iri: str) -> str:
        """Return the label of a term or concept described here, else its CURIE or IRI."""
        return self.one(iri, _RDFS + "label") or curie(iri)

    @cached_property
    def about(self) -> dict[str, tuple[str, ...]]:
        """What the header says: texts by IRI of the annotation."""
        return {key: tuple(str(one.value) for one in found) for key, found in self._held[IRI].items()}

    @cached_property
    def terms(self) -> dict[str, Term]:
        """Every declared class and property by IRI, in the order of the file."""
        found: dict[str, Term] = {}
        subs: dict[str, list[str]] = defaultdict(list)
        for iri in self._held:
            kind = self._kind(iri)
            if kind:
                up = _RDFS + ("subClassOf" if kind == "class" else "subPropertyOf")
                for above in self._named(iri, up):
                    subs[above].append(iri)
        for iri in self._held:
            kind = self._kind(iri)
            if kind:
                found[iri] = self._term(iri, kind, tuple(subs[iri]))
        return found

    @cached_property
    def outside(self) -> frozenset[str]:
        """IRIs that are named here and have no label here, such as CL terms."""
        named = {
            one.value
            for held in self._held.values()
            for found in held.values()
            for one in found
            if isinstance(one, ox.NamedNode)
        }
        return frozenset(iri for iri in named if not self.one(iri, _RDFS + "label"))

    @cached_property
    def schemes(self) -> tuple[Scheme, ...]:
        """Every concept scheme, by label."""
        of: dict[str, list[str]] = defaultdict(list)
        for iri, held in self._held.items():
            for scheme in held.get(_SKOS + "inScheme", []):
                of[scheme.value].append(iri)
        found = [
            Scheme(
                iri,
                iri.removeprefix(ACTD),
                self.label(iri),
                self.one(iri, _SKOS + "definition"),
                tuple(self._nested(of[iri])),
            )
            for iri, held in list(self._held.items())
            if any(kind.value == _SKOS + "ConceptScheme" for kind in held.get(_RDF + "type", []))
        ]
        return tuple(sorted(found, key=lambda scheme: scheme.label.lower()))

    @cached_property
    def sufficient(self) -> dict[str, list[Any]]:
        """Nodes of the class expressions that are below a named class, by its IRI."""
        found: dict[str, list[Any]] = defaultdict(list)
        for key, held in self._held.items():
            if key.startswith("_:"):
                for above in held.get(_RDFS + "subClassOf", []):
                    found[_key(above)].append(ox.BlankNode(key[2:]))
        return found

    @cached_property
    def disjoint(self) -> dict[str, tuple[str, ...]]:
        """IRIs that share no member with a class or property, by its IRI; said once, true both ways."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for key, held in self._held.items():
            for other in held.get(_OWL + "disjointWith", []):
                found[key][_key(other)] = found[_key(other)][key] = None
            for head in held.get(_OWL + "members", []):
                group = [_key(member) for member in self.members(head)]
                for one in group:
                    found[one].update(dict.fromkeys(other for other in group if other != one))
        return {key: tuple(others) for key, others in found.items()}

    def _kind(self, iri: str) -> str:
        if iri.startswith("_:"):
            return ""
        types = {kind.value for kind in self._held[iri].get(_RDF + "type", [])}
        return next((name for kind, name in KINDS.items() if _OWL + kind in types), "")

    def _named(self, iri: str, predicate: str) -> tuple[str, ...]:
        return tuple(one.value for one in self.values(iri, predicate) if isinstance(one, ox.NamedNode))

    def _texts(self, iri: str, predicate: str) -> tuple[str, ...]:
        return tuple(str(one.value) for one in self.values(iri, predicate) if isinstance(one, ox.Literal))

    def _term(self, iri: str, kind: str, subs: tuple[str, ...]) -> Term:
        types = {one.value for one in self.values(iri, _RDF + "type")}
        notes = [
            (_NOTES.get(predicate) or self.label(predicate), _written(one))
            for predicate, found in self._held[iri].items()
            if predicate not in _PLACED
            for one in found
            if not isinstance(one, ox.BlankNode)
        ]
        up = _RDFS + ("subClassOf" if kind == "class" else "subPropertyOf")
        return Term(
            iri,
            curie(iri).removeprefix("act:"),
            kind,
            self.label(iri),
            self.one(iri, _SKOS + "definition"),
            self._texts(iri, _SKOS + "example"),
            self._texts(iri, _SKOS + "altLabel"),
            tuple(notes),
            self._named(iri, up),
            subs,
            self._named(iri, _RDFS + "domain"),
            self._named(iri, _RDFS + "range"),
            self._named(iri, _USED_ON),
            self._named(iri, _VALUES),
            tuple(name.removesuffix("Property").lower() for name in _CHARACTERISTICS if _OWL + name in types),
            self.one(iri, _OWL + "deprecated") == "true",
        )

    def _nested(self, iris: Sequence[str]) -> list[Concept]:
        """Return concepts, each followed by its narrower ones; a concept with two broader stands once."""
        inside = set(iris)
        below: dict[str, list[str]] = defaultdict(list)
        roots: list[str] = []
        for iri in iris:
            above = [one for one in self._named(iri, _SKOS + "broader") if one in inside]
            (below[above[0]] if above else roots).append(iri)
        found: list[Concept] = []

        def put(iri: str, depth: int) -> None:
            found.append(self._concept(iri, depth))
            for narrower in below[iri]:
                put(narrower, depth + 1)

        for root in roots:
            put(root, 0)
        return found

    def _concept(self, iri: str, depth: int) -> Concept:
        types = self._named(iri, _RDF + "type")
        return Concept(
            iri,
            curie(iri).removeprefix("actd:"),
            self.label(iri),
            self.one(iri, _SKOS + "definition"),
            self._texts(iri, _SKOS + "altLabel"),
            self._named(iri, _SKOS + "broader"),
            tuple(kind for kind in types if kind.startswith(ACT)),
            depth,
        )


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the vocabulary of the program's own ontology files."""
    return Vocabulary(triples("all"))


def _key(term: Any) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(term.value)


def _written(term: Any) -> str:
    return curie(term.value) if isinstance(term, ox.NamedNode) else str(term.value)
