"""The address ``/sparql``: SPARQL 1.1 Protocol, query operation, and the service description."""

import math
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from graph import negotiation
from graph.errors import NotAcceptableError, ParameterError
from server import pages
from server.messages import Handler, Request, Response, fields
from server.problems import RequestError
from server.service import Service

__all__ = ["routes"]

_ALLOW: Final = "GET, HEAD, POST, OPTIONS"
_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_DESCRIPTIONS: Final = (*negotiation.FORMS["triples"], "text/html")

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
#: Names of our formats by the W3C, http://www.w3.org/ns/formats/.
_FORMATS: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "TriG",
    "N-Quads",
)


class _Asked(NamedTuple):
    """What a request asks; ``text`` is None when it has no query."""

    text: str | None
    fields: list[tuple[str, str]]

    def all(self, name: str) -> list[str]:
        """Return every value of a field."""
        return [value for field, value in self.fields if field == name]


def routes(service: Service) -> dict[str, Handler]:
    """Return the handler by path."""

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status=204, headers={"allow": _ALLOW, "accept-post": f"{_FORM}, {_QUERY}"})
        asked = await _asked(request, service.settings.query_bytes)
        if asked.text is None:
            return _description(service, request)
        found = await service.engine.query(
            asked.text,
            accept=request.headers.get("accept"),
            default_graphs=asked.all("default-graph-uri"),
            named_graphs=asked.all("named-graph-uri"),
            timeout_s=_timeout_s(asked),
        )
        body = await found.read() if found.is_whole else found.chunks
        return Response(body, found.media_type, headers={"vary": "Accept"})

    return {"/sparql": answer}


async def _asked(request: Request, limit: int) -> _Asked:
    """Read the operation as section 2.1 of the protocol has it.

    Raises:
        RequestError: 400, 403 (an update), 405, 413 or 415.
    """
    if request.method not in ("GET", "HEAD", "POST"):
        raise RequestError(405, f"use GET or POST, not {request.method}", headers={"allow": _ALLOW})
    sent = list(request.query)
    if request.method == "POST":
        kind = request.content_type
        if kind == _UPDATE:
            raise _read_only()
        if kind not in (_FORM, _QUERY) or not _is_utf8(request.headers.get("content-type", "")):
            raise RequestError(
                415,
                f"send the query as {_FORM} or {_QUERY}, in UTF-8",
                headers={"accept-post": f"{_FORM}, {_QUERY}"},
            )
        body = await request.body(limit)
        if kind == _FORM:
            sent += fields(body)
        else:
            try:
                sent.append(("query", body.decode()))
            except UnicodeDecodeError as error:
                raise RequestError(400, f"the query is not UTF-8: byte {error.start}") from error
    if any(name == "update" for name, _ in sent):
        raise _read_only()
    queries = [value for name, value in sent if name == "query"]
    if len(queries) > 1:
        raise RequestError(400, "there is more than one query", parameter="query")
    if not queries and request.method == "POST":
        raise RequestError(400, "there is no query", parameter="query")
    if queries and len(queries[0].encode()) > limit:
        raise RequestError(413, f"a query has at most {limit} bytes", limit=limit)
    return _Asked(queries[0] if queries else None, sent)


def _timeout_s(asked: _Asked) -> float | None:
    """Return the seconds that the caller gives the query, None for the service's own limit."""
    given = asked.all("timeout")
    if not given:
        return None
    try:
        (seconds,) = (float(value) for value in given)
        if not (seconds > 0 and math.isfinite(seconds)):
            raise ValueError
    except ValueError as error:
        raise ParameterError("timeout is a number of seconds above 0, once", parameter="timeout") from error
    return seconds


def _read_only() -> RequestError:
    return RequestError(403, "writes are off on this service; it takes queries only")


def _is_utf8(content_type: str) -> bool:
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower() in ("utf-8", "utf8")
    return True


def _description(service: Service, request: Request) -> Response:
    """Return the service description; a browser gets the page."""
    chosen = negotiation.choose(request.headers.get("accept"), _DESCRIPTIONS)
    vary = {"vary": "Accept"}
    if chosen is None:
        raise NotAcceptableError(f"the service description is given as {', '.join(_DESCRIPTIONS)}")
    if chosen == "text/html":
        return Response(pages.page(service, "sparql.html"), "text/html", headers=vary)
    prefixes = {"sd": _SD, "dcterms": _DCTERMS}
    form = RdfFormat.from_media_type(chosen)
    body = serialize(_triples(service, service.base(request) + "/sparql"), format=form, prefixes=prefixes)
    return Response(body or b"", chosen, headers=vary)


def _triples(service: Service, endpoint: str) -> list[Triple]:
    me = NamedNode(endpoint)
    features = ["UnionDefaultGraph"] if service.settings.default_graph == "union" else []
    if service.settings.service_allow:
        features.append("BasicFederatedQuery")
    found = [
        Triple(me, NamedNode(_RDF + "type"), NamedNode(_SD + "Service")),
        Triple(me, NamedNode(_SD + "endpoint"), me),
        Triple(me, NamedNode(_DCTERMS + "title"), Literal("A knowledge graph of cell therapy for ALS")),
        Triple(me, NamedNode(_SD + "supportedLanguage"), NamedNode(_SD + "SPARQL10Query")),
        Triple(me, NamedNode(_SD + "supportedLanguage"), NamedNode(_SD + "SPARQL11Query")),
    ]
    found += [Triple(me, NamedNode(_SD + "feature"), NamedNode(_SD + feature)) for feature in features]
    found += [
        Triple(me, NamedNode(_SD + "resultFormat"), NamedNode("http://www.w3.org/ns/formats/" + name))
        for name in _FORMATS
    ]
    return found
