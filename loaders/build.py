"""The build: everything there is to load -> one release, or nothing.

load -> resolve -> infer -> validate -> write -> swap. Any fault stops it before the swap, all faults
are listed in `<home>/quarantine.tsv`, and `current` stays as it was. The same input gives the same
bytes of `graph.nq.gz`: no blank node, no clock, no random id.
"""

import csv
import gzip
import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from graph import search
from graph.errors import BuildError, NoReleaseError, SourceError
from graph.facts import facts
from graph.infer import infer
from graph.releases import Release, activate, current
from graph.resolve import resolve
from graph.terms import LABEL, TYPE
from graph.validate import check_findings, shape_findings
from loaders import documents, references, vocabulary
from loaders.claims import Claims
from loaders.curation import CURATED, sources, tables
from loaders.tables import Table, read
from ontology import ACT, EXTERNAL, GRAPH

__all__ = ["Built", "build", "fingerprint"]

_TOOLS: Final = ("als-cell-therapy-kg", "pyoxigraph", "rdflib", "pyshacl")
_PACKAGES: Final = ("ontology", "graph", "loaders")

Step = Callable[[str], None]


@dataclass
class Built:
    """What a build gives.

    Attributes:
        release: the release that is now served.
        fresh: False when it was there already and nothing had to be done.
        unsettled: disagreements between claims that no curator has read yet.
    """

    release: Release
    fresh: bool
    unsettled: list[str] = field(default_factory=list)


def build(
    home: Path, *, curated: Traversable = CURATED, force: bool = False, step: Step = lambda _: None
) -> Built:
    """Build a release of everything there is and serve it.

    Args:
        home: folder of the releases.
        curated: folder of the curated tables.
        force: build even if the current release was made from the same input.
        step: told the name of each step as it begins.

    Raises:
        BuildError: rows were quarantined, a check failed or a source has lost facts; nothing changed.
    """
    marks = fingerprint(curated)
    try:
        served = current(home)
        if served.manifest["input"] == marks and not force:
            return Built(served, fresh=False)
    except (NoReleaseError, OSError, KeyError):
        pass  # nothing usable is served yet: build
    home.mkdir(parents=True, exist_ok=True)
    store = Store()
    step("load")
    _refuse(home, _load(store, curated))
    step("resolve")
    spine = resolve(store)
    store.extend(spine.quads)
    step("infer")
    for _ in infer(store):
        pass
    step("validate")
    findings = [BuildError(line) for line in (*check_findings(store), *shape_findings(store))]
    _refuse(home, [*findings, *_losses(store, curated)])
    step("write")
    release = _write(home, store, marks, spine.unsettled)
    activate(home, release)
    return Built(release, fresh=True, unsettled=spine.unsettled)


def fingerprint(curated: Traversable = CURATED) -> str:
    """Return the SHA-256 of everything a release is made from: our files and the tools' versions."""
    digest = hashlib.sha256()
    for folder in (*(files(name) for name in _PACKAGES), curated):
        for path, file in _walk(folder, ""):
            digest.update(f"{path}\0".encode() + file.read_bytes() + b"\0")
    digest.update(json.dumps(_tools()).encode())
    return digest.hexdigest()


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _walk(entry, f"{path}/{entry.name}")
        else:
            yield f"{path}/{entry.name}", entry


# --- load -----------------------------------------------------------------------------------------


def _load(store: Store, curated: Traversable) -> list[SourceError]:
    """Load everything into the store and return what could not be read."""
    faults: list[SourceError] = []

    def take(quads: Iterable[Quad | SourceError]) -> None:
        for quad in quads:
            if isinstance(quad, SourceError):
                faults.append(quad)
            else:
                store.add(quad)

    take(vocabulary.schema())
    take(vocabulary.concepts())
    take(vocabulary.slices())
    described = {fact.subject.value for fact in facts(store, None, LABEL)}
    take(vocabulary.external(EXTERNAL, described))
    things = read(curated / "things.tsv", "things.tsv")
    faults += things.faults
    take(vocabulary.things(things))

    every: list[Table] = []
    for source in sources(curated):
        for table in _readable(tables(source, curated), faults):
            every.append(table)
            faults += table.faults
    lists = [table for table in every if table.kind.name == "references"]
    take(references.works(lists))
    for table in lists:
        take(references.citations(table))
    for table in every:
        if table.kind.name == "document":
            take(documents.quads(table))
    known = {fact.subject.value for fact in facts(store)}
    claims = Claims(known, {row["name"]: row["class"] for row in things.rows})
    for table in every:
        if table.kind.name == "statements":
            for row in table.rows:
                try:
                    take(list(claims.quads(row, table)))
                except SourceError as fault:
                    faults.append(fault)
    return faults


