"""Addresses for those who operate the service: is it alive, can it answer, what does it serve."""

from importlib.metadata import version
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from server.service import Service

__all__ = ["DISTRIBUTION", "router"]

#: Name of the package as installed.
DISTRIBUTION: Final = "als-cell-therapy-kg"
#: Seconds the engine has to say that it can answer.
READY_S: Final = 2.0

router = APIRouter(tags=["operation"])


class Alive(BaseModel):
    """The process answers."""

    status: str = "alive"


class Ready(BaseModel):
    """Questions can be asked."""

    status: str = "ready"
    version: Annotated[str, Field(description="version of the data")]
    engine: Annotated[dict[str, Any], Field(description="the engine, and how many of its workers are idle")]


class Version(BaseModel):
    """What is running on what."""

    name: str = DISTRIBUTION
    version: Annotated[str, Field(description="version of the software")]
    data: Annotated[
        str, Field(description="version of the data: software and first digits of the dump's SHA-256")
    ]
    counts: Annotated[dict[str, Any], Field(description="things by graph and class")]


@router.get("/livez")
async def livez() -> Alive:
    """Tell that the process is alive; it says nothing about data."""
    return Alive()


@router.get("/readyz", responses={503: {"description": "no release is open, or no worker answers"}})
async def readyz(request: Request) -> Ready:
    """Tell that a release is open and a worker has just answered a question."""
    service: Service = request.app.state.service
    release = service.release
    answer = await service.engine.query("ASK {}", timeout_s=READY_S, lane="short")
    await answer.read()
    return Ready(version=release.version, engine=service.engine.describe())


@router.get("/version", responses={503: {"description": "no release is open"}})
async def version_served(request: Request) -> Version:
    """Return the versions of software and data, and what is in the data."""
    service: Service = request.app.state.service
    manifest = service.release.manifest
    return Version(
        version=version(DISTRIBUTION), data=service.release.version, counts=manifest.get("counts", {})
    )
