"""Files of mappings: SSSOM tables, a YAML header in comment lines and one row a mapping.

A row with modifier `Not` records a mapping that was looked at and refused; one with object
`sssom:NoTermFound` says where a term was looked for in vain. Labels and versions of the objects are those of
`ontology/external.tsv`, so a term that is renamed or dropped there is seen here.
"""

import re
from collections.abc import Container, Iterator, Mapping
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any, Final

import yaml

from graph.errors import SourceError
from graph.terms import prefixed
from loaders.tables import Row
from ontology import MAPPINGS, PREFIXES
from ontology.slicing import ExternalTerm

__all__ = [
    "COLUMNS",
    "NO_TERM",
    "PREDICATES",
    "UNREGISTERED",
    "MappingSet",
    "files",
    "published",
    "read",
    "source_of",
]

#: The columns of every table, in order.
COLUMNS: Final = (
    "subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "object_label",
    "mapping_justification", "confidence", "object_source", "object_source_version", "author_label",
    "comment",
)  # fmt: skip
#: The predicates of a mapping, closest first. No owl:sameAs: two terms that match are still two terms.
PREDICATES: Final = tuple(f"skos:{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related"))
#: Object of a row that says that nothing was found.
NO_TERM: Final = "sssom:NoTermFound"

#: Ontologies that Bioregistry does not know, and what names them instead.
UNREGISTERED: Final = {"brainteaser": "w3id:brainteaser"}

_JUSTIFICATIONS: Final = ("semapv:ManualMappingCuration", "semapv:MappingReview")
_SET: Final = {
    "curie_map": dict, "mapping_set_id": str, "mapping_set_version": str, "mapping_set_title": str,
    "mapping_set_description": str, "license": str, "creator_label": list, "subject_source": str,
}  # fmt: skip
_ID: Final = "https://w3id.org/als-cell-therapy/mappings/"
_SUFFIX: Final = ".sssom.tsv"
_CONFIDENCE: Final = re.compile(r"0\.[0-9]+|1\.0")
#: Columns that say something of the object, and so nothing when there is none.
_ABSENT: Final = (
    "predicate_modifier", "object_label", "confidence", "object_source", "object_source_version",
)  # fmt: skip
_SEARCHED: Final = re.compile(r"searched in \S.*")
#: SSSOM lets a file leave these out of its curie_map.
_BUILT_IN: Final = ("owl", "rdf", "rdfs", "semapv", "skos", "sssom")


class MappingSet:
    """One file.

    Attributes:
        path: its name for messages.
        meta: its header.
        rows: its mappings, in file order.
        faults: what is wrong with single rows; these are not among `rows`.
    """

    def __init__(self, path: str, meta: dict[str, Any]) -> None:
        self.path, self.meta = path, meta
        self.rows: list[Row] = []
        self.faults: list[SourceError] = []


def files(folder: Traversable = MAPPINGS) -> list[Traversable]:
    """Return every file of mappings, by name."""
    return sorted(folder.iterdir(), key=lambda entry: entry.name)


def published(row: Row) -> bool:
    """Return whether a row is a mapping that we hold: neither refused nor 'nothing found'."""
    return not row["predicate_modifier"] and row["object_id"] != NO_TERM


def read(
    file: Traversable, pins: Mapping[str, ExternalTerm], labels: Mapping[str, Container[str]]
) -> MappingSet:
    """Read one file; bad rows go to `faults`.

    Args:
        file: `<topic>.sssom.tsv`.
        pins: the rows of `ontology/external.tsv` by CURIE.
        labels: IRI of each thing that can be a subject, to its labels in our graph.

    Raises:
        SourceError: name, header or columns are not those of a file of mappings.
    """
    path = f"mappings/{file.name}"
    if not file.name.endswith(_SUFFIX):
        raise SourceError(f"is not named <topic>{_SUFFIX}; nothing else belongs in this folder", path=path)
    lines = file.read_text(encoding="utf-8").split("\n")
    head = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    found = MappingSet(path, _meta(lines[:head], path, file.name.removesuffix(_SUFFIX)))
    if tuple(lines[head].split("\t") if head < len(lines) else ()) != COLUMNS:
        raise SourceError(f"columns are not {', '.join(COLUMNS)}", path=path, row=head + 1)
    for number, line in enumerate(lines[head + 1 :], start=head + 2):
        if not line:
            continue
        cells = line.split("\t")
        row = Row(number, dict(zip(COLUMNS, cells, strict=False)))
        if len(cells) != len(COLUMNS):
            reason = f"has {len(cells)} cells, the table has {len(COLUMNS)} columns"
            found.faults.append(SourceError(reason, path=path, row=number))
        elif faults := list(_faults(row, pins, labels, found.meta["curie_map"])):
            found.faults += [SourceError(why, path=path, row=number, column=name) for name, why in faults]
        else:
            found.rows.append(row)
    for before, after in pairwise(found.rows):
        if _order(before) > _order(after):
            reason = "rows are in the order of subject_id, predicate_id, object_id; this one is not"
            found.faults.append(SourceError(reason, path=path, row=after.number))
    return found


