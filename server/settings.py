"""Settings of the service: typed, frozen, read once, passed in; never a global."""

import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import platformdirs
from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

__all__ = ["PREFIX", "Settings"]

#: How the names of the environment variables begin.
PREFIX: Final = "ALSKG_"

_ORIGIN: Final = re.compile(r"\*|https?://[^/\s,*]+")
_ABSOLUTE: Final = re.compile(r"https?://[^\s<>\"{}|^`\\]+")
_PATH: Final = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")

#: Written with commas in the environment.
_Several = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """Read from ALSKG_* variables. An unknown or malformed one stops the start.

    Example:
        >>> Settings(port=9000).port
        9000
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    home: Annotated[Path, Field(description="folder of the releases and of the link `current`")] = Field(
        default_factory=lambda: platformdirs.user_data_path("als-cell-therapy-kg")
    )
    host: Annotated[str, Field(description="address to listen on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="TCP port to listen on; 0 for any free one")] = (
        8000
    )
    query_timeout_s: Annotated[
        float, Field(gt=0, le=600, description="seconds before a query is stopped; a caller may ask for less")
    ] = 10.0
    query_memory_mb: Annotated[
        int, Field(ge=64, le=1 << 20, description="megabytes a query may use before it is stopped")
    ] = 1024
    workers: Annotated[
        int, Field(ge=1, le=256, description="processes that answer queries; one is kept for short ones")
    ] = 4
    queue: Annotated[int, Field(ge=0, le=10_000, description="callers that may wait for a process")] = 64
    query_bytes: Annotated[int, Field(ge=1, le=1 << 26, description="largest accepted query, bytes")] = (
        1 << 20
    )
    service_allow: Annotated[
        _Several, Field(description="IRIs that SERVICE may call, exactly as written, separated by commas")
    ] = ()
    cors_origins: Annotated[
        _Several, Field(description="browser origins that may read answers, separated by commas; * for all")
    ] = ()
    root_path: Annotated[
        str, Field(description="path under which a proxy serves this, such as /als; empty for none")
    ] = ""
    public_url: Annotated[
        str, Field(description="address people reach this at, path included; empty: as they asked for it")
    ] = ""
    default_graph: Annotated[
        Literal["union", "own"],
        Field(
            description="what a query sees outside GRAPH: the union of all graphs, or the store's own graph"
        ),
    ] = "union"
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], Field(description="least severe message that is logged")
    ] = "INFO"

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown(cls, values: Any) -> Any:
        # pydantic-settings reads the variables it knows and passes over the rest, misspelt ones too.
        known = [PREFIX + name.upper() for name in cls.model_fields]
        for name in sorted(os.environ):
            if name.upper().startswith(PREFIX) and name.upper() not in known:
                near = get_close_matches(name.upper(), known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
                raise ValueError(f"{name} is not a setting; {hint}")
        return values

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @field_validator("service_allow", "cors_origins", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("service_allow")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for iri in value:
            _matching(_ABSOLUTE, iri, "an http or https IRI")
        return value

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            _matching(_ORIGIN, origin, "an origin such as https://example.org, or *")
        return value

    @field_validator("root_path")
    @classmethod
    def _prefix(cls, value: str) -> str:
        return _matching(_PATH, value.rstrip("/"), "a path such as /als")

    @field_validator("public_url")
    @classmethod
    def _url(cls, value: str) -> str:
        return (
            _matching(_ABSOLUTE, value.rstrip("/"), "an address such as https://example.org/als")
            if value
            else ""
        )


def _matching(pattern: re.Pattern[str], value: str, wanted: str) -> str:
    if not pattern.fullmatch(value):
        raise ValueError(f"{value!r} is not {wanted}")
    return value
