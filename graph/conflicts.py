"""Disagreements as things of their own: found where claims on one property cannot all be right.

What kind a found conflict is: a statement with a damaged print makes it a print fault; the status of a
trial told by several sources changes over time; figures that differ by at most 2 % are rounded; all
statements in one document, within one source; else a disagreement. A conflict that a curator described
for the same thing and property takes the statements found here, and keeps its own kind and reason.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.facts import Value, facts, values
from graph.schema import properties
from graph.terms import LABEL, TYPE, act, actd, graph_node

__all__ = ["Side", "conflict", "curated"]

_ROUNDED: Final = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Side:
    """One claim of a conflict.

    Attributes:
        claim: the claim.
        value: the value or quantity that it states.
        source: the document that it stands in.
        reading: whether it is a curator's reading.
    """

    claim: NamedNode
    value: Value
    source: str
    reading: bool


def conflict(about: NamedNode, name: str, sides: Sequence[Side], store: Store) -> Iterator[Quad]:
    """Yield the conflict that some claims make.

    Args:
        about: what the claims are about.
        name: local name of the property that they are on.
        sides: the printed claims that cannot all be right, and the curators' readings of them.
        store: has the claims and the labels of their values.
    """
    views = graph_node("views")
    printed = [side for side in sides if not side.reading]
    readings = [side for side in sides if side.reading]
    known = curated(about, name, store)
    node = known or actd(f"conflict-{sha256(f'{about.value}|{name}'.encode()).hexdigest()[:12]}")
    for side in printed:
        if not any(facts(store, node, act("hasStatement"), side.claim)):
            yield Quad(node, act("hasStatement"), side.claim, views)
    for side in readings:
        if not any(facts(store, node, act("prefers"), side.claim)):
            yield Quad(node, act("prefers"), side.claim, views)
    if known:
        return
    yield Quad(node, TYPE, act("Conflict"), views)
    words = sorted({_words(side.value, store) for side in printed})
    yield Quad(node, LABEL, Literal(f"{properties()[name].label}: {' or '.join(words)}"), views)
    yield Quad(node, act("about"), about, views)
    yield Quad(node, act("onProperty"), act(name), views)
    yield Quad(node, act("conflictKind"), actd(f"conflict-kind-{_kind(name, printed, store)}"), views)
    for side in readings[:1]:
        yield Quad(node, act("preferredValue"), Literal(_words(side.value, store)), views)
        for reason in values(store, side.claim, act("reason")):
            yield Quad(node, act("reason"), reason, views)


def curated(about: NamedNode, name: str, store: Store) -> NamedNode | None:
    """Return the conflict that a curator described for a thing and a property, None where there is none.

    A conflict on a study covers its arms and what was given in them.
    """
    for node in sorted((fact.subject for fact in facts(store, None, TYPE, act("Conflict"))), key=str):
        if act(name) in values(store, node, act("onProperty")):
            for subject in values(store, node, act("about")):
                if subject == about or about.value.startswith(subject.value + "-"):
                    return node
    return None


def _kind(name: str, printed: Sequence[Side], store: Store) -> str:
    if any(values(store, side.claim, act("transcriptionNote")) for side in printed):
        return "print-fault"
    if len({side.source for side in printed}) == 1:
        return "rounding" if _rounded(printed, store) else "within-one-source"
    if name == "status":
        return "change-over-time"
    return "rounding" if _rounded(printed, store) else "disagreement"


def _rounded(printed: Sequence[Side], store: Store) -> bool:
    numbers = []
    for side in printed:
        figures = values(store, side.value, act("value")) or [side.value]
        try:
            numbers.append(Decimal(figures[0].value))
        except ArithmeticError:
            return False
    return max(numbers) - min(numbers) <= _ROUNDED * max(abs(number) for number in numbers)


def _words(value: Value, store: Store) -> str:
    """Return a value's label, or the literal itself."""
    for found in values(store, value, LABEL):
        return found.value
    return value.value.rpartition("/")[2] if isinstance(value, NamedNode) else value.value
