"""Axioms in words after the Manchester syntax, labels for names: `cell product and (secretes some ...)`."""

from collections.abc import Sequence
from typing import Any, Final

import pyoxigraph as ox
from markupsafe import Markup, escape

from ontology import ACT, ACTD, PREFIXES
from server.reference.terms import Term, curie
from server.reference.usage import Mapping
from server.reference.vocabulary import Vocabulary

__all__ = ["Wording", "mapped"]

_OWL: Final = PREFIXES["owl"]
_RDFS: Final = PREFIXES["rdfs"]
_XSD: Final = PREFIXES["xsd"]
_QUANTIFIERS: Final = {
    "someValuesFrom": "some",
    "allValuesFrom": "only",
    "hasValue": "value",
    "hasSelf": "self",
}
_CARDINALITIES: Final = {
    "minCardinality": "at least",
    "maxCardinality": "at most",
    "cardinality": "exactly",
    "minQualifiedCardinality": "at least",
    "maxQualifiedCardinality": "at most",
    "qualifiedCardinality": "exactly",
}
#: So many classes are listed as they are; more are folded up.
_FEW: Final = 6
_JOINED: Final = {"intersectionOf": "and", "unionOf": "or"}


class Wording:
    """Writes terms and axioms as HTML with links to where each term is explained.

    Args:
        vocabulary: has the axioms and the labels.
        labels: labels of things outside the vocabulary, by IRI.
        root: prefix of a proxy.
        page: address of the page that explains the terms; "" on that page itself.
    """

    def __init__(
        self, vocabulary: Vocabulary, labels: dict[str, str], root: str = "", page: str = ""
    ) -> None:
        self._vocabulary = vocabulary
        self._labels = labels
        self._root = root
        self._page = page

    def link(self, iri: str) -> Markup:
        """Return a link to a term on the page, to a thing's own page, or to another vocabulary."""
        label = self._labels.get(iri) or self._vocabulary.label(iri)
        if iri.startswith(_XSD) or iri == PREFIXES["rdf"] + "langString":
            return Markup("<code>{}</code>").format(curie(iri))
        if iri in self._vocabulary.terms:
            anchor = self._vocabulary.terms[iri].name
            return Markup('<a href="{}#{}">{}</a>').format(self._page, anchor, label)
        if iri.startswith(ACT):
            return Markup('<a href="{}#{}">{}</a>').format(self._page, iri.removeprefix(ACT), label)
        if iri.startswith(ACTD):
            return Markup('<a href="{}/id/{}">{}</a>').format(self._root, iri.removeprefix(ACTD), label)
        if label == curie(iri):
            return Markup('<a href="{}" rel="noreferrer">{}</a>').format(iri, label)
        return Markup('<a href="{}" rel="noreferrer">{} ({})</a>').format(iri, label, curie(iri))

    def axioms(self, term: Term) -> list[tuple[str, Markup]]:
        """Return (what it is, the axiom in words) of what is said of a term beside its place in the tree."""
        found: list[tuple[str, Markup]] = []
        if term.is_class:
            found += [
                ("is the same as", self.expression(node))
                for node in self._vocabulary.values(term.iri, _OWL + "equivalentClass")
            ]
            found += [
                ("each one is", self.expression(node))
                for node in self._vocabulary.values(term.iri, _RDFS + "subClassOf")
                if isinstance(node, ox.BlankNode)
            ]
            found += [
                ("it is enough to be", self.expression(node))
                for node in self._vocabulary.sufficient.get(term.iri, [])
            ]
        else:
            found += [
                ("follows from the chain", self._chain(head))
                for head in self._vocabulary.values(term.iri, _OWL + "propertyChainAxiom")
            ]
            found += [
                ("is the inverse of", self.expression(node))
                for node in self._vocabulary.values(term.iri, _OWL + "inverseOf")
            ]
            if term.characteristics:
                found.append(("is", escape(", ".join(term.characteristics))))
        if others := self._vocabulary.disjoint.get(term.iri):
            found.append(("nothing is also", self._several(others)))
        return found

    def _several(self, iris: Sequence[str]) -> Markup:
        links = Markup(", ").join(map(self.link, iris))
        if len(iris) <= _FEW:
            return links
        return Markup("<details><summary>{} others</summary>{}</details>").format(len(iris), links)

    def expression(self, node: Any, *, inner: bool = False) -> Markup:
        """Return a class or property expression in words; one inside another stands in brackets."""
        if isinstance(node, ox.Literal):
            return Markup("<code>{}</code>").format(node.value)
        if isinstance(node, ox.NamedNode):
            return self.link(node.value)
        words = self._compound(node)
        return Markup("({})").format(words) if inner else words

    def _compound(self, node: Any) -> Markup:
        for name, word in _JOINED.items():
            for head in self._vocabulary.values(node, _OWL + name):
                parts = [self.expression(part, inner=True) for part in self._vocabulary.members(head)]
                return Markup(" <b>{}</b> ").format(word).join(parts)
        for head in self._vocabulary.values(node, _OWL + "oneOf"):
            parts = [self.expression(part) for part in self._vocabulary.members(head)]
            return Markup("<b>one of</b> {}").format(Markup(", ").join(parts))
        for other in self._vocabulary.values(node, _OWL + "complementOf"):
            return Markup("<b>not</b> {}").format(self.expression(other, inner=True))
        for other in self._vocabulary.values(node, _OWL + "inverseOf"):
            return Markup("<b>inverse</b> {}").format(self.expression(other, inner=True))
        return self._restriction(node)

    def _restriction(self, node: Any) -> Markup:
        held = self._vocabulary.values(node, _OWL + "onProperty")
        if not held:
            return Markup("<i>an expression that this page has no words for; see the Turtle</i>")
        on = self.expression(held[0], inner=True)
        for name, word in _QUANTIFIERS.items():
            for value in self._vocabulary.values(node, _OWL + name):
                filler = "" if name == "hasSelf" else self.expression(value, inner=True)
                return Markup("{} <b>{}</b> {}").format(on, word, filler)
        for name, word in _CARDINALITIES.items():
            for number in self._vocabulary.values(node, _OWL + name):
                kinds = self._vocabulary.values(node, _OWL + "onClass")
                kind = self.expression(kinds[0], inner=True) if kinds else ""
                return Markup("{} <b>{}</b> {} {}").format(on, word, number.value, kind)
        return Markup("<i>a restriction on {} that this page has no words for</i>").format(on)

    def _chain(self, head: Any) -> Markup:
        steps = [self.expression(step) for step in self._vocabulary.members(head)]
        return Markup(" <b>then</b> ").join(steps)


def mapped(mapping: Mapping) -> Markup:
    """Return a mapping in words: ``exactMatch CL:0000134 (mesenchymal stem cell), confidence 0.95``.

    Example:
        >>> found = Mapping("s", "http://www.w3.org/2004/02/skos/core#exactMatch", "", "", "", "", False,
        ...     "searched in CL 2026", "")
        >>> print(mapped(found))
        no term found: searched in CL 2026
    """
    if not mapping.object:
        return Markup("no term found: {}").format(mapping.comment)
    relation = mapping.predicate.rpartition("#")[2]
    relation = f"not {relation}" if mapping.refused else relation
    words = Markup('{} <a href="{}" rel="noreferrer">{}</a>').format(
        relation, mapping.object, curie(mapping.object)
    )
    if mapping.label:
        words += Markup(" ({})").format(mapping.label)
    if mapping.confidence:
        words += Markup(", confidence {}").format(mapping.confidence)
    return words + Markup("; {}").format(mapping.comment) if mapping.comment else words
