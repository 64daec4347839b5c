"""The graph that checks and rules run on, made of the project's own files and a small sample."""

from collections.abc import Callable
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from ontology import ACT, CONCEPTS, GRAPH, SCHEMA, SLICES
from ontology.slicing import SLICED, external_terms

LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def files(folder: Traversable, suffix: str) -> list[Traversable]:
    return sorted(
        (file for file in folder.iterdir() if file.name.endswith(suffix)), key=lambda file: file.name
    )


def load_vocabulary(store: Store) -> None:
    """Put schema, concepts, slices and pinned labels where a build puts them."""

    def load(file: Traversable, graph: str) -> None:
        store.load(file.read_bytes(), format=RdfFormat.TURTLE, to_graph=NamedNode(GRAPH + graph))

    load(SCHEMA, "schema")
    for file in files(CONCEPTS, ".ttl"):
        load(file, "vocab")
    for file in files(SLICES, ".ttl"):
        load(file, "slice-" + file.name.removesuffix(".ttl"))
    for term in external_terms():
        if term.prefix not in SLICED:
            iri, vocab = NamedNode(term.iri), NamedNode(GRAPH + "vocab")
            store.add(Quad(iri, LABEL, Literal(term.label), vocab))
            if term.act_class:
                store.add(Quad(iri, TYPE, NamedNode(ACT + term.act_class), vocab))


@pytest.fixture(scope="session")
def vocabulary_nquads() -> bytes:
    store = Store()
    load_vocabulary(store)
    dump = store.dump(format=RdfFormat.N_QUADS)
    assert dump is not None
    return dump


@pytest.fixture(scope="session")
def small_trig() -> str:
    return (Path(__file__).parent / "fixtures" / "small.trig").read_text(encoding="utf-8")


@pytest.fixture
def vocabulary(vocabulary_nquads: bytes) -> Store:
    store = Store()
    store.load(vocabulary_nquads, format=RdfFormat.N_QUADS)
    return store


@pytest.fixture
def dataset(vocabulary: Store, small_trig: str) -> Store:
    vocabulary.load(small_trig.encode(), format=RdfFormat.TRIG)
    return vocabulary


@pytest.fixture(scope="session")
def list_files() -> Callable[[Traversable, str], list[Traversable]]:
    return files
