"""The ontology at its own address: ``/ns``, its modules ``/ns/<module>``, its version ``/ns/<version>``.

Every document is given in every form of `server.reference.documents`, and the whole ontology as a page;
``/ns/model.svg`` is the picture of the model.
"""

from asyncio import to_thread
from difflib import get_close_matches
from typing import Final

from server.caching import fresh, read_only, tag
from server.front import Handler, Request, Response
from server.pages import page
from server.problems import RequestError
from server.reference import documents
from server.reference.page import Reference
from server.reference.picture import picture
from server.reference.usage import UsageByRelease
from server.reference.vocabulary import vocabulary
from server.representations import alternates, chosen, split
from server.service import Service

__all__ = ["Namespace", "routes"]

#: Address of the ontology; a module is below it.
ROOT: Final = "/ns"
_SVG: Final = "image/svg+xml"
_PAGE: Final = {"html": "text/html"}


def routes(service: Service) -> tuple[dict[str, Handler], list[tuple[str, Handler]]]:
    """Return the handlers by exact path, and by start of the path."""
    namespace = Namespace(service)
    return {ROOT: namespace.answer}, [(f"{ROOT}/", namespace.answer), (f"{ROOT}.", namespace.answer)]


class Namespace:
    """Answers every request for the ontology.

    Args:
        service: its release is counted, its prefix put before addresses.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._usage = UsageByRelease(service, vocabulary().outside)
        self._html: tuple[str, bytes] | None = None  # version of the data, and the page made from it

    async def answer(self, request: Request) -> Response:
        """Answer ``/ns``, a module or a version of it, or the picture.

        Raises:
            RequestError: 404, there is no such module; 405, the method is neither GET nor HEAD.
            NotAcceptableError: the format is not offered.
            EngineError: what the page counts could not be counted.
        """
        read_only(request)
        if request.path == f"{ROOT}/model.svg":
            return await self._picture(request)
        name, suffix = split(request.path, {**documents.FORMS, **_PAGE})
        module = self._module(name)
        forms = {**documents.FORMS, **_PAGE} if module == "all" else dict(documents.FORMS)
        if suffix and suffix not in forms:
            raise RequestError(404, f"the page is at {self._service.root_path}{ROOT}.html")
        form = chosen(request, suffix, forms)
        path = documents.modules()[module].path if module != "all" else name
        address = self._service.root_path + path
        headers = {
            "link": alternates(address, forms, documents.IRI),
            "content-location": f"{address}.{form}",
        }
        vary = "" if suffix else "Accept"
        if form == "html":
            return await self._page(request, headers, vary)
        body = await to_thread(documents.body, module, form)
        etag = tag(documents.digest(), module, form, address)
        return fresh(request, etag, lambda: Response(body, forms[form], headers=headers), vary)

    async def html(self) -> bytes:
        """Return the page that explains every term, with the counts of the present release.

        Raises:
            EngineError: a query was stopped.
        """
        usage = await self._usage.now()
        if self._html is None or self._html[0] != usage.version:
            reference = Reference(vocabulary(), usage, self._service.root_path)
            body = await to_thread(page, self._service, "reference.html", reference=reference)
            self._html = usage.version, body
            return body
        return self._html[1]

    async def svg(self, base: str) -> bytes:
        """Return the picture of the model; ``base`` is the address that its links lead to.

        Raises:
            EngineError: a query was stopped.
        """
        return picture(vocabulary(), await self._usage.now(), base).encode()

    async def _page(self, request: Request, headers: dict[str, str], vary: str) -> Response:
        usage = await self._usage.now()
        etag = tag(documents.digest(), "html", usage.version, self._service.root_path)
        body = await self.html()
        return fresh(request, etag, lambda: Response(body, "text/html", headers=headers), vary)

    async def _picture(self, request: Request) -> Response:
        usage = await self._usage.now()
        etag = tag(documents.digest(), "svg", usage.version, self._service.root_path)
        body = await self.svg(self._service.root_path + ROOT)
        return fresh(request, etag, lambda: Response(body, _SVG), "")

    def _module(self, path: str) -> str:
        """Return the module at a path without suffix.

        Raises:
            RequestError: 404.
        """
        names = {module.path: name for name, module in documents.modules().items()}
        names[f"{ROOT}/{documents.version()}"] = "all"
        if path in names:
            return names[path]
        wanted = path.removeprefix(f"{ROOT}/")
        terms = {term.name: term for term in vocabulary().terms.values() if term.ours}
        if wanted in terms:
            raise RequestError(404, f"the term is at {self._service.root_path}{ROOT}#{wanted}")
        near = get_close_matches(path, names, n=3)
        raise RequestError(404, f"there is no such part of the ontology; there is {', '.join(near or names)}")
