"""The ontology as documents: its modules, each in every format.

The Turtle is the files themselves, comments and order kept, under one list of prefixes; the other formats
are made from it. Everything here comes with the program, so it is the same with and without a release.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

import pyoxigraph as ox

from ontology import ACT, CONCEPTS, PREFIXES, SCHEMA
from server.reference.functional import MEDIA_TYPE, functional
from server.triples import MEDIA_TYPES, written

__all__ = ["FORMS", "IRI", "Module", "body", "digest", "modules", "triples", "version"]

#: IRI of the ontology.
IRI: Final = ACT.rstrip("#")
#: Media type by suffix, the favourite first; the page comes beside them.
FORMS: Final = {**{form: kind for form, kind in MEDIA_TYPES.items() if form != "trig"}, "ofn": MEDIA_TYPE}

_BRIDGE: Final = files("ontology") / "bridge.ttl"
_VERSION_IRI: Final = ox.NamedNode(PREFIXES["owl"] + "versionIRI")


@dataclass(frozen=True)
class Module:
    """A part of the ontology that has an address of its own.

    Attributes:
        name: ``all``, ``schema``, ``concepts`` or ``bridge``.
        title: what it holds, in a few words.
        path: its address below the service, for example ``/ns/schema``.
    """

    name: str
    title: str
    path: str


_MODULES: Final = (
    Module("all", "schema and concepts", "/ns"),
    Module("schema", "classes, properties and axioms", "/ns/schema"),
    Module("concepts", "concept schemes, without the schema", "/ns/concepts"),
    Module("bridge", "axioms that place the classes under OBI, IAO and RO", "/ns/bridge"),
)


def modules() -> dict[str, Module]:
    """Return the modules there are, by name; ``bridge`` is one only when its file is there."""
    return {module.name: module for module in _MODULES if module.name != "bridge" or _BRIDGE.is_file()}


@lru_cache(maxsize=1)
def version() -> str:
    """Return the version of the ontology, the last part of its version IRI."""
    found = next(triple for triple in triples("schema") if triple.predicate == _VERSION_IRI)
    return str(found.object).strip("<>").removeprefix(f"{IRI}/")


@lru_cache(maxsize=32)
def body(module: str, form: str) -> bytes:
    """Return a module in a format.

    Args:
        module: a key of `modules`.
        form: a key of `FORMS`.

    Raises:
        KeyError: there is no such module or format.

    Example:
        >>> b"act:CellProduct" in body("schema", "ttl")
        True
    """
    if form == "ttl":
        return _turtle(module).encode()
    if form == "ofn":
        whole = module in ("all", "schema")
        return functional(triples(module), () if whole else triples(_base(module)))
    return written(triples(module), form)


@lru_cache(maxsize=8)
def triples(module: str) -> tuple[ox.Triple, ...]:
    """Return the triples of a module in the order of its files; blank nodes are ``b1``, ``b2`` ..."""
    names: dict[str, ox.BlankNode] = {}

    def own(term: Any) -> Any:
        if not isinstance(term, ox.BlankNode):
            return term
        return names.setdefault(term.value, ox.BlankNode(f"b{len(names) + 1}"))

    found = ox.parse(_turtle(module), format=ox.RdfFormat.TURTLE)
    return tuple(ox.Triple(own(quad.subject), quad.predicate, own(quad.object)) for quad in found)


@lru_cache(maxsize=1)
def digest() -> str:
    """Return a digest of everything the documents are made of."""
    texts = "".join(_turtle(name) for name in modules())
    return hashlib.sha256(texts.encode()).hexdigest()


def _base(module: str) -> str:
    return "schema" if module == "concepts" else "all"


@lru_cache(maxsize=8)
def _turtle(module: str) -> str:
    if module not in modules():
        raise KeyError(module)
    sources = list(_sources(module))
    if len(sources) == 1 and module != "concepts":
        return sources[0].read_text(encoding="utf-8")
    prefixes: dict[str, str] = {}
    parts = []
    for file in sources:
        lines = file.read_text(encoding="utf-8").splitlines()
        for line in lines:
            if line.startswith("@prefix"):
                prefixes[line.split()[1]] = line
        kept = "\n".join(line for line in lines if not line.startswith("@prefix")).strip()
        parts.append(f"##### {file.name} #####\n\n{kept}\n" if len(sources) > 1 else kept + "\n")
    if module == "concepts":
        parts.insert(0, _header())
        for prefix in ("dcterms", "owl", "rdfs"):
            prefixes.setdefault(f"{prefix}:", f"@prefix {prefix}: <{PREFIXES[prefix]}> .")
    head = sorted((" ".join(line.split()) for line in prefixes.values()), key=str.lower)
    return "\n".join([*head, "", *parts])


def _sources(module: str) -> Iterator[Traversable]:
    if module == "bridge":
        yield _BRIDGE
    if module in ("all", "schema"):
        yield SCHEMA
    if module in ("all", "concepts"):
        yield from sorted((f for f in CONCEPTS.iterdir() if f.name.endswith(".ttl")), key=lambda f: f.name)


def _header() -> str:
    """Return the head of the concepts as an ontology of their own."""
    title = "ALS cell therapy ontology: concept schemes"
    return (
        f"<{IRI}/concepts>\n"
        "    a owl:Ontology ;\n"
        f"    owl:imports <{IRI}> ;\n"
        f'    owl:versionInfo "{version()}" ;\n'
        f'    rdfs:label "{title}" ;\n'
        f'    dcterms:title "{title}" ;\n'
        "    dcterms:license <https://creativecommons.org/licenses/by/4.0/> .\n"
    )
