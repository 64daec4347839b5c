"""The slice of an ontology made from a file that a user has.

The file is read twice: for which term is below which, then for the names of the used terms and of all
that is above them. So what is kept in memory is one table of parents and the slice.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from graph.errors import SourceError
from loaders.ontologies.facts import release_of
from loaders.ontologies.files import OntologyFile
from loaders.ontologies.parents import Parents
from ontology import PREFIXES, sliced
from ontology.slicing import ExternalTerm, external_terms

__all__ = ["Loaded", "slice_of"]

#: Told how many of how many bytes have been read; the file is read twice.
Progress = Callable[[int, int], None]
_NO_VERSION: Final = "not told"


@dataclass(frozen=True)
class Loaded:
    """A slice made from a file.

    Attributes:
        prefix: of the ontology.
        version: its version, or "not told".
        form: format of the file.
        text: the slice as Turtle.
        in_file: classes of the ontology in the file.
        in_slice: terms of the slice.
        warnings: a line for each used term that is obsolete there or has another label than the pinned one.
    """

    prefix: str
    version: str
    form: str
    text: str
    in_file: int
    in_slice: int
    warnings: tuple[str, ...]


@dataclass
class _Header:
    """What the first reading of a file finds beside the parents."""

    iri: str = ""
    version: str = ""
    version_iri: str = ""
    classes: Counter[str] = field(default_factory=Counter)


@dataclass
class _Entry:
    """What the second reading finds of one term."""

    is_class: bool = False
    labels: set[str] = field(default_factory=set)
    synonyms: set[str] = field(default_factory=set)
    obsolete: bool = False
    replaced_by: set[str] = field(default_factory=set)


def slice_of(
    path: Path, *, prefix: str = "", terms: Iterable[str] = (), progress: Progress = lambda _done, _of: None
) -> Loaded:
    """Make the slice of an ontology from a file.

    Args:
        path: the file, in any of the formats of `files`.
        prefix: of the ontology; "" for the one that the file says it is.
        terms: identifiers wanted beside those of external.tsv; they get no class of ours.
        progress: told how far it is.

    Raises:
        SourceError: the file is broken, nothing of it is used, or a used term is not in it.
    """
    file = OntologyFile(path)
    parents, header = _parents(file, lambda done: progress(done, 2 * file.size))
    prefix = _prefix(prefix, header, path)
    used = {term.curie: term for term in external_terms() if term.prefix == prefix}
    wanted = {*used, *_of(prefix, terms, path)}
    if not wanted:
        raise SourceError(_nothing_used(prefix, header), path=path.name)
    above = parents.above(wanted, prefix)
    entries = _entries(file, set(above), lambda done: progress(file.size + done, 2 * file.size))
    _refuse(path, prefix, wanted, above, entries)
    version = release_of(header.version_iri, header.version) or _NO_VERSION
    made = [
        sliced.Term(
            curie,
            *_names(entries[curie], used.get(curie)),
            is_a=frozenset(parent for parent, is_a in way.items() if is_a),
            broader=frozenset(parent for parent, is_a in way.items() if not is_a),
        )
        for curie, way in above.items()
    ]
    text = sliced.turtle(
        prefix,
        made,
        classes={curie: term.act_class for curie, term in used.items()},
        version=version,
        origin="a file by `alskg load ontology`",
    )
    warnings = tuple(_warnings(wanted, used, entries))
    return Loaded(prefix, version, file.form, text, header.classes[prefix], len(made), warnings)


def _parents(file: OntologyFile, done: Callable[[int], None]) -> tuple[Parents, _Header]:
    parents, header = Parents(), _Header()
    for subject, kind, value in file.facts(done):
        if kind in ("is-a", "part-of"):
            parents.add(subject, value, is_a=kind == "is-a")
        elif kind == "class":
            header.classes[subject.partition(":")[0]] += 1
        elif kind == "iri":
            header.iri = header.iri or value
        elif kind == "version":
            header.version = header.version or value
        elif kind == "version-iri":
            header.version_iri = header.version_iri or value
    return parents, header


def _entries(file: OntologyFile, wanted: set[str], done: Callable[[int], None]) -> dict[str, _Entry]:
    found: dict[str, _Entry] = {}
    for subject, kind, value in file.facts(done):
        if subject in wanted:
            entry = found.setdefault(subject, _Entry())
            if kind == "class":
                entry.is_class = True
            elif kind == "label":
                entry.labels.add(value.strip())
            elif kind == "synonym":
                entry.synonyms.add(value.strip())
            elif kind == "obsolete":
                entry.obsolete = True
            elif kind == "replaced-by":
                entry.replaced_by.add(value)
    return found


def _prefix(given: str, header: _Header, path: Path) -> str:
    """Return the prefix as the project writes it: the one given, the file's own, or its commonest."""
    known = {name.lower(): name for name in (*header.classes, *PREFIXES)}
    if given:
        return known.get(given.lower(), given)
    # http://purl.obolibrary.org/obo/cl/subsets/some_slim.owl is of CL
    for part in reversed(header.iri.lower().split("/")):
        name = known.get(part.partition(".")[0].partition("-")[0], "")
        if header.classes[name]:
            return name
    if not header.classes:
        raise SourceError("there is no class in it, so it is no ontology", path=path.name)
    return header.classes.most_common(1)[0][0]


