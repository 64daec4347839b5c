"""Pages for people: the start page and what the templates share. No page asks another host for anything."""

import json
from collections import Counter
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

import jinja2
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from graph.errors import KnowledgeGraphError, NoReleaseError
from queries.catalogue import CannedQuery, catalogue
from server.service import Service

__all__ = ["page", "router"]

#: A question to begin with, short enough to read.
EXAMPLE: Final = """\
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?trial ?label ?phase
WHERE {
  ?trial a act:ClinicalTrial ;
      rdfs:label ?label ;
      act:phase/rdfs:label ?phase .
}
ORDER BY ?label
LIMIT 20
"""
_SOURCES: Final = """\
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>

SELECT ?key ?title ?year ?doi
WHERE {
  ?document a act:SourceDocument ;
      act:key ?key ;
      dcterms:title ?title .
  OPTIONAL { ?document act:year ?year . }
  OPTIONAL { ?document act:doi ?doi . }
}
ORDER BY ?key
LIMIT 1000
"""
#: What the start page counts, by class.
_COUNTED: Final = {
    "ClinicalTrial": "clinical trials",
    "PreclinicalStudy": "animal and cell studies",
    "CellProduct": "cell products",
    "MechanismClaim": "statements on mechanisms",
    "Conflict": "conflicts",
    "SourceDocument": "source documents",
    "Passage": "passages",
    "Work": "works cited",
}

#: What a newcomer asks first; the other queries follow as the catalogue has them.
_FIRST: Final = ("trials", "trial", "regimens")

router = APIRouter(include_in_schema=False)


@router.get("/")
async def start(request: Request) -> HTMLResponse:
    """Return the start page: what is in the graph, what can be asked, and where it comes from."""
    service: Service = request.app.state.service
    first = [name for name in _FIRST if name in catalogue()]
    names = [*first, *(name for name in catalogue() if name not in first)]
    listed = [_listed(service, catalogue()[name]) for name in names]
    return HTMLResponse(page(service, "start.html", queries=listed, sources=await _sources(service)))


def page(service: Service, name: str, **values: object) -> bytes:
    """Return a page as UTF-8.

    Args:
        service: whose page it is.
        name: template in ``server/templates``.
        values: what the template needs besides ``root`` (the proxy's prefix), ``version`` ("" before the
            first build), ``counts`` (number by name), ``timeout_s`` and ``example``.
    """
    manifest = _manifest(service)
    text = (
        _templates()
        .get_template(name)
        .render(
            root=service.root_path,
            version=manifest.get("version", ""),
            counts=_counts(manifest),
            timeout_s=service.settings.query_timeout_s,
            example=EXAMPLE,
            **values,
        )
    )
    return text.encode()


@lru_cache(maxsize=1)
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(__name__.rpartition(".")[0]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["code"] = _code
    return environment


def _code(text: str) -> Markup:
    """Return a text with what stands between backticks set as code, everything else escaped."""
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else part
        for number, part in enumerate(text.split("`"))
    )


def _manifest(service: Service) -> dict[str, Any]:
    try:
        return service.release.manifest
    except NoReleaseError:
        return {}


def _counts(manifest: dict[str, Any]) -> dict[str, int]:
    """Return how many things of the kinds people ask about there are in all graphs together."""
    kinds: Counter[str] = Counter()
    for found in manifest.get("counts", {}).values():
        kinds.update(found)
    counts = {name: kinds[kind] for kind, name in _COUNTED.items() if kinds[kind]}
    claims = sum(count for kind, count in kinds.items() if kind.endswith("Claim") and kind != "Claim")
    if claims:
        counts["claims"] = claims
    if kinds["triples"]:
        counts["triples"] = kinds["triples"]
    return counts


async def _sources(service: Service) -> list[dict[str, str]]:
    """Return key, title, year and DOI of every source; none when the engine cannot say."""
    try:
        answer = await service.engine.query(_SOURCES, accept="application/sparql-results+json", lane="short")
        rows = json.loads(await answer.read())["results"]["bindings"]
    except KnowledgeGraphError:
        return []  # the page is still worth showing
    return [{name: cell["value"] for name, cell in row.items()} for row in rows]


def _listed(service: Service, query: CannedQuery) -> dict[str, str]:
    address = f"{service.root_path}/queries/{query.name}"
    example = [(name, _written(value)) for name, value in query.example.items()]
    return {
        "name": query.name,
        "summary": query.summary,
        "address": address,
        "json": _with(address, [*example, ("format", "json")]),
        "csv": _with(address, [*example, ("format", "csv")]),
        "parameters": urlencode(example),
    }


def _with(address: str, fields: list[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(fields)}"


def _written(value: bool | int | float | str) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
