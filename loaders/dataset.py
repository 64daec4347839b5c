"""Everything there is to load, in one store: vocabulary, claims, the resolved spine, what follows from it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from pyoxigraph import Quad, Store

from graph.errors import SourceError
from graph.facts import facts
from graph.infer import infer
from graph.resolve import resolve
from graph.terms import LABEL, TYPE
from loaders import conflicts, documents, mappings, mentions, references, vocabulary
from loaders.claims import Claims
from loaders.curation import CURATED, SHARED, sources, tables
from loaders.tables import Table, read
from ontology import ACT, ACTD, EXTERNAL

__all__ = ["Dataset", "Step", "dataset"]

#: Told the name of each step as it begins.
Step = Callable[[str], None]


@dataclass(frozen=True)
class Dataset:
    """What was loaded.

    Attributes:
        store: all graphs, in memory.
        faults: rows and files that could not be read; the store is incomplete when there are any.
        unsettled: one line for each disagreement between claims that no curator has read yet.
    """

    store: Store
    faults: list[SourceError]
    unsettled: list[str]


def dataset(
    curated: Traversable = CURATED, *, slices: Path | None = None, step: Step = lambda _: None
) -> Dataset:
    """Load, resolve and infer; nothing is validated or written here.

    Args:
        curated: folder of the curated tables.
        slices: folder of slices of ontologies to take in place of the project's own.
        step: told the name of each step as it begins.
    """
    step("load")
    store, faults = Store(), list[SourceError]()
    _load(store, curated, slices, faults)
    if faults:
        return Dataset(store, faults, [])
    step("resolve")
    spine = resolve(store)
    store.extend(spine.quads)
    step("infer")
    store.extend(list(infer(store)))
    return Dataset(store, faults, spine.unsettled)


def _load(store: Store, curated: Traversable, slices: Path | None, faults: list[SourceError]) -> None:
    def take(quads: Iterable[Quad | SourceError]) -> None:
        for quad in quads:
            if isinstance(quad, SourceError):
                faults.append(quad)
            else:
                store.add(quad)

    take(vocabulary.schema())
    take(vocabulary.concepts())
    take(vocabulary.slices(slices))
    labelled = {fact.subject.value for fact in facts(store, None, LABEL)}
    for quad in vocabulary.external(EXTERNAL, labelled):
        # a slice may say the same already, and a triple stands in one graph only
        if not any(store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)):
            store.add(quad)
    every = [table for source in sources(curated) for table in _readable(tables(source, curated), faults)]
    every += [read(curated / name, name) for name in SHARED]
    faults += [fault for table in every for fault in table.faults]

    def of(kind: str) -> list[Table]:
        return [table for table in every if table.kind.name == kind]

    take(vocabulary.things(of("things")))
    _mappings(store, faults)
    take(references.works(of("references")))
    for table in of("references"):
        take(references.citations(table))
    cited = references.work_keys(of("references"))
    for table in of("document"):
        take(documents.quads(table))
        if table.meta["source"] not in cited:
            take(documents.work(table))
    known = {fact.subject.value for fact in facts(store)}
    for table in of("mentions"):
        take(mentions.quads(table, known))
    names = {row["name"] for table in of("conflicts") for row in table.rows}
    for table in of("conflicts"):
        take(conflicts.quads(table, known))
    take(_statements(of("statements"), Claims(known, names)))


def _mappings(store: Store, faults: list[SourceError]) -> None:
    """Load what our terms are elsewhere; a subject is a term, concept, thing or value of ours."""
    labels: dict[str, set[str]] = {}
    valued = {fact.subject for fact in facts(store, None, TYPE) if fact.object.value.startswith(ACT)}
    for thing, _, label in facts(store, None, LABEL):
        if thing in valued or thing.value.startswith((ACT, ACTD)):
            labels.setdefault(thing.value, set()).add(label.value)
    for quad in mappings.quads(labels):
        if isinstance(quad, SourceError):
            faults.append(quad)
        # the schema or a slice may say the same already, and a triple stands in one graph only
        elif not any(store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)):
            store.add(quad)


def _statements(every: list[Table], claims: Claims) -> Iterator[Quad | SourceError]:
    # what sources say first: a reading names a part of a study only where no source does
    for role in ("printed", "reading"):
        for table in every:
            for row in table.rows:
                if (row["role"] == "reading") == (role == "reading"):
                    try:
                        yield from list(claims.quads(row, table))  # all of a row's quads, or none
                    except SourceError as fault:
                        yield fault


def _readable(found: Iterator[Table], faults: list[SourceError]) -> Iterator[Table]:
    """Yield tables until one has a broken header, which is a fault of the whole source."""
    try:
        yield from found
    except SourceError as fault:
        faults.append(fault)
