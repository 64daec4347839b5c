"""Rows of SPARQL queries that belong together: all from one release, however it is swapped meanwhile."""

import json
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple, TypeVar

from graph.errors import EngineError
from graph.releases import Release
from server.service import Service

__all__ = ["Asker", "Cell", "Row", "from_one_release"]

Found = TypeVar("Found")
#: A term as SPARQL JSON has it: ``type`` (uri, literal), ``value``, ``datatype``, ``xml:lang``.
Cell = dict[str, str]

_RESULTS: Final = "application/sparql-results+json"
#: A release may be swapped while an answer is put together; then it is put together again.
_TRIES: Final = 3


class Row(NamedTuple):
    """One row of an answer."""

    cells: dict[str, Cell]

    def text(self, name: str) -> str:
        """Return the text or IRI of a cell, "" when it is empty."""
        return self.cells[name]["value"] if name in self.cells else ""


class _SwappedError(Exception):
    """Another release than the one that was begun with has answered."""


class Asker:
    """Asks queries of one release.

    Attributes:
        release: the one that all answers come from.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self.release: Release = service.release

    async def rows(self, text: str) -> list[Row]:
        """Return the rows of a SELECT.

        Raises:
            EngineError: the query was stopped.
        """
        answer = await self._service.engine.query(text, accept=_RESULTS, lane="short")
        found = await answer.read()
        if answer.store != self.release.store:
            raise _SwappedError
        return [Row(cells) for cells in json.loads(found)["results"]["bindings"]]


async def from_one_release(service: Service, made: Callable[[Asker], Awaitable[Found]]) -> Found:
    """Return what a function makes of the answers of one release; it is called again after a swap.

    Raises:
        NoReleaseError: nothing has been built yet.
        EngineError: a query was stopped, or the release changed again and again.
    """
    for _ in range(_TRIES):
        try:
            return await made(Asker(service))
        except _SwappedError:
            continue
    raise EngineError("the data changed again and again while the answer was put together")
