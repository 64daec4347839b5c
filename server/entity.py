"""What the graph says of one thing: its own statements, and those that other nodes make about it.

The description of X is every triple with X as subject; every claim, conflict and reading about it with the
passages and quantities they name; the inferences that made what is inferred of it; its mappings; and the
label of whatever these name. What merely points to X is counted, and listed where it is little.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from graph.terms import LABEL
from ontology import PREFIXES
from server.reference.usage import Mapping, mappings_of
from server.rows import Asker, Cell

__all__ = ["LISTED", "Entity", "Incoming", "read", "statements"]

#: So many things that point to an entity by one property are listed; more are counted, with a query for them.
LISTED: Final = 20

_HEAD: Final = "\n".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("act", "owl", "rdf", "rdfs"))
_ALL: Final = "GRAPH ?graph { ?subject ?predicate ?object }"
#: Where a node is found that belongs to the description of the entity, as {entity}.
_BELONGING: Final = (
    "VALUES ?subject {{ {entity} }}",
    "GRAPH ?a {{ ?subject act:about {entity} }}",
    "GRAPH ?a {{ ?claim act:about {entity} }} GRAPH ?b {{ ?claim act:statedIn ?subject }}",
    "GRAPH ?a {{ ?claim act:about {entity} }} GRAPH ?b {{ ?claim act:hasQuantity ?subject }}",
    "GRAPH ?a {{ ?claim act:about {entity} }} GRAPH ?b {{ ?claim act:effectSize ?subject }}",
    "GRAPH ?a {{ {entity} act:statedIn|act:hasQuantity|act:effectSize ?subject }}",
    "GRAPH ?a {{ ?subject rdf:subject {entity} ; a act:Inference }}",
    "GRAPH ?a {{ ?subject owl:annotatedSource {entity} }}",
)
_LABELS: Final = """
SELECT ?graph ?subject ?object
WHERE { VALUES ?subject { %s } GRAPH ?graph { ?subject rdfs:label ?object } }"""
_COUNTS: Final = """
SELECT ?predicate (COUNT(*) AS ?count)
WHERE { GRAPH ?graph { ?subject ?predicate %s } }
GROUP BY ?predicate
ORDER BY DESC(?count) ?predicate"""
_POINTING: Final = """
SELECT DISTINCT ?predicate ?subject ?label
WHERE {
  VALUES ?predicate { %s }
  GRAPH ?graph { ?subject ?predicate %s }
  OPTIONAL { GRAPH ?named { ?subject rdfs:label ?label } }
}
ORDER BY ?predicate ?label ?subject"""


@dataclass(frozen=True)
class Incoming:
    """What points to an entity by one property.

    Attributes:
        predicate: IRI of the property.
        count: how many triples.
        things: (IRI, label or "") of each, by label; empty when there are more than `LISTED`.
    """

    predicate: str
    count: int
    things: list[tuple[str, str]]


@dataclass(frozen=True)
class Entity:
    """A thing and what belongs to its description.

    Attributes:
        iri: its IRI.
        version: of the release.
        quads: everything of the description, those of the thing itself first.
        labels: by IRI, of everything that is named in it.
        mappings: to other vocabularies.
        incoming: what points to it, the most frequent first.
    """

    iri: str
    version: str
    quads: list[ox.Quad]
    labels: dict[str, str]
    mappings: list[Mapping]
    incoming: list[Incoming]


async def statements(asker: Asker, iri: str) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Return the quads of the description of a thing, and the labels of what they name.

    Args:
        asker: which release.
        iri: of the thing; it must be a safe one.

    Returns:
        In a fixed order, the thing's own quads first; nothing at all when nothing has it as subject.

    Raises:
        EngineError: a query was stopped.
    """
    parts = " UNION ".join(f"{{ {where.format(entity=f'<{iri}>')} {_ALL} }}" for where in _BELONGING)
    query = f"{_HEAD}\nSELECT DISTINCT ?graph ?subject ?predicate ?object\nWHERE {{ {parts} }}"
    found = [_quad(row.cells) for row in await asker.rows(query)]
    me = ox.NamedNode(iri)
    if not any(quad.subject == me for quad in found):
        return [], []
    found.sort(
        key=lambda quad: (quad.subject != me, str(quad.subject), str(quad.predicate), str(quad.object))
    )
    named = {
        term
        for quad in found
        for term in (quad.predicate, quad.object, quad.graph_name)
        if isinstance(term, ox.NamedNode)
    }
    values = " ".join(sorted(map(str, named)))
    known = set(found)
    rows = [
        _quad({**row.cells, "predicate": _LABEL_CELL}) for row in await asker.rows(_HEAD + _LABELS % values)
    ]
    return found, sorted((quad for quad in rows if quad not in known), key=str)


async def read(asker: Asker, iri: str) -> Entity | None:
    """Return everything the page of a thing shows, None when nothing is said of it.

    Raises:
        EngineError: a query was stopped.
    """
    own, labels = await statements(asker, iri)
    if not own:
        return None
    counts = [
        (row.text("predicate"), int(row.text("count")))
        for row in await asker.rows(_HEAD + _COUNTS % f"<{iri}>")
    ]
    few = " ".join(f"<{predicate}>" for predicate, count in counts if count <= LISTED)
    things: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in await asker.rows(_HEAD + _POINTING % (few, f"<{iri}>")) if few else ():
        things[row.text("predicate")].append((row.text("subject"), row.text("label")))
    mappings = await mappings_of(asker, iri)
    return Entity(
        iri,
        asker.release.version,
        own,
        _texts([*own, *labels]),
        mappings.get(iri, []),
        [Incoming(predicate, count, things[predicate]) for predicate, count in counts],
    )


def _texts(quads: Iterable[ox.Quad]) -> dict[str, str]:
    found: dict[str, str] = {}
    for quad in quads:
        if quad.predicate == LABEL and isinstance(quad.object, ox.Literal):
            found.setdefault(str(quad.subject).strip("<>"), quad.object.value)
    return found


_LABEL_CELL: Final[Cell] = {"type": "uri", "value": LABEL.value}


def _quad(cells: dict[str, Cell]) -> ox.Quad:
    graph, subject, predicate = (
        ox.NamedNode(cells[name]["value"]) for name in ("graph", "subject", "predicate")
    )
    return ox.Quad(subject, predicate, _term(cells["object"]), graph)


def _term(cell: Cell) -> Any:
    if cell["type"] == "uri":
        return ox.NamedNode(cell["value"])
    if "xml:lang" in cell:
        return ox.Literal(cell["value"], language=cell["xml:lang"])
    if "datatype" in cell:
        return ox.Literal(cell["value"], datatype=ox.NamedNode(cell["datatype"]))
    return ox.Literal(cell["value"])
