"""Rows of curated statements -> claims, passages and quantities in the graph of their source.

IRIs come from what is stated and where, never from a row's position: the same statement in the same
place always has the same IRI, and moving rows changes nothing.
"""

import re
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import SourceError
from graph.schema import Property, properties
from graph.terms import LABEL, TYPE, XSD, act, actd, decimal, expand, graph_node, integer
from loaders.passages import digest
from loaders.quantities import label as quantity_label
from loaders.statements import FIGURES, NCT, check, quantified
from loaders.tables import Row, Table

__all__ = ["Claims", "passage"]

_QUANTITY: Final = (*FIGURES, "statistic", "unit", "basis")
#: Columns that become a text of the claim, and their properties.
_TEXTS: Final = {
    "summary": "summary",
    "group": "group",
    "period": "period",
    "comparison": "comparison",
    "p": "pValue",
    "formula": "formula",
    "reported": "asReported",
    "reason": "reason",
}
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def passage(row: Row, table: Table) -> tuple[NamedNode, list[Quad]]:
    """Return the node of a row's passage and the quads that describe it.

    Raises:
        SourceError: offsets or checksum are malformed.
    """
    source = table.meta["source"]
    for column in ("start", "end"):
        if not row[column].isdigit():
            raise SourceError("is not a whole number", path=table.path, row=row.number, column=column)
    if int(row["start"]) >= int(row["end"]):
        raise SourceError("is not after start", path=table.path, row=row.number, column="end")
    if not _SHA256.fullmatch(row["sha256"]):
        raise SourceError("is not 64 hex digits", path=table.path, row=row.number, column="sha256")
    key = digest("|".join((row["locator"], row["end"])))[:8]
    node, graph = actd(f"passage-{source}-{row['start']}-{key}"), graph_node(f"source-{source}")
    return node, [
        Quad(node, TYPE, act("Passage"), graph),
        Quad(node, act("sourceDocument"), actd(f"source-{source}"), graph),
        Quad(node, act("locator"), Literal(row["locator"]), graph),
        Quad(node, act("charStart"), integer(row["start"]), graph),
        Quad(node, act("charEnd"), integer(row["end"]), graph),
        Quad(node, act("sha256"), Literal(row["sha256"]), graph),
    ]


