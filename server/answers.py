"""The answer of a canned query in each of its formats.

The engine answers in SPARQL JSON; a `Table` is one page of that, cells still RDF terms, and the functions
of `FORMATS` write it. Several values of a cell are sorted, an array in JSON and joined by ``; `` elsewhere.

Numbers in JSON: ``xsd:integer`` is a JSON integer of any size; ``xsd:decimal`` is a JSON integer where
it has no fraction (57000000), else the nearest double (1.5), which is the printed figure for up to 15
digits; the text formats have every number as the graph has it.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import Literal, NamedNode

from queries.binding import JOINED, SEPARATOR
from queries.catalogue import CannedQuery
from queries.frontmatter import Column
from server.concepts import shortened

__all__ = ["FORMATS", "Page", "Table", "Writers", "table", "text"]

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS: Final = {
    _XSD + "integer",
    _XSD + "int",
    _XSD + "long",
    _XSD + "nonNegativeInteger",
    _XSD + "gYear",
}

#: A term as SPARQL JSON has it: type, value, datatype; None for an empty cell.
Cell = dict[str, str] | None


@dataclass(frozen=True)
class Table:
    """One page of an answer.

    Attributes:
        query: the query that was asked.
        rows: the cells of each row, in the order of the query's columns.
    """

    query: CannedQuery
    rows: list[tuple[Cell, ...]]


@dataclass(frozen=True)
class Page:
    """A table and where it stands.

    Attributes:
        table: the rows.
        version: version of the data.
        total: number of rows of the whole answer.
        limit: rows a page has at most.
        offset: rows before this page.
    """

    table: Table
    version: str
    total: int
    limit: int
    offset: int


def table(query: CannedQuery, answer: bytes) -> Table:
    """Read SPARQL JSON into a table.

    Args:
        query: the query that was asked, with `queries.binding.SEPARATOR` between several values.
        answer: ``application/sparql-results+json``.
    """
    bindings: list[dict[str, dict[str, str]]] = json.loads(answer)["results"]["bindings"]
    return Table(
        query,
        [tuple(_tidy(row.get(name), query.columns[name]) for name in query.columns) for row in bindings],
    )


def _tidy(cell: Cell, column: Column) -> Cell:
    """Return a cell with its several values in order; one without any is empty."""
    if cell is None or not (column.many or column.joined):
        return cell
    values = sorted(value for value in cell["value"].split(SEPARATOR) if value)
    return {"type": "literal", "value": SEPARATOR.join(values)} if values else None


def text(cell: Cell, column: Column) -> str:
    """Return a cell as the text formats have it, "" when it is empty."""
    if cell is None:
        return ""
    if column.type == "boolean":
        return "true" if cell["value"] in ("true", "1") else "false"
    if column.type == "curie" and cell["type"] == "uri":
        return shortened(cell["value"])
    return cell["value"].replace(SEPARATOR, JOINED)


def _value(cell: Cell, column: Column) -> Any:
    """Return a cell as JSON has it."""
    if cell is None:
        return [] if column.many else None
    if column.many:
        return cell["value"].split(SEPARATOR)
    kind = column.type
    if kind == "any":
        datatype = cell.get("datatype", "")
        kind = "integer" if datatype in _INTEGERS else "decimal" if datatype == _XSD + "decimal" else kind
        kind = "boolean" if datatype == _XSD + "boolean" else kind
    if kind == "boolean":
        return cell["value"] in ("true", "1")
    if kind in ("integer", "year", "decimal"):
        return _number(cell["value"])
    return text(cell, column)


def _number(digits: str) -> int | float | str:
    """Return a number of the graph; digits that are none stay text."""
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return digits
    if not number.is_finite():
        return digits
    return int(number) if number == number.to_integral_value() else float(number)


def _json(page: Page) -> bytes:
    columns = page.table.query.columns
    body = {
        "query": page.table.query.name,
        "version": page.version,
        "columns": list(columns),
        "rows": [
            {name: _value(cell, column) for cell, (name, column) in zip(row, columns.items(), strict=True)}
            for row in page.table.rows
        ],
        "total": page.total,
        "limit": page.limit,
        "offset": page.offset,
    }
    return json.dumps(body, ensure_ascii=False).encode()


def _csv(page: Page) -> bytes:
    columns = page.table.query.columns
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in page.table.rows:
        writer.writerow(text(cell, column) for cell, column in zip(row, columns.values(), strict=True))
    return out.getvalue().encode()


def _terms(page: Page) -> list[dict[str, dict[str, str]]]:
    """Return the rows as SPARQL results have them: terms by column, empty cells left out."""
    columns = page.table.query.columns
    return [
        {
            name: {**cell, "value": cell["value"].replace(SEPARATOR, JOINED)}
            for cell, name in zip(row, columns, strict=True)
            if cell is not None
        }
        for row in page.table.rows
    ]


def _sparql_json(page: Page) -> bytes:
    body = {"head": {"vars": list(page.table.query.columns)}, "results": {"bindings": _terms(page)}}
    return json.dumps(body, ensure_ascii=False).encode()


def _tsv(page: Page) -> bytes:
    lines = ["\t".join(f"?{name}" for name in page.table.query.columns)]
    for row in _terms(page):
        lines.append("\t".join(_turtle(row.get(name)) for name in page.table.query.columns))
    return "".join(f"{line}\n" for line in lines).encode()


def _turtle(cell: Cell) -> str:
    if cell is None:
        return ""
    if cell["type"] == "uri":
        return str(NamedNode(cell["value"]))
    datatype = cell.get("datatype")
    return str(Literal(cell["value"], datatype=NamedNode(datatype) if datatype else None))


def _sparql_xml(page: Page) -> bytes:
    parts = ['<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n<head>']
    parts += [f"<variable name={quoteattr(name)}/>" for name in page.table.query.columns]
    parts.append("</head>\n<results>\n")
    for row in _terms(page):
        parts.append("<result>")
        parts += [f"<binding name={quoteattr(name)}>{_element(cell)}</binding>" for name, cell in row.items()]
        parts.append("</result>\n")
    parts.append("</results>\n</sparql>\n")
    return "".join(parts).encode()


def _element(cell: Mapping[str, str]) -> str:
    value = escape(cell["value"])
    if cell["type"] == "uri":
        return f"<uri>{value}</uri>"
    datatype = cell.get("datatype")
    return (
        f"<literal datatype={quoteattr(datatype)}>{value}</literal>"
        if datatype
        else f"<literal>{value}</literal>"
    )


#: Name in ``?format=`` -> (media type, writer).
Writers = Mapping[str, tuple[str, Callable[[Page], bytes]]]

#: What every query is offered in. The first is the one for a caller without a wish.
FORMATS: Final[Writers] = {
    "json": ("application/json", _json),
    "csv": ("text/csv", _csv),
    "tsv": ("text/tab-separated-values", _tsv),
    "sparql-json": ("application/sparql-results+json", _sparql_json),
    "sparql-xml": ("application/sparql-results+xml", _sparql_xml),
}
