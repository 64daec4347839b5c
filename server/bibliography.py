"""A page of works in the formats of reference managers: RIS, BibTeX and CSL-JSON.

Offered by every canned query whose rows are works, which is those with the columns of `NEEDED`.

Sources:
    RIS      https://en.wikipedia.org/wiki/RIS_(file_format), written by rispy
    BibTeX   written by bibtexparser, with everything escaped that LaTeX would take as markup
    CSL      https://docs.citationstyles.org/en/stable/specification.html, citeproc JSON input
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import rispy
from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexEncodingMiddleware
from bibtexparser.model import Entry, Field

from server.answers import Page, Writers, text

__all__ = ["NEEDED", "REFERENCES"]

#: Columns that make a row a work.
NEEDED: Final = frozenset({"key", "authors", "year", "title", "journal", "volume", "pages", "doi"})

_MORE: Final = "et al."
_FIRST_ONLY: Final = "The source prints the first authors only."
#: Kind of a work in RIS, BibTeX and CSL: article, entry of a trial registry, and anything else.
_KINDS: Final = {
    "article": ("JOUR", "article", "article-journal"),
    "record": ("ELEC", "misc", "webpage"),
    "other": ("GEN", "misc", "document"),
}
# Keeping math and addresses as they stand would leave what lies between two dollar signs unescaped.
_ENCODING: Final = LatexEncodingMiddleware(keep_math=False, enclose_urls=False)


class _RisWriter(rispy.RisWriter):  # type: ignore[misc]  # rispy has no types
    """Writes entries without the numbers that rispy sets between them, which RIS does not have."""

    def set_header(self, count: int) -> str:
        return ""


@dataclass(frozen=True)
class _Name:
    """An author; a group has only a family name, and so has one whose source prints no more."""

    family: str
    given: str = ""
    suffix: str = ""

    @property
    def is_group(self) -> bool:
        return not self.given and " " in self.family


def _works(page: Page) -> Iterator[dict[str, str]]:
    """Yield each row as texts by column, empty ones left out."""
    columns = page.table.query.columns
    for row in page.table.rows:
        cells = {name: text(cell, columns[name]) for name, cell in zip(columns, row, strict=True)}
        yield {name: value for name, value in cells.items() if value}


def _names(work: dict[str, str]) -> tuple[list[_Name], bool]:
    """Return the printed authors of a work, and whether more are meant than printed."""
    printed = [name for name in work.get("authors", "").split("; ") if name]
    return [_name(name) for name in printed if name != _MORE], _MORE in printed


def _name(printed: str) -> _Name:
    """Return the parts of one name.

    Example:
        >>> _name("Gonzalez De Aguilar JL")
        _Name(family='Gonzalez De Aguilar', given='JL', suffix='')
        >>> _name("Zarate CA Jr")
        _Name(family='Zarate', given='CA', suffix='Jr')
        >>> _name("SLALOM Group").is_group
        True
    """
    words = printed.split()
    suffix = words.pop() if len(words) > 1 and words[-1] == "Jr" else ""
    start = len(words)
    while start > 1 and _initials(words[start - 1], last=start == len(words)):
        start -= 1
    return _Name(" ".join(words[:start]), " ".join(words[start:]), suffix)


def _initials(word: str, *, last: bool) -> bool:
    """Return whether a word is initials: `JL`, `J-L`; at the end of a name `YuN` and `Ch` too."""
    return len(word) <= 4 and (
        word.replace("-", "").isupper() or (last and len(word) <= 3 and word[0].isupper())
    )


def _kind(work: dict[str, str]) -> tuple[str, str, str]:
    if "journal" not in work:
        return _KINDS["other"]
    return _KINDS["record" if work["journal"].startswith("ClinicalTrials") else "article"]


def _ris(page: Page) -> bytes:
    entries: list[dict[str, Any]] = []
    for work in _works(page):
        names, more = _names(work)
        entry: dict[str, Any] = {
            "type_of_reference": _kind(work)[0],
            "id": work["key"],
            "authors": [", ".join(filter(None, (name.family, name.given, name.suffix))) for name in names],
        }
        for ours, theirs in (("title", "title"), ("journal", "journal_name"), ("year", "year"),
                             ("volume", "volume"), ("pages", "start_page"), ("doi", "doi")):  # fmt: skip
            if ours in work:
                entry[theirs] = work[ours]
        first, dash, last = work.get("pages", "").replace("–", "-").partition("-")
        if dash:
            entry |= {"start_page": first, "end_page": last}
        if "reference" in work:
            entry["urls"] = [work["reference"]]
        if more:
            entry["notes"] = [_FIRST_ONLY]
        entries.append(entry)
    written: str = rispy.dumps(entries, implementation=_RisWriter)
    return written.encode()


def _bibtex(page: Page) -> bytes:
    library = Library()
    for work in _works(page):
        names, more = _names(work)
        authors = [_bibtex_name(name) for name in names] + (["others"] if more else [])
        fields = {"author": " and ".join(authors)} if authors else {}
        for name in ("title", "journal", "year", "volume"):
            if name in work:
                fields[name] = _latex(work[name])
        if "pages" in work:
            fields["pages"] = work["pages"].replace("–", "-").replace("-", "--")
        if "doi" in work:  # an address and no text: styles and tools take it as it is, but for a comment
            fields["doi"] = work["doi"].replace("%", r"\%")
        library.add(Entry(_kind(work)[1], work["key"], [Field(*field) for field in fields.items()]))
    written: str = write_string(library)
    return written.encode()


def _bibtex_name(name: _Name) -> str:
    """Return `Family, Given`, `Family, Jr, Given`, or a group in braces, which keep it whole."""
    if name.is_group:
        return f"{{{_latex(name.family)}}}"
    return _latex(", ".join(filter(None, (name.family, name.suffix, name.given))))


def _latex(words: str) -> str:
    r"""Return words with everything escaped that LaTeX takes as markup or does not have.

    Example:
        >>> print(_latex('Süßmuth & "TNF-α", 5 %'))
        S\"u{\ss}muth \& {"}TNF-\ensuremath{\alpha}{"}, 5 \%
    """
    encoded: str = _ENCODING.transform(Library([Entry("misc", "x", [Field("x", words)])])).entries[0]["x"]
    return re.sub("-(?=-)", "-{}", encoded.replace("''", '{"}'))


def _csl(page: Page) -> bytes:
    items = []
    for work in _works(page):
        names, more = _names(work)
        item: dict[str, Any] = {"id": work["key"], "type": _kind(work)[2]}
        if names:
            item["author"] = [_csl_name(name) for name in names]
        for ours, theirs in (("title", "title"), ("journal", "container-title"), ("volume", "volume"),
                             ("pages", "page"), ("doi", "DOI"), ("reference", "URL")):  # fmt: skip
            if ours in work:
                item[theirs] = work[ours]
        if "year" in work:
            item["issued"] = {"date-parts": [[int(work["year"])]]}
        if more:
            item["note"] = _FIRST_ONLY
        items.append(item)
    return json.dumps(items, ensure_ascii=False, indent=1).encode()


def _csl_name(name: _Name) -> dict[str, str]:
    if name.is_group:
        return {"literal": name.family}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in parts.items() if value}


#: Name in ``?format=`` -> (media type, writer).
REFERENCES: Final[Writers] = {
    "ris": ("application/x-research-info-systems", _ris),
    "bibtex": ("application/x-bibtex", _bibtex),
    "csl": ("application/vnd.citationstyles.csl+json", _csl),
}
