"""Claims -> the study spine: one preferred value a property, each with a claim behind it and a reason.

For every thing and property that claims speak of, in this order:

1. a gap ("not provided", "not available") is a claim, never a value;
2. a curator's reading (act:CuratedView) is the value, or what a source tells more closely than it;
3. claims that agree give the value;
4. of two compatible values the narrower one is the value (autologous bone marrow MSC and bone
   marrow MSC): told more closely, not contradicted;
5. dose figures of different kinds (a median, a range) do not contradict each other: a single figure
   goes before a mean, a mean before a median, a median before a range;
6. what is left is a disagreement without a reading: the nearest statement wins (a table cell before
   prose, a cited study before an uncited one) and the report of the build names it, unless a curator
   described the conflict and left it open.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Quad, Store

from graph.conflicts import Side, conflict, curated
from graph.facts import Value, facts, values
from graph.labels import described
from graph.schema import properties
from graph.terms import TYPE, act, graph_node
from ontology import ACT, ACTD, PREFIXES

__all__ = ["Spine", "resolve"]

_STATISTICS: Final = ("exact", "mean", "median", "range", "confidence-interval", "at-least", "at-most")
_EVIDENCE: Final = ("ECO_0000180", "ECO_0006016", "ECO_0000033", "ECO_0000204", "ECO_0000034")
_BROADER: Final = (NamedNode(PREFIXES["skos"] + "broader"), act("broaderCellType"))


@dataclass(frozen=True, slots=True)
class _Claim:
    node: NamedNode
    value: Value
    same: str
    """Two claims with the same text here state the same thing."""
    statistic: str
    reading: bool
    rank: tuple[bool, int, str, int]
    """Nearest statement first."""


@dataclass(frozen=True)
class Spine:
    """What resolution gives.

    Attributes:
        quads: graph `studies` (the spine) and graph `views` (which claims stand against each other).
        unsettled: one line for each disagreement that has no curator's reading yet.
    """

    quads: list[Quad]
    unsettled: list[str]


def resolve(store: Store) -> Spine:
    """Return the spine of the claims in a store; the store is not changed."""
    quads: list[Quad] = []
    unsettled: list[str] = []
    studies, views = graph_node("studies"), graph_node("views")
    for (about, name), claims in sorted(
        _claims(store).items(), key=lambda item: (item[0][0].value, item[0][1])
    ):
        if properties()[name].values == "many":
            kept = claims
        else:
            kept, settled = _one(claims, store)
            if not settled and not curated(about, name, store):
                places = ", ".join(sorted({claim.value.value for claim in claims}))
                unsettled.append(f"{about.value.removeprefix(ACTD)} {name}: {places}")
            quads += _conflicts(claims, store, views)
            quads += _described(about, name, claims, store)
        for value in sorted({claim.value for claim in kept}, key=str):
            quads.append(Quad(about, act(name), value, studies))
    quads += described(quads, store)
    return Spine(quads, unsettled)


def _claims(store: Store) -> dict[tuple[NamedNode, str], list[_Claim]]:
    """Return the claims that state a spine value, by what they are about and on which property."""
    spine = {name for name, prop in properties().items() if prop.values}
    gaps = {fact.subject for fact in facts(store, None, TYPE, act("ReportingGap"))}
    found: dict[tuple[NamedNode, str], list[_Claim]] = defaultdict(list)
    for claim, _, prop in facts(store, None, act("onProperty")):
        name = prop.value.removeprefix(ACT)
        parts = _parts(claim, store)
        value = parts.get("statedValue") or parts.get("hasQuantity")
        about = parts.get("about")
        if name in spine and value is not None and value not in gaps and isinstance(about, NamedNode):
            found[about, name].append(_claim(claim, value, parts, store))
    return found


def _claim(node: NamedNode, value: Value, stated: dict[str, Value], store: Store) -> _Claim:
    parts = _parts(value, store)
    statistic = parts["statistic"].value.rpartition("-")[2] if "statistic" in parts else ""
    names = ("value", "minValue", "maxValue", "unitUCUM")
    figures = [f"{name} {_canonical(parts[name].value)}" for name in names if name in parts]
    place = _parts(stated["statedIn"], store)
    evidence = stated["evidenceKind"].value.rpartition("/")[2]
    rank = (
        ", column " not in place["locator"].value,
        _EVIDENCE.index(evidence) if evidence in _EVIDENCE else len(_EVIDENCE),
        place["sourceDocument"].value,
        int(place["charStart"].value),
    )
    reading = any(facts(store, node, TYPE, act("CuratedView")))
    return _Claim(node, value, "; ".join(figures) if statistic else str(value), statistic, reading, rank)


def _parts(node: Value, store: Store) -> dict[str, Value]:
    """Return one value of each act: property of a node."""
    return {fact.predicate.value.removeprefix(ACT): fact.object for fact in facts(store, node)}


def _canonical(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def _one(claims: list[_Claim], store: Store) -> tuple[list[_Claim], bool]:
    """Return the claim whose value is kept, and whether that is settled."""
    ordered = sorted(claims, key=lambda claim: (not claim.reading, claim.rank))
    if ordered[0].reading:
        read = [claim for claim in ordered if claim.reading]
        # what another source tells more closely than the reading does not go against it
        closer = [c for c in ordered if any(_narrower(c.value, reading.value, store) for reading in read)]
        held = [c for c in [*read, *closer] if not any(_narrower(d.value, c.value, store) for d in closer)]
        return held[:1], len({claim.same for claim in held}) == 1
    if ordered[0].statistic:
        first = min(_STATISTICS.index(claim.statistic) for claim in ordered)
        ordered = [claim for claim in ordered if claim.statistic == _STATISTICS[first]]
    else:
        ordered = [c for c in ordered if not any(_narrower(d.value, c.value, store) for d in ordered)]
    return ordered[:1], len({claim.same for claim in ordered}) == 1


def _narrower(value: Value, than: Value, store: Store) -> bool:
    """Return whether one concept is below another, by skos:broader or act:broaderCellType."""
    above: set[Value] = set()
    todo = [value]
    while todo:
        one = todo.pop()
        todo += [parent for step in _BROADER for parent in values(store, one, step) if parent not in above]
        above.update(todo)
    return than in above - {value}


def _conflicts(claims: list[_Claim], store: Store, views: NamedNode) -> Iterator[Quad]:
    """Yield what stands against what: claims that cannot both be right, and what a reading makes of them."""
    printed = sorted((claim for claim in claims if not claim.reading), key=lambda claim: claim.node.value)
    for index, one in enumerate(printed):
        for other in printed[index + 1 :]:
            if not _compatible(one, other, store):
                yield Quad(one.node, act("conflictsWith"), other.node, views)
    for reading in claims:
        if reading.reading:
            for claim in printed:
                verdict = "prefers" if _compatible(reading, claim, store) else "rejects"
                yield Quad(reading.node, act(verdict), claim.node, views)


def _described(about: NamedNode, name: str, claims: list[_Claim], store: Store) -> Iterator[Quad]:
    """Yield the conflict that claims on one property make, if any two of them cannot both be right."""
    printed = [claim for claim in claims if not claim.reading]
    apart = [one for one in printed if not all(_compatible(one, other, store) for other in printed)]
    if apart:
        sides = sorted(apart, key=lambda claim: claim.node.value)
        sides += sorted((claim for claim in claims if claim.reading), key=lambda claim: claim.node.value)
        parts = [Side(side.node, side.value, side.rank[2], side.reading) for side in sides]
        yield from conflict(about, name, parts, store)


def _compatible(one: _Claim, other: _Claim, store: Store) -> bool:
    """Return whether two claims can both be right: the same, told more closely, or figures of other kinds."""
    return (
        one.same == other.same
        or one.statistic != other.statistic
        or _narrower(one.value, other.value, store)
        or _narrower(other.value, one.value, store)
    )
