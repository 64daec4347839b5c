"""Writes a store as a release: disk store, search index, dump, manifest, reports.

The same facts give the same bytes of `graph.nq.gz` and so the same version: quads are sorted, and
nothing of the clock, the machine or chance goes in.
"""

import gzip
import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, RdfFormat, Store

from graph import search
from graph.facts import facts
from graph.releases import Release
from graph.terms import TYPE
from ontology import ACT, GRAPH

__all__ = ["counts", "tools", "write"]

_TOOLS: Final = ("als-cell-therapy-kg", "pyoxigraph", "rdflib", "pyshacl")


def write(home: Path, store: Store, *, marks: str, reports: Mapping[str, str]) -> Release:
    """Write a release and return it; it is not served yet.

    Args:
        home: folder of the releases.
        store: everything, in memory.
        marks: fingerprint of the input, kept in the manifest.
        reports: name of a file to its text, kept in the folder `reports`.
    """
    lines = sorted(f"{quad} .\n" for quad in store.quads_for_pattern(None, None, None, None))
    dump = "".join(lines).encode()
    checksum = hashlib.sha256(dump).hexdigest()
    release = Release(home / "releases" / f"{version(_TOOLS[0])}-{checksum[:12]}")
    manifest: dict[str, Any] = {
        "version": release.version,
        "sha256": checksum,
        "input": marks,
        "triples": len(lines),
        "counts": {name: dict(sorted(found.items())) for name, found in sorted(counts(store).items())},
        "tools": tools(),
    }
    release.path.parent.mkdir(parents=True, exist_ok=True)
    # A folder of its own: a build that is killed, or runs beside another, leaves no half release behind.
    with tempfile.TemporaryDirectory(dir=home, prefix="draft-") as folder:
        draft = Release(Path(folder) / release.version)
        (draft.path / "reports").mkdir(parents=True)
        disk = Store(str(draft.store))
        disk.bulk_load(dump, format=RdfFormat.N_QUADS)
        disk.optimize()
        disk.flush()
        del disk  # gives up the lock
        manifest["names"] = search.write(store, draft.search)
        draft.dump.write_bytes(gzip.compress(dump, mtime=0))
        for name, text in reports.items():
            (draft.path / "reports" / name).write_text(text, encoding="utf-8")
        (draft.path / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        if release.path.exists():
            # the same facts from other code: a server may have this store open, so it stays
            for name in ("search.sqlite", "manifest.json", *(f"reports/{name}" for name in reports)):
                (draft.path / name).replace(release.path / name)
        else:
            draft.path.rename(release.path)
    return release


def counts(store: Store) -> dict[str, Counter[str]]:
    """Return, for each graph, its triples and how many things of each act: class it describes."""
    found: dict[str, Counter[str]] = {}
    for node in store.named_graphs():
        if isinstance(node, NamedNode):
            counter = found.setdefault(node.value.removeprefix(GRAPH), Counter())
            for _, predicate, value in facts(store, graph=node):
                counter["triples"] += 1
                if predicate == TYPE and value.value.startswith(ACT):
                    counter[value.value.removeprefix(ACT)] += 1
    return found


def tools() -> dict[str, str]:
    """Return the versions of the project and of the libraries that shape a release."""
    return {name: version(name) for name in _TOOLS}
