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

__all__ = ["KINDS", "Kind", "Row", "Table", "read", "written"]

_PASSAGE: Final = {
    "locator": "name of the place: a table cell, a section and paragraph, an entry of the reference list",
    "start": "first character of the passage in the source file, from 0 (written by alskg locate)",
    "end": "one past its last character (written by alskg locate)",
    "sha256": "SHA-256 of the passage's UTF-8 (written by alskg locate)",
    "anchor": "words of the passage while curating; alskg locate uses and empties it",
}


@dataclass(frozen=True)
class Kind:
    """What a table of one kind holds.

    Attributes:
        name: as in the table's `# kind:` line.
        columns: column name to its documentation, in order.
        required: columns that are never empty.
    """

    name: str
    columns: dict[str, str]
    required: frozenset[str]


KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind(
            "statements",
            {
                "subject": "what it is about: a registry number, the local name of a thing, or a CURIE",
                "arm": "arm of the trial; empty when the statement is about the whole trial",
                "intervention": "intervention of the arm; empty when the statement is about the whole arm",
                "property": "local name of the act: property, or outcome for a result",
                "measure": "outcome measure (results only)",
                "value": "what is stated: a local name, a CURIE, or a literal; empty when there is a number",
                "number": "one number, plain decimal",
                "minimum": "lower end of a range, plain decimal",
                "maximum": "upper end of a range, plain decimal",
                "deviation": "standard deviation, plain decimal",
                "statistic": "exact, mean, median, range, confidence-interval, at-least or at-most",
                "unit": "UCUM code",
                "basis": "per-injection, per-site, per-administration or total; empty when not said",
                "polarity": "supports, refutes or uncertain (mechanisms only)",
                "summary": "what is said, in the curator's words (results and mechanisms)",
                "group": "who it was seen in, where narrower than the arm (results only)",
                "period": "when it was seen (results only)",
                "comparison": "what it was compared with (results only)",
                "count": "in how many it was seen (results only)",
                "of": "out of how many (results only)",
                "p": "p-value as printed, with < or = where printed, or NS (results only)",
                "formula": "how a number that is not printed follows from printed ones",
                "reported": "the figure or label as printed",
                "cites": "keys of the works that the source credits, separated by spaces",
                "evidence": "ECO CURIE of the kind of evidence",
                "role": "printed, or reading: what the spine holds where a print is wrong or sources differ",
                "reason": "why the reading is right (readings only)",
                "note": "a doubt, in the curator's words; begins with 'damaged' where print or extraction is",
                "conflict": "the conflict that it is a side of; then 'preferred' where it is the right one",
                **_PASSAGE,
            },
            frozenset({"subject", "property", "evidence", "role", "locator", "start", "end", "sha256"}),
        ),
        Kind(
            "references",
            {
                "number": "number of the entry in the source's list",
                "work": "key of the work, the same in every source",
                "authors": "authors as printed, separated by semicolons; et al. stays",
                "title": "title",
                "journal": "journal or book, as printed",
                "year": "year",
                "volume": "volume",
                "issue": "issue",
                "pages": "pages or article number",
                "doi": "DOI without resolver, as printed",
                "corrected": "the right DOI where the printed one is damaged; the note says why",
                "note": "damage of print or extraction, or a doubt, in the curator's words",
                **_PASSAGE,
            },
            frozenset({"number", "work", "authors", "locator", "start", "end", "sha256"}),
        ),
        Kind(
            "document",
            {
                "property": "title, authors, year, doi, licence, publisher, file, broken-table or note",
                "value": "its value; of file its name; of broken-table a table that extraction scattered",
                "basis": "printed in the document, record (a public bibliographic record) or file",
                **_PASSAGE,
            },
            frozenset({"property", "value", "basis"}),
        ),
        Kind(
            "mentions",
            {
                "number": "number in the text's citation",
                "entry": "number of the entry that is meant; empty when it is the printed one",
                "reason": "why another entry is meant",
                **_PASSAGE,
            },
            frozenset({"number", "locator", "start", "end", "sha256"}),
        ),
        Kind(
            "sections",
            {
                "left_out": "what of the section is not in the graph; empty when nothing was left out",
                "why": "why it was left out",
                **_PASSAGE,
            },
            frozenset({"locator", "start", "end", "sha256"}),
        ),
        Kind(
            "conflicts",
            {
                "name": "local name, the end of the conflict's IRI",
                "kind": "disagreement, change-over-time, within-one-source, print-fault or rounding",
                "subject": "what it is about: a registry number, the local name of a thing, or a CURIE",
                "property": "local name of the act: property that its statements are on",
                "label": "what stands against what, in the curator's words",
                "preferred": "the value held right, in words; empty when it stays open",
                "reason": "why, or why it stays open",
            },
            frozenset({"name", "kind", "subject", "property", "label", "reason"}),
        ),
        Kind(
            "things",
            {
                "name": "local name, the end of the thing's IRI",
                "class": "local name of its act: class",
                "label": "preferred label",
                "synonyms": "other names, separated by |",
                "broader": "local name of the broader thing",
                "definition": "one sentence that says what it is",
            },
            frozenset({"name", "class", "label", "definition"}),
        ),
    )
}

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
        if name in kind.required and name not in cells and not (draft and name in _PASSAGE):
            raise SourceError("is empty", path=path, row=number, column=name)
    return Row(number, cells)


def written(meta: dict[str, str], rows: Iterator[dict[str, str]] | list[dict[str, str]]) -> str:
    """Return a table's text with its kind's header: the one way tables are written by program."""
    columns = KINDS[meta["kind"]].columns
    body = ["\t".join(row.get(name, "") for name in columns) for row in rows]
    return "\n".join([*_head(meta), *body, ""])
