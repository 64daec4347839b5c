"""What is known of the source documents themselves -> graph `meta`.

The file's checksum names the version that was read; licences differ and are kept a document.
"""

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import SourceError
from graph.terms import LABEL, TYPE, act, actd, graph_node, integer
from loaders.references import cited_as
from loaders.tables import Table
from ontology import PREFIXES

__all__ = ["quads", "work"]

_DCTERMS: Final = PREFIXES["dcterms"]
_TERMS: Final = {
    "title": NamedNode(_DCTERMS + "title"),
    "publisher": NamedNode(_DCTERMS + "publisher"),
    "authors": act("authors"),
    "doi": act("doi"),
    "note": act("note"),
}


def work(table: Table) -> Iterator[Quad]:
    """Yield the document as a work, which can be the report of a study like any other."""
    cells = {row["property"]: row["value"] for row in table.rows}
    key = table.meta["source"]
    node, graph = actd(f"work-{key}"), graph_node("references")
    yield Quad(node, TYPE, act("Work"), graph)
    yield Quad(node, act("key"), Literal(key), graph)
    if "title" in cells:
        yield Quad(
            node, LABEL, Literal(cited_as(cells.get("authors", ""), cells.get("year", ""), key)), graph
        )
        yield Quad(node, _TERMS["title"], Literal(cells["title"]), graph)
    for name in ("authors", "doi"):
        if name in cells:
            yield Quad(node, act(name), Literal(cells[name]), graph)
    if cells.get("year", "").isdigit():
        yield Quad(node, act("year"), integer(cells["year"]), graph)
    yield Quad(actd(f"source-{key}"), act("documentWork"), node, graph_node("meta"))


def quads(table: Table) -> Iterator[Quad | SourceError]:
    """Yield the description of one source document, and a fault for each row that cannot be read."""
    source = table.meta["source"]
    node, graph = actd(f"source-{source}"), graph_node("meta")
    yield Quad(node, TYPE, act("SourceDocument"), graph)
    yield Quad(node, act("key"), Literal(source), graph)
    yield Quad(node, act("graph"), graph_node(f"source-{source}"), graph)
    yield Quad(graph_node(f"source-{source}"), NamedNode(PREFIXES["prov"] + "wasDerivedFrom"), node, graph)
    for row in table.rows:
        name, value = row["property"], row["value"]
        if name in _TERMS:
            yield Quad(node, _TERMS[name], Literal(value), graph)
            if name == "title":
                yield Quad(node, LABEL, Literal(value), graph)
        elif name == "licence":
            yield Quad(node, NamedNode(_DCTERMS + "license"), NamedNode(value), graph)
        elif name == "year" and value.isdigit():
            yield Quad(node, act("year"), integer(value), graph)
        elif name == "file":
            yield Quad(node, act("fileSha256"), Literal(row["sha256"]), graph)
        elif name == "broken-table":
            yield Quad(node, act("brokenTable"), Literal(value), graph)
        else:
            offered = ", ".join([*_TERMS, "licence", "year", "file", "broken-table"])
            reason = f"{name} {value!r} is not one of {offered}, or malformed"
            yield SourceError(reason, path=table.path, row=row.number, column="property")
