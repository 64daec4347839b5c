"""Places in a source document: find them, name them, check them.

A passage is a locator that a reader can follow, the character span in the source file and the
SHA-256 of that span. Nobody types these by hand: `locate` finds them from an anchor (a few words
of the document, kept only while curating) or from a table locator alone.

Locators
    Table 1, row NCT02017912, column Cell Dose            one cell; the row is named by text in it
    section INTRODUCTION, paragraph 2                     prose
    heading INTRODUCTION                                  a heading itself
    References, entry 61                                  a numbered entry of a reference list
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

__all__ = ["Place", "cell", "digest", "locate", "place_name"]

_CELL: Final = re.compile(r"(?P<table>.+?), row (?P<row>.+), column (?P<column>.+)")
_CAPTION: Final = re.compile(r"(?i)^(table \d+)\b")
_ENTRY: Final = re.compile(r"(?m)^(\d{1,3})\.\s")
_NUMBERED: Final = re.compile(r"^\d+(\.\d+)*\.?\s+[A-Z]")


@dataclass(frozen=True, slots=True)
class Place:
    """A located span.

    Attributes:
        locator: the name of the place, for a reader.
        start: first character of the span, counted from 0.
        end: one past its last character.
        sha256: 64 hex digits of the span's UTF-8.
    """

    locator: str
    start: int
    end: int
    sha256: str


def digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8, 64 hex digits.

    Example:
        >>> digest("")[:12]
        'e3b0c44298fc'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def locate(text: str, *, anchor: str = "", locator: str = "") -> Place:
    """Return the place of an anchor, or of a table cell named by a locator.

    An anchor stands exactly once in the document; where it does not, put some unique words before
    it: ``unique words >> anchor`` takes the first anchor after them. A locator that is already
    there is kept; without one the section and paragraph, or the reference entry, are found.

    Raises:
        LookupError: nothing, or more than one place, fits; the message says which.

    Example:
        >>> locate("INTRODUCTION\\n\\nTen patients. Ten doses.\\n", anchor="Ten doses").locator
        'section INTRODUCTION, paragraph 1'
    """
    if not anchor:
        start, end = cell(text, locator)
    else:
        start, end = _anchored(text, anchor)
    return Place(locator or place_name(text, start), start, end, digest(text[start:end]))


def _anchored(text: str, anchor: str) -> tuple[int, int]:
    context, _, words = anchor.rpartition(" >> ")
    begin = 0
    if context:
        if text.count(context) != 1:
            raise LookupError(f"the words before >> stand {text.count(context)} times: {context!r}")
        begin = text.index(context)
    found = text.find(words, begin)
    if found < 0:
        raise LookupError(f"the document does not have the anchor {words!r}")
    if not context and text.find(words, found + 1) >= 0:
        raise LookupError(f"the anchor stands more than once, put unique words before it with >>: {words!r}")
    return found, found + len(words)


# --- tables ---------------------------------------------------------------------------------------


def cell(text: str, locator: str) -> tuple[int, int]:
    """Return the span of a table cell named ``Table 1, row <text in the row>, column <header>``.

    A cell of a merged block is printed once, at the block's first row: an empty cell in the first
    column stands for the nearest one above it. Continuations of a table count as one table.

    Raises:
        LookupError: no such table, row or column; or several rows have the text.
    """
    named = _CELL.fullmatch(locator)
    if not named:
        raise LookupError(f"{locator!r} is not 'Table N, row ..., column ...'")
    table, row, column = named["table"], named["row"], named["column"]
    header: list[str] = []
    block: tuple[int, int] | None = None
    hits: list[tuple[int, int]] = []
    for name, start, cells in _rows(text):
        if name != table:
            continue
        if not header or cells == header:
            header = cells
            continue
        spans = list(_spans(start, cells))
        if cells[0].strip():
            block = spans[0]
        if any(row in one for one in cells):
            if column not in header:
                raise LookupError(f"{table} has no column {column!r}; it has {', '.join(header)}")
            at = header.index(column)
            hits.append(block if at == 0 and block and not cells[0].strip() else spans[at])
    if len(hits) != 1:
        raise LookupError(f"{table} has {len(hits)} rows with {row!r}")
    return hits[0]


def _rows(text: str) -> Iterator[tuple[str, int, list[str]]]:
    """Yield (table name, offset of the line, cells) of each tab-separated line below a caption."""
    name = ""
    start = 0
    for line in text.splitlines(keepends=True):
        caption = _CAPTION.match(line)
        if caption:
            name = caption[1].capitalize()
        elif name and line.count("\t") >= 3:
            yield name, start, line.rstrip("\n").split("\t")
        start += len(line)


def _spans(start: int, cells: list[str]) -> Iterator[tuple[int, int]]:
    for one in cells:
        stripped = one.strip()
        begin = start + len(one) - len(one.lstrip()) if stripped else start
        yield begin, begin + len(stripped)
        start += len(one) + 1


# --- prose ----------------------------------------------------------------------------------------


def place_name(text: str, position: int) -> str:
    """Return the section and paragraph, the heading, or the reference entry that a character stands in.

    Paragraphs are blocks between empty lines, counted from 1 below their heading; a block that a
    page break cut in two counts as two, since that is what the file shows.
    """
    heading, begin = "", 0
    for title, at, end in _headings(text):
        if at > position:
            break
        if position < end:
            return f"heading {title}"
        heading, begin = title, end
    if heading.casefold() == "references":
        entries = [found for found in _ENTRY.finditer(text, begin) if found.start() <= position]
        if entries:
            return f"References, entry {entries[-1][1]}"
    blocks = re.finditer(r"[^\n][\s\S]*?(?=\n\s*\n|\Z)", text[begin:])
    number = sum(1 for block in blocks if begin + block.start() <= position)
    return f"section {heading}, paragraph {number}" if heading else f"front matter, paragraph {number}"


def _headings(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (title, start, end) of each heading: Markdown, numbered, capitals, or a short line alone."""
    lines = [(found[0], found.start(), found.end()) for found in re.finditer(r"(?m)^.*$", text)]
    bordered = [("", 0, 0), *lines, ("", len(text), len(text))]
    for (before, *_), (line, start, end), (after, *_) in zip(
        bordered, bordered[1:], bordered[2:], strict=False
    ):
        words = line.strip()
        if not words or "\t" in words or len(words) > 120:
            continue
        markdown = words.startswith("#")
        alone = not before.strip() and not after.strip()
        capitals = words.isupper() and len(words) > 6 and not _CAPTION.match(words)
        short = alone and len(words.split()) <= 6 and words[0].isupper() and not set(words) & set(".:,;?<")
        numbered = alone and bool(_NUMBERED.match(words))
        if markdown or (alone and (capitals or numbered or short)):
            yield words.lstrip("# ").strip(), start, end
