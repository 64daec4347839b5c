"""The canned queries over HTTP: ``/queries``, ``/queries/<name>``, ``/queries/<name>/sparql``.

Contract: names, parameters and columns of the query files. Answers come in pages with a stable order, a
strong ETag made of everything that decides their bytes, and links to the other pages.
"""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Final

from graph.errors import EngineError, NoReleaseError, NotAcceptableError
from graph.negotiation import choose
from graph.releases import Release
from queries.binding import SEPARATOR, Bound, written
from queries.catalogue import CannedQuery, catalogue
from server.answers import FORMATS, Page, Table, table
from server.caching import fresh, known, read_only, tag, unchanged
from server.concepts import Concepts
from server.descriptions import described
from server.formats import chosen, formats_of
from server.front import Handler, Request, Response
from server.links import page_links
from server.pages import page
from server.parameters import Asked, asked
from server.problems import RequestError
from server.service import Service

__all__ = ["Canned", "routes"]

#: Address of the list; a query is below it.
ROOT: Final = "/queries"

_RESULTS: Final = "application/sparql-results+json"
_SPARQL: Final = "application/sparql-query"
#: A release may be swapped while an answer is put together; then it is put together again.
_TRIES: Final = 3


def routes(service: Service) -> tuple[dict[str, Handler], list[tuple[str, Handler]]]:
    """Return the handlers by exact path, and by start of the path.

    Raises:
        CatalogueError: a query file has a mistake; a service with one does not start.
    """
    canned = Canned(service)
    return {ROOT: canned.listing}, [(f"{ROOT}/", canned.named)]


class Canned:
    """Answers every request below ``/queries``.

    Args:
        service: its engine, its release and its prefix.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._queries = catalogue()
        self._concepts: tuple[Path, Concepts] | None = None

    async def listing(self, request: Request) -> Response:
        """Answer ``/queries``: what can be asked, as JSON or as a page.

        Raises:
            RequestError: 405, the method is neither GET nor HEAD.
            NotAcceptableError: the caller takes neither.
        """
        read_only(request)
        media_type = choose(request.headers.get("accept"), ["application/json", "text/html"])
        if media_type is None:
            raise NotAcceptableError("the list is given as application/json and text/html")
        root = self._service.root_path + ROOT
        told = [described(query, f"{root}/{query.name}") for query in self._queries.values()]
        if media_type == "text/html":
            body = page(self._service, "queries.html", queries=told, formats=list(FORMATS))
        else:
            body = json.dumps({"queries": told}, ensure_ascii=False).encode()
        return fresh(request, tag(body.decode(), media_type), lambda: Response(body, media_type))

    async def named(self, request: Request) -> Response:
        """Answer ``/queries/<name>`` and ``/queries/<name>/sparql``.

        Raises:
            RequestError: 404, there is no such query; 405, the method is neither GET nor HEAD.
            ParameterError: a parameter is unknown, missing or malformed.
            NotAcceptableError: the format is not offered.
            EngineError: the query was stopped.
        """
        read_only(request)
        name, slash, rest = request.path.removeprefix(f"{ROOT}/").partition("/")
        query = self._queries.get(name)
        if query is None or (slash and rest != "sparql"):
            near = get_close_matches(name, self._queries, n=3)
            hint = f"; there is {', '.join(near)}" if near else f"; {ROOT} lists them"
            raise RequestError(404, f"there is no canned query at this address{hint}", candidates=near)
        return self._sparql(query, request) if slash else await self._answer(query, request)

    async def _answer(self, query: CannedQuery, request: Request) -> Response:
        for _ in range(_TRIES):
            release = self._service.release
            call = asked(query, request.query, self._names(release))
            formats = formats_of(query)
            form = chosen(request.headers.get("accept"), call.format, formats)
            etag = tag(release.version, query.source, form, call.limit, call.offset, *_told(call))
            if known(request, etag):
                return unchanged(etag)
            found = await self._paged(query, call, release)
            if found is None:
                continue
            media_type, write = formats[form]
            path = f"{self._service.root_path}{ROOT}/{query.name}"
            links = page_links(path, call.given, limit=call.limit, offset=call.offset, total=found.total)
            headers = {"link": links, "x-total-count": str(found.total)}
            return fresh(request, etag, partial(Response, write(found), media_type, headers=headers))
        raise EngineError("the data changed again and again while the answer was put together")

    async def _paged(self, query: CannedQuery, call: Asked, release: Release) -> Page | None:
        """Return one page of the answer, or None when another release gave some of it."""
        bound = query.bound(call.terms, separator=SEPARATOR)
        found = await self._asked(bound.page(call.limit, call.offset), release)
        if found is None:
            return None
        rows = table(query, found)
        total = await self._total(bound, rows, call, release)
        if total is None:
            return None
        return Page(rows, release.version, total, call.limit, call.offset)

    async def _total(self, bound: Bound, rows: Table, call: Asked, release: Release) -> int | None:
        """Return how many rows there are on all pages; asked only where this page does not tell."""
        seen = len(rows.rows)
        if seen < call.limit and (seen or not call.offset):
            return call.offset + seen
        found = await self._asked(bound.count(), release)
        return None if found is None else int(json.loads(found)["results"]["bindings"][0]["total"]["value"])

    async def _asked(self, text: str, release: Release) -> bytes | None:
        answer = await self._service.engine.query(text, accept=_RESULTS, lane="short")
        found = await answer.read()
        return found if answer.store == release.store else None

    def _sparql(self, query: CannedQuery, request: Request) -> Response:
        """Answer with the text: the file without parameters where it needs some, else the bound query."""
        media_type = choose(request.headers.get("accept"), [_SPARQL, "text/plain"])
        if media_type is None:
            raise NotAcceptableError(f"the query is given as {_SPARQL} and text/plain")
        if not request.query and any(parameter.required for parameter in query.params.values()):
            text = query.source
        else:
            call = asked(query, request.query, self._names(self._service.release))
            bound = query.bound(call.terms)
            text = f"# {query.name}: {query.summary}\n"
            text += bound.page(call.limit, call.offset) if call.paged else bound.text()
        body = text.encode()
        return fresh(request, tag(text, media_type), lambda: Response(body, media_type))

    def _names(self, release: Release) -> Concepts:
        if self._concepts is None or self._concepts[0] != release.search:
            if not release.search.is_file():
                raise NoReleaseError("this release has no list of names, which canned queries need")
            if self._concepts:
                self._concepts[1].close()
            self._concepts = release.search, Concepts(release.search)
        return self._concepts[1]


def _told(call: Asked) -> Iterator[str]:
    for name, term in sorted(call.terms.items()):
        yield name
        yield written(term)
