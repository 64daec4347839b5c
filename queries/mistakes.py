"""Finds what is wrong with the SPARQL of a query file, before anybody asks it.

Lines are those of the SPARQL part, counted from 1.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from queries.binding import JOINED, Block, Term, blocks, bound
from queries.frontmatter import FrontMatter

__all__ = ["mistakes"]

#: (line, what is wrong with it).
Mistake = tuple[int, str]

_VARIABLE: Final = re.compile(r"[?$]_([A-Za-z][A-Za-z0-9]*)")
_LEAVES_THE_GRAPH: Final = re.compile(r"(?<![?$:\w])(SERVICE|FROM)\b", re.IGNORECASE)
_ORDERED: Final = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)
_PAGED: Final = re.compile(r"\b(LIMIT|OFFSET)\b", re.IGNORECASE)
_CONCATENATED: Final = re.compile(rf'separator="{re.escape(JOINED)}"\)\s+AS\s+\?(\w+)')
#: Strings and IRIs, in which a word, a brace or a '#' is only text.
_QUOTED: Final = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>")
_PLACE: Final = re.compile(r"at (\d+):\d+")

#: A term of each type of parameter, to see that a query with it is SPARQL; all others are IRIs.
_SAMPLES: Final[Mapping[str, Term]] = {
    "integer": Literal(1),
    "year": Literal(2000),
    "decimal": Literal("1.5", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
    "boolean": Literal(True),
    "enum": Literal("x"),
    "text": Literal("x"),
}
_SAMPLE_THING: Final = NamedNode("https://example.org/thing")


def mistakes(body: list[str], meta: FrontMatter) -> list[Mistake]:
    """Return every mistake in the SPARQL of a query.

    Args:
        body: the lines after the front matter.
        meta: the front matter, which names parameters and columns.
    """
    try:
        found = list(blocks(body))
    except ValueError as error:
        return [(error.args[0] + 1, error.args[1])]
    plain = [_without_comment(line) for line in body]
    wrong = [*_in_parameters(plain, found, meta), *_in_order(plain)]
    for number, line in enumerate(plain):
        leaving = _LEAVES_THE_GRAPH.search(_masked(line))
        if leaving:
            # The rest runs the query, and pyoxigraph would call the other server.
            return [*wrong, (number + 1, f"{leaving[0].upper()} would leave the graph")]
    variants = {"as it stands": "\n".join(body)}
    if not wrong:
        terms = {name: _SAMPLES.get(parameter.type, _SAMPLE_THING) for name, parameter in meta.params.items()}
        needed = {name: term for name, term in terms.items() if meta.params[name].required}
        variants["without optional parameters"] = bound(variants["as it stands"], needed).text()
        variants["with every parameter"] = bound(variants["as it stands"], terms).text()
    for variant, text in variants.items():
        try:
            answer = Store().query(text)
        except (SyntaxError, ValueError) as error:
            place = _PLACE.search(str(error)) if variant == "as it stands" else None
            return [*wrong, (int(place[1]) if place else 1, f"{variant} it is not SPARQL: {error}")]
        if not isinstance(answer, QuerySolutions):
            return [*wrong, (1, "the query is no SELECT")]
        columns = [variable.value for variable in answer.variables]
    return [*wrong, *((1, reason) for reason in _in_columns(columns, "\n".join(plain), meta))]


def _in_parameters(plain: list[str], found: list[Block], meta: FrontMatter) -> Iterator[Mistake]:
    used: dict[str, list[int]] = {}
    for number, line in enumerate(plain):
        for name in _VARIABLE.findall(line):
            used.setdefault(name, []).append(number)
    for block in found:
        for name in set(block.names) - set(meta.params):
            yield block.start + 1, f"the block names {name!r}, which is no parameter"
    for name in set(used) - set(meta.params):
        yield used[name][0] + 1, f"?_{name} belongs to no parameter"
    for name, parameter in meta.params.items():
        marker = "#!" if parameter.required else "#?"
        own = [block for block in found if name in block.names]
        if not own:
            yield 1, f"parameter {name!r} has no '{marker} {name}'"
        for block in own:
            if block.required != parameter.required:
                yield block.start + 1, f"parameter {name!r} is to be marked with '{marker}'"
            elif not parameter.required and not any(block.start < n < block.end for n in used.get(name, ())):
                yield block.start + 1, f"the block does not use ?_{name}"
        if parameter.required and name not in used:
            yield 1, f"nothing uses ?_{name}"
        for number in used.get(name, ()):
            if not parameter.required and not any(block.start < number < block.end for block in own):
                yield number + 1, f"?_{name} is outside of its block"


def _in_order(plain: list[str]) -> Iterator[Mistake]:
    if not any(line.lstrip().upper().startswith("SELECT") for line in plain):
        yield 1, "no line begins with SELECT"
    masked = [_masked(line) for line in plain]
    last = max((number for number, line in enumerate(masked) if "}" in line), default=0)
    tail = " ".join([masked[last].rpartition("}")[2], *masked[last + 1 :]])
    if not _ORDERED.search(tail):
        yield last + 1, "there is no ORDER BY after the last '}', so pages would not be stable"
    if _PAGED.search(tail):
        yield last + 1, "LIMIT and OFFSET are the caller's"


def _in_columns(columns: list[str], text: str, meta: FrontMatter) -> Iterator[str]:
    declared = list(meta.returns)
    for name in columns:
        if name not in declared:
            yield f"column {name!r} is projected but not in 'returns'"
    for name in declared:
        if name not in columns:
            yield f"column {name!r} is in 'returns' but not projected"
    if sorted(columns) == sorted(declared) and columns != declared:
        yield "'returns' and SELECT have the columns in a different order"
    several = {name for name, column in meta.returns.items() if column.many or column.joined}
    concatenated = set(_CONCATENATED.findall(text)) & set(declared)
    for name in sorted(several - concatenated):
        yield f"column {name!r} has several values but no GROUP_CONCAT with separator={JOINED!r}"
    for name in sorted(concatenated - several):
        yield f"column {name!r} is concatenated: say 'many: true' or 'joined: true'"


def _masked(line: str) -> str:
    """Return a line with strings and IRIs blotted out, the same length."""
    return _QUOTED.sub(lambda found: "x" * len(found[0]), line)


def _without_comment(line: str) -> str:
    masked = _masked(line)
    return line[: masked.index("#")] if "#" in masked else line
