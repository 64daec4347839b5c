"""Triples and quads in the formats that linked data is given in.

No format needs another address to be read: the JSON-LD has its context inside. The same quads in the same
order give the same bytes, in any process; prefixes are listed by the alphabet.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pyoxigraph as ox
import rdflib

from graph.terms import TYPE
from ontology import PREFIXES

__all__ = ["ALIASES", "MEDIA_TYPES", "Statement", "form_of", "written"]

#: Formats by the suffix of their addresses, the favourite first.
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
    "trig": "application/trig",
}
#: Other names people use for the same formats.
ALIASES: Final[Mapping[str, str]] = {
    "turtle": "ttl",
    "json-ld": "jsonld",
    "owl": "rdf",
    "rdfxml": "rdf",
    "xml": "rdf",
    "ntriples": "nt",
    "n-triples": "nt",
}

_ROOT: Final = re.compile(rb"<rdf:RDF ([^>]*)>")

#: What one statement is made of.
Statement = ox.Triple | ox.Quad


def form_of(name: str, offered: Iterable[str]) -> str | None:
    """Return the format that a suffix or ``?format=`` means, None when it is not offered.

    Example:
        >>> form_of("owl", ["ttl", "rdf"]), form_of("pdf", ["ttl", "rdf"])
        ('rdf', None)
    """
    found = ALIASES.get(name.lower(), name.lower())
    return found if found in offered else None


def written(statements: Sequence[Statement], form: str) -> bytes:
    """Return statements as a document.

    Args:
        statements: in the order to write them; those of one subject should stand together. Only TriG keeps
            the graphs; elsewhere each triple is written once.
        form: a key of `MEDIA_TYPES`.

    Raises:
        KeyError: there is no such format.

    Example:
        >>> a = ox.NamedNode("https://w3id.org/als-cell-therapy/id/a")
        >>> written([ox.Triple(a, ox.NamedNode(PREFIXES["rdfs"] + "label"), ox.Literal("A"))], "nt")
        b'<https://w3id.org/als-cell-therapy/id/a> <http://www.w3.org/2000/01/rdf-schema#label> "A" .\\n'
    """
    media_type = MEDIA_TYPES[form]
    kept: list[Any] = list(statements)
    if form != "trig":
        kept = list(dict.fromkeys(_triple(one) for one in statements))
    if form == "jsonld":
        return _json_ld(kept)
    prefixes = {} if form == "nt" else _prefixes(kept, elements_only=form == "rdf")
    found = ox.serialize(kept, format=ox.RdfFormat.from_media_type(media_type), prefixes=prefixes) or b""
    if form == "rdf":
        return _ROOT.sub(_tidy_root, found, count=1)
    if form in ("ttl", "trig"):
        lines = found.split(b"\n")
        head = len(prefixes)
        return b"\n".join([*sorted(lines[:head], key=bytes.lower), b"", *lines[head:]])
    return found


def _tidy_root(match: re.Match[bytes]) -> bytes:
    return b"<rdf:RDF\n  " + b"\n  ".join(sorted(match[1].split())) + b">"


def _triple(statement: Statement) -> ox.Triple:
    return statement.triple if isinstance(statement, ox.Quad) else statement


def _prefixes(statements: Iterable[Statement], *, elements_only: bool = False) -> dict[str, str]:
    """Return the project's prefixes that these statements use, and no others.

    Args:
        statements: what will be written.
        elements_only: only those of properties and classes, the names that XML elements have.
    """
    used: set[str] = set()
    for one in statements:
        terms: list[Any] = [one.predicate]
        if not elements_only or one.predicate == TYPE:
            terms.append(one.object)
        if not elements_only:
            terms.append(one.subject)
            if isinstance(one, ox.Quad):
                terms.append(one.graph_name)
        for term in terms:
            name = term.datatype if isinstance(term, ox.Literal) else term
            if isinstance(name, ox.NamedNode):
                used.add(name.value)
    return {prefix: start for prefix, start in PREFIXES.items() if any(iri.startswith(start) for iri in used)}


def _json_ld(triples: Sequence[ox.Triple]) -> bytes:
    graph = rdflib.Graph()
    for triple in triples:
        graph.add((_term(triple.subject), _term(triple.predicate), _term(triple.object)))
    # what a prefix of JSON-LD stands for ends in such a character (JSON-LD 1.1, 4.1.5); CL_ does not
    context = {
        prefix: start for prefix, start in _prefixes(triples).items() if start.endswith(("#", "/", ":"))
    }
    found = json.loads(graph.serialize(format="json-ld", context=context))
    nodes: list[dict[str, Any]] = found.get("@graph", [found] if "@id" in found else [])
    place = {_name(triple.subject): number for number, triple in reversed(list(enumerate(triples)))}
    for node in nodes:
        for key, value in node.items():
            if isinstance(value, list):
                node[key] = sorted(value, key=lambda part: json.dumps(part, sort_keys=True))

    def position(node: dict[str, Any]) -> int:
        prefix, _, local = node["@id"].partition(":")
        return place.get(context[prefix] + local if prefix in context else node["@id"], len(place))

    document = {"@context": context, "@graph": sorted(nodes, key=position)}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _name(term: Any) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(term.value)


def _term(term: Any) -> rdflib.term.Node:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    datatype = None if term.language else rdflib.URIRef(term.datatype.value)
    if datatype == rdflib.XSD.string:
        datatype = None
    return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
