"""What the ontology says of its properties, read once: their range, and how many values the spine keeps."""

from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph.terms import LABEL, XSD
from ontology import ACT, PREFIXES, SCHEMA

__all__ = ["Property", "properties"]


@dataclass(frozen=True, slots=True)
class Property:
    """One property of the ontology.

    Attributes:
        name: local name.
        label: label.
        domain: IRI of its domain, "" when it has none.
        range: IRI of its range, "" when it has none.
        values: "one" or "many" for a spine property: how many values the spine keeps a subject;
            "" for any other property.
    """

    name: str
    label: str
    domain: str
    range: str
    values: str

    @property
    def is_literal(self) -> bool:
        """Whether its values are literals."""
        return self.range.startswith(XSD)


@cache
def properties() -> dict[str, Property]:
    """Return every property of the act: namespace by local name."""
    kinds: set[str] = set()
    found: dict[tuple[str, str], str] = {}
    for quad in parse(SCHEMA.read_bytes(), format=RdfFormat.TURTLE):
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
            if value.value.startswith(PREFIXES["owl"]) and value.value.endswith("Property"):
                kinds.add(subject.value)
            found[subject.value, predicate] = value.value
    return {
        name.removeprefix(ACT): Property(
            name.removeprefix(ACT),
            found.get((name, LABEL.value), ""),
            found.get((name, PREFIXES["rdfs"] + "domain"), ""),
            found.get((name, PREFIXES["rdfs"] + "range"), ""),
            found.get((name, ACT + "spineValues"), ""),
        )
        for name in sorted(kinds)
        if name.startswith(ACT)
    }
