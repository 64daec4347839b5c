"""The command `alskg explain`: the proof of an inferred fact."""

import sys
from enum import StrEnum
from importlib.resources import files
from typing import Annotated

import typer
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, RdfFormat, Store, serialize

from graph.errors import ParameterError
from graph.proof import Statement, lines, proofs, stated, triples
from graph.releases import current
from ontology import PREFIXES
from queries.binding import bound
from queries.catalogue import load
from server.concepts import Concepts, shortened
from server.console import Home, settings_from

__all__ = ["explain"]


class Format(StrEnum):
    """How a proof is written."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    TURTLE = "turtle"


def explain(
    subject: Annotated[str, typer.Argument(help="registry identifier, key, label, CURIE or IRI of a thing")],
    property_: Annotated[
        str,
        typer.Argument(metavar="[PROPERTY]", help="name of a property; 'is a' for the classes of the thing"),
    ] = "",
    value: Annotated[str, typer.Argument(metavar="[VALUE]", help="name, CURIE or IRI of the value")] = "",
    form: Annotated[Format, typer.Option("--format", "-f", help="how the proof is written")] = Format.TEXT,
    home: Home = None,
) -> None:
    """Say why a fact holds: its proof, down to the claims and their places.

    As text each statement stands above its reasons; csv and json (SPARQL results) are the rows of the
    canned query `why`; turtle has the statements, rules, claims and passages of the proof.
    """
    release = current(settings_from(home=home).home)
    concepts = Concepts(release.search)
    try:
        thing = NamedNode(concepts.resolved(subject, parameter="SUBJECT"))
    finally:
        concepts.close()
    store = Store.read_only(str(release.store))
    # what sources state is its own proof; nobody who names no fact wants all of that
    every = [*proofs(store, thing), *(stated(store, thing) if property_ or value else ())]
    found = [proof for proof in every if _fits(proof, property_, value)]
    if not found and form in (Format.TEXT, Format.TURTLE):
        inferred = sorted({proof.words for proof in proofs(store, thing)})
        told = "\n".join(f"  {words}" for words in inferred) or "  nothing"
        raise ParameterError(
            f"no such fact is known of {shortened(thing.value)}; what was inferred of it:\n{told}",
            parameter="PROPERTY",
        )
    if form is Format.TEXT:
        typer.echo("\n\n".join("\n".join(lines(proof)) for proof in found))
    elif form is Format.TURTLE:
        every = sorted({triple for proof in found for triple in triples(store, proof)}, key=str)
        used = {
            name: start for name, start in PREFIXES.items() if any(f"<{start}" in str(one) for one in every)
        }
        serialize(every, output=sys.stdout.buffer, format=RdfFormat.TURTLE, prefixes=used)
    else:
        _rows(store, thing, property_, value, form)


def _rows(store: Store, thing: NamedNode, property_: str, value: str, form: Format) -> None:
    terms: dict[str, NamedNode | Literal] = {"subject": thing}
    terms |= {name: Literal(text) for name, text in (("property", property_), ("object", value)) if text}
    query = bound(load(files("queries"))["why"].text, terms).text()
    rows = store.query(query, use_default_graph_as_union=True)
    if isinstance(rows, QuerySolutions):
        rows.serialize(
            sys.stdout.buffer, QueryResultsFormat.CSV if form is Format.CSV else QueryResultsFormat.JSON
        )


def _fits(proof: Statement, property_: str, value: str) -> bool:
    """Say whether a proof is of the property and value asked for, by any of their names, as `why` does."""
    _, predicate, end = proof.fact
    local = end.value.rpartition("/")[2].rpartition("#")[2]

    def among(asked: str, *names: str) -> bool:
        return not asked or asked.casefold() in map(str.casefold, names)

    return among(property_, proof.names[1], predicate.value, predicate.value.rpartition("#")[2]) and among(
        value, proof.names[2], end.value, local, shortened(end.value)
    )
