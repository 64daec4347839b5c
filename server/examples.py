"""Asks every canned query what its file gives as an example, so that none is published that finds nothing."""

from pyoxigraph import QuerySolutions, Store

from queries.catalogue import CannedQuery, catalogue
from server.descriptions import spelt
from server.parameters import Resolver, asked

__all__ = ["shortcomings"]


def shortcomings(store: Store, resolver: Resolver) -> list[str]:
    """Return one line for each example or expectation that a release does not meet.

    Args:
        store: the release, opened read-only.
        resolver: its names.

    Raises:
        ParameterError: an example is not a call that the query accepts.
    """
    found: list[str] = []
    for query in catalogue().values():
        calls = [(dict(query.example), 1)]
        if query.expect:
            calls.append((query.expect.params or dict(query.example), query.expect.rows))
        for params, least in calls:
            rows = _rows(store, query, params, resolver)
            if rows < least:
                told = ", ".join(f"{name}={value}" for name, value in params.items()) or "no parameters"
                found.append(
                    f"{query.topic}/{query.name}.rq with {told}: {rows} rows, expected {least} or more"
                )
    return found


def _rows(
    store: Store, query: CannedQuery, params: dict[str, bool | int | float | str], resolver: Resolver
) -> int:
    call = asked(query, [(name, spelt(value)) for name, value in params.items()], resolver)
    answer = store.query(query.bound(call.terms).text(), use_default_graph_as_union=True)
    return sum(1 for _ in answer) if isinstance(answer, QuerySolutions) else 0
