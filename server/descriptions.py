"""What the service says of a canned query to those who have not called it yet."""

from typing import Any

from queries.catalogue import CannedQuery
from queries.frontmatter import Column, Parameter
from server.formats import formats_of
from server.links import address

__all__ = ["described", "spelt"]


def described(query: CannedQuery, url: str) -> dict[str, Any]:
    """Return what the list of queries says of one of them, ready for JSON.

    Args:
        query: the query.
        url: its address, with the prefix of a proxy.

    Returns:
        ``name``, ``topic``, ``summary``, ``description``, ``tags``, ``url``, ``sparql`` and ``example``
        (addresses), ``parameters``, ``columns``, ``order``, ``formats``.
    """
    return {
        "name": query.name,
        "topic": query.topic,
        "summary": query.summary,
        "description": " ".join(query.description.split()),
        "tags": list(query.tags),
        "url": url,
        "sparql": f"{url}/sparql",
        "example": address(url, [(name, spelt(value)) for name, value in query.example.items()]),
        "parameters": [_parameter(name, parameter) for name, parameter in query.params.items()],
        "columns": [_column(name, column) for name, column in query.columns.items()],
        "order": query.order,
        "formats": list(formats_of(query)),
    }


def _parameter(name: str, parameter: Parameter) -> dict[str, Any]:
    told = parameter.model_dump(by_alias=True, exclude_none=True)
    if not parameter.needs:
        del told["needs"]
    return {"name": name, **told, "example": spelt(parameter.example)}


def _column(name: str, column: Column) -> dict[str, Any]:
    return {"name": name, **column.model_dump(exclude_none=True)}


def spelt(value: bool | int | float | str) -> str:
    """Return a value of a query file as it is written in an address."""
    return str(value).lower() if isinstance(value, bool) else str(value)
