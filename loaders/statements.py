"""What makes a row of a statement table sound, beyond its columns: names that exist, whole figures."""

import re
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Final

from graph.errors import SourceError
from graph.schema import properties
from graph.terms import actd, decimal, expand
from loaders.figures import plain
from loaders.formulas import computed
from loaders.tables import Row, Table

__all__ = ["FIGURES", "NCT", "check", "quantified"]

#: Columns with numbers, and the property of a quantity that each becomes.
FIGURES: Final = {
    "number": "value",
    "minimum": "minValue",
    "maximum": "maxValue",
    "deviation": "standardDeviation",
}
#: UCUM codes; what stands in braces is an annotation that says what is counted.
UNITS: Final = (
    "{cells}",
    "{cells}/kg",
    "{cells}/uL",
    "{capsules}",
    "{score}",
    "{score}/mo",
    "{neurons}/{section}",
    "{participants}",
    "{cases}/(100000.{people})",
    "{cases}/(100000.{people}.a)",
    "%",
    "%/mo",
    "d",
    "h",
    "wk",
    "mo",
    "a",
    "{trials}",
    "mL",
    "uL",
    "mg/d",
    "mg/mL",
    "nM",
    "1",
)
_ALLOWED: Final = {
    "statistic": ("", "exact", "mean", "median", "range", "confidence-interval", "at-least", "at-most"),
    "basis": ("", "per-injection", "per-site", "per-administration", "total"),
    "unit": ("", *UNITS),
    "polarity": ("", "supports", "refutes", "uncertain"),
    "role": ("printed", "reading"),
}
#: Columns that only a result has.
_RESULT: Final = ("group", "period", "comparison", "count", "of", "p")
NCT: Final = re.compile(r"NCT\d{8}")
_P: Final = re.compile(r"[<>=]?0\.\d+|NS")
_ECO: Final = re.compile(r"ECO:\d{7}")

Fault = Callable[[str, str], SourceError]


def quantified(row: Row) -> bool:
    """Return whether a row gives a number or a range."""
    return any(row[column] for column in FIGURES)


def check(row: Row, table: Table, *, known: Collection[str], conflicts: Collection[str]) -> None:
    """Return if a row is sound.

    Args:
        row: the row.
        table: its table, for messages.
        known: IRIs of everything that has a description.
        conflicts: names of the curated conflicts.

    Raises:
        SourceError: a cell is wrong; it names file, line and column and says how to mend it.
    """

    def fault(column: str, reason: str) -> SourceError:
        return SourceError(reason, path=table.path, row=row.number, column=column)

    subject, name = row["subject"], row["property"]
    if not (NCT.fullmatch(subject) or _known(subject, known)):
        raise fault("subject", f"{subject!r} is no NCT number, in no things table, and no known term")
    if ":" in subject and row["arm"]:
        raise fault("arm", f"{subject!r} is no study and has no arms")
    if name not in properties():
        raise fault("property", f"{name!r} is no property of the ontology")
    if row["intervention"] and not row["arm"]:
        raise fault("arm", "is empty, though the row names an intervention")
    for column, values in _ALLOWED.items():
        if row[column] not in values:
            raise fault(column, f"{row[column]!r} is none of {', '.join(value for value in values if value)}")
    if row["role"] == "reading" and not row["reason"]:
        raise fault("reason", "is empty: a reading says why it is right")
    if not _ECO.fullmatch(row["evidence"]) or not _known(row["evidence"], known):
        raise fault("evidence", f"{row['evidence']!r} is no known ECO term")
    for work in row["cites"].split():
        if actd(f"work-{work}").value not in known:
            raise fault("cites", f"{work!r} is in no reference list")
    if row["conflict"]:
        conflict, _, rest = row["conflict"].partition(" ")
        if conflict not in conflicts or rest not in ("", "preferred"):
            raise fault(
                "conflict", f"{row['conflict']!r} is not the name of a conflict, with or without preferred"
            )
    _check_kind(row, known, fault)
    _check_figures(row, fault)


def _known(name: str, known: Collection[str]) -> bool:
    try:
        return expand(name or "-").value in known
    except KeyError:
        return False


def _check_kind(row: Row, known: Collection[str], fault: Fault) -> None:
    """A result has a measure, a mechanism a polarity, and neither has what is the other's."""
    outcome = row["property"] == "outcome"
    if outcome and not _known(row["measure"], known):
        raise fault("measure", f"{row['measure']!r} is no known outcome measure")
    for column in _RESULT:
        if row[column] and not outcome:
            raise fault(column, "belongs to results only")
    for column in ("count", "of"):
        if row[column] and not row[column].isdigit():
            raise fault(column, f"{row[column]!r} is no whole number")
    if row["p"] and not _P.fullmatch(row["p"]):
        raise fault("p", f"{row['p']!r} is not like 0.049, <0.0038 or NS")
    if (row["property"] == "mechanism") != bool(row["polarity"]):
        raise fault("polarity", "stands in every row on a mechanism, and in no other")
    if row["polarity"] and not row["summary"]:
        raise fault("summary", "is empty: say how it is held to act")


def _check_figures(row: Row, fault: Fault) -> None:
    for column in FIGURES:
        if row[column]:
            try:
                decimal(row[column])
            except ValueError as error:
                raise fault(column, str(error)) from error
    if row["formula"]:
        try:
            value = computed(row["formula"])
        except ValueError as error:
            raise fault("formula", str(error)) from error
        number = Decimal(row["number"] or row["value"] or "NaN")
        if number.is_nan() or value.quantize(number) != number:
            raise fault("formula", f"gives {plain(value)}, the row says {row['number'] or 'no number'}")
    quantity = properties()[row["property"]].range.endswith("#Quantity") and not row["value"]
    if quantity or (row["property"] == "outcome" and quantified(row)):
        if bool(row["number"]) == bool(row["minimum"] and row["maximum"]):
            raise fault("number", "give one number, or a minimum and a maximum")
        for column in ("statistic", "unit", "reported"):
            if not row[column]:
                raise fault(column, "is empty, though the row gives a quantity")