def _of(prefix: str, terms: Iterable[str], path: Path) -> list[str]:
    """Return the terms asked for, or tell which is of another ontology."""
    asked = list(terms)
    for curie in asked:
        if curie.partition(":")[0] != prefix:
            reason = f"{curie} is no term of {prefix}: write it as {prefix}:..., or give --prefix"
            raise SourceError(reason, path=path.name)
    return asked


def _nothing_used(prefix: str, header: _Header) -> str:
    used = {term.prefix for term in external_terms()}
    others = sorted(name for name, count in header.classes.items() if count and name in used - {prefix})
    mend = f"name those you want with --term {prefix}:... (as often as needed)"
    if others:
        mend += f", or take the part of it that is of {' or '.join(others)} with --prefix"
    return f"no term of {prefix} is used here, nothing was changed: {mend}"


def _refuse(
    path: Path, prefix: str, wanted: set[str], above: dict[str, dict[str, bool]], entries: dict[str, _Entry]
) -> None:
    """Raise if a term that is wanted is no class, or the file lacks it or the name of one above them."""
    found = wanted & entries.keys()
    others = {one for one in found if not (entries[one].is_class or entries[one].obsolete)}
    if others:
        reason = f"terms of {prefix} that are used here and no classes in this file, nothing was changed: "
        reason += f"{', '.join(sorted(others))}. A slice has classes only, and properties need none"
        raise SourceError(reason, path=path.name)
    known = {curie for curie, entry in entries.items() if entry.labels or entry.obsolete}
    for lacking, what in (
        (wanted - known, "used here and not in this file"),
        (above.keys() - known, "above used ones and have no label in this file"),
    ):
        if lacking:
            reason = f"terms of {prefix} that are {what}, nothing was changed: {', '.join(sorted(lacking))}. "
            reason += "Give the whole release, not a subset of it, or a newer one; "
            reason += "if they are gone for good, mend their rows in external.tsv"
            raise SourceError(reason, path=path.name)


def _names(entry: _Entry, pinned: ExternalTerm | None) -> tuple[str, tuple[str, ...]]:
    """Return label and synonyms.

    A used term keeps its pinned label, by which mappings and checks know it; what the file calls it
    otherwise becomes a synonym.
    """
    label = pinned.label if pinned else min(entry.labels, default="obsolete term")
    return label, tuple(entry.synonyms if entry.obsolete else entry.synonyms | entry.labels)


def _warnings(wanted: set[str], used: dict[str, ExternalTerm], entries: dict[str, _Entry]) -> Iterable[str]:
    for curie in sorted(wanted):
        entry, pinned = entries[curie], used.get(curie)
        if entry.obsolete:
            instead = ", ".join(sorted(entry.replaced_by)) or "nothing it names"
            yield f"{curie} is obsolete there, to be replaced by {instead}: nothing is above it any more"
        elif pinned and pinned.label not in entry.labels:
            names = " and ".join(repr(label) for label in sorted(entry.labels))
            yield f"{curie} is called {names} there; it stays {pinned.label!r}, as in external.tsv"
