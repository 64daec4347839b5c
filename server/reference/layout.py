"""Places boxes in columns so that arrows mostly go to the right and cross little (after Sugiyama).

Steps: turn around arrows that close a circle, fill the columns from the left with what points to others
before what is pointed to, let long arrows pass through the columns between at a place of their own, order
each column by where its neighbours stand, and stack.
Nothing is random: the same boxes in the same order give the same picture.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

__all__ = ["Layout", "Place", "layout"]

#: Pixels between two columns, between two boxes of one, and the height that a passing arrow gets.
COLUMN_GAP: Final = 58.0
BOX_GAP: Final = 26.0
LANE: Final = 12.0
#: Times that the columns are put in order, there and back.
_SWEEPS: Final = 12

Pair = tuple[str, str]


@dataclass(frozen=True)
class Place:
    """Where a box stands: its upper left corner, its size, all in pixels, and its column, from 0."""

    x: float
    y: float
    width: float
    height: float
    column: int


@dataclass(frozen=True)
class Layout:
    """Where everything stands.

    Attributes:
        places: of each box.
        ways: points between that the arrow of a pair passes, from its first box to its second.
        width: of all of it, in pixels.
        height: of all of it, in pixels.
    """

    places: dict[str, Place]
    ways: dict[Pair, list[tuple[float, float]]]
    width: float
    height: float


def layout(
    sizes: Mapping[str, tuple[float, float]], pairs: Sequence[Pair], columns_wanted: int = 5
) -> Layout:
    """Place boxes.

    Args:
        sizes: width and height of each box by its name; the weightiest first.
        pairs: arrows from one box to another, the weightiest first; one from a box to itself is left out.
        columns_wanted: how many columns; fewer when there is little to put in them. An arrow may stay
            inside a column.

    Example:
        >>> found = layout({"a": (10, 10), "b": (10, 10)}, [("a", "b")])
        >>> found.places["a"].column, found.places["b"].column
        (0, 1)
    """
    if not sizes:
        return Layout({}, {}, 0.0, 0.0)
    wanted = [pair for pair in dict.fromkeys(pairs) if pair[0] != pair[1]]
    forward = _acyclic(list(sizes), wanted)
    column = _columns(sizes, forward, columns_wanted)
    count = max(column.values(), default=0) + 1
    columns: list[list[str]] = [[] for _ in range(count)]
    for name in sizes:
        columns[column[name]].append(name)
    lanes: dict[Pair, list[str]] = {}
    near: dict[str, list[str]] = defaultdict(list)
    for first, second in forward:
        steps = [first]
        for between in range(column[first] + 1, column[second]):
            lane = f"{first}\t{second}\t{between}"
            columns[between].append(lane)
            steps.append(lane)
        steps.append(second)
        lanes[first, second] = steps[1:-1]
        for left, right in pairwise(steps):
            if column[first] == column[second]:
                continue
            near[left].append(right)
            near[right].append(left)
    _ordered(columns, near)
    return _placed(columns, sizes, wanted, lanes, near)


def _acyclic(names: list[str], pairs: list[Pair]) -> list[Pair]:
    """Return the pairs with those turned around that would close a circle; the weightiest keep their way."""
    after: dict[str, set[str]] = {name: set() for name in names}

    def reaches(start: str, end: str) -> bool:
        seen, waiting = {start}, [start]
        while waiting:
            for following in after[waiting.pop()]:
                if following == end:
                    return True
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        return False

    found: dict[Pair, None] = {}
    for first, second in pairs:
        turned = reaches(second, first)
        left, right = (second, first) if turned else (first, second)
        after[left].add(right)
        found[left, right] = None
    return list(found)


def _columns(sizes: Mapping[str, tuple[float, float]], pairs: list[Pair], wanted: int) -> dict[str, int]:
    """Return the column of each box; no arrow leads to a column further left."""
    before: dict[str, list[str]] = {name: [] for name in sizes}
    for first, second in pairs:
        before[second].append(first)
    depths: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in depths:
            depths[name] = 1 + max((depth(one) for one in before[name]), default=-1)
        return depths[name]

    room = sum(height + BOX_GAP for _, height in sizes.values()) / wanted
    found: dict[str, int] = {}
    filled = 0.0
    for name in sorted(sizes, key=depth):
        taken = sizes[name][1] + BOX_GAP
        found[name] = min(wanted - 1, int((filled + taken / 2) / room))
        filled += taken
    if len(sizes) <= wanted:  # little to place: one step a column
        return depths
    return found


def _ordered(columns: list[list[str]], near: Mapping[str, list[str]]) -> None:
    """Order each column by the mean place of the neighbours, from the left and back, in place."""
    for sweep in range(_SWEEPS):
        numbers = range(len(columns)) if sweep % 2 == 0 else range(len(columns) - 1, -1, -1)
        for number in numbers:
            beside = columns[number - 1] if sweep % 2 == 0 and number else []
            if sweep % 2 and number + 1 < len(columns):
                beside = columns[number + 1]
            rank = {name: (place + 0.5) / len(beside) for place, name in enumerate(beside)}
            own = {name: (place + 0.5) / len(columns[number]) for place, name in enumerate(columns[number])}

            def mean(name: str, rank: dict[str, float] = rank, own: dict[str, float] = own) -> float:
                places = [rank[one] for one in near[name] if one in rank] if name in near else []
                return sum(places) / len(places) if places else own[name]

            columns[number].sort(key=mean)


def _placed(
    columns: list[list[str]],
    sizes: Mapping[str, tuple[float, float]],
    wanted: list[Pair],
    lanes: Mapping[Pair, list[str]],
    near: Mapping[str, list[str]],
) -> Layout:
    def height(name: str) -> float:
        return sizes[name][1] if name in sizes else LANE

    def stacked(column: list[str]) -> float:
        return sum(map(height, column)) + BOX_GAP * (len(column) - 1)

    tallest = max(map(stacked, columns), default=0.0)
    middles: dict[str, float] = {}
    places: dict[str, Place] = {}
    lefts: list[tuple[float, float]] = []
    x = 0.0
    for number, column in enumerate(columns):
        width = max((sizes[name][0] for name in column if name in sizes), default=0.0)
        y, room = 0.0, tallest - stacked(column)
        for name in column:
            # as near to the neighbours on the left as the room that is left allows
            beside = [middles[one] for one in near.get(name, []) if one in middles]
            wish = sum(beside) / len(beside) - height(name) / 2 if beside else y
            if number == 0:
                wish = y + room / (len(column) + 1)
            slack = min(max(0.0, wish - y), room)
            y, room = y + slack, room - slack
            if name in sizes:
                places[name] = Place(x, y, width, height(name), number)
            middles[name] = y + height(name) / 2
            y += height(name) + BOX_GAP
        lefts.append((x, width))
        x += width + COLUMN_GAP
    ways: dict[Pair, list[tuple[float, float]]] = {}
    for first, second in wanted:
        turned = (first, second) not in lanes
        found: list[tuple[float, float]] = []
        for lane in lanes[(second, first) if turned else (first, second)]:
            left, width = lefts[int(lane.rpartition("\t")[2])]
            points = [(left, middles[lane]), (left + width, middles[lane])]
            found += points
        ways[first, second] = found[::-1] if turned else found
    return Layout(places, ways, max(0.0, x - COLUMN_GAP), tallest)
