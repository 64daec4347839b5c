"""Conflicts that a curator found by reading -> graph `views`.

Statements name the conflict that they are a side of (`loaders/claims.py` links them); conflicts that a
program can see, two values of one property, are made with the spine (`graph/conflicts.py`).
"""

from collections.abc import Collection, Iterator
from typing import Final

from pyoxigraph import Literal, Quad

from graph.errors import SourceError
from graph.schema import properties
from graph.terms import LABEL, TYPE, act, actd, expand, graph_node
from loaders.statements import NCT
from loaders.tables import Row, Table

__all__ = ["quads"]

_KINDS: Final = ("disagreement", "change-over-time", "within-one-source", "print-fault", "rounding")


def quads(table: Table, known: Collection[str]) -> Iterator[Quad | SourceError]:
    """Yield the conflicts of one table, and a fault for each row that cannot be read.

    Args:
        table: a table of kind `conflicts`.
        known: IRIs of everything that has a description.
    """
    seen: set[str] = set()
    for row in table.rows:
        for column, reason in _faults(row, known, seen):
            yield SourceError(reason, path=table.path, row=row.number, column=column)
            break
        else:
            seen.add(row["name"])
            yield from _conflict(row)


def _faults(row: Row, known: Collection[str], seen: set[str]) -> Iterator[tuple[str, str]]:
    if row["kind"] not in _KINDS:
        yield "kind", f"{row['kind']!r} is none of {', '.join(_KINDS)}"
    if row["property"] not in properties():
        yield "property", f"{row['property']!r} is no property of the ontology"
    if not NCT.fullmatch(row["subject"]) and expand(row["subject"]).value not in known:
        yield "subject", f"{row['subject']!r} is described nowhere"
    if row["name"] in seen:
        yield "name", f"{row['name']!r} stands twice"


def _conflict(row: Row) -> Iterator[Quad]:
    node, graph = actd(row["name"]), graph_node("views")
    yield Quad(node, TYPE, act("Conflict"), graph)
    yield Quad(node, LABEL, Literal(row["label"]), graph)
    yield Quad(node, act("about"), expand(row["subject"]), graph)
    yield Quad(node, act("onProperty"), act(row["property"]), graph)
    yield Quad(node, act("conflictKind"), actd(f"conflict-kind-{row['kind']}"), graph)
    if row["preferred"]:
        yield Quad(node, act("preferredValue"), Literal(row["preferred"]), graph)
    yield Quad(node, act("reason"), Literal(row["reason"]), graph)
