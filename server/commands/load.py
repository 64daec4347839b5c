"""`alskg load`: bring in what a user has: an ontology's release."""

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from graph.errors import SourceError
from server.console import Home, err, settings_from

__all__ = ["app"]

app = typer.Typer(help="Bring in a file that you have.", no_args_is_help=True)


@app.callback()
def load() -> None:
    """Bring in a file that you have."""


@app.command("ontology")
def load_ontology(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="a release: OWL (RDF/XML, Turtle, OWL/XML), OBO or OBO-graph JSON, gzip or not",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    home: Home = None,
    prefix: Annotated[str, typer.Option(help="its prefix, for example CL; default: what the file is")] = "",
    term: Annotated[
        list[str] | None, typer.Option(help="a further term to take, with all above it; may be repeated")
    ] = None,
    forget: Annotated[
        str, typer.Option(help="go back to the slice of this prefix that comes with the program")
    ] = "",
    build: Annotated[bool, typer.Option(help="build the graph afterwards")] = True,
) -> None:
    """Make or refresh the slice of an ontology from a release that you have.

    The slice is every term that the graph uses and all that is above it, kept in the folder slices of the
    home folder; the build takes it in place of the one that comes with the program. A file that lacks a
    used term, is broken or is of an ontology of which nothing is used changes nothing.
    """
    from loaders.ontologies import kept  # loading is not serving: import it only here
    from loaders.ontologies.slices import slice_of

    place = settings_from(home=home).home
    if (file is None) == (not forget):
        raise typer.BadParameter("give either a FILE or --forget PREFIX")
    before = {one.name: one.read_text(encoding="utf-8") for one in kept.folder(place).glob("*.ttl")}
    if file is None:
        if not re.fullmatch(r"[A-Za-z]+", forget) or not kept.forget(place, forget):
            raise SourceError(f"the home folder keeps no slice of {forget}", path=kept.folder(place).name)
        typer.echo(f"forgotten: {forget}")
    else:
        with _bar() as bar:
            task = bar.add_task(file.name, total=None)
            loaded = slice_of(
                file,
                prefix=prefix,
                terms=term or (),
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
        for line in loaded.warnings:
            err.print(f"warning: {line}", markup=False)
        kept.keep(place, loaded.prefix, loaded.text)
        typer.echo(
            f"loaded: {loaded.prefix} {loaded.version} ({loaded.form}), {loaded.in_file} terms in the file, "
            f"{loaded.in_slice} in the slice"
        )
    if build:
        _build(place, before)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


def _build(home: Path, before: dict[str, str]) -> None:
    """Build, and put the slices back as they were when that cannot be done."""
    from loaders.build import build as build_release
    from loaders.ontologies import kept

    try:
        built = build_release(home)
    except SourceError:
        kept.restore(home, before)
        err.print(
            "the slices are as they were before; --no-build keeps a slice without a build", markup=False
        )
        raise
    state = "built" if built.fresh else "up to date"
    typer.echo(f"{state}: {built.release.version}, {built.release.manifest['triples']} triples")
