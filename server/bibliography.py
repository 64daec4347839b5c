"""A page of works in the formats of reference managers: RIS, BibTeX and CSL-JSON.

Offered by every canned query whose rows are works, which is those with the columns of `_NEEDED`.

Sources:
    RIS      https://en.wikipedia.org/wiki/RIS_(file_format), written by rispy
    BibTeX   written by bibtexparser, which escapes what LaTeX would take as markup
    CSL      https://docs.citationstyles.org/en/stable/specification.html, citeproc JSON input
"""

import json
from collections.abc import Iterator
from typing import Any, Final

import rispy
from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexEncodingMiddleware
from bibtexparser.model import Entry, Field

from queries.catalogue import CannedQuery
from server.answers import FORMATS, Page, Writers, text

__all__ = ["formats_of"]

#: Columns that make a row a work.
_NEEDED: Final = frozenset({"key", "authors", "year", "title", "journal", "volume", "pages", "doi"})

_MORE: Final = "et al."


def _works(page: Page) -> Iterator[dict[str, str]]:
    """Yield each row as texts by column, empty ones left out."""
    columns = page.table.query.columns
    for row in page.table.rows:
        cells = {name: text(cell, columns[name]) for name, cell in zip(columns, row, strict=True)}
        yield {name: value for name, value in cells.items() if value}


def _names(work: dict[str, str]) -> tuple[list[tuple[str, str]], bool]:
    """Return (family, initials) of each printed author, and whether more are meant than printed.

    `Gonzalez De Aguilar JL` is family `Gonzalez De Aguilar`, initials `JL`; a group has no initials.
    """
    printed = [name for name in work.get("authors", "").split("; ") if name]
    names = []
    for name in printed:
        if name != _MORE:
            words = name.split()
            last = next((n for n, word in enumerate(words) if n and _initials(word)), len(words))
            names.append((" ".join(words[:last]), " ".join(words[last:])))
    return names, _MORE in printed


def _initials(word: str) -> bool:
    return word == "Jr" or (len(word) <= 4 and word.replace("-", "").isupper())


def _is_record(work: dict[str, str]) -> bool:
    """Return whether a work is an entry of a trial registry and not a publication."""
    return work.get("journal", "").startswith("ClinicalTrials")


def _ris(page: Page) -> bytes:
    entries: list[dict[str, Any]] = []
    for work in _works(page):
        names, more = _names(work)
        entry: dict[str, Any] = {
            "type_of_reference": "ELEC" if _is_record(work) else "JOUR",
            "id": work["key"],
            "authors": [", ".join(filter(None, name)) for name in names],
        }
        for ours, theirs in (("title", "title"), ("journal", "journal_name"), ("year", "year"),
                             ("volume", "volume"), ("pages", "start_page"), ("doi", "doi"),
                             ("reference", "url")):  # fmt: skip
            if ours in work:
                entry[theirs] = work[ours]
        first, dash, last = work.get("pages", "").replace("–", "-").partition("-")
        if dash:
            entry |= {"start_page": first, "end_page": last}
        if more:
            entry["notes"] = ["The source prints the first authors only."]
        entries.append(entry)
    written: str = rispy.dumps(entries)
    return written.encode()


def _bibtex(page: Page) -> bytes:
    library = Library()
    for work in _works(page):
        names, more = _names(work)
        authors = [", ".join(filter(None, name)) for name in names] + (["others"] if more else [])
        fields = {"author": " and ".join(authors)} if authors else {}
        fields |= {name: work[name] for name in ("title", "journal", "year", "volume") if name in work}
        if "pages" in work:
            fields["pages"] = work["pages"].replace("–", "-").replace("-", "--")
        fields |= {name: work[name] for name in ("doi",) if name in work}
        kind = "misc" if _is_record(work) else "article"
        library.add(Entry(kind, work["key"], [Field(name, value) for name, value in fields.items()]))
    written: str = write_string(library, append_middleware=[LatexEncodingMiddleware()])
    return written.encode()


def _csl(page: Page) -> bytes:
    items = []
    for work in _works(page):
        names, more = _names(work)
        item: dict[str, Any] = {
            "id": work["key"],
            "type": "webpage" if _is_record(work) else "article-journal",
        }
        people = [
            {"family": family, "given": given} if given else {"literal": family} for family, given in names
        ]
        if people:
            item["author"] = people
        for ours, theirs in (("title", "title"), ("journal", "container-title"), ("volume", "volume"),
                             ("pages", "page"), ("doi", "DOI"), ("reference", "URL")):  # fmt: skip
            if ours in work:
                item[theirs] = work[ours]
        if "year" in work:
            item["issued"] = {"date-parts": [[int(work["year"])]]}
        if more:
            item["note"] = "The source prints the first authors only."
        items.append(item)
    return json.dumps(items, ensure_ascii=False, indent=1).encode()


_FORMATS: Final[Writers] = {
    "ris": ("application/x-research-info-systems", _ris),
    "bibtex": ("application/x-bibtex", _bibtex),
    "csl": ("application/vnd.citationstyles.csl+json", _csl),
}


def formats_of(query: CannedQuery) -> Writers:
    """Return what the answers of a query can be written in, by name in ``?format=``."""
    return {**FORMATS, **_FORMATS} if set(query.columns) >= _NEEDED else FORMATS
