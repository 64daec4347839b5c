"""What was read of each document, section by section: the coverage report of a release.

A statement, a citation or an entry of a reference list counts for the section that its passage begins
in. What was left out on purpose stands in the tables of kind `sections`, with the reason.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib.resources.abc import Traversable

from loaders.curation import CURATED, sources, tables
from loaders.tables import Table

__all__ = ["Section", "coverage", "gaps"]


@dataclass(frozen=True, slots=True)
class Section:
    """One section of one document.

    Attributes:
        source: key of the document.
        section: name of the section.
        start, end: its first character and one past its last.
        statements: rows that state something, read in it.
        references: entries of a reference list in it.
        mentions: citations in its running text.
        left_out: what is not in the graph, "" when nothing was left out.
        why: why.
    """

    source: str
    section: str
    start: int
    end: int
    statements: int
    references: int
    mentions: int
    left_out: str
    why: str

    def row(self) -> dict[str, str | int]:
        """Return the section as a row of a report."""
        return asdict(self)


def coverage(curated: Traversable = CURATED) -> Iterator[Section]:
    """Yield every section of every document, in the order of the documents.

    Raises:
        SourceError: a table cannot be read.
    """
    for source in sources(curated):
        yield from _of(source, list(tables(source, curated)))


def _of(source: str, every: Iterable[Table]) -> Iterator[Section]:
    rows = sorted(
        (row for table in every if table.kind.name == "sections" for row in table.rows),
        key=lambda row: int(row["start"]),
    )
    read = [(table.kind.name, int(row["start"])) for table in every if _counted(table) for row in table.rows]
    for row in rows:
        start, end = int(row["start"]), int(row["end"])
        found = Counter(kind for kind, at in read if start <= at < end)
        yield Section(
            source=source,
            section=row["locator"],
            start=start,
            end=end,
            statements=found["statements"],
            references=found["references"],
            mentions=found["mentions"],
            left_out=row["left_out"],
            why=row["why"],
        )


def _counted(table: Table) -> bool:
    return table.kind.name in ("statements", "references", "mentions")


def gaps(sections: Iterable[Section], length: int) -> list[tuple[int, int]]:
    """Return the stretches of a document that no section covers.

    Args:
        sections: the sections of one document, in order.
        length: its length in characters.

    Example:
        >>> gaps([Section("x", "A", 0, 10, 0, 0, 0, "", "")], 12)
        [(10, 12)]
    """
    found, at = [], 0
    for section in sections:
        if section.start > at:
            found.append((at, section.start))
        at = max(at, section.end)
    return [*found, (at, length)] if at < length else found
