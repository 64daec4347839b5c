"""What tests of several folders share: a real release of the real data, and the source documents."""

import os
from pathlib import Path

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
