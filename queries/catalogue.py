"""The catalogue of canned queries: reads every ``<topic>/<name>.rq`` and refuses a file with a mistake.

A file is SPARQL 1.1 with front matter (`queries.frontmatter`) and parameter blocks
(`queries.binding`). Adding a query is adding a file: nothing lists them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Final

from queries.binding import JOINED, Bound, Term, bound
from queries.frontmatter import Column, Expectation, Parameter, parsed
from queries.mistakes import mistakes as mistakes_in

__all__ = ["FOLDER", "CannedQuery", "CatalogueError", "catalogue", "load", "problems", "read"]

#: Where the topics are.
FOLDER: Final[Traversable] = files(__name__.rpartition(".")[0])


class CatalogueError(ValueError):
    """A query file has a mistake.

    Args:
        reason: what is wrong, in words the query's author understands.
        file: ``<topic>/<name>.rq``.
        line: line of the file, counted from 1.

    Example:
        >>> str(CatalogueError("there is no ORDER BY", file="trials/trials.rq", line=9))
        'trials/trials.rq:9 there is no ORDER BY'
    """

    def __init__(self, reason: str, *, file: str, line: int) -> None:
        super().__init__(f"{file}:{line} {reason}")
        self.reason, self.file, self.line = reason, file, line


@dataclass(frozen=True)
class CannedQuery:
    """A query that a caller may ask by name.

    Attributes:
        name: its name, ``trials``.
        topic: its folder.
        summary: one line.
        description: what a row, a parameter and an empty cell mean.
        tags: kinds of question.
        params: parameters by name.
        columns: columns by name, in order.
        order: the order of the rows in words.
        example: parameters of a call that finds something.
        expect: what it must find in a release.
        text: the SPARQL without front matter; `queries.binding.bound` puts values in.
        source: the file as it stands.
    """

    name: str
    topic: str
    summary: str
    description: str
    tags: tuple[str, ...]
    params: Mapping[str, Parameter]
    columns: Mapping[str, Column]
    order: str
    example: Mapping[str, bool | int | float | str]
    expect: Expectation | None
    text: str
    source: str

    def bound(self, terms: Mapping[str, Term], *, separator: str = JOINED) -> Bound:
        """Return the query with values in place; see `queries.binding.bound`."""
        return bound(self.text, terms, separator=separator)


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, CannedQuery]:
    """Return every canned query of the package by name; the files are read once a process.

    Raises:
        CatalogueError: the first mistake in any file; `problems` lists them all.
    """
    return load(FOLDER)


def load(folder: Traversable) -> Mapping[str, CannedQuery]:
    """Return every canned query below a folder by name, sorted by topic and name.

    Args:
        folder: holds one folder a topic with ``*.rq`` files.

    Raises:
        CatalogueError: the first mistake in any file.
    """
    found: dict[str, CannedQuery] = {}
    for path, text in _query_files(folder):
        query, mistakes = read(path, text)
        if query is None or query.name in found:
            raise mistakes[0] if mistakes else _twice(path, found)
        found[query.name] = query
    return MappingProxyType(found)


def problems(folder: Traversable = FOLDER) -> list[CatalogueError]:
    """Return every mistake in every query file below a folder, in the order of files and lines."""
    found: list[CatalogueError] = []
    seen: dict[str, CannedQuery] = {}
    for path, text in _query_files(folder):
        query, mistakes = read(path, text)
        found += mistakes
        if query and query.name in seen:
            found.append(_twice(path, seen))
        elif query:
            seen[query.name] = query
    return found


def read(path: str, text: str) -> tuple[CannedQuery | None, list[CatalogueError]]:
    """Read one query file.

    Args:
        path: ``<topic>/<name>.rq``, used in errors; the name has to be the query's ``id``.
        text: what stands in the file.

    Returns:
        The query, or None when it has a mistake, and every mistake, first line first.

    Example:
        >>> print(read("trials/x.rq", "SELECT * { ?s ?p ?o }")[1][0].line)
        1
    """
    lines = text.splitlines()
    head = next((number for number, line in enumerate(lines) if not line.startswith("#+")), len(lines))
    meta, found = parsed(lines[:head])
    mistakes = list(found)
    body = lines[head:]
    mistakes += [
        (head + number + 1, "a line of front matter after the query has begun")
        for number, line in enumerate(body)
        if line.lstrip().startswith("#+")
    ]
    topic, _, file_name = path.rpartition("/")
    if meta and meta.id != file_name.removesuffix(".rq"):
        mistakes.append((1, f"the id is {meta.id!r}, the file is called {file_name!r}"))
    if meta:
        mistakes += [(head + line, reason) for line, reason in mistakes_in(body, meta)]
    errors = [CatalogueError(reason, file=path, line=line) for line, reason in sorted(mistakes)]
    if meta is None or errors:
        return None, errors
    return CannedQuery(
        name=meta.id,
        topic=topic,
        summary=meta.summary,
        description=meta.description.strip(),
        tags=tuple(meta.tags),
        params=MappingProxyType(meta.params),
        columns=MappingProxyType(meta.returns),
        order=meta.order,
        example=MappingProxyType(meta.example),
        expect=meta.expect,
        text="\n".join(body).strip() + "\n",
        source=text,
    ), []


def _query_files(folder: Traversable) -> Iterator[tuple[str, str]]:
    """Yield (``<topic>/<name>.rq``, text) of every query file, sorted."""
    topics = sorted((entry for entry in folder.iterdir() if entry.is_dir()), key=lambda entry: entry.name)
    for topic in topics:
        for file in sorted(topic.iterdir(), key=lambda entry: entry.name):
            if file.name.endswith(".rq"):
                yield f"{topic.name}/{file.name}", file.read_text(encoding="utf-8")


def _twice(path: str, known: Mapping[str, CannedQuery]) -> CatalogueError:
    name = path.rpartition("/")[2].removesuffix(".rq")
    return CatalogueError(f"{name!r} is already in {known[name].topic!r}", file=path, line=1)
