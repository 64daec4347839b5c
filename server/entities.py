"""Every thing at its own address: ``/id/<name>``, as a page and in every form of linked data.

The address of a thing answers with its description (200, with ``Content-Location`` naming the document), so
that a client has it in one step; a name that nothing is said of is 404.
"""

import re
from asyncio import to_thread
from typing import Final

from ontology import ACTD
from server.caching import fresh, known, read_only, tag
from server.entity import read, statements
from server.front import Handler, Request, Response
from server.pages import page
from server.portrait import Portrait
from server.problems import RequestError
from server.reference.vocabulary import vocabulary
from server.representations import alternates, chosen, split
from server.rows import Asker, from_one_release
from server.service import Service
from server.triples import MEDIA_TYPES, written

__all__ = ["Entities", "routes"]

#: Address of the things; each is below it.
ROOT: Final = "/id"
#: Forms by suffix, the page first: it is what a caller without wishes gets.
FORMS: Final = {"html": "text/html", **MEDIA_TYPES}

#: What a local name is made of; nothing else can stand in a query.
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*")


def routes(service: Service) -> tuple[dict[str, Handler], list[tuple[str, Handler]]]:
    """Return the handlers by exact path, and by start of the path."""
    return {}, [(f"{ROOT}/", Entities(service).answer)]


class Entities:
    """Answers every request below ``/id/``.

    Args:
        service: its engine, its release and its prefix.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    async def answer(self, request: Request) -> Response:
        """Answer ``/id/<name>`` or ``/id/<name>.<suffix>``.

        Raises:
            RequestError: 404, nothing is said of such a thing; 405, the method is neither GET nor HEAD.
            NotAcceptableError: the format is not offered.
            EngineError: a query was stopped.
        """
        read_only(request)
        name, suffix = split(request.path.removeprefix(f"{ROOT}/"), FORMS)
        if not _NAME.fullmatch(name):
            raise self._unknown(name)
        form = chosen(request, suffix, FORMS)
        address = f"{self._service.root_path}{ROOT}/{name}"
        headers = {"link": alternates(address, FORMS, ACTD + name), "content-location": f"{address}.{form}"}
        vary = "" if suffix else "Accept"

        async def made(asker: Asker) -> Response:
            etag = tag(asker.release.version, name, form, self._service.root_path)
            body = b""
            if not known(request, etag):  # who has it already knows that it is there
                body = await (
                    self._page(asker, name) if form == "html" else self._document(asker, name, form)
                )
            return fresh(request, etag, lambda: Response(body, FORMS[form], headers=headers), vary)

        return await from_one_release(self._service, made)

    async def _page(self, asker: Asker, name: str) -> bytes:
        entity = await read(asker, ACTD + name)
        if entity is None:
            raise self._unknown(name)
        portrait = Portrait(entity, vocabulary(), self._service.root_path)
        forms = [(form, f"{self._service.root_path}{ROOT}/{name}.{form}") for form in MEDIA_TYPES]
        # hundreds of claims take a while to write: others are answered meanwhile
        return await to_thread(page, self._service, "entity.html", portrait=portrait, forms=forms)

    async def _document(self, asker: Asker, name: str, form: str) -> bytes:
        own, labels = await statements(asker, ACTD + name)
        if not own:
            raise self._unknown(name)
        return await to_thread(written, [*own, *labels], form)

    def _unknown(self, name: str) -> RequestError:
        search = f"{self._service.root_path}/queries/search?text="
        return RequestError(404, f"nothing is said of {name[:100]!r}; {search} finds things by their names")
