"""The command `alskg`: build, serve, check, explain, match, load, export, locate, releases.

Exit codes: 0 well, 1 a check found something, 2 usage, 65 bad input, 70 own fault, 75 try again later.
"""

import logging
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from graph.errors import (
    KnowledgeGraphError,
    NoReleaseError,
    ParameterError,
    ReasonerMissingError,
    SourceError,
)
from graph.releases import activate, current, releases
from server.commands import explain, export, load, match
from server.console import Documents, Home, err, report, settings_from

__all__ = ["app", "main"]

#: Error class to exit code; the first that fits counts.
EXIT_BY_ERROR: dict[type[Exception], int] = {
    ParameterError: 2,
    SourceError: 65,
    NoReleaseError: 75,
    ReasonerMissingError: 75,
    KnowledgeGraphError: 70,
}

app = typer.Typer(help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
check = typer.Typer(help="Look for mistakes; exit 1 when there are any.", no_args_is_help=True)
app.add_typer(check, name="check")
app.add_typer(load.app, name="load")
app.command()(match.match)
app.command()(explain.explain)
app.add_typer(export.app, name="export")


def main() -> NoReturn:
    """Run the command and turn the project's errors into exit codes."""
    try:
        app()
    except KnowledgeGraphError as error:
        err.print(str(error), markup=False)
        sys.exit(next(code for kind, code in EXIT_BY_ERROR.items() if isinstance(error, kind)))
    sys.exit(0)


@app.command("version")
def show_version() -> None:
    """Print the version of the program."""
    typer.echo(version("als-cell-therapy-kg"))


@app.command()
def build(
    home: Home = None,
    force: Annotated[bool, typer.Option(help="build even if nothing changed")] = False,
    curated: Annotated[
        Path | None, typer.Option(help="another folder of curated tables", exists=True, file_okay=False)
    ] = None,
) -> None:
    """Build the graph from everything there is, check it, and serve it from now on.

    A row that cannot be read, a failed check or a source that has lost facts stops the build: all are
    listed in quarantine.tsv of the home folder, and what was served before is served still.
    """
    from loaders.build import build as build_release  # loading is not serving: import it only here
    from loaders.curation import CURATED

    folder = settings_from(home=home).home
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("build", total=None)
        built = build_release(
            folder,
            curated=curated or CURATED,
            force=force,
            step=lambda name: progress.update(task, description=name),
        )
    state = "built" if built.fresh else "up to date"
    typer.echo(f"{state}: {built.release.version}, {built.release.manifest['triples']} triples")
    for line in built.unsettled:
        err.print(f"unsettled: {line}", markup=False)


@app.command()
def serve(
    home: Home = None,
    host: Annotated[str | None, typer.Option(help="address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="TCP port to listen on")] = None,
) -> None:
    """Serve the current release over HTTP until interrupted. Every other setting is an ALSKG_* variable."""
    import uvicorn

    from server.app import create_app

    settings = settings_from(home=home, host=host, port=port)
    level = settings.log_level
    logging.basicConfig(level=level, format="%(levelname)s %(name)s %(message)s")
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level=level.lower(),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,  # seconds an answer on its way has to end after an interrupt
    )
    try:
        uvicorn.Server(config).run()
    except SystemExit:  # uvicorn has said why: the address is taken, or not ours
        sys.exit(75)
    except KeyboardInterrupt:
        sys.exit(0)


@app.command("releases")
def list_releases(
    home: Home = None,
    use: Annotated[
        str, typer.Option(help="version to serve from now on; the newest before it stays there")
    ] = "",
) -> None:
    """List the releases, oldest first; the one served has a star."""
    folder = settings_from(home=home).home
    found = releases(folder)
    if use:
        chosen = [release for release in found if release.version == use]
        if not chosen:
            raise NoReleaseError(
                f"there is no release {use}; there is {', '.join(r.version for r in found) or 'none'}"
            )
        activate(folder, chosen[0])
    served = current(folder).version if found else ""
    for release in found:
        star = "*" if release.version == served else " "
        typer.echo(f"{star} {release.version}\t{release.manifest['triples']} triples")


@app.command()
def locate(
    source: Annotated[str, typer.Argument(help="key of the source, for example vasques2021")],
    anchor: Annotated[
        str, typer.Argument(help="words of the document; 'context >> words' when they repeat")
    ] = "",
    place: Annotated[
        str, typer.Option("--place", help="a table locator: 'Table 1, row ..., column ...'")
    ] = "",
    table: Annotated[
        Path | None, typer.Option(help="fill every row of this table that has an anchor")
    ] = None,
    documents: Documents = Path("../shared/seeds"),
) -> None:
    """Find a place in a source document: print locator, offsets and SHA-256, or fill a table with them."""
    from loaders.curation import document, filled
    from loaders.passages import locate as locate_place
    from loaders.tables import read

    text = document(source, documents)
    if table is not None:
        table.write_text(filled(read(table, f"{source}/{table.name}", draft=True), text), encoding="utf-8")
        return
    try:
        found = locate_place(text, anchor=anchor, locator=place)
    except LookupError as error:
        raise SourceError(str(error), path=source) from error
    typer.echo("\t".join((found.locator, str(found.start), str(found.end), found.sha256)))


@check.command("grounding")
def check_grounding(documents: Documents) -> None:
    """Verify every passage of the curated tables against the source documents."""
    from loaders.curation import grounding_problems, sources

    keys = sources()
    report(
        (str(problem) for key in keys for problem in grounding_problems(key, documents)),
        f"{len(keys)} sources",
    )


@check.command("ontology")
def check_ontology() -> None:
    """Parse the ontology's files and run its checks on them and on a full build."""
    from loaders.build import findings

    report(findings(), "the ontology, its shapes, checks and rules")


@check.command("reasoning")
def check_reasoning() -> None:
    """Ask HermiT and the OWL API: OWL 2 profiles, contradictions, memberships, and the bridge module."""
    from graph.reasoning.check import findings
    from graph.reasoning.java import java
    from loaders.dataset import dataset

    java()  # what is missing is said before the work, not after it
    loaded = dataset()
    lines = map(str, loaded.faults) if loaded.faults else findings(loaded.store)
    report(lines, "OWL 2 DL, EL and RL; consistent; what HermiT infers is what was built")


@check.command("queries")
def check_queries() -> None:
    """Read every canned query, check its front matter and run its example on a full build."""
    from loaders.dataset import dataset
    from server.examples import problems

    report((str(line) for line in problems(dataset().store)), "the canned queries")