def _readable(found: Iterator[Table], faults: list[SourceError]) -> Iterator[Table]:
    """Yield tables until one has a broken header, which is a fault of the whole source."""
    try:
        yield from found
    except SourceError as fault:
        faults.append(fault)


# --- refuse ---------------------------------------------------------------------------------------


def _refuse(home: Path, faults: list[SourceError]) -> None:
    """Write the quarantine and raise, if there is anything in it."""
    file = home / "quarantine.tsv"
    file.unlink(missing_ok=True)
    if not faults:
        return
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, dialect="excel-tab", lineterminator="\n")
        writer.writerow(("file", "line", "column", "reason"))
        writer.writerows((fault.path, fault.row or "", fault.column, fault.reason) for fault in faults)
    listed = "\n".join(f"  {fault}" for fault in faults[:20])
    more = f"\n  and {len(faults) - 20} more" if len(faults) > 20 else ""
    raise BuildError(f"refused, {len(faults)} faults, all in {file.name} of the home folder:\n{listed}{more}")


def _losses(store: Store, curated: Traversable) -> Iterator[BuildError]:
    """Yield a fault for each count of a source that is below the floor kept in `floors.tsv`."""
    counts = _counts(store)
    lines = (curated / "floors.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            name, kind, floor = line.split("\t")
            got = counts.get(name, Counter())[kind]
            if got < int(floor):
                reason = f"graph {name} has {got} {kind}, its floor is {floor}"
                yield BuildError(f"{reason}: facts were lost; if that is right, lower it in floors.tsv")


def _counts(store: Store) -> dict[str, Counter[str]]:
    """Return how many things of each act: class each graph describes, and its triples."""
    counts: dict[str, Counter[str]] = {}
    for node in store.named_graphs():
        if isinstance(node, NamedNode):
            counter = counts.setdefault(node.value.removeprefix(GRAPH), Counter())
            for _, predicate, value in facts(store, graph=node):
                counter["triples"] += 1
                if predicate == TYPE and value.value.startswith(ACT):
                    counter[value.value.removeprefix(ACT)] += 1
    return counts


# --- write ----------------------------------------------------------------------------------------


def _write(home: Path, store: Store, marks: str, unsettled: list[str]) -> Release:
    lines = sorted(f"{quad} .\n" for quad in store.quads_for_pattern(None, None, None, None))
    dump = "".join(lines).encode()
    checksum = hashlib.sha256(dump).hexdigest()
    release = Release(home / "releases" / f"{version(_TOOLS[0])}-{checksum[:12]}")
    draft = Release(release.path.with_name(f"{release.version}.draft"))
    shutil.rmtree(draft.path, ignore_errors=True)
    (draft.path / "reports").mkdir(parents=True)
    disk = Store(str(draft.store))
    disk.bulk_load(dump, format=RdfFormat.N_QUADS)
    disk.optimize()
    disk.flush()
    del disk  # releases the lock
    names = search.write(store, draft.search)
    draft.dump.write_bytes(gzip.compress(dump, mtime=0))
    report = "".join(f"{line}\n" for line in unsettled)
    (draft.path / "reports" / "unsettled.txt").write_text(report, encoding="utf-8")
    manifest: dict[str, Any] = {
        "version": release.version,
        "sha256": checksum,
        "input": marks,
        "triples": len(lines),
        "names": names,
        "counts": {name: dict(sorted(found.items())) for name, found in sorted(_counts(store).items())},
        "tools": _tools(),
    }
    (draft.path / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    if release.path.exists():
        # the same facts from other code: a server may have this store open, so it stays
        for name in ("search.sqlite", "manifest.json"):
            (draft.path / name).replace(release.path / name)
        shutil.rmtree(draft.path)
    else:
        draft.path.rename(release.path)
    return release


def _tools() -> dict[str, str]:
    return {name: version(name) for name in _TOOLS}
