"""What makes a row of a statement table sound, beyond its columns: names that exist, whole figures."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final

from graph.errors import SourceError
from graph.schema import properties
from graph.terms import actd, decimal, expand
from loaders.tables import Row, Table

__all__ = ["FIGURES", "check"]

#: Columns with numbers, and the property of a quantity that each becomes.
FIGURES: Final = {
    "number": "value",
    "minimum": "minValue",
    "maximum": "maxValue",
    "deviation": "standardDeviation",
}
_ALLOWED: Final = {
    "statistic": ("", "exact", "mean", "median", "range"),
    "basis": ("", "per-injection", "per-site", "per-administration", "total"),
    "unit": ("", "{cells}", "{cells}/kg"),
    "role": ("printed", "reading"),
}
_NCT: Final = re.compile(r"NCT\d{8}")
_ECO: Final = re.compile(r"ECO:\d{7}")

Fault = Callable[[str, str], SourceError]


def check(row: Row, table: Table, *, known: Collection[str], kinds: Mapping[str, str]) -> None:
    """Return if a row is sound.

    Args:
        row: the row.
        table: its table, for messages.
        known: IRIs of everything that has a description.
        kinds: local name of a thing to the local name of its act: class.

    Raises:
        SourceError: a cell is wrong; it names file, line and column and says how to mend it.
    """

    def fault(column: str, reason: str) -> SourceError:
        return SourceError(reason, path=table.path, row=row.number, column=column)

    subject, name = row["subject"], row["property"]
    if not (_NCT.fullmatch(subject) or subject in kinds):
        raise fault("subject", f"{subject!r} is no NCT number and not in things.tsv")
    if name not in properties():
        raise fault("property", f"{name!r} is no property of the ontology")
    if row["intervention"] and not row["arm"]:
        raise fault("arm", "is empty, though the row names an intervention")
    for column, values in _ALLOWED.items():
        if row[column] not in values:
            raise fault(column, f"{row[column]!r} is none of {', '.join(value for value in values if value)}")
    if row["role"] == "reading" and not row["reason"]:
        raise fault("reason", "is empty: a reading says why it is right")
    if not _ECO.fullmatch(row["evidence"]) or expand(row["evidence"]).value not in known:
        raise fault("evidence", f"{row['evidence']!r} is no known ECO term")
    if name == "outcome" and expand(row["measure"] or "-").value not in known:
        raise fault("measure", f"{row['measure']!r} is no known outcome measure")
    for work in row["cites"].split():
        if actd(f"work-{work}").value not in known:
            raise fault("cites", f"{work!r} is in no reference list")
    _check_figures(row, fault)


def _check_figures(row: Row, fault: Fault) -> None:
    for column in FIGURES:
        if row[column]:
            try:
                decimal(row[column])
            except ValueError as error:
                raise fault(column, str(error)) from error
    if properties()[row["property"]].range.endswith("#Quantity") and not row["value"]:
        if bool(row["number"]) == bool(row["minimum"] and row["maximum"]):
            raise fault("number", "give one number, or a minimum and a maximum")
        for column in ("statistic", "unit", "reported"):
            if not row[column]:
                raise fault(column, "is empty, though the row gives a quantity")
