"""What tests of several folders share: a real release of the real data, and the source documents."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Store

from graph.releases import Release
from loaders.build import build

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """A home folder with one release of everything there is."""
    folder = tmp_path_factory.mktemp("home")
    build(folder)
    return folder


@pytest.fixture(scope="session")
def release(home) -> Release:
    """The release itself."""
    return build(home).release


@pytest.fixture(scope="session")
def release_store(release) -> Store:
    """Its store, read-only."""
    return Store.read_only(str(release.store))


@pytest.fixture(scope="session")
def ask(release_store):
    """Return the rows of a SELECT over the union of all graphs, each a dict of texts."""

    def rows(text: str) -> list[dict[str, str]]:
        found = release_store.query(text, use_default_graph_as_union=True)
        names = [variable.value for variable in found.variables]
        return [{name: row[name].value for name in names if row[name] is not None} for row in found]

    return rows


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the source documents, which the project does not ship."""
    if not SEEDS.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI has no source documents beside the checkout ({SEEDS.name})")
        pytest.skip("the source documents are not beside the checkout")
    return SEEDS


@pytest.fixture(scope="session")
def service(home, release) -> Iterator[httpx.Client]:
    """A client of the real service on the real release, started as its user would, stopped at the end."""
    command = [str(Path(sys.executable).with_name("alskg")), "serve", "--port", "0"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ALSKG_")}
    environment |= {"ALSKG_HOME": str(home), "ALSKG_QUERY_TIMEOUT_S": "2", "ALSKG_QUERY_MEMORY_MB": "512"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            for line in process.stderr:
                if found := re.search(r"running on (http://\S+)", line):
                    break
            with httpx.Client(base_url=found[1], timeout=30) as client:
                yield client
        finally:
            process.send_signal(signal.SIGINT)
            process.stderr.read()  # an unread pipe would keep it from ending
