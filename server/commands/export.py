"""The command `alskg export`: what the service gives, as files."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from server.console import Home, err, settings_from

if TYPE_CHECKING:  # the other commands shall not wait for the libraries of this one
    from server.namespace import Namespace

__all__ = ["app"]

app = typer.Typer(
    help="Write the ontology, its page or its picture: the bytes that the service gives.",
    no_args_is_help=True,
)

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="file to write; default: standard output", dir_okay=False),
]


class Format(StrEnum):
    """Names of the formats on the command line."""

    TURTLE = "ttl"
    RDF_XML = "rdf"
    JSON_LD = "jsonld"
    N_TRIPLES = "nt"
    FUNCTIONAL = "ofn"
    HTML = "html"


class Part(StrEnum):
    """Names of the modules on the command line."""

    ALL = "all"
    SCHEMA = "schema"
    CONCEPTS = "concepts"
    BRIDGE = "bridge"


@app.command()
def ontology(
    form: Annotated[Format, typer.Option("--format", "-f", help="format of the document")] = Format.TURTLE,
    module: Annotated[Part, typer.Option(help="part of the ontology")] = Part.ALL,
    output: Output = None,
    home: Home = None,
) -> None:
    """Write the ontology. Only the page (html) needs a release, for its counts; without one it has none."""
    from server.reference import documents
    from server.triples import form_of

    if module not in documents.modules():
        raise typer.BadParameter(f"there is no module {module} here: ontology/{module}.ttl is missing")
    if form is Format.HTML:
        if module is not Part.ALL:
            raise typer.BadParameter("the page is about the whole ontology: leave --module out")
        _write(_from_service(home, lambda namespace: namespace.html()), output)
        return
    _write(documents.body(module, form_of(form, documents.FORMS) or ""), output)


@app.command()
def model(output: Output = None, home: Home = None) -> None:
    """Write the picture of the model as SVG; a release decides which classes are central."""
    from server.reference import documents

    _write(_from_service(home, lambda namespace: namespace.svg(documents.IRI)), output)


def _from_service(home: Path | None, made: "Callable[[Namespace], Awaitable[bytes]]") -> bytes:
    from server.namespace import Namespace
    from server.service import Service

    async def asked() -> bytes:
        service = Service(settings_from(home=home, workers=1))
        await service.start()
        try:
            return await made(Namespace(service))
        finally:
            await service.close()

    return asyncio.run(asked())


def _write(body: bytes, output: Path | None) -> None:
    if output is None:
        typer.echo(body, nl=False)
        return
    output.write_bytes(body)
    err.print(f"written: {output}, {len(body)} bytes", markup=False)
