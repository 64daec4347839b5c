"""A release with a small graph, and real servers on it."""

import csv
import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

EXAMPLE = "http://example.org/"

SERVE = """
import socket, sys
import uvicorn
from server.app import create_app
from server.settings import Settings

config = uvicorn.Config(create_app(Settings()), log_level="warning", timeout_graceful_shutdown=1)
uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])
"""


def released(home: Path, version: str, size: int = 500) -> Path:
    """Write a release of so many triples in two graphs, and point ``current`` to it."""
    release = home / "releases" / version
    release.mkdir(parents=True)
    store = Store(str(release / "store"))
    store.extend(
        Quad(
            NamedNode(f"{EXAMPLE}{number}"),
            NamedNode(f"{EXAMPLE}p{number % 5}"),
            Literal(str(number)),
            NamedNode(EXAMPLE + ("a" if number % 2 else "b")),
        )
        for number in range(size)
    )
    store.flush()
    del store  # releases the lock
    counts = {"studies": {"ClinicalTrial": 3, "triples": size}}
    (release / "manifest.json").write_text(
        json.dumps({"version": version, "counts": counts}), encoding="utf-8"
    )
    link = home / "next"
    link.symlink_to(release.relative_to(home))
    link.replace(home / "current")
    return release


@dataclass
class Running:
    """A server in a process of its own.

    Attributes:
        url: without the last slash.
        client: waits half a minute at most.
        process: the server.
        home: its releases.
    """

    url: str
    client: httpx.Client
    process: subprocess.Popen[bytes]
    home: Path

    @property
    def workers(self) -> set[int]:
        """Process ids of the server's workers."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return {int(pid) for pid in found.split()}


Serve = Callable[..., Running]


@pytest.fixture(scope="session")
def write_release() -> Callable[..., Path]:
    """Return the function that writes a release: ``write_release(home, version, size=500)``."""
    return released


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one release of 500 triples, for tests that only read."""
    path = tmp_path_factory.mktemp("home")
    released(path, "1.0-first")
    return path


@pytest.fixture(scope="session")
def serve(small_home: Path) -> Iterator[Serve]:
    """Start a server with settings, such as ``serve(query_timeout_s=1)``."""
    with ExitStack() as stack:

        def started(**settings: object) -> Running:
            chosen = {"home": small_home, "workers": 3, **settings}
            environment = {name: value for name, value in os.environ.items() if not name.startswith("ALSKG_")}
            environment |= {f"ALSKG_{name.upper()}": str(value) for name, value in chosen.items()}
            listening = socket.create_server(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            process = subprocess.Popen(
                [sys.executable, "-c", SERVE, str(listening.fileno())],
                env=environment,
                pass_fds=[listening.fileno()],
            )
            listening.close()
            stack.callback(process.wait, 30)
            stack.callback(process.terminate)
            client = stack.enter_context(httpx.Client(base_url=url, timeout=30))
            client.get("/livez")  # connects as soon as the server accepts
            return Running(url, client, process, Path(str(chosen["home"])))

        yield started


@pytest.fixture(scope="session")
def server(serve: Serve) -> Running:
    """A server with ordinary limits."""
    return serve()


@pytest.fixture(scope="session")
def strict(serve: Serve) -> Running:
    """A server that gives a query one second and 64 megabytes."""
    return serve(query_timeout_s=1, query_memory_mb=64)


@pytest.fixture(scope="session")
def asked(service: httpx.Client) -> Callable[..., list[dict[str, Any]]]:
    """Return the function that gives every row of a canned query: ``asked("products", cellType="MSC")``."""

    def rows(name: str, **params: object) -> list[dict[str, Any]]:
        answer = service.get(f"/queries/{name}", params={**params, "limit": 10_000})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["rows"]
        assert answer.json()["total"] == len(found)
        return found

    return rows


@pytest.fixture(scope="session")
def told(service: httpx.Client) -> Callable[..., list[list[list[str]]]]:
    """Return the function that gives the rows of a query as texts: of JSON, of CSV and of SPARQL JSON."""

    def cell(value: Any) -> str:
        if isinstance(value, list):
            return "; ".join(value)
        return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)

    def texts(name: str, **params: object) -> list[list[list[str]]]:
        def get(format_name: str) -> httpx.Response:
            fields = {**params, "limit": 10_000, "format": format_name}
            return service.get(f"/queries/{name}", params=fields)

        body, terms = get("json").json(), get("sparql-json").json()
        columns = body["columns"]
        assert terms["head"]["vars"] == columns
        header, *lines = csv.reader(io.StringIO(get("csv").text, newline=""))
        assert header == columns
        return [
            [[cell(row[column]) for column in columns] for row in body["rows"]],
            lines,
            [
                [row.get(column, {"value": ""})["value"] for column in columns]
                for row in terms["results"]["bindings"]
            ],
        ]

    return texts
