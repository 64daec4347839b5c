"""Releases: immutable folders of one build, and the link ``current`` that names the one served.

    <home>/releases/<version>/store/          Oxigraph on disk
                              search.sqlite   labels, synonyms, identifiers
                              graph.nq.gz     the dump, same input, same bytes
                              manifest.json   version, hashes, counts, reports
                              reports/
    <home>/current -> releases/<version>

The version is the project's version and the first twelve hex digits of the dump's SHA-256, so a
release with the same facts has the same name wherever it was built.
"""

import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from graph.errors import NoReleaseError

__all__ = ["Release", "activate", "current", "releases"]


@dataclass(frozen=True)
class Release:
    """One finished build.

    Attributes:
        path: its folder.
    """

    path: Path

    @property
    def version(self) -> str:
        """Name of the folder, for example ``0.1.0-3f9a1c2b7d4e``."""
        return self.path.name

    @property
    def store(self) -> Path:
        """Folder of the Oxigraph store; open it read-only."""
        return self.path / "store"

    @property
    def search(self) -> Path:
        """SQLite file with labels, synonyms and identifiers."""
        return self.path / "search.sqlite"

    @property
    def dump(self) -> Path:
        """Sorted N-Quads, gzip."""
        return self.path / "graph.nq.gz"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What was built from what: version, input fingerprint, counts a graph and a source."""
        found: dict[str, Any] = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
        return found


def releases(home: Path) -> list[Release]:
    """Return every finished release of a home, oldest first."""
    folders = (home / "releases").glob("*/manifest.json")
    return [Release(file.parent) for file in sorted(folders, key=lambda file: (file.stat().st_mtime, file))]


def current(home: Path) -> Release:
    """Return the release that is served.

    Raises:
        NoReleaseError: nothing has been built in this home.
    """
    try:
        return Release(home / os.readlink(home / "current"))
    except OSError as error:
        raise NoReleaseError(f"there is no release in {home.name}: run `alskg build` first") from error


def activate(home: Path, release: Release) -> None:
    """Point ``current`` at a release; readers see the old one or the new one, never neither."""
    link = home / f"current.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(release.path.relative_to(home))
    link.replace(home / "current")
