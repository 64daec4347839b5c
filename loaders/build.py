"""The build: everything there is to load -> one release, or nothing.

load -> resolve -> infer -> validate -> write -> swap. Any fault stops it before the swap: all faults
are listed in `<home>/quarantine.tsv`, and `current` stays as it was.
"""

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from graph.errors import BuildError, NoReleaseError, SourceError
from graph.releases import Release, activate, current
from graph.validate import check_findings, shape_findings
from graph.writing import counts, tools, write
from loaders import identifiers
from loaders.coverage import Section, coverage
from loaders.curation import CURATED
from loaders.dataset import Dataset, Step, dataset
from loaders.identifiers import Linked
from loaders.ontologies.kept import folder

__all__ = ["Built", "build", "findings", "fingerprint"]

_PACKAGES: Final = ("ontology", "graph", "loaders")


@dataclass(frozen=True)
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
        home: folder of the releases, and of slices of ontologies that take the place of our own.
        curated: folder of the curated tables.
        force: build even if the current release was made from the same input.
        step: told the name of each step as it begins.

    Raises:
        BuildError: rows were quarantined, a check failed or a source has lost facts; nothing changed.
    """
    marks = fingerprint(curated, slices=folder(home))
    if not force and (served := _served(home)) and served.manifest["input"] == marks:
        return Built(served, fresh=False)
    home.mkdir(parents=True, exist_ok=True)
    loaded = dataset(curated, slices=folder(home), step=step)
    _refuse(home, loaded.faults)
    step("validate")
    found = identifiers.linked(loaded.store)
    _refuse(home, list(_all_findings(loaded.store, curated, found)))
    step("write")
    release = write(home, loaded.store, marks=marks, reports=_reports(loaded, curated, found))
    activate(home, release)
    return Built(release, fresh=True, unsettled=loaded.unsettled)


def findings(curated: Traversable = CURATED) -> Iterator[str]:
    """Yield every fault of the tables and every finding of the checks and shapes, building nothing."""
    loaded = dataset(curated)
    yield from (str(fault) for fault in loaded.faults)
    if not loaded.faults:
        found = identifiers.linked(loaded.store)
        yield from (str(fault) for fault in _all_findings(loaded.store, curated, found))


def fingerprint(curated: Traversable = CURATED, *, slices: Path | None = None) -> str:
    """Return the SHA-256 of everything a release is made from: our files, a user's slices, the tools."""
    digest = hashlib.sha256()
    for place in (*(files(name) for name in _PACKAGES), curated):
        for path, file in _walk(place, ""):
            digest.update(f"{path}\0".encode() + file.read_bytes() + b"\0")
    for own in sorted(slices.glob("*.ttl")) if slices else ():
        digest.update(f"slices/{own.name}\0".encode() + own.read_bytes() + b"\0")
    digest.update(json.dumps(tools()).encode())
    return digest.hexdigest()


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _walk(entry, f"{path}/{entry.name}")
        else:
            yield f"{path}/{entry.name}", entry


def _reports(loaded: Dataset, curated: Traversable, found: list[Linked]) -> dict[str, str]:
    """Return the reports of a release: what is unsettled, what was read of each document, what is linked."""
    sections = [section.row() for section in coverage(curated)]
    table = io.StringIO()
    writer = csv.DictWriter(
        table, [column.name for column in fields(Section)], dialect="excel-tab", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(sections)
    return {
        "unsettled.txt": "".join(f"{line}\n" for line in loaded.unsettled),
        "coverage.tsv": table.getvalue(),
        "coverage.json": json.dumps(sections, indent=1, ensure_ascii=False) + "\n",
        **identifiers.reports(found),
    }


def _served(home: Path) -> Release | None:
    try:
        release = current(home)
    except NoReleaseError:
        return None
    return release if (release.path / "manifest.json").exists() else None


def _all_findings(store: Store, curated: Traversable, found: list[Linked]) -> Iterator[BuildError]:
    yield from _findings(store)
    yield from _losses(store, curated)
    yield from identifiers.faults(found)


def _findings(store: Store) -> Iterator[BuildError]:
    # the engine lets go of the interpreter while it answers, so checks run beside the shapes
    with ThreadPoolExecutor(max_workers=1) as pool:
        checked = pool.submit(lambda: list(check_findings(store)))
        shaped = list(shape_findings(store))
        for line in (*checked.result(), *shaped):
            yield BuildError(line)


def _losses(store: Store, curated: Traversable) -> Iterator[BuildError]:
    """Yield a fault for each count of a graph that is below the floor kept in `floors.tsv`."""
    found = counts(store)
    for line in (curated / "floors.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, kind, floor = line.split("\t")
            got = found.get(name, Counter())[kind]
            if got < int(floor):
                reason = f"graph {name} has {got} {kind}, its floor is {floor}"
                yield BuildError(f"{reason}: facts were lost; if that is right, lower it in floors.tsv")


def _refuse(home: Path, faults: list[SourceError] | list[BuildError]) -> None:
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
