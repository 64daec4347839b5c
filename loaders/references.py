"""Reference lists of documents -> works that several documents share, and each document's citations of them.

The same work has the same key in every list. Its description is taken from the list that prints most
of it; a citation keeps the number and the place it has in its own list.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import SourceError
from graph.terms import LABEL, TYPE, act, actd, graph_node, integer
from loaders.claims import passage
from loaders.tables import Row, Table
from ontology import PREFIXES

__all__ = ["citations", "cited_as", "work_keys", "works"]

#: What stands for the authors of an entry that prints none.
NOT_PRINTED: Final = "not printed"

_FIELDS = ("authors", "title", "journal", "year", "volume", "issue", "pages", "doi")


def work_keys(tables: Iterable[Table]) -> set[str]:
    """Return the keys of every work in the given reference lists."""
    return {row["work"] for table in tables for row in table.rows}


def citations(table: Table) -> Iterator[Quad | SourceError]:
    """Yield the citations of one reference list, and a fault for each row that cannot be read."""
    source = table.meta["source"]
    graph = graph_node(f"source-{source}")
    seen: dict[str, int] = {}
    for row in table.rows:
        if row["number"] in seen:
            reason = f"number {row['number']} stands already in line {seen[row['number']]}"
            yield SourceError(reason, path=table.path, row=row.number, column="number")
            continue
        seen[row["number"]] = row.number
        try:
            place, described = passage(row, table)
        except SourceError as fault:
            yield fault
            continue
        yield from described
        node = actd(f"citation-{source}-{row['number']}")
        yield Quad(node, TYPE, act("Citation"), graph)
        yield Quad(node, act("cites"), actd(f"work-{row['work']}"), graph)
        yield Quad(node, act("referenceNumber"), Literal(row["number"]), graph)
        yield Quad(node, act("statedIn"), place, graph)
        if row["doi"]:
            yield Quad(node, act("printedDoi"), Literal(row["doi"]), graph)
        if row["note"]:
            yield Quad(node, act("note"), Literal(row["note"]), graph)


def works(tables: Iterable[Table]) -> Iterator[Quad]:
    """Yield the description of every work, once: each field as most lists print it.

    Where lists differ evenly, the one that prints most of the work decides; of authors the longest list
    is kept. What each list prints stays in its table, and its DOI with the citation.
    """
    entries: dict[str, list[tuple[Table, Row]]] = defaultdict(list)
    for table in tables:
        for row in table.rows:
            entries[row["work"]].append((table, row))
    graph = graph_node("references")
    for key, found in sorted(entries.items()):
        cells = _agreed([row for _, row in sorted(found, key=lambda one: (-_told(one[1]), one[0].path))])
        node = actd(f"work-{key}")
        yield Quad(node, TYPE, act("Work"), graph)
        yield Quad(node, act("key"), Literal(key), graph)
        yield Quad(node, LABEL, Literal(_called(cells, key)), graph)
        if cells["title"]:
            yield Quad(node, NamedNode(PREFIXES["dcterms"] + "title"), Literal(cells["title"]), graph)
        for name in ("authors", "journal", "volume", "issue", "pages", "doi"):
            if cells[name] not in ("", NOT_PRINTED):
                yield Quad(node, act(name), Literal(cells[name]), graph)
        if cells["year"]:
            yield Quad(node, act("year"), integer(cells["year"]), graph)


def _told(row: Row) -> int:
    """Return how many fields an entry prints."""
    return sum(bool(row[name]) for name in _FIELDS)


def _agreed(rows: list[Row]) -> dict[str, str]:
    """Return each field as most entries print it, the first of those that print it equally often."""
    # of two lists of authors the longer one tells more
    cells = {"authors": max((row["authors"] for row in rows), key=lambda names: names.count("; "))}
    for name in _FIELDS[1:]:
        printed = [row["corrected"] or row["doi"] if name == "doi" else row[name] for row in rows]
        told = Counter(filter(None, printed))
        cells[name] = max(told, key=told.__getitem__) if told else ""
    return cells


def _called(cells: dict[str, str], key: str) -> str:
    """Return what a work is called: an entry without authors by its title, or by its number."""
    if cells["authors"] != NOT_PRINTED:
        return cited_as(cells["authors"], cells["year"], key)
    source, _, number = key.rpartition("-ref-")
    return cells["title"] or (f"reference {number} of {source}" if source else key)


def cited_as(authors: str, year: str, key: str) -> str:
    """Return authors and year as one cites them: `Oh et al. 2015`, `Xu and Li 2006`, `Lutz 2018`.

    Args:
        authors: as in a table, separated by semicolons.
        year: year, or "".
        key: what a work without authors is called.

    Example:
        >>> cited_as("Zarate CA Jr; Payne JL; et al.", "2004", "zarate2004")
        'Zarate et al. 2004'
    """
    names = [
        " ".join(word for word in author.split() if not word.isupper() and word != "Jr") or author
        for author in authors.split("; ")
        if author not in ("", "et al.")
    ]
    if not names:
        return key
    if "et al." in authors or len(names) > 2:
        return f"{names[0]} et al. {year}".strip()
    return f"{' and '.join(names)} {year}".strip()
