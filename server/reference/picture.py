"""The model as a picture: the classes most used as boxes, their properties as rows, arrows to other boxes.

Everything drawn is read from the ontology; how often a release uses a term only decides what is drawn.
Colours are attributes, which a style sheet may replace: the service's policy allows no style in a document.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from markupsafe import Markup

from server.reference.layout import COLUMN_GAP, Layout, Place, layout
from server.reference.model import Box, boxes
from server.reference.usage import Usage
from server.reference.vocabulary import Vocabulary

__all__ = ["picture"]

_HEAD: Final = 30.0
_ROW: Final = 20.0
_PAD: Final = 9.0
_MARGIN: Final = 14.0
#: Mean width of a letter in pixels at 13 pixels height, on the safe side.
_LETTER: Final = 7.7
_TEXT: Final = "#1a1d21"
_SOFT: Final = "#eef2f3"
_LINE: Final = "#5d6b71"
_LINK: Final = "#0a5c73"


def picture(vocabulary: Vocabulary, usage: Usage, base: str = "") -> str:
    """Return the picture as an SVG document without XML declaration, fit to stand in a page.

    Args:
        vocabulary: what is drawn.
        usage: decides which classes and properties are.
        base: address of the reference; "" when the picture stands on it.
    """
    shown = boxes(vocabulary, usage)
    sizes = {iri: (_width(box, vocabulary), _height(box)) for iri, box in shown.items()}
    pairs = [(iri, goal) for iri, box in shown.items() for _, goal in box.rows if goal in shown]
    weight = Counter[tuple[str, str]]()
    for iri, box in shown.items():
        for term, goal in box.rows:
            weight[iri, goal] += 1 + usage.uses.get(term.iri, 0)
    placed = layout(sizes, sorted(dict.fromkeys(pairs), key=lambda pair: (-weight[pair], pair)))
    drawn = Markup("\n").join(
        [
            *_arrows(shown, placed),
            *(_drawn(box, placed.places[iri], vocabulary, usage, base) for iri, box in shown.items()),
        ]
    )
    bows = COLUMN_GAP / 2  # what the arrows inside the last column need
    width, height = placed.width + bows + 2 * _MARGIN, placed.height + 2 * _MARGIN
    names = ", ".join(box.term.label for box in shown.values())
    return _FRAME.format(
        width=f"{width:.0f}",
        height=f"{height:.0f}",
        names=names,
        drawn=drawn,
        line=_LINE,
        margin=f"{_MARGIN:g}",
    )


_FRAME: Final = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" class="model" role="group" aria-labelledby="model-title" '
    'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
    'font-family="system-ui, sans-serif" font-size="13">\n'
    '<title id="model-title">The classes most used and how they are related: {names}</title>\n'
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" '
    'orient="auto-start-reverse"><path class="model-tip" d="M0 .8 7.5 4 0 7.2z" fill="{line}"/>'
    "</marker></defs>\n"
    '<rect class="model-back" width="{width}" height="{height}" fill="#ffffff"/>\n'
    '<g transform="translate({margin} {margin})">\n{drawn}\n</g>\n</svg>\n'
)


def _head(box: Box) -> float:
    return _HEAD + (_ROW - 4) * len(box.lines)


def _height(box: Box) -> float:
    rows = len(box.rows) + bool(box.more)
    return _head(box) + _ROW * rows + (_PAD if rows else 0)


def _width(box: Box, vocabulary: Vocabulary) -> float:
    texts = [box.term.label + "  0,000", *box.lines]
    texts += [f"{term.label} → {vocabulary.label(goal)}" for term, goal in box.rows]
    if box.more:
        texts.append(_more(box))
    return max(map(len, texts)) * _LETTER + 2 * _PAD


def _more(box: Box) -> str:
    return f"and {box.more} more" if box.rows else f"{box.more} properties"


def _drawn(box: Box, place: Place, vocabulary: Vocabulary, usage: Usage, base: str) -> Markup:
    parts = [
        Markup(
            '<rect class="model-box" width="{:.0f}" height="{:.0f}" rx="6" fill="{}" stroke="{}"/>'
        ).format(place.width, place.height, _SOFT, _LINE),
        _text(_PAD, 20, box.term.label, f"{base}#{box.term.name}", weight=700),
    ]
    count = usage.instances.get(box.term.iri)
    if count:
        parts.append(
            Markup(
                '<text class="model-soft" x="{:.0f}" y="20" text-anchor="end" font-size="12" '
                'fill="{}">{:,}</text>'
            ).format(place.width - _PAD, _LINE, count)
        )
    y = 20.0
    for line in box.lines:
        y += _ROW - 4
        parts.append(_soft(_PAD, y, line))
    if box.rows or box.more:
        y = _head(box)
        parts.append(
            Markup('<path class="model-line" d="M0 {:.0f}h{:.0f}" stroke="{}" stroke-width=".7"/>').format(
                y - 2, place.width, _LINE
            )
        )
    for number, (term, goal) in enumerate(box.rows):
        at = _head(box) + _ROW * number + 15
        label = Markup('{}<tspan class="model-soft" fill="{}"> → {}</tspan>').format(
            term.label, _LINE, vocabulary.label(goal)
        )
        parts.append(_text(_PAD, at, label, f"{base}#{term.name}"))
    if box.more:
        parts.append(_soft(_PAD, _head(box) + _ROW * len(box.rows) + 15, _more(box)))
    return Markup('<g transform="translate({:.0f} {:.0f})">{}</g>').format(
        place.x, place.y, Markup("").join(parts)
    )


def _text(x: float, y: float, text: str | Markup, address: str, weight: int = 400) -> Markup:
    return Markup(
        '<a href="{}"><text class="model-text" x="{:.0f}" y="{:.0f}" font-weight="{}" fill="{}">{}</text></a>'
    ).format(address, x, y, weight, _LINK if weight > 400 else _TEXT, text)


def _soft(x: float, y: float, text: str) -> Markup:
    return Markup('<text class="model-soft" x="{:.0f}" y="{:.0f}" font-size="12" fill="{}">{}</text>').format(
        x, y, _LINE, text
    )


def _arrows(shown: dict[str, Box], placed: Layout) -> Iterator[Markup]:
    """Yield an arrow from the first row that leads to another box to the head of that box, once a pair."""
    for iri, box in shown.items():
        here = placed.places[iri]
        seen = {iri}
        for number, (_, goal) in enumerate(box.rows):
            if goal not in shown or goal in seen:
                continue
            seen.add(goal)
            there = placed.places[goal]
            y = here.y + _head(box) + _ROW * number + 10
            yield Markup(
                '<path class="model-arrow" d="{}" fill="none" stroke="{}" stroke-width="1.2" '
                'marker-end="url(#arrow)"/>'
            ).format(_curve(here, y, there, placed.ways[iri, goal]), _LINE)


def _curve(here: Place, y: float, there: Place, way: list[tuple[float, float]]) -> str:
    """Return the path of an arrow that leaves a box at a height and enters another at its head."""
    goal = there.y + 15
    if there.column == here.column:  # around the right side of both
        x, bow = here.x + here.width, COLUMN_GAP * 0.55
        return f"M{x:.0f} {y:.0f} C{x + bow:.0f} {y:.0f} {x + bow:.0f} {goal:.0f} {x + 1:.0f} {goal:.0f}"
    right = there.column > here.column
    last = (here.x + here.width if right else here.x, y)
    path = f"M{last[0]:.0f} {last[1]:.0f}"
    for point in [*way, (there.x - 1 if right else there.x + there.width + 1, goal)]:
        if abs(point[1] - last[1]) < 1:
            path += f" L{point[0]:.0f} {point[1]:.0f}"
        else:
            reach = min(COLUMN_GAP, abs(point[0] - last[0])) * (0.6 if right else -0.6)
            path += (
                f" C{last[0] + reach:.0f} {last[1]:.0f} {point[0] - reach:.0f} {point[1]:.0f}"
                f" {point[0]:.0f} {point[1]:.0f}"
            )
        last = point
    return path
