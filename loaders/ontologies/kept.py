"""The slices that a home folder keeps, each in place of the one of that ontology that the project ships."""

import os
import tempfile
from pathlib import Path

from ontology.sliced import slice_name

__all__ = ["folder", "forget", "keep", "restore"]


def folder(home: Path) -> Path:
    """Return where a home folder keeps its slices."""
    return home / "slices"


def keep(home: Path, prefix: str, text: str) -> Path:
    """Write a slice into a home folder, whole or not at all, and return its file."""
    file = folder(home) / f"{slice_name(prefix)}.ttl"
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=file.parent, prefix="draft-", delete=False
    ) as draft:
        draft.write(text)
    os.chmod(draft.name, 0o644)  # a draft is its owner's alone
    os.replace(draft.name, file)
    return file


def forget(home: Path, prefix: str) -> bool:
    """Remove a slice from a home folder and return whether there was one."""
    file = folder(home) / f"{slice_name(prefix)}.ttl"
    there = file.exists()
    file.unlink(missing_ok=True)
    return there


def restore(home: Path, before: dict[str, str]) -> None:
    """Make the slices of a home folder what they were: file name to text."""
    for file in folder(home).glob("*.ttl"):
        if file.name not in before:
            file.unlink()
    for name, text in before.items():
        keep(home, name.removesuffix(".ttl"), text)
