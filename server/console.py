"""What every command of `alskg` shares: where it says things, its settings, how it reports findings."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import ValidationError
from rich.console import Console

from server.settings import PREFIX, Settings

__all__ = ["Documents", "Home", "err", "report", "settings_from"]

#: Where progress, warnings and errors go; standard output is for results.
err: Final = Console(stderr=True, highlight=False, soft_wrap=True)

Home = Annotated[
    Path | None, typer.Option(help="folder of the releases; default ALSKG_HOME or the user's data folder")
]
Documents = Annotated[Path, typer.Option("--sources", help="folder that holds the source documents")]


def settings_from(**given: object) -> Settings:
    """Return the settings with the options that were given; exit 2 naming each that is wrong."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]  # values come from typer, pydantic checks them
    except ValidationError as error:
        for fault in error.errors():
            name = ".".join(str(part) for part in fault["loc"])
            err.print(f"{PREFIX}{name.upper()}: {fault['msg']}" if name else fault["msg"], markup=False)
        sys.exit(2)


def report(lines: Iterable[str], what: str) -> None:
    """Print every finding and exit 1, or say that all is well."""
    found = list(lines)
    for line in found:
        err.print(line, markup=False)
    if found:
        sys.exit(1)
    typer.echo(f"well: {what}")
