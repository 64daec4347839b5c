"""Checks on a finished dataset: SHACL shapes, and queries that must return nothing.

Shapes judge one thing at a time (a claim has a passage); `*-violation.rq` checks judge the whole (a
spine fact has a claim, no triple stands in two graphs). Both give one line a finding.
"""

from collections.abc import Iterator
from importlib.resources.abc import Traversable

import pyshacl
import rdflib
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store
from rdflib import RDF, SH

from graph.errors import BuildError
from graph.facts import Value, facts
from graph.terms import XSD
from ontology import CHECKS, GRAPH, PREFIXES, SHAPES

__all__ = ["check_findings", "checks", "shape_findings"]

_ASIDE = tuple(GRAPH + name for name in ("schema", "slice-", "mappings", "inferred"))


def checks() -> dict[str, str]:
    """Return the text of every check by name, sorted.

    Raises:
        BuildError: a file in the folder is not named ``<name>-violation.rq``, so nothing would run it.
    """
    files: list[Traversable] = sorted(CHECKS.iterdir(), key=lambda entry: entry.name)
    for file in files:
        if not file.name.endswith("-violation.rq"):
            raise BuildError(f"ontology/checks/{file.name} would never run: name it *-violation.rq")
    return {file.name.removesuffix("-violation.rq"): file.read_text(encoding="utf-8") for file in files}


def check_findings(store: Store) -> Iterator[str]:
    """Yield `<check>: <bindings>` for every row that a check returns."""
    for name, text in checks().items():
        try:
            rows = store.query(text, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise BuildError(f"ontology/checks/{name}-violation.rq: {error}") from error
        if not isinstance(rows, QuerySolutions):
            raise BuildError(f"ontology/checks/{name}-violation.rq is not a SELECT")
        names = [variable.value for variable in rows.variables]
        for row in rows:
            bindings = (f"{key}={row[key].value}" for key in names if row[key] is not None)
            yield f"{name}: {', '.join(bindings)}"


def shape_findings(store: Store) -> Iterator[str]:
    """Yield `<message>: <thing>` for every SHACL violation in the data of a store.

    Axioms, slices, mappings and what was inferred are left out: shapes are about what was entered.
    """
    data = rdflib.Graph()
    terms: dict[object, rdflib.URIRef | rdflib.Literal] = {}

    def term(value: Value) -> rdflib.URIRef | rdflib.Literal:
        if value not in terms:
            terms[value] = (
                rdflib.URIRef(value.value)
                if isinstance(value, NamedNode)
                else rdflib.Literal(value.value, datatype=_datatype(value))
            )
        return terms[value]

    for graph in store.named_graphs():
        if isinstance(graph, NamedNode) and not graph.value.startswith(_ASIDE):
            for subject, predicate, value in facts(store, graph=graph):
                data.add((term(subject), term(predicate), term(value)))
    shapes = rdflib.Graph()
    for file in sorted(SHAPES.iterdir(), key=lambda entry: entry.name):
        shapes.parse(data=file.read_text(encoding="utf-8"), format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    for result in sorted(report.subjects(RDF.type, SH.ValidationResult), key=str):
        message = report.value(result, SH.resultMessage)
        focus = report.value(result, SH.focusNode)
        value = report.value(result, SH.value)
        yield f"{message}: {_short(focus)}" + (f" ({_short(value)})" if value is not None else "")


def _datatype(value: Literal) -> rdflib.URIRef | None:
    """Return a literal's datatype; plain text has none in rdflib."""
    datatype = value.datatype.value
    return None if datatype == XSD + "string" else rdflib.URIRef(datatype)


def _short(node: object) -> str:
    text = str(node)
    for prefix, namespace in PREFIXES.items():
        if text.startswith(namespace):
            return f"{prefix}:{text.removeprefix(namespace)}"
    return text
