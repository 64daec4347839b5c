"""Citations in the running text -> the entry under the printed number, and the entry that is meant.

A text may number its citations otherwise than its list does; then both are kept, with the reason.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final

from pyoxigraph import Literal, Quad

from graph.errors import SourceError
from graph.terms import TYPE, act, actd, graph_node
from loaders.claims import passage
from loaders.tables import Table

__all__ = ["cited", "quads"]

_GROUP: Final = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")


def cited(printed: str) -> list[int]:
    """Return the numbers that a citation group stands for, in its order.

    Example:
        >>> cited("[3–5, 9]"), cited("(12,13)")
        ([3, 4, 5, 9], [12, 13])
    """
    groups = [(int(first), int(last or first)) for first, last in _GROUP.findall(printed)]
    return [number for first, last in groups for number in range(first, last + 1)]


def quads(table: Table, known: Collection[str]) -> Iterator[Quad | SourceError]:
    """Yield the in-text citations of one document, and a fault for each row that cannot be read.

    Args:
        table: a table of kind `mentions`.
        known: IRIs of everything that has a description, the entries of reference lists among them.
    """
    source = table.meta["source"]
    graph = graph_node(f"source-{source}")
    for row in table.rows:
        meant = actd(f"citation-{source}-{row['entry'] or row['number']}")
        if meant.value not in known:
            reason = f"the list has no entry {row['entry'] or row['number']}"
            yield SourceError(reason, path=table.path, row=row.number, column="entry")
            continue
        if row["entry"] and not row["reason"]:
            yield SourceError("is empty, though another entry is meant", path=table.path, row=row.number)
            continue
        try:
            place, described = passage(row, table)
        except SourceError as fault:
            yield fault
            continue
        yield from described
        node = actd(f"mention-{source}-{row['start']}-{row['number']}")
        yield Quad(node, TYPE, act("InTextCitation"), graph)
        yield Quad(node, act("referenceNumber"), Literal(row["number"]), graph)
        yield Quad(node, act("statedIn"), place, graph)
        yield Quad(node, act("meansEntry"), meant, graph)
        printed = actd(f"citation-{source}-{row['number']}")
        if printed.value in known:
            yield Quad(node, act("printedEntry"), printed, graph)
        if row["reason"]:
            yield Quad(node, act("reason"), Literal(row["reason"]), graph)
