"""The small graph of `fixture.trig`, in memory."""

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def store():
    """A store with the fixture; queries see all its graphs as one."""
    store = Store()
    store.load(path=HERE / "fixture.trig", format=RdfFormat.TRIG)
    return store


@pytest.fixture(scope="session")
def rows(store):
    """Return the function that runs a query: rows as tuples of lexical forms, None for an empty cell."""

    def run(text):
        found = store.query(text, use_default_graph_as_union=True)
        return [tuple(None if term is None else term.value for term in row) for row in found]

    return run
