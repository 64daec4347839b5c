"""A small store on disk: two named graphs and a triple outside them."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

EXAMPLE = "http://example.org/"


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a store: 300 triples in graph a, 200 in graph b, one in the default graph."""
    path = tmp_path_factory.mktemp("stores") / "store"
    found = Store(str(path))
    for graph, size in (("a", 300), ("b", 200)):
        found.extend(
            Quad(
                NamedNode(f"{EXAMPLE}{graph}/{number}"),
                NamedNode(f"{EXAMPLE}p{number % 5}"),
                Literal(f"{graph} {number}"),
                NamedNode(EXAMPLE + graph),
            )
            for number in range(size)
        )
    found.add(Quad(NamedNode(EXAMPLE + "s"), NamedNode(EXAMPLE + "p0"), Literal("own")))
    found.flush()
    del found  # releases the lock
    return path
