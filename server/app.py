"""Builds the service from its settings. No work at import, and two calls give two independent services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from importlib.resources import files

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from graph.errors import KnowledgeGraphError, ParameterError
from server import canned, entities, namespace, operation, pages, problems, sparql
from server.front import Front
from server.problems import RequestError
from server.service import Service
from server.settings import Settings

__all__ = ["create_app"]


def create_app(settings: Settings) -> Front:
    """Return the ASGI application.

    The hot paths (SPARQL and canned queries) are answered by the thin layer in front; pages, operation and
    the API description by FastAPI behind it. The engine starts with the application's lifespan; without a
    release it starts too, answers 503, and serves the first release as soon as there is one.

    Args:
        settings: where the releases are, and every limit.

    Example:
        uvicorn.run(create_app(Settings()), host="127.0.0.1", port=8000)
    """
    service = Service(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await service.start()
        try:
            yield
        finally:
            await service.close()

    api = FastAPI(
        title="A knowledge graph of cell therapy for ALS",
        version=version(operation.DISTRIBUTION),
        lifespan=lifespan,
        docs_url=None,  # FastAPI's pages load their scripts from another host
        redoc_url=None,
    )
    api.state.service = service
    api.include_router(pages.router)
    api.include_router(operation.router)
    static = files(__name__.rpartition(".")[0]) / "static"
    api.mount("/static", StaticFiles(directory=str(static)), name="static")
    for kind in (KnowledgeGraphError, RequestError, HTTPException, RequestValidationError, Exception):
        api.add_exception_handler(kind, _problem)

    front = Front(api, root_path=settings.root_path, cors_origins=settings.cors_origins)
    front.routes.update(sparql.routes(service))
    for part in (canned, namespace, entities):
        routes, prefixes = part.routes(service)
        front.routes.update(routes)
        front.prefixes.extend(prefixes)
    return front


async def _problem(_: Request, error: Exception) -> Response:
    """Answer an error that FastAPI met in the one shape that errors have."""
    if isinstance(error, HTTPException):
        error = RequestError(error.status_code, str(error.detail), headers=dict(error.headers or {}))
    elif isinstance(error, RequestValidationError):
        first = error.errors()[0]
        error = ParameterError(first["msg"], parameter=".".join(str(part) for part in first["loc"][1:]))
    status, headers, body = problems.describe(error)
    return Response(body, status, headers, media_type=problems.PROBLEM_JSON)
