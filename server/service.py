"""What the handlers share: the settings, the release that is served, and the engine on it."""

import asyncio
import contextlib
import logging
import os
import re
import time
from typing import Final

from graph import releases
from graph.engines.embedded import Embedded
from graph.errors import EngineError, NoReleaseError
from graph.releases import Release
from server.messages import Request
from server.settings import Settings

__all__ = ["Service"]

#: Seconds between two looks at the link ``current``.
WATCH_S: Final = 1.0
#: Seconds before a release that could not be opened is tried again.
RETRY_S: Final = 30.0
_HOST: Final = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]+)?|\[[0-9A-Fa-f:.]+\](?::[0-9]+)?")

_log = logging.getLogger(__name__)


class Service:
    """The running service.

    Args:
        settings: what it was started with.

    Attributes:
        settings: what it was started with.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._engine: Embedded | None = None
        self._release: Release | None = None
        self._watching: asyncio.Task[None] | None = None

    @property
    def engine(self) -> Embedded:
        """The engine on the present release.

        Raises:
            NoReleaseError: nothing has been built yet.
        """
        if self._engine is None:
            raise NoReleaseError("no data has been built yet; it will be served as soon as it is")
        return self._engine

    @property
    def release(self) -> Release:
        """The release that the engine answers from.

        Raises:
            NoReleaseError: nothing has been built yet.
        """
        if self._release is None:
            raise NoReleaseError("no data has been built yet; it will be served as soon as it is")
        return self._release

    @property
    def root_path(self) -> str:
        """Path prefix of a proxy, "" or "/like/this"."""
        return self.settings.root_path

    async def start(self) -> None:
        """Open the current release, if there is one, and follow the link from now on.

        Raises:
            EngineError: there is a release, and it cannot be opened.
        """
        try:
            await self._open(releases.current(self.settings.home))
        except NoReleaseError as error:
            _log.warning("%s", error)
        self._watching = asyncio.create_task(self._watch())

    async def close(self) -> None:
        """Stop the engine and whatever it does."""
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
        if self._engine is not None:
            await self._engine.close()
        self._engine = self._release = None

    def base(self, request: Request) -> str:
        """Return the address of the start page without the last slash, as the caller reaches it."""
        if self.settings.public_url:
            return self.settings.public_url
        host = request.headers.get("host", "")
        if not _HOST.fullmatch(host):
            host = f"{self.settings.host}:{self.settings.port}"
        return f"{request.scheme}://{host}{self.settings.root_path}"

    async def _open(self, release: Release) -> None:
        if self._engine is None:
            settings = self.settings
            engine = Embedded(
                release.store,
                workers=settings.workers,
                timeout_s=settings.query_timeout_s,
                memory_mb=settings.query_memory_mb,
                queue=settings.queue,
                service_allow=settings.service_allow,
                union=settings.default_graph == "union",
            )
            await engine.start()
            self._engine = engine
        else:
            await self._engine.swap(release.store)
        self._release = release  # no await in between: the two always belong together
        _log.info("serving release %s", release.version)

    async def _watch(self) -> None:
        refused, retry_at = "", 0.0
        while True:
            await asyncio.sleep(WATCH_S)
            try:
                release = releases.current(self.settings.home)
            except NoReleaseError:
                continue
            present = os.fspath(self._release.path) if self._release else ""
            found = os.fspath(release.path)
            if found == present or (found == refused and time.monotonic() < retry_at):
                continue
            try:
                await self._open(release)
            except EngineError:
                _log.exception("release %s cannot be opened; the one before stays", release.version)
                refused, retry_at = found, time.monotonic() + RETRY_S
