"""The curator's tools: fill in passages, and check that every passage still says what its row says.

Both need the source documents, which the project does not ship: `directory` is a folder that holds
the files named in each source's `document.tsv`.
"""

from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from graph.errors import SourceError
from loaders.figures import numbers, squeezed
from loaders.formulas import operands
from loaders.mentions import cited
from loaders.passages import digest, locate
from loaders.tables import Row, Table, read, written

__all__ = ["CURATED", "SHARED", "document", "filled", "grounding_problems", "sources", "tables"]

#: Folder of the curated tables, one folder a source.
CURATED: Final[Traversable] = files(__name__.rpartition(".")[0]) / "curated"

#: Tables that belong to no single source: things that several name, conflicts between sources.
SHARED: Final = ("conflicts.tsv", "things.tsv")

_NUMBERS: Final = ("number", "minimum", "maximum", "deviation", "count", "of")
_AS_PRINTED: Final = ("reported", "title", "doi", "year", "volume", "issue", "pages")


def sources(curated: Traversable = CURATED) -> list[str]:
    """Return the keys of the curated sources, sorted."""
    return sorted(folder.name for folder in curated.iterdir() if folder.is_dir())


def tables(source: str, curated: Traversable = CURATED, *, draft: bool = False) -> Iterator[Table]:
    """Yield every table of one source, by file name.

    Raises:
        SourceError: a file is not a table, or says it belongs to another source.
    """
    for file in sorted((curated / source).iterdir(), key=lambda entry: entry.name):
        path = f"{source}/{file.name}"
        if not file.name.endswith(".tsv"):
            raise SourceError("is not a .tsv table; nothing else belongs in this folder", path=path)
        table = read(file, path, draft=draft)
        if table.meta["source"] != source:
            raise SourceError(f"says it is of source {table.meta['source']!r}", path=path, row=2)
        yield table


def document(source: str, directory: Path, curated: Traversable = CURATED) -> str:
    """Return the text of a source document, checked against the SHA-256 in its `document.tsv`.

    Raises:
        SourceError: the folder does not have the file, or it is another version of it.
    """
    path = f"{source}/document.tsv"
    for row in read(curated / source / "document.tsv", path).rows:
        if row["property"] == "file":
            name, checksum = row["value"], row["sha256"]
            try:
                text = (directory / name).read_text(encoding="utf-8")
            except OSError as error:
                raise SourceError(f"the folder has no file {name}", path=path, row=row.number) from error
            if digest(text) != checksum:
                raise SourceError(f"{name} is not the version that was read", path=path, row=row.number)
            return text
    raise SourceError("has no row for property 'file'", path=path)


def filled(table: Table, text: str) -> str:
    """Return the table with locator, offsets and checksum of every row that has none yet.

    A row with an anchor is located by it; a row without offsets by its table locator.

    Raises:
        SourceError: a row cannot be located; it names the row and says why.
    """
    rows = []
    for row in table.rows:
        cells = dict(row.cells)
        anchor = cells.pop("anchor", "")
        if "start" in table.kind.columns and (anchor or (not row["start"] and row["locator"])):
            try:
                place = locate(text, anchor=anchor, locator=row["locator"])
            except LookupError as error:
                raise SourceError(str(error), path=table.path, row=row.number, column="anchor") from error
            cells |= {
                "locator": place.locator,
                "start": str(place.start),
                "end": str(place.end),
                "sha256": place.sha256,
            }
        rows.append(cells)
    return written(table.meta, rows)


def grounding_problems(source: str, directory: Path, curated: Traversable = CURATED) -> Iterator[SourceError]:
    """Yield every row whose passage does not verify against the document.

    A passage verifies when its span has the checksum, a table locator leads to the same span, and
    everything the row gives as printed (figure, label, title, DOI ...) and every number stands in it.
    A curator's reading is exempt from the last: that the print says otherwise is its point.
    """
    text, broken = document(source, directory, curated), _broken(source, curated)
    for table in tables(source, curated):
        yield from table.faults
        for row in table.rows:
            if row["start"]:
                for column, reason in _faults(row, table.kind.name, text, broken):
                    yield SourceError(reason, path=table.path, row=row.number, column=column)


def _faults(row: Row, kind: str, text: str, broken: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    span = text[int(row["start"]) : int(row["end"])]
    if digest(span) != row["sha256"]:
        yield "sha256", "is not the checksum of the span: run alskg locate"
        return
    if ", column " in row["locator"] and not row["locator"].startswith(broken):
        place = locate(text, locator=row["locator"])
        if (place.start, place.end) != (int(row["start"]), int(row["end"])):
            yield "locator", f"leads to characters {place.start} to {place.end}"
    printed = squeezed(span)
    for column in _AS_PRINTED:
        # labels may change case ("Intrathecal and intravenous" gives intravenous); figures have none
        if squeezed(row[column]).casefold() not in printed.casefold():
            yield column, f"{row[column]!r} is not in the passage {printed!r}"
    if kind == "mentions" and int(row["number"]) not in cited(printed):
        yield "number", f"{row['number']} is not cited by {printed!r}"
    if kind == "statements" and row["role"] == "printed":
        yield from _figures(row, span)


def _figures(row: Row, span: str) -> Iterator[tuple[str, str]]:
    """Yield each number of a statement that its passage does not print."""
    have, printed = numbers(span), squeezed(span)
    for column in _NUMBERS:
        if row[column] and not (column == "number" and row["formula"]) and Decimal(row[column]) not in have:
            yield column, f"{row[column]} is no number of the passage {printed!r}"
    for operand in operands(row["formula"]):
        if operand not in have:
            yield "formula", f"{operand} is no number of the passage {printed!r}"
    if (figure := row["p"].lstrip("<>=")) not in ("", "NS") and figure not in printed:
        yield "p", f"{figure} is not in the passage {printed!r}"


def _broken(source: str, curated: Traversable) -> tuple[str, ...]:
    """Return the beginnings of locators in tables whose cells extraction scattered over lines."""
    rows = read(curated / source / "document.tsv", f"{source}/document.tsv").rows
    return tuple(f"{row['value']}, " for row in rows if row["property"] == "broken-table")
