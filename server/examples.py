"""Asks every canned query what its file gives as an example, so that none is published that finds nothing."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import QuerySolutions, Store

from graph import search
from graph.errors import ParameterError
from queries import catalogue
from queries.catalogue import CannedQuery
from server.concepts import Concepts
from server.descriptions import spelt
from server.parameters import Resolver, asked

__all__ = ["problems"]


def problems(store: Store) -> list[str]:
    """Return one line for each mistake in a query file; without any, for each example that finds too little.

    Args:
        store: all graphs of a build, as `loaders.build` makes them.
    """
    mistakes = [str(mistake) for mistake in catalogue.problems()]
    if mistakes:
        return mistakes
    with TemporaryDirectory() as folder:
        file = Path(folder) / "search.sqlite"
        search.write(store, file)
        names = Concepts(file)
        found = [
            line for query in catalogue.catalogue().values() for line in _shortcomings(query, store, names)
        ]
        names.close()
    return found


def _shortcomings(query: CannedQuery, store: Store, names: Resolver) -> Iterator[str]:
    calls = [(dict(query.example), 1)]
    if query.expect:
        calls.append((query.expect.params or dict(query.example), query.expect.rows))
    for params, least in calls:
        told = ", ".join(f"{name}={spelt(value)}" for name, value in params.items()) or "no parameters"
        place = f"{query.topic}/{query.name}.rq with {told}"
        try:
            call = asked(query, [(name, spelt(value)) for name, value in params.items()], names)
        except ParameterError as error:
            yield f"{place}: {error}"
            continue
        answer = store.query(query.bound(call.terms).text(), use_default_graph_as_union=True)
        rows = sum(1 for _ in answer) if isinstance(answer, QuerySolutions) else 0
        if rows < least:
            yield f"{place}: {rows} rows, expected {least} or more"
