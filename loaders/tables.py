"""Curated tables: tab-separated, one row a statement, columns documented in a header.

A table opens with comment lines: what it is, its kind, its source, who extracted it and when it was
last checked, then one line a column. The loader compares these lines with the kind's own, so a table
cannot drift from its documentation. Cells have no tabs, no line breaks and no outer spaces; an empty
cell says nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.resources.abc import Traversable
from typing import Final

from graph.errors import SourceError
from loaders.kinds import KINDS, PASSAGE, Kind

__all__ = ["Row", "Table", "read", "written"]

_META: Final = ("kind", "source", "about", "extracted-by", "checked-on")


@dataclass(frozen=True)
class Row:
    """One line of a table.

    Attributes:
        number: line number in the file, from 1.
        cells: column to value; absent means "".
    """

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell, "" when it is empty."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    """A curated table as read.

    Attributes:
        path: name for messages, `<source>/<file>`.
        meta: kind, source, about, extracted-by, checked-on.
        rows: in file order; `anchor` is dropped when it is empty.
        faults: rows that could not be read, each with line, column and reason.
    """

    path: str
    meta: dict[str, str]
    rows: list[Row]
    faults: list[SourceError] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        """The table's kind."""
        return KINDS[self.meta["kind"]]


def read(file: Traversable, path: str, *, draft: bool = False) -> Table:
    """Read one table; bad rows go to `faults`, a bad header raises.

    Args:
        file: the table.
        path: its name for messages.
        draft: allow rows that still have an anchor and no passage.

    Raises:
        SourceError: the header is not the kind's own.
    """
    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(f"is not UTF-8: {error}", path=path) from error
    if "\r" in text:
        raise SourceError("has carriage returns; save it with line feeds only", path=path)
    lines = text.split("\n")
    meta = _meta(lines, path)
    kind = KINDS[meta["kind"]]
    head = _head(meta)
    for number, (got, want) in enumerate(zip(lines, head, strict=False), start=1):
        if got != want:
            raise SourceError(f"header line should be {want!r}", path=path, row=number)
    table = Table(path, meta, [])
    for number, line in enumerate(lines[len(head) :], start=len(head) + 1):
        if line:
            try:
                table.rows.append(_row(line, number, kind, path, draft=draft))
            except SourceError as fault:
                table.faults.append(fault)
    return table


def _meta(lines: list[str], path: str) -> dict[str, str]:
    meta: dict[str, str] = {}
    for number, key in enumerate(_META):
        line = lines[number] if number < len(lines) else ""
        if not line.startswith(f"# {key}: "):
            raise SourceError(f"line should begin with '# {key}: '", path=path, row=number + 1)
        meta[key] = line.removeprefix(f"# {key}: ").strip()
    try:
        date.fromisoformat(meta["checked-on"])
    except ValueError as error:
        raise SourceError(f"checked-on: {error}", path=path, row=_META.index("checked-on") + 1) from error
    if meta["kind"] not in KINDS:
        raise SourceError(f"kind {meta['kind']!r} is none of {', '.join(KINDS)}", path=path, row=1)
    return meta


def _head(meta: dict[str, str]) -> list[str]:
    kind = KINDS[meta["kind"]]
    described = [f"# {key}: {meta[key]}" for key in _META]
    columns = [f"#   {name}: {documentation}" for name, documentation in kind.columns.items()]
    return [*described, *columns, "\t".join(kind.columns)]


def _row(line: str, number: int, kind: Kind, path: str, *, draft: bool) -> Row:
    values = line.split("\t")
    if len(values) != len(kind.columns):
        reason = f"has {len(values)} cells, the kind has {len(kind.columns)} columns"
        raise SourceError(reason, path=path, row=number)
    cells = {name: value for name, value in zip(kind.columns, values, strict=True) if value}
    for name, value in cells.items():
        if value != value.strip():
            raise SourceError(f"{value!r} has spaces around it", path=path, row=number, column=name)
    if cells.get("anchor") and not draft:
        raise SourceError("still has an anchor: run alskg locate", path=path, row=number, column="anchor")
    for name in kind.columns:
        if name in kind.required and name not in cells and not (draft and name in PASSAGE):
            raise SourceError("is empty", path=path, row=number, column=name)
    return Row(number, cells)


def written(meta: dict[str, str], rows: Iterator[dict[str, str]] | list[dict[str, str]]) -> str:
    """Return a table's text with its kind's header: the one way tables are written by program."""
    columns = KINDS[meta["kind"]].columns
    body = ["\t".join(row.get(name, "") for name in columns) for row in rows]
    return "\n".join([*_head(meta), *body, ""])
