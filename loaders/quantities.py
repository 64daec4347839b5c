"""Words for a quantity: the label a reader sees beside the figure as printed."""

from collections.abc import Mapping
from decimal import Decimal

from loaders.figures import plain

__all__ = ["label"]


def label(cells: Mapping[str, str]) -> str:
    """Return a quantity's label from the cells of its row.

    Args:
        cells: number, or minimum and maximum; deviation, statistic, unit, basis; all optional but unit.

    Example:
        >>> label({"number": "462000000", "statistic": "median", "unit": "{cells}"})
        'median 462 000 000 cells'
        >>> label({"minimum": "1500000", "maximum": "7600000", "statistic": "range", "unit": "{cells}/kg"})
        '1 500 000 to 7 600 000 cells/kg'
    """
    if cells.get("number"):
        words = _spaced(cells["number"])
    else:
        words = f"{_spaced(cells['minimum'])} to {_spaced(cells['maximum'])}"
    if cells.get("deviation"):
        words += f" ± {_spaced(cells['deviation'])}"
    if cells.get("statistic") in ("mean", "median", "at-least", "at-most"):
        words = f"{cells['statistic'].replace('-', ' ')} {words}"
    words += " " + cells["unit"].replace("{", "").replace("}", "")
    if cells.get("basis"):
        words += " " + cells["basis"].replace("-", " ")
    return words


def _spaced(written: str) -> str:
    """Group thousands by thin, unbreakable reading: a plain space, as the SI brochure has it."""
    number = plain(Decimal(written))
    whole, _, fraction = number.partition(".")
    sign = "-" if whole.startswith("-") else ""
    return sign + f"{abs(int(whole)):,}".replace(",", " ") + (f".{fraction}" if fraction else "")
