"""Ontologies in OWL/XML -> facts.

Axioms are children of the root, so one is read, told and dropped before the next.
"""

from collections.abc import Iterator
from typing import IO, Final
from urllib.parse import urljoin

from lxml import etree

from loaders.ontologies.facts import EXACT, PART_OF, TOP, Fact, Kind, curie, in_english
from ontology import PREFIXES

__all__ = ["owl_xml_facts"]

_OWL: Final = "{" + PREFIXES["owl"] + "}"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_OBO: Final = "http://purl.obolibrary.org/obo/"
_TEXTS: Final[dict[str, Kind]] = {PREFIXES["rdfs"] + "label": "label", EXACT: "synonym"}
_READ: Final = ("Prefix", "Annotation", "Declaration", "SubClassOf", "AnnotationAssertion")
#: Other axioms that a release may have many of: they are dropped as they come.
_DROPPED: Final = (
    "AnnotationPropertyDomain", "AnnotationPropertyRange", "ClassAssertion", "DataPropertyAssertion",
    "DifferentIndividuals", "DisjointClasses", "DisjointUnion", "EquivalentClasses",
    "ObjectPropertyAssertion", "SameIndividual", "SubAnnotationPropertyOf", "SubObjectPropertyOf",
)  # fmt: skip


def owl_xml_facts(stream: IO[bytes]) -> Iterator[Fact]:
    """Yield the facts of an ontology in OWL/XML; entities of the file were refused before."""
    events = etree.iterparse(
        stream,
        events=("end",),
        tag=[_OWL + name for name in (*_READ, *_DROPPED)],
        no_network=True,
        load_dtd=False,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    names: _Names | None = None
    for _, element in events:
        root = element.getparent()
        if root is None or root.getparent() is not None:
            continue  # a part of an axiom
        if names is None:
            names = _Names()
            yield from _ontology(root, names)
        tag = str(element.tag).removeprefix(_OWL)
        if tag in _READ:
            yield from _axiom(tag, element, names)
        element.clear(keep_tail=True)
        while element.getprevious() is not None:
            del root[0]  # an empty element with its tail would be kept to the end of the file


class _Names:
    """The IRIs of a file: whole, relative to its base, or with a prefix."""

    def __init__(self) -> None:
        self.base = ""
        self.prefixes = {name: PREFIXES[name] for name in ("owl", "rdf", "rdfs", "xsd")}

    def iri(self, element: etree._Element) -> str:
        """Return the IRI that an element names by one of the three attributes or as its text, or ""."""
        short = element.get("abbreviatedIRI")
        text = (element.text or "").strip()
        if element.tag == _OWL + "AbbreviatedIRI":
            short = text
        if short is not None:
            prefix, _, local = short.partition(":")
            return self.prefixes.get(prefix, prefix + ":") + local
        given = text if element.tag == _OWL + "IRI" else element.get("IRI", "")
        return urljoin(self.base, given) if given and self.base and "://" not in given else given


def _ontology(root: etree._Element, names: _Names) -> Iterator[Fact]:
    iri = root.get("ontologyIRI", "")
    names.base = root.get(_XML + "base", "") or iri
    if iri:
        yield "", "iri", iri
    if version := root.get("versionIRI"):
        yield "", "version-iri", version


def _axiom(tag: str, axiom: etree._Element, names: _Names) -> Iterator[Fact]:
    parts = [part for part in axiom if tag == "Annotation" or part.tag != _OWL + "Annotation"]
    if tag == "Prefix":
        names.prefixes[axiom.get("name", "")] = axiom.get("IRI", "")
    elif tag == "Annotation" and len(parts) == 2:
        if names.iri(parts[0]) == PREFIXES["owl"] + "versionInfo":
            yield "", "version", parts[1].text or ""
    elif tag == "Declaration" and len(parts) == 1:
        if parts[0].tag == _OWL + "Class":
            yield curie(names.iri(parts[0])), "class", ""
    elif tag == "SubClassOf" and len(parts) == 2 and parts[0].tag == _OWL + "Class":
        yield from _above(curie(names.iri(parts[0])), parts[1], names)
    elif tag == "AnnotationAssertion" and len(parts) == 3:
        yield from _annotation(names.iri(parts[0]), curie(names.iri(parts[1])), parts[2], names)


def _above(subject: str, parent: etree._Element, names: _Names) -> Iterator[Fact]:
    if parent.tag == _OWL + "Class":
        iri = names.iri(parent)
        if iri != TOP:
            yield subject, "is-a", curie(iri)
    elif parent.tag == _OWL + "ObjectSomeValuesFrom":
        inner = list(parent)
        plain = [part.tag for part in inner] == [_OWL + "ObjectProperty", _OWL + "Class"]
        if plain and curie(names.iri(inner[0])) in PART_OF:
            yield subject, "part-of", curie(names.iri(inner[1]))


def _annotation(predicate: str, subject: str, value: etree._Element, names: _Names) -> Iterator[Fact]:
    text = value.text or ""
    if predicate in _TEXTS and in_english(value.get(_XML + "lang")):
        yield subject, _TEXTS[predicate], text
    elif predicate == PREFIXES["owl"] + "deprecated" and text.strip() in ("true", "1"):
        yield subject, "obsolete", ""
    elif predicate == _OBO + "IAO_0100001":
        yield subject, "replaced-by", curie(names.iri(value) or text)
