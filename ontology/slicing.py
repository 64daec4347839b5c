"""The slices that the project ships, made from the releases inside a pinned package.

Source:  cellxgene-ontology-guide, read offline: CHEBI, CL, EFO, MONDO, NCBITaxon, PATO, UBERON
Terms:   the rows of external.tsv of these ontologies, values and mapping targets, and all above them
Output:  slices/<prefix>.ttl; sorted, so the same release gives the same bytes

Run `python -m ontology.slicing` after a change of external.tsv or of the package's version. The service
and the build never run this: they read the files. `ontology.sliced` says how a term is written.

What the package gives: the ancestors of a term inside its own ontology by `is a` or `part of`
(BFO:0000050), not which of the two, each with its distance. A way that leads through a term of another
ontology is known by its end alone, so such an end is linked as a parent. It has no taxon that is not an
animal, so the slice of NCBITaxon ends at Metazoa.
"""

import csv
import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Protocol, cast

from ontology import EXTERNAL, PREFIXES, SLICES, sliced
from ontology.sliced import SLICED, Term, slice_name, style

__all__ = ["SLICED", "ExternalTerm", "Release", "external_terms", "latest_release", "main", "turtle"]

_PACKAGE: Final = "cellxgene-ontology-guide"


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

    def is_valid_term_id(self, term_id: str) -> bool:
        """Whether the release describes a term."""
        ...

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
    """Return the slice of one ontology as Turtle.

    Args:
        prefix: a key of `SLICED`.
        release: see `latest_release`.
    """
    rows = [term for term in external_terms() if term.prefix == prefix]
    merged = style(prefix).merged
    terms = []
    for curie in sorted({above for row in rows for above in _above(row.curie, release)}):
        parents = _parents(curie, release)
        terms.append(
            Term(
                curie,
                release.get_term_label(curie),
                tuple(release.get_term_synonyms(curie)),
                is_a=frozenset() if merged else parents,
                broader=parents if merged else frozenset(),
            )
        )
    return sliced.turtle(
        prefix,
        terms,
        classes={row.curie: row.act_class for row in rows},
        version=release.cxg_schema.supported_ontologies[prefix]["version"],
        origin=f"{_PACKAGE} {version(_PACKAGE)} by `python -m ontology.slicing`",
    )


def _above(curie: str, release: Release) -> set[str]:
    """Return a term and every term above it that the package describes."""
    above = release.get_term_ancestors(curie, include_self=True)
    return {one for one in above if release.is_valid_term_id(one)}


def _parents(curie: str, release: Release) -> frozenset[str]:
    """Return the parents of a term, and the nearest terms that it reaches through other ontologies."""
    above = _above(curie, release) - {curie}
    parents = above & set(release.get_term_parents(curie))
    further = above - {one for parent in parents for one in _above(parent, release)}
    covered = {one for term in further for one in _above(term, release) - {term}}
    return frozenset(parents | (further - covered))


def main() -> None:
    """Write every slice and say how many terms it has."""
    release = latest_release()
    for prefix in SLICED:
        text = turtle(prefix, release)
        path = Path(str(SLICES / f"{slice_name(prefix)}.ttl"))
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path.name}: {text.count(' a owl:Class')} terms\n")


if __name__ == "__main__":
    main()
