"""How a slice of another ontology is written: the terms we use and all that is above them, as Turtle.

Two things make slices: `ontology.slicing` from the pinned releases, and `alskg load ontology` from a file.
Both give their terms here, so both slices look alike and the same terms give the same bytes.

A parent that is surely a superclass gets `rdfs:subClassOf`. Where `is a` and `part of` cannot be told apart,
or where it is `part of`, a subclass axiom would be false, so there is `skos:broader` alone.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ontology import PREFIXES

__all__ = ["SLICED", "Style", "Term", "iri", "slice_name", "style", "turtle"]

_OBO: Final = "http://purl.obolibrary.org/obo/"
_HEAD: Final = ("act", "actg", "dcterms", "owl", "rdfs", "skos")
_LOCAL: Final = re.compile(r"[A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """What a slice says of one term.

    Attributes:
        curie: identifier, as "CL:0000134".
        label: its name in the release.
        synonyms: its exact synonyms; the label may be among them.
        is_a: identifiers of its superclasses one step above.
        broader: identifiers of what is one step above in another or an unknown way.
    """

    curie: str
    label: str
    synonyms: tuple[str, ...] = ()
    is_a: frozenset[str] = frozenset()
    broader: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Style:
    """How the terms of one ontology are written.

    Attributes:
        ancestor_class: class of ours of all that is above a term of that class; "" when that has no class.
        is_a: predicates from a term to each of its superclasses.
        merged: whether the pinned package mixes `part of` or other relations into the parents.
        remark: what a reader of the file should know.
    """

    ancestor_class: str = ""
    is_a: tuple[str, ...] = ("rdfs:subClassOf", "skos:broader")
    merged: bool = True
    remark: str = (
        "skos:broader goes to every parent, rdfs:subClassOf only to one that is told to be a superclass."
    )


#: The ontologies whose slices the project ships. The package that gives them makes one parent relation of
#: `is a` and `part of`. Between cell types and between diseases it is `is a`; between body parts it is often
#: `part of`, and for the others nothing that we ship tells, so they get skos:broader.
SLICED: Final = {
    "CHEBI": Style(),
    "CL": Style(
        "CellType",
        is_a=("rdfs:subClassOf", "act:broaderCellType"),
        merged=False,
        remark="Each cell type is a class and, for act:cellType, an individual (OWL 2 punning).",
    ),
    "EFO": Style(),
    "MONDO": Style(
        "Condition",
        is_a=("rdfs:subClassOf",),
        merged=False,
        remark="Each disease is a class and, for act:condition, an individual (OWL 2 punning).",
    ),
    "NCBITaxon": Style(),
    "PATO": Style(),
    "UBERON": Style(),
}


def style(prefix: str) -> Style:
    """Return how the terms of an ontology are written, also of one that we ship no slice of."""
    return SLICED.get(prefix, Style())


def slice_name(prefix: str) -> str:
    """Return the name of a slice's file and graph: `cl` of cl.ttl and actg:slice-cl.

    >>> slice_name("NCBITaxon")
    'ncbitaxon'
    """
    return prefix.lower()


def iri(prefix: str) -> str:
    """Return the IRI of an ontology itself, from which `why` tells where a fact comes from.

    >>> iri("CL"), iri("EFO")
    ('http://purl.obolibrary.org/obo/cl.owl', 'http://www.ebi.ac.uk/efo/efo.owl')
    """
    namespace = _namespace(prefix)
    if namespace.endswith(f"/{prefix}_"):
        return f"{namespace.removesuffix(f'{prefix}_')}{prefix.lower()}.owl"
    return namespace


def turtle(
    prefix: str, terms: Iterable[Term], *, classes: Mapping[str, str], version: str, origin: str
) -> str:
    """Return the slice of one ontology.

    Args:
        prefix: of the ontology.
        terms: the used terms and all above them.
        classes: identifier of a used term to the class of ours that it is a value of.
        version: version of the ontology.
        origin: where the terms were read, for the reader of the file.

    Returns:
        Turtle; terms in the order of their identifiers, values of a term in alphabetical order.
    """
    how = style(prefix)
    by_curie = {term.curie: term for term in terms}
    kinds = _classes(by_curie, classes, how)
    head = f"# Slice of {prefix} {version}, from {origin}.\n# {how.remark}\n"
    head += "# A change by hand would be lost.\n\n"
    for name in sorted({*_HEAD, prefix}, key=str.lower):
        head += f"@prefix {name}: <{_namespace(name)}> .\n"
    lines = [
        f"actg:slice-{slice_name(prefix)} rdfs:label {_literal(f'{prefix} {version}')}",
        f"dcterms:source <{iri(prefix)}>",
        f"owl:versionInfo {_literal(version)}",
    ]
    head += "\n" + " ;\n    ".join(lines) + " .\n"
    return head + "".join(_term(by_curie[curie], kinds.get(curie, ""), how) for curie in sorted(by_curie))


def _namespace(prefix: str) -> str:
    return PREFIXES.get(prefix, f"{_OBO}{prefix}_")


def _classes(terms: Mapping[str, Term], classes: Mapping[str, str], how: Style) -> dict[str, str]:
    """Return the class of ours of each term that has one."""
    found = {curie: name for curie, name in classes.items() if name and curie in terms}
    todo = [curie for curie, name in found.items() if name == how.ancestor_class]
    while todo:
        term = terms[todo.pop()]
        new = [curie for curie in term.is_a | term.broader if curie not in found]
        found |= dict.fromkeys(new, how.ancestor_class)
        todo += new
    return found


def _term(term: Term, kind: str, how: Style) -> str:
    kinds = f"owl:Class , owl:NamedIndividual , act:{kind}" if kind else "owl:Class"
    return "\n" + " ;\n    ".join([f"{_name(term.curie)} a {kinds}", *_statements(term, kind, how)]) + " .\n"


def _statements(term: Term, kind: str, how: Style) -> Iterator[str]:
    yield f"rdfs:label {_literal(term.label)}"
    yield f"skos:prefLabel {_literal(term.label)}"
    synonyms = sorted({name.strip() for name in term.synonyms} - {term.label, ""})
    if synonyms:
        yield "skos:altLabel " + " , ".join(map(_literal, synonyms))
    above = {predicate: set(term.is_a) for predicate in how.is_a}
    if kind != how.ancestor_class:
        above.pop("act:broaderCellType", None)  # it goes from a cell type to a cell type
    above.setdefault("skos:broader", set()).update(term.broader)
    for predicate, parents in above.items():
        if parents:
            yield f"{predicate} " + " , ".join(map(_name, sorted(parents)))


def _name(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return curie if _LOCAL.fullmatch(local) else f"<{_namespace(prefix)}{local}>"


def _literal(text: str) -> str:
    # A JSON string is a Turtle string: both escape the quote, the backslash and control characters alike.
    return json.dumps(text, ensure_ascii=False)