class Claims:
    """Turns statement rows into quads; one instance a build, so that it sees every duplicate.

    Args:
        known: IRIs of everything that has a description (concepts, things, terms of other
            ontologies, works): a value outside it is a mistake.
        conflicts: names of the curated conflicts, whose sides rows may be.
    """

    def __init__(self, known: set[str], conflicts: set[str]) -> None:
        self._known = known
        self._conflicts = conflicts
        self._seen: dict[str, str] = {}
        self._linked: set[tuple[str, NamedNode]] = set()

    def quads(self, row: Row, table: Table) -> Iterator[Quad]:
        """Yield the quads of one row: its claim, passage, quantity, and the arm and intervention it names.

        Raises:
            SourceError: a cell is wrong; it names file, line and column and says how to mend it.
        """
        source, reading = table.meta["source"], row["role"] == "reading"
        # what a curator reads is not what the source says: it stands in a graph of its own
        graph = graph_node("views" if reading else f"source-{source}")
        check(row, table, known=self._known, conflicts=self._conflicts)
        subject, about = expand(row["subject"]), self._about(row)
        place, described = passage(row, table)
        yield from described
        yield from self._links(row, table, subject, place)

        outcome = row["property"] == "outcome"
        prop = properties()[row["property"]]
        value = self._value(row, table, prop)
        key = self._key(row, table, about, value, place)
        claim = actd(f"claim-{source}-{key}")
        yield Quad(claim, TYPE, act(_kind(row)), graph)
        yield Quad(claim, TYPE, act("Claim"), graph)
        if reading:
            yield Quad(claim, TYPE, act("CuratedView"), graph)
        yield from self._statement(claim, subject if outcome else about, prop, row, table, place, graph)
        if value:
            yield Quad(claim, act("statedValue"), value, graph)
        if not value or (outcome and quantified(row)):
            quantity = actd(f"quantity-{source}-{key}")
            yield Quad(claim, act("effectSize" if outcome else "hasQuantity"), quantity, graph)
            yield from self._quantity(quantity, row, graph)
        if outcome:
            yield from self._result(claim, row, graph)
        if row["polarity"]:
            yield Quad(claim, act("polarity"), actd(f"polarity-{row['polarity']}"), graph)
        for column, name in _TEXTS.items():
            if row[column]:
                yield Quad(claim, act(name), Literal(row[column]), graph)
        if row["note"]:
            damaged = row["note"].startswith("damaged")
            yield Quad(claim, act("transcriptionNote" if damaged else "note"), Literal(row["note"]), graph)
        if row["conflict"]:
            conflict, _, preferred = row["conflict"].partition(" ")
            yield Quad(actd(conflict), act("hasStatement"), claim, graph_node("views"))
            if preferred:
                yield Quad(actd(conflict), act("prefers"), claim, graph_node("views"))

    def _key(
        self, row: Row, table: Table, about: NamedNode, value: NamedNode | Literal | None, place: NamedNode
    ) -> str:
        """Return what names a claim: a digest of what it states and where."""
        figures = "|".join(row[column] for column in _QUANTITY)
        stated = value.value + (figures if row["property"] == "outcome" else "") if value else figures
        told = ("property", "measure", "role", "reported", "polarity", "group", "period", "count", "summary")
        key = digest("|".join((about.value, stated, place.value, *(row[column] for column in told))))[:12]
        if key in self._seen:
            reason = f"says the same as {self._seen[key]}: remove one of the two"
            raise self._fault(row, table, "subject", reason)
        self._seen[key] = f"{table.path}:{row.number}"
        return key

    # --- parts of a claim -------------------------------------------------------------------------

    def _statement(
        self,
        claim: NamedNode,
        about: NamedNode,
        prop: Property,
        row: Row,
        table: Table,
        place: NamedNode,
        graph: NamedNode,
    ) -> Iterator[Quad]:
        yield Quad(claim, act("about"), about, graph)
        yield Quad(claim, act("onProperty"), act(prop.name), graph)
        yield Quad(claim, act("evidenceKind"), expand(row["evidence"]), graph)
        yield Quad(claim, act("statedIn"), place, graph)
        yield Quad(claim, act("extractedBy"), Literal(table.meta["extracted-by"]), graph)
        checked = Literal(table.meta["checked-on"], datatype=NamedNode(XSD + "date"))
        yield Quad(claim, act("checkedOn"), checked, graph)
        for work in row["cites"].split():
            yield Quad(claim, act("citesStudyReport"), actd(f"work-{work}"), graph)

    def _links(self, row: Row, table: Table, study: NamedNode, place: NamedNode) -> Iterator[Quad]:
        """Yield, once a source, the claims that the study has the arm and the arm has the intervention.

        A reading makes them only where no source names the part: it is the reader then who sees it.
        """
        source, reading = table.meta["source"], row["role"] == "reading"
        graph = graph_node("views" if reading else f"source-{source}")
        links = []
        if row["arm"]:
            links.append(("hasArm", study, self._arm(row)))
        if row["intervention"]:
            links.append(("hasIntervention", self._arm(row), self._about(row)))
        for name, about, part in links:
            if ("any" if reading else source, part) in self._linked:
                continue
            self._linked |= {(source, part), ("any", part)}
            claim = actd(f"claim-{source}-{digest(f'{about.value}|{name}|{part.value}')[:12]}")
            yield Quad(claim, TYPE, act("CuratedView" if reading else "StudyFactClaim"), graph)
            yield Quad(claim, TYPE, act("Claim"), graph)
            yield from self._statement(claim, about, properties()[name], row, table, place, graph)
            yield Quad(claim, act("statedValue"), part, graph)
            if reading:
                yield Quad(claim, act("reason"), Literal(row["reason"]), graph)

    def _result(self, claim: NamedNode, row: Row, graph: NamedNode) -> Iterator[Quad]:
        yield Quad(claim, act("outcomeMeasure"), expand(row["measure"]), graph)
        yield Quad(claim, act("direction"), expand(row["value"]), graph)
        if row["arm"]:
            yield Quad(claim, act("inGroup"), self._arm(row), graph)
        for column, name in (("count", "count"), ("of", "outOf")):
            if row[column]:
                yield Quad(claim, act(name), integer(row[column]), graph)

    def _quantity(self, node: NamedNode, row: Row, graph: NamedNode) -> Iterator[Quad]:
        yield Quad(node, TYPE, act("Quantity"), graph)
        for column, name in FIGURES.items():
            if row[column]:
                yield Quad(node, act(name), decimal(row[column]), graph)
        yield Quad(node, act("statistic"), actd(f"statistic-{row['statistic']}"), graph)
        yield Quad(node, act("unitUCUM"), Literal(row["unit"]), graph)
        if row["basis"]:
            yield Quad(node, act("doseBasis"), actd(f"basis-{row['basis']}"), graph)
        yield Quad(node, act("asReported"), Literal(row["reported"]), graph)
        yield Quad(node, LABEL, Literal(quantity_label(row.cells)), graph)

    def _value(self, row: Row, table: Table, prop: Property) -> NamedNode | Literal | None:
        """Return the stated value, or None when it is a quantity."""
        if prop.is_literal:
            written = row["number"] or row["value"]
            try:
                if prop.range == XSD + "integer":
                    return integer(written)
                return decimal(written) if prop.range == XSD + "decimal" else Literal(written)
            except ValueError as error:
                raise self._fault(row, table, "number", str(error)) from error
        if row["value"]:
            try:
                value = expand(row["value"])
            except KeyError as error:
                raise self._fault(row, table, "value", f"{error} is no known prefix") from error
            if value.value not in self._known and not NCT.fullmatch(row["value"]):
                reason = f"{row['value']!r} is described nowhere: add it or mend it"
                raise self._fault(row, table, "value", reason)
            return value
        if not prop.range.endswith("#Quantity"):
            raise self._fault(row, table, "value", "is empty")
        return None

    def _about(self, row: Row) -> NamedNode:
        if not row["arm"]:
            return expand(row["subject"])
        return actd("-".join(part for part in (row["subject"], row["arm"], row["intervention"]) if part))

    def _arm(self, row: Row) -> NamedNode:
        return actd(f"{row['subject']}-{row['arm']}")

    def _fault(self, row: Row, table: Table, column: str, reason: str) -> SourceError:
        return SourceError(reason, path=table.path, row=row.number, column=column)


def _kind(row: Row) -> str:
    """Return the class of a row's claim."""
    if row["property"] == "outcome":
        return "SafetyClaim" if row["measure"] == "outcome-safety" else "EfficacyClaim"
    if row["property"] == "mechanism":
        return "MechanismClaim"
    return "CuratedView" if row["role"] == "reading" else "StudyFactClaim"
