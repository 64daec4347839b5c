"""Slices of CL, MONDO and UBERON: the terms we use and all that is above them, as Turtle.

Source:  the releases inside the pinned package cellxgene-ontology-guide, read offline
Terms:   the rows of external.tsv of these three ontologies
Output:  slices/cl.ttl, slices/mondo.ttl, slices/uberon.ttl; sorted, so the same release gives the same bytes

Run `python -m ontology.slicing` after a change of external.tsv or of the package's version. The service
and the build never run this: they read the files.
"""

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Protocol, cast

from ontology import EXTERNAL, PREFIXES, SLICES

__all__ = ["SLICED", "ExternalTerm", "Release", "external_terms", "latest_release", "main", "turtle"]

_PACKAGE: Final = "cellxgene-ontology-guide"


@dataclass(frozen=True, slots=True)
class _Slice:
    """How the terms of one ontology are written.

    Attributes:
        act_class: class of ours that the terms belong to.
        ancestors_too: whether a term that is only an ancestor belongs to it as well.
        parent: predicates from a term to each of its parents.
        remark: what a reader of the file should know about these predicates.
    """

    act_class: str
    ancestors_too: bool
    parent: tuple[str, ...]
    remark: str


#: The ontologies that are sliced. Labels and classes of their terms stand in the slice and nowhere else.
#: The package gives `part of` and `is a` as one parent relation. Between cell types and between diseases it
#: is `is a`; between body parts it is often `part of`, so there a subclass axiom would be false.
SLICED: Final = {
    "CL": _Slice(
        "CellType",
        ancestors_too=True,
        parent=("rdfs:subClassOf", "act:broaderCellType"),
        remark="Each cell type is a class and, for act:cellType, an individual (OWL 2 punning).",
    ),
    "MONDO": _Slice(
        "Condition",
        ancestors_too=True,
        parent=("rdfs:subClassOf",),
        remark="Each disease is a class and, for act:condition, an individual (OWL 2 punning).",
    ),
    "UBERON": _Slice(
        "Tissue",
        ancestors_too=False,
        parent=("skos:broader",),
        remark="skos:broader, not rdfs:subClassOf: the package does not tell 'is a' from 'part of'.",
    ),
}


@dataclass(frozen=True, slots=True)
class ExternalTerm:
    """A row of external.tsv.

    Attributes:
        curie: identifier in the prefixes of `ontology.PREFIXES`, as "CL:0000134".
        label: name that the source prints; for uniprot the readable name we show instead of the entry name.
        source: where identifier and label were read.
        version: version of that source; empty for a table without one.
        act_class: local name of the class of ours that it is a value of; empty for a mapping target.
        synonyms: further names that a researcher types and that no slice gives.
    """

    curie: str
    label: str
    source: str
    version: str
    act_class: str
    synonyms: tuple[str, ...]

    @property
    def prefix(self) -> str:
        """What stands before the colon.

        >>> ExternalTerm("CL:0000134", "mesenchymal stem cell", "CL", "", "CellType", ()).prefix
        'CL'
        """
        return self.curie.partition(":")[0]

    @property
    def iri(self) -> str:
        """The full IRI.

        >>> ExternalTerm("CL:0000134", "mesenchymal stem cell", "CL", "", "CellType", ()).iri
        'http://purl.obolibrary.org/obo/CL_0000134'
        """
        return PREFIXES[self.prefix] + self.curie.partition(":")[2]


class Release(Protocol):
    """What is asked of the package's ``OntologyParser``, which comes without types."""

    cxg_schema: Any

    def get_term_ancestors(self, term_id: str, include_self: bool = False) -> list[str]:
        """Identifiers of all terms above a term."""
        ...

    def get_term_parents(self, term_id: str) -> list[str]:
        """Identifiers of the terms one step above a term."""
        ...

    def get_term_label(self, term_id: str) -> str:
        """Name of a term."""
        ...

    def get_term_synonyms(self, term_id: str) -> list[str]:
        """Exact synonyms of a term; the name may be among them."""
        ...


def external_terms() -> tuple[ExternalTerm, ...]:
    """Read external.tsv, rows in file order.

    Example:
        >>> next(term.synonyms[0] for term in external_terms() if term.curie == "CL:0000134")
        'MSC'
    """
    lines = EXTERNAL.read_text(encoding="utf-8").splitlines()
    return tuple(
        ExternalTerm(
            curie=row["id"],
            label=row["label"],
            source=row["source"],
            version=row["version"],
            act_class=row["act_class"],
            synonyms=tuple(filter(None, row["synonyms"].split("|"))),
        )
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    )


def latest_release() -> Release:
    """Open the newest ontology releases inside the package, which is installed for development only."""
    module = import_module("cellxgene_ontology_guide.ontology_parser")
    return cast(Release, module.OntologyParser())


def turtle(prefix: str, release: Release) -> str:
    """The slice of one ontology.

    Args:
        prefix: a key of `SLICED`.
        release: see `latest_release`.

    Returns:
        Turtle; terms in the order of their identifiers, values of a term in alphabetical order.
    """
    style = SLICED[prefix]
    used = {term.curie for term in external_terms() if term.prefix == prefix}
    all_terms = {above for curie in used for above in release.get_term_ancestors(curie, include_self=True)}
    ontology_version = release.cxg_schema.supported_ontologies[prefix]["version"]
    head = (
        f"# Slice of {prefix} {ontology_version}, from {_PACKAGE} {version(_PACKAGE)}.\n"
        f"# {style.remark}\n"
        "# Written by `python -m ontology.slicing`; a change by hand would be lost.\n\n"
    )
    prefixes = sorted(("act", "owl", "rdfs", "skos", prefix), key=str.lower)
    head += "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in prefixes)
    return head + "".join("\n" + _term(curie, curie in used, style, release) for curie in sorted(all_terms))


def _term(curie: str, is_used: bool, style: _Slice, release: Release) -> str:
    kinds = "owl:Class"
    if is_used or style.ancestors_too:
        kinds += f" , owl:NamedIndividual , act:{style.act_class}"
    lines = [f"{curie} a {kinds}", *_statements(curie, style, release)]
    return " ;\n    ".join(lines) + " .\n"


def _statements(curie: str, style: _Slice, release: Release) -> Iterator[str]:
    label = release.get_term_label(curie)
    yield f"rdfs:label {_literal(label)}"
    yield f"skos:prefLabel {_literal(label)}"
    synonyms = sorted({name.strip() for name in release.get_term_synonyms(curie)} - {label})
    if synonyms:
        yield "skos:altLabel " + " , ".join(map(_literal, synonyms))
    parents = sorted(release.get_term_parents(curie))
    for predicate in style.parent:
        if parents:
            yield f"{predicate} " + " , ".join(parents)


def _literal(text: str) -> str:
    # A JSON string is a Turtle string: both escape the quote, the backslash and control characters alike.
    return json.dumps(text, ensure_ascii=False)


def main() -> None:
    """Write every slice and say how many terms it has."""
    release = latest_release()
    for prefix in SLICED:
        text = turtle(prefix, release)
        path = Path(str(SLICES / f"{prefix.lower()}.ttl"))
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path.name}: {text.count(' a owl:Class')} terms\n")


if __name__ == "__main__":
    main()
