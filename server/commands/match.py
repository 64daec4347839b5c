"""`alskg match`: propose mappings for terms that have none, for a curator to read."""

from pathlib import Path
from typing import Annotated

import typer
from pyoxigraph import Store

from graph.releases import current
from server.console import Home, err, settings_from

__all__ = ["match"]


def match(
    texts: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TEXT]...", help="terms of the graph by id or name, or any words"),
    ] = None,
    home: Home = None,
    scheme: Annotated[
        str, typer.Option(help="only terms of this scheme or class, for example routes or CellProduct")
    ] = "",
    ontology: Annotated[str, typer.Option(help="only terms of this ontology, for example CL")] = "",
    file: Annotated[
        Path | None,
        typer.Option(
            help="a release of an ontology to look in besides (OWL, OBO, OBO-graph JSON; gzip or not)",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    min_score: Annotated[float, typer.Option(min=0.0, max=1.0, help="least score of a proposal")] = 0.7,
) -> None:
    """Propose mappings by name for terms that have none, as SSSOM rows for a curator to read.

    Without TEXT: for every class, concept and kind of thing of the served release without a mapping.
    Names are looked for in the slices and the pinned terms of the release, and in a FILE. What was mapped
    or refused before is not proposed again. Nothing is written: a row that is right goes into
    ontology/mappings by hand, with another justification, once both definitions were read.
    """
    from loaders import candidates, proposals  # loading is not serving: import it only here

    store = Store.read_only(str(current(settings_from(home=home).home).store))
    known = candidates.subjects(store, all_of_them=bool(texts))
    if scheme:
        chosen = [one for one in known if scheme.removeprefix("scheme-") in one.groups]
        if not chosen and scheme.removeprefix("scheme-") not in candidates.groups(
            candidates.subjects(store, all_of_them=True)
        ):
            names = ", ".join(candidates.groups(known))
            raise typer.BadParameter(f"--scheme: there is no scheme or class {scheme!r}; there is {names}")
        known = chosen
    wanted = [one for text in texts for one in candidates.literal(text, known)] if texts else known
    at_hand = {target.id: target for target in candidates.targets(store)}
    if file is not None:
        at_hand |= {target.id: target for target in candidates.file_targets(file)}
    if ontology:
        at_hand = {
            curie: target
            for curie, target in at_hand.items()
            if curie.partition(":")[0].lower() == ontology.lower()
        }
        if not at_hand:
            raise typer.BadParameter(
                f"--ontology: no term of {ontology!r} is at hand: give a release of it with --file"
            )
    found = list(proposals.rows(wanted, list(at_hand.values()), min_score=min_score))
    typer.echo(proposals.written(found), nl=False)
    matched = {row["subject_label"] for row in found}
    err.print(
        f"{len(found)} proposals for {len(matched)} of {len(wanted)} terms, among {len(at_hand)} terms of "
        "other ontologies; a curator reads each before it is published",
        markup=False,
    )
