"""What a term, a concept and a scheme of the ontology are to its readers."""

from dataclasses import dataclass
from typing import Final

from ontology import ACT, PREFIXES

__all__ = ["KINDS", "Concept", "Scheme", "Term", "curie"]

#: Kinds of terms, in the order of the reference, by the local name of their type.
KINDS: Final = {
    "Class": "class",
    "ObjectProperty": "object property",
    "DatatypeProperty": "datatype property",
    "AnnotationProperty": "annotation property",
}


@dataclass(frozen=True)
class Term:
    """A class or property.

    Attributes:
        iri: its IRI.
        name: local name if it is ours, else its CURIE; the anchor on the page.
        kind: a value of `KINDS`.
        label: for people.
        definition: "" when another vocabulary defines it.
        examples: what it is used for.
        synonyms: other labels.
        notes: (label of the annotation, text) of every other annotation.
        supers: IRIs of the direct superclasses or superproperties that have a name.
        subs: the other way round.
        domain: IRIs of classes; whatever has the property is one.
        range: IRIs of classes or datatypes; whatever is a value of the property is one.
        used_on: IRIs of classes whose members have it by custom; nothing follows from that.
        values: IRIs of classes whose members are its values by custom.
        characteristics: such as ``transitive``.
        deprecated: it must no longer be used.
    """

    iri: str
    name: str
    kind: str
    label: str
    definition: str = ""
    examples: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    supers: tuple[str, ...] = ()
    subs: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    used_on: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    characteristics: tuple[str, ...] = ()
    deprecated: bool = False

    @property
    def ours(self) -> bool:
        """Whether it is a term of this ontology, not one of another vocabulary that is declared here."""
        return self.iri.startswith(ACT)

    @property
    def subjects(self) -> tuple[str, ...]:
        """IRIs of the classes whose members have this property, by axiom or by custom."""
        return self.domain or self.used_on

    @property
    def objects(self) -> tuple[str, ...]:
        """IRIs of the classes whose members are values of this property, by axiom or by custom."""
        return self.range or self.values

    @property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return self.kind == "class"


@dataclass(frozen=True)
class Concept:
    """A value of a concept scheme.

    Attributes:
        iri: its IRI.
        name: its local name.
        label: for people.
        definition: what it means.
        synonyms: other names.
        broader: IRIs of broader concepts.
        types: IRIs of its classes, without skos:Concept.
        depth: how many concepts of the scheme stand above it.
    """

    iri: str
    name: str
    label: str
    definition: str
    synonyms: tuple[str, ...]
    broader: tuple[str, ...]
    types: tuple[str, ...]
    depth: int = 0


@dataclass(frozen=True)
class Scheme:
    """A concept scheme with its concepts, each before its narrower ones."""

    iri: str
    name: str
    label: str
    definition: str
    concepts: tuple[Concept, ...]


def curie(iri: str) -> str:
    """Return an IRI with the project's prefix, or as it is where it has none.

    Example:
        >>> curie("http://purl.obolibrary.org/obo/CL_0000134"), curie("http://example.org/x")
        ('CL:0000134', 'http://example.org/x')
    """
    found = [(start, prefix) for prefix, start in PREFIXES.items() if iri.startswith(start)]
    if not found:
        return iri
    start, prefix = max(found, key=lambda pair: len(pair[0]))
    return f"{prefix}:{iri.removeprefix(start)}"
