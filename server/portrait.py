"""What the page of a thing shows, put together for its template."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pyoxigraph as ox
from markupsafe import Markup

from graph.terms import LABEL, TYPE, act
from ontology import ACT, ACTD, GRAPH, PREFIXES
from server.entity import Entity
from server.links import address
from server.reference.terms import curie
from server.reference.vocabulary import Vocabulary
from server.reference.wording import Wording, mapped

__all__ = ["Portrait", "Said"]

_SKOS: Final = PREFIXES["skos"]
_RDF: Final = PREFIXES["rdf"]
_INFERRED: Final = ox.NamedNode(GRAPH + "inferred")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+")
#: Shown above the table of statements, or in a table of their own.
_APART: Final = frozenset([LABEL.value, _SKOS + "prefLabel", _SKOS + "definition", _SKOS + "altLabel"])
_MATCHES: Final = tuple(_SKOS + name + "Match" for name in ("exact", "close", "broad", "narrow", "related"))
#: What a row about a claim has columns for.
_PLACED: Final = frozenset(
    [TYPE.value, LABEL.value]
    + [
        ACT + name
        for name in ("about", "onProperty", "statedIn", "evidenceKind", "statedValue", "hasQuantity")
    ]
    + [ACT + name for name in ("checkedOn", "extractedBy")]
)
#: What points to a thing from its own description is on the page already.
_SHOWN: Final = frozenset(
    [ACT + "about", _RDF + "subject", PREFIXES["owl"] + "annotatedSource", PREFIXES["sssom"] + "mappings"]
)


@dataclass(frozen=True)
class Said:
    """What one claim, conflict or reading says of the thing.

    Attributes:
        claim: link to it.
        on: the property or the kind of claim.
        value: what it says; who read it, and when, stands on its own page.
        evidence: on what ground; "" when it does not say.
        places: where, with the document.
    """

    claim: Markup
    on: Markup
    value: Markup
    evidence: Markup
    places: Markup


class Portrait:
    """The content of the page of a thing.

    Args:
        entity: what is known of it.
        vocabulary: explains properties and classes.
        root: prefix of a proxy.
    """

    def __init__(self, entity: Entity, vocabulary: Vocabulary, root: str = "") -> None:
        self.entity = entity
        self.iri = entity.iri
        self.name = entity.iri.removeprefix(ACTD)
        self._root = root
        self._vocabulary = vocabulary
        self._wording = Wording(vocabulary, entity.labels, root, f"{root}/ns")
        self._held: dict[Any, dict[str, list[ox.Quad]]] = defaultdict(lambda: defaultdict(list))
        for quad in entity.quads:
            self._held[quad.subject][_iri(quad.predicate)].append(quad)
        self._me = ox.NamedNode(entity.iri)

    @property
    def label(self) -> str:
        """Its label, else its name."""
        return self.entity.labels.get(self.iri, self.name)

    @property
    def definition(self) -> str:
        """What it is, "" when nobody has said."""
        return "; ".join(self._texts(self._me, _SKOS + "definition"))

    @property
    def synonyms(self) -> str:
        """Its other names, joined by commas."""
        return ", ".join(self._texts(self._me, _SKOS + "altLabel"))

    @property
    def classes(self) -> Markup:
        """Links to its classes."""
        kinds = [_iri(quad.object) for quad in self._held[self._me][TYPE.value]]
        return Markup(", ").join(map(self._wording.link, dict.fromkeys(kinds)))

    @cached_property
    def facts(self) -> list[tuple[Markup, list[Markup]]]:
        """(property, values) of everything it says of itself, in the order of the ontology."""
        order = {iri: place for place, iri in enumerate(self._vocabulary.terms)}
        held = self._held[self._me]
        apart = _APART | (set(_MATCHES) if self.entity.mappings else set())
        names = sorted((iri for iri in held if iri not in apart), key=lambda iri: (order.get(iri, -1), iri))
        return [
            (
                Markup("type") if iri == TYPE.value else self._wording.link(iri),
                [self._value(quad) for quad in self._by_label(held[iri])],
            )
            for iri in names
        ]

    @property
    def mappings(self) -> list[Markup]:
        """What it is mapped to, in words, each with a link to the mapping's own page."""
        found = []
        for one in self.entity.mappings:
            more = (
                Markup(' (<a href="{}/id/{}">details</a>)').format(self._root, one.node.removeprefix(ACTD))
                if one.node.startswith(ACTD)
                else ""
            )
            found.append(mapped(one) + more)
        return found

    @cached_property
    def said(self) -> list[Said]:
        """What claims, conflicts and readings say of it, by property."""
        about = act("about")
        nodes = [
            node
            for node, held in self._held.items()
            if any(quad.object == self._me for quad in held.get(about.value, []))
        ]
        found = [self._said(node) for node in nodes]
        return sorted(found, key=lambda one: (one.on.striptags().lower(), one.value.striptags().lower()))

    @property
    def incoming(self) -> list[tuple[Markup, int, list[Markup], str]]:
        """(property, count, links to what points here, query for them) of everything else that names it."""
        found = []
        for one in self.entity.incoming:
            if one.predicate in _SHOWN:
                continue
            links = [self._link(iri, label) for iri, label in one.things]
            query = (
                f"SELECT ?thing ?label\nWHERE {{\n  ?thing <{one.predicate}> <{self.iri}> .\n"
                f"  OPTIONAL {{ ?thing <{LABEL.value}> ?label }}\n}}\nORDER BY ?label ?thing"
            )
            ask = address(f"{self._root}/sparql", [("query", query)])
            found.append((self._wording.link(one.predicate), one.count, links, ask))
        return found

    def _texts(self, node: Any, predicate: str) -> list[str]:
        return [q.object.value for q in self._held[node][predicate] if isinstance(q.object, ox.Literal)]

    def _by_label(self, quads: list[ox.Quad]) -> list[ox.Quad]:
        return sorted(
            quads, key=lambda quad: self.entity.labels.get(_iri(quad.object), str(quad.object)).lower()
        )

    def _value(self, quad: ox.Quad) -> Markup:
        words = self._term(quad.object)
        if quad.graph_name != _INFERRED:
            return words
        clauses = self._clauses.get((_iri(quad.predicate), quad.object), [])
        return words + Markup(' <span class="soft">(inferred{})</span>').format(
            Markup(" by {}").format(Markup(", ").join(clauses)) if clauses else ""
        )

    @cached_property
    def _clauses(self) -> dict[tuple[str, Any], list[Markup]]:
        """Links to the rule or axiom that made a statement, and to the inference, by property and value."""
        found: dict[tuple[str, Any], list[Markup]] = defaultdict(list)
        for node, held in self._held.items():
            for clause in (*held.get(ACT + "byRule", []), *held.get(ACT + "byAxiom", [])):
                for predicate in held.get(_RDF + "predicate", []):
                    for value in held.get(_RDF + "object", []):
                        inference = Markup('<a href="{}/id/{}">why</a>').format(
                            self._root, _iri(node).removeprefix(ACTD)
                        )
                        kind = "rule" if _iri(clause.predicate).endswith("Rule") else "axiom"
                        words = Markup("{} {}: {}").format(
                            kind, self._wording.link(_iri(clause.object)), inference
                        )
                        found[_iri(predicate.object), value.object].append(words)
        return found

    def _said(self, node: Any) -> Said:
        held = self._held[node]
        on = [self._wording.link(_iri(quad.object)) for quad in held[ACT + "onProperty"]]
        if not on:
            kinds = [_iri(quad.object) for quad in held[TYPE.value]]
            on = [self._wording.link(kind) for kind in kinds if kind != ACT + "Claim"] or [Markup("claim")]
        values = [self._term(q.object) for name in ("statedValue", "hasQuantity") for q in held[ACT + name]]
        values += [
            Markup("{}: {}").format(self._wording.link(name), self._term(quad.object))
            for name, quads in held.items()
            if name not in _PLACED
            for quad in quads
        ]
        return Said(
            self._link(_iri(node), self.entity.labels.get(_iri(node)) or self._kind(node)),
            Markup(", ").join(on),
            Markup("; ").join(values),
            Markup(", ").join(self._term(quad.object) for quad in held[ACT + "evidenceKind"]),
            Markup("; ").join(self._place(quad.object) for quad in held[ACT + "statedIn"]),
        )

    def _kind(self, node: Any) -> str:
        kinds = [_iri(quad.object) for quad in self._held[node][TYPE.value]]
        narrow = [kind for kind in kinds if kind != ACT + "Claim"] or kinds
        return self._vocabulary.label(narrow[0]) if narrow else _iri(node).removeprefix(ACTD)

    def _place(self, passage: Any) -> Markup:
        locator = ", ".join(self._texts(passage, ACT + "locator")) or _iri(passage).removeprefix(ACTD)
        documents = [
            self._link(_iri(quad.object), _iri(quad.object).removeprefix(f"{ACTD}source-"))
            for quad in self._held[passage][ACT + "sourceDocument"]
        ]
        link = self._link(_iri(passage), locator)
        return Markup("{}: {}").format(Markup(", ").join(documents), link) if documents else link

    def _term(self, term: Any) -> Markup:
        if isinstance(term, ox.NamedNode):
            return self._wording.link(term.value)
        text = term.value if isinstance(term, ox.Literal) else str(term)
        if _ADDRESS.fullmatch(text):
            return Markup('<a href="{}" rel="noreferrer">{}</a>').format(text, text)
        return Markup("{}").format(text)

    def _link(self, iri: str, label: str) -> Markup:
        if iri.startswith(ACTD):
            name = iri.removeprefix(ACTD)
            return Markup('<a href="{}/id/{}">{}</a>').format(self._root, name, label or name)
        if iri.startswith(ACT):
            return self._wording.link(iri)
        return Markup('<a href="{}" rel="noreferrer">{}</a>').format(iri, label or curie(iri))


def _iri(term: Any) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
