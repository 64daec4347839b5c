"""From a query file and values to the SPARQL text that is asked.

A parameter ``cellType`` is the variable ``?_cellType``. What depends on it stands in a block::

    #? cellType
    ?trial act:testsCellType ?_cellType .
    #/ cellType

A block is cut out unless every parameter that it names is given; then it begins with one
``VALUES ?_cellType { <term> }`` a parameter. A required parameter has no block but a line
``#! id``, which that ``VALUES`` takes the place of. All of these are comments to SPARQL, so a file is
a valid query as it stands, and a bound query is plain SPARQL that any engine or editor takes.

Values come in as RDF terms and are written by the one function `written`; nothing else of what a
caller says reaches the text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

__all__ = ["JOINED", "SEPARATOR", "Block", "Bound", "Term", "blocks", "bound", "written"]

Term = NamedNode | Literal

#: What a query file has between the values of a column with several, and so what a person sees.
JOINED: Final = "; "
#: What the service has between them, since no value contains it (U+001F, unit separator).
SEPARATOR: Final = "\x1f"

_MARKER: Final = re.compile(r"\s*#([?/!])\s+([A-Za-z][A-Za-z0-9]*(?:\s+[A-Za-z][A-Za-z0-9]*)*)\s*")
_ESCAPED: Final = re.compile(r"\\\\([uU])|\\.")
_JOIN: Final = f'separator="{JOINED}"'
_SEPARATE: Final = 'separator="\\u001F"'


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that depend on parameters.

    Attributes:
        names: the parameters, all of which must be given.
        start: line of ``#?`` or ``#!``, counted from 0 in the query's lines.
        end: line of ``#/``; the same as ``start`` for ``#!``.
        required: whether this is a ``#!`` line.
    """

    names: tuple[str, ...]
    start: int
    end: int
    required: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """A query with its values in place.

    Attributes:
        prologue: the PREFIX lines.
        select: the rest, from SELECT to ORDER BY.
    """

    prologue: str
    select: str

    def text(self) -> str:
        """Return the whole query, with every row."""
        return f"{self.prologue}\n\n{self.select}\n"

    def page(self, limit: int, offset: int) -> str:
        """Return the query for ``limit`` rows from row ``offset`` (counted from 0)."""
        return f"{self.text()}LIMIT {limit:d} OFFSET {offset:d}\n"

    def count(self) -> str:
        """Return the query for the number of rows, in the one column ``total``."""
        return f"{self.prologue}\nSELECT (COUNT(*) AS ?total) WHERE {{\n{{\n{self.select}\n}}\n}}\n"


def written(term: Term) -> str:
    r"""Return a term as it stands in SPARQL text, the same term to every engine.

    SPARQL 1.1 section 19.2 lets an engine replace ``\uXXXX`` before it looks for the ends of strings,
    so a backslash that a caller wrote before a ``u`` must not be read as the start of one: that ``u``
    is itself written as an escape, in the form of eight digits, since rdflib reads up to eight after
    ``\u`` too.

    Example:
        >>> written(Literal('5" ; DROP ALL'))
        '"5\\" ; DROP ALL"'
        >>> print(written(Literal(r"\u0022")))
        "\\\U000000750022"
    """
    return _ESCAPED.sub(lambda found: f"\\\\\\U{ord(found[1]):08X}" if found[1] else found[0], str(term))


def blocks(lines: list[str]) -> Iterator[Block]:
    """Yield the blocks of a query's lines, in the order in which they end.

    Raises:
        ValueError: a block does not end, or another one ends first; ``args`` is (line, message), the
            line counted from 0.

    Example:
        >>> list(blocks(["#? a b", "?s ?p ?_a, ?_b .", "#/ a b"]))
        [Block(names=('a', 'b'), start=0, end=2, required=False)]
    """
    open_blocks: list[tuple[tuple[str, ...], int]] = []
    for number, line in enumerate(lines):
        found = _MARKER.fullmatch(line)
        if not found:
            if line.lstrip().startswith(("#?", "#/", "#!")):
                raise ValueError(number, f"{line.strip()!r} names no parameter")
            continue
        kind, names = found[1], tuple(found[2].split())
        if kind == "!":
            yield Block(names, number, number, required=True)
        elif kind == "?":
            open_blocks.append((names, number))
        elif not open_blocks or open_blocks[-1][0] != names:
            raise ValueError(number, f"'#/ {' '.join(names)}' ends no block that is open here")
        else:
            yield Block(names, open_blocks.pop()[1], number, required=False)
    if open_blocks:
        names, number = open_blocks[-1]
        raise ValueError(number, f"block '#? {' '.join(names)}' does not end")


def bound(text: str, terms: Mapping[str, Term], *, separator: str = JOINED) -> Bound:
    """Put values into a query.

    Args:
        text: a query without its front matter, as in ``CannedQuery.text``.
        terms: value of each parameter that is given.
        separator: what stands between several values of one cell, `JOINED` or `SEPARATOR`.

    Raises:
        ValueError: a required parameter is not in ``terms``.

    Example:
        >>> text = "PREFIX e: <http://e/>\\nSELECT ?s { ?s a e:T .\\n#? x\\n?s e:p ?_x .\\n#/ x\\n} "
        >>> print(bound(text, {"x": Literal(5)}).text())
        PREFIX e: <http://e/>
        <BLANKLINE>
        SELECT ?s { ?s a e:T .
        VALUES ?_x { "5"^^<http://www.w3.org/2001/XMLSchema#integer> }
        ?s e:p ?_x .
        }
        <BLANKLINE>
        >>> "?_x" in bound(text, {}).text()
        False
    """
    lines = text.splitlines()
    if separator == SEPARATOR:
        lines = [line.replace(_JOIN, _SEPARATE) for line in lines]
    replaced: dict[int, list[str]] = {}
    for block in blocks(lines):
        missing = [name for name in block.names if name not in terms]
        if missing and block.required:
            raise ValueError(f"{missing[0]} is required")
        if missing:
            replaced.update({number: [] for number in range(block.start, block.end + 1)})
            continue
        indent = " " * (len(lines[block.start]) - len(lines[block.start].lstrip()))
        replaced.setdefault(
            block.start, [f"{indent}VALUES ?_{name} {{ {written(terms[name])} }}" for name in block.names]
        )
        replaced.setdefault(block.end, [])
    kept = [new for number, line in enumerate(lines) for new in replaced.get(number, [line])]
    start = next(number for number, line in enumerate(kept) if line.lstrip().upper().startswith("SELECT"))
    return Bound("\n".join(kept[:start]).strip(), "\n".join(kept[start:]).strip())
