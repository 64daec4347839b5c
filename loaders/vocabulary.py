"""The ontology's own files, and the table of things -> graphs `schema`, `vocab` and `slice-*`.

Axioms have blank nodes in Turtle; they are given IRIs here, made from what they say, so that the dump
has none and an axiom keeps its name when another is added.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from graph.errors import SourceError
from graph.terms import LABEL, TYPE, act, actd, expand, graph_node
from loaders.tables import Row, Table
from ontology import CONCEPTS, PREFIXES, SCHEMA, SLICES
from ontology.sliced import slice_name
from ontology.slicing import external_terms

__all__ = ["concepts", "external", "schema", "slices", "things"]

_SKOS: Final = PREFIXES["skos"]


def schema() -> Iterator[Quad]:
    """Yield the OWL schema."""
    yield from _turtle(SCHEMA, "schema")


def concepts() -> Iterator[Quad]:
    """Yield every concept scheme, by file name."""
    for file in sorted(CONCEPTS.iterdir(), key=lambda entry: entry.name):
        yield from _turtle(file, "vocab")


def slices(own: Path | None = None) -> Iterator[Quad | SourceError]:
    """Yield the used parts of other ontologies, each in its own graph `slice-<name>`.

    Args:
        own: folder of slices that `alskg load ontology` made; each is taken in place of the one of the
            same name that the project ships. One that cannot be read, or that was made before a term of
            its ontology came into use, is a fault.
    """
    shipped = {file.name: file for file in SLICES.iterdir()}
    loaded = {file.name: file for file in own.glob("*.ttl")} if own and own.is_dir() else {}
    for name, file in sorted({**shipped, **loaded}.items()):
        graph = f"slice-{name.removesuffix('.ttl')}"
        if name in loaded:
            yield from _loaded(file, graph)
        else:
            yield from _turtle(file, graph)


def _loaded(file: Traversable, graph: str) -> Iterator[Quad | SourceError]:
    """Yield a slice of the home folder, or what is wrong with it."""
    mend = "load the ontology's file again, or give `alskg load ontology --forget` its prefix"
    path, name = f"slices/{file.name}", file.name.removesuffix(".ttl")
    try:
        quads = list(_turtle(file, graph))
    except (SyntaxError, ValueError) as error:
        yield SourceError(f"this is no slice: {error}; {mend}", path=path)
        return
    described = {str(quad.subject) for quad in quads if quad.predicate == LABEL}
    used = {term.curie: term for term in external_terms() if slice_name(term.prefix) == name}
    lacking = sorted(curie for curie, term in used.items() if f"<{term.iri}>" not in described)
    if lacking:
        reason = f"it lacks {', '.join(lacking)}, which came into use after it was made: {mend}"
        yield SourceError(reason, path=path)
    yield from quads


def _turtle(file: Traversable, graph: str) -> Iterator[Quad]:
    triples = list(parse(file.read_bytes(), format=RdfFormat.TURTLE))
    names = _names(triples, graph)
    for quad in triples:
        subject = names[quad.subject] if isinstance(quad.subject, BlankNode) else quad.subject
        value = names[quad.object] if isinstance(quad.object, BlankNode) else quad.object
        yield Quad(subject, quad.predicate, value, graph_node(graph))


def _names(triples: list[Quad], graph: str) -> dict[BlankNode, NamedNode]:
    """Name each blank node after what it says and whose part it is, wherever it stands in the file."""
    said: dict[BlankNode, list[Quad]] = defaultdict(list)
    whole: dict[BlankNode, Quad] = {}
    for quad in triples:
        if isinstance(quad.subject, BlankNode):
            said[quad.subject].append(quad)
        if isinstance(quad.object, BlankNode):
            whole[quad.object] = quad

    def told(node: object) -> str:
        if not isinstance(node, BlankNode):
            return str(node)
        return f"[{' ; '.join(sorted(f'{quad.predicate} {told(quad.object)}' for quad in said[node]))}]"

    @cache
    def digest(node: BlankNode) -> str:
        text = told(node)
        if node in whole:
            above = whole[node].subject
            owner = digest(above) if isinstance(above, BlankNode) else str(above)
            text = f"{owner} {whole[node].predicate} {text}"
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    return {node: actd(f"axiom-{graph}-{digest(node)}") for node in {*said, *whole}}


def external(file: Traversable, described: set[str]) -> Iterator[Quad]:
    """Yield labels, synonyms and classes of terms of other ontologies from the pinned label table.

    Args:
        file: `ontology/external.tsv`.
        described: IRIs that a slice describes already: they get synonyms and a class, no second label.
    """
    graph = graph_node("vocab")
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    columns = lines[0].split("\t")
    for line in lines[1:]:
        cells = dict(zip(columns, line.split("\t"), strict=True))
        node = expand(cells["id"])
        if node.value not in described:
            yield Quad(node, LABEL, Literal(cells["label"]), graph)
            yield Quad(node, NamedNode(_SKOS + "prefLabel"), Literal(cells["label"]), graph)
        for synonym in filter(None, cells["synonyms"].split("|")):
            yield Quad(node, NamedNode(_SKOS + "altLabel"), Literal(synonym), graph)
        if cells["act_class"]:
            yield Quad(node, TYPE, act(cells["act_class"]), graph)


def things(tables: list[Table]) -> Iterator[Quad | SourceError]:
    """Yield class, label, synonyms, definition and broader thing of each thing of the tables.

    Trials known by their report get synonyms and a key here; type and label are made with the spine.
    A name that stands in two tables is a fault.
    """
    seen: dict[str, str] = {}
    for table in tables:
        for row in table.rows:
            if row["name"] in seen:
                reason = f"{row['name']!r} stands already in {seen[row['name']]}"
                yield SourceError(reason, path=table.path, row=row.number, column="name")
                continue
            seen[row["name"]] = f"{table.path}:{row.number}"
            yield from _thing(row)


def _thing(row: Row) -> Iterator[Quad]:
    node, graph = actd(row["name"]), graph_node("vocab")
    trial = row["class"] == "ClinicalTrial"
    if trial:
        yield Quad(node, act("key"), Literal(row["name"].removeprefix("trial-")), graph)
    else:
        yield Quad(node, TYPE, act(row["class"]), graph)
        yield Quad(node, LABEL, Literal(row["label"]), graph)
        yield Quad(node, NamedNode(_SKOS + "prefLabel"), Literal(row["label"]), graph)
    names = [row["label"]] if trial else []
    for synonym in [*names, *filter(None, row["synonyms"].split("|"))]:
        yield Quad(node, NamedNode(_SKOS + "altLabel"), Literal(synonym), graph)
    yield Quad(node, NamedNode(_SKOS + "definition"), Literal(row["definition"]), graph)
    if row["broader"]:
        yield Quad(node, NamedNode(_SKOS + "broader"), actd(row["broader"]), graph)