def _order(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in ("subject_id", "predicate_id", "object_id"))


def _meta(lines: list[str], path: str, topic: str) -> dict[str, Any]:
    """Return the header, which has every key of `_SET` and no other."""
    try:
        meta = yaml.safe_load("\n".join(line.removeprefix("#") for line in lines))
    except yaml.YAMLError as error:
        raise SourceError(f"header is not YAML: {error}", path=path) from error
    if not isinstance(meta, dict) or set(meta) != set(_SET):
        raise SourceError(f"header has not exactly the keys {', '.join(_SET)}", path=path)
    for name, kind in _SET.items():
        if not isinstance(meta[name], kind):
            raise SourceError(f"header: {name} is no {kind.__name__}; quote a date", path=path)
    if meta["mapping_set_id"] != _ID + topic:
        raise SourceError(f"header: mapping_set_id should be {_ID}{topic}", path=path)
    for prefix, start in meta["curie_map"].items():
        if PREFIXES.get(prefix) != start:
            reason = f"header: curie_map gives {prefix}: {start}, ontology.PREFIXES {PREFIXES.get(prefix)}"
            raise SourceError(reason, path=path)
    return meta


def _faults(
    row: Row,
    pins: Mapping[str, ExternalTerm],
    labels: Mapping[str, Container[str]],
    curie_map: Container[str],
) -> Iterator[tuple[str, str]]:
    """Yield column and reason of everything that is wrong with one row."""
    for name, cell in row.cells.items():
        if cell != cell.strip() or '"' in cell:
            yield name, f"{cell!r} has spaces around it, or a double quote, which readers take for their own"
    for name in ("subject_id", "predicate_id", "object_id", "mapping_justification", "object_source"):
        prefix = row[name].partition(":")[0]
        if row[name] and (prefix not in PREFIXES or (prefix not in curie_map and prefix not in _BUILT_IN)):
            yield name, f"{row[name]!r} has a prefix that ontology.PREFIXES or the header's curie_map lacks"
            return
    if row["predicate_id"] not in PREDICATES:
        yield "predicate_id", f"{row['predicate_id']!r} is none of {', '.join(PREDICATES)}"
    if row["predicate_modifier"] not in ("", "Not"):
        yield "predicate_modifier", f"{row['predicate_modifier']!r} is neither empty nor Not"
    if row["mapping_justification"] not in _JUSTIFICATIONS:
        told = f"{row['mapping_justification']!r} is none of {', '.join(_JUSTIFICATIONS)}"
        yield "mapping_justification", f"{told}: what a program proposes is for a curator to read first"
    if not row["author_label"]:
        yield "author_label", "is empty: say in what role the author read it"
    yield from _subject_faults(row, labels)
    yield from _nothing_faults(row) if row["object_id"] == NO_TERM else _object_faults(row, pins)


def _subject_faults(row: Row, labels: Mapping[str, Container[str]]) -> Iterator[tuple[str, str]]:
    iri = prefixed(row["subject_id"]).value if ":" in row["subject_id"] else ""
    if iri not in labels:
        yield "subject_id", f"{row['subject_id']!r} is no term, concept, thing or value of ours"
    elif row["subject_label"] not in labels[iri]:
        yield (
            "subject_label",
            f"{row['subject_label']!r} is not the label of {row['subject_id']} here",
        )


def _nothing_faults(row: Row) -> Iterator[tuple[str, str]]:
    for name in (
        "predicate_modifier",
        "object_label",
        "confidence",
        "object_source",
        "object_source_version",
    ):
        if row[name]:
            yield name, f"is not empty, and the object is {NO_TERM}"
    if row["predicate_id"] != PREDICATES[0]:
        yield "predicate_id", f"a row with object {NO_TERM} has predicate {PREDICATES[0]}"
    if not _SEARCHED.fullmatch(row["comment"]):
        yield "comment", "does not say 'searched in <ontology version>; ...'"


def source_of(prefix: str) -> str:
    """Return what names an ontology in a mapping file: its entry in Bioregistry, where it has one.

    Example:
        >>> source_of("CL")
        'bioregistry:cl'
    """
    return UNREGISTERED.get(prefix) or f"bioregistry:{prefix.lower()}"


def _object_faults(row: Row, pins: Mapping[str, ExternalTerm]) -> Iterator[tuple[str, str]]:
    curie = row["object_id"]
    if not _CONFIDENCE.fullmatch(row["confidence"]):
        yield "confidence", f"{row['confidence']!r} is no number from 0.0 to 1.0"
    if curie not in pins:
        yield "object_id", f"{curie!r} has no row in ontology/external.tsv: dead, mistyped or not looked up"
        return
    pin = pins[curie]
    for name, want, of in (
        ("object_label", pin.label, f"the pinned label of {curie}"),
        ("object_source", source_of(pin.prefix), f"the ontology of {curie}"),
        ("object_source_version", pin.version, f"the version that {curie} was read in"),
    ):
        if row[name] != want:
            yield name, f"is {row[name]!r}, but {of} is {want!r} (ontology/external.tsv)"
