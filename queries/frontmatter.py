"""The front matter of a query file: YAML in lines that begin with ``#+``, and what may stand in it.

The keys are described by the models below; any other key is a mistake. Names of parameters and
columns are a public contract: they are added to, never renamed or dropped.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

__all__ = ["RESERVED", "Column", "Expectation", "FrontMatter", "Parameter", "parsed"]

#: Names of query-string parameters that belong to every canned query.
RESERVED: Final = frozenset({"limit", "offset", "format"})

_NAME: Final = r"^[a-z][A-Za-z0-9]*$"
_Name = Annotated[str, Field(pattern=_NAME)]
_Scalar = bool | int | float | str


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Parameter(_Strict):
    """What a caller may ask with.

    Attributes:
        type: ``identifier`` is a ``concept`` that may be anything in the graph: a trial by its
            registry identifier, a source by its key. ``term`` is that too, and any IRI or CURIE
            besides, such as a class or a term of another ontology that the graph only mentions.
        class_: local name of the class whose members a concept or identifier may be; ``class`` in YAML.
        required: whether the query cannot be asked without it.
        default: value where the caller gives none.
        enum: accepted values of type ``enum``.
        minimum: least accepted number.
        maximum: greatest accepted number.
        needs: parameters that must be given with this one.
        description: one phrase, plain text.
        example: a value that finds something.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)

    type: Literal[
        "iri",
        "curie",
        "concept",
        "identifier",
        "term",
        "integer",
        "decimal",
        "boolean",
        "enum",
        "text",
        "year",
    ]
    class_: Annotated[str | None, Field(alias="class", pattern=r"^[A-Z][A-Za-z0-9]*$")] = None
    required: bool = False
    default: _Scalar | None = None
    enum: list[str] | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    needs: list[_Name] = []
    description: Annotated[str, Field(min_length=3)]
    example: _Scalar

    @model_validator(mode="after")
    def _consistent(self) -> "Parameter":
        if (self.type == "enum") != bool(self.enum):
            raise ValueError("type enum and a list 'enum' go together")
        if self.type == "concept" and not self.class_:
            raise ValueError("a concept needs its 'class'")
        if self.class_ and self.type not in ("concept", "identifier"):
            raise ValueError("only a concept or an identifier has a 'class'")
        if self.type not in ("integer", "decimal") and (self.minimum, self.maximum) != (None, None):
            raise ValueError("only an integer or a decimal has a 'minimum' or a 'maximum'")
        if self.required and self.default is not None:
            raise ValueError("a required parameter has no 'default'")
        return self


class Column(_Strict):
    """What an answer says in one column.

    Attributes:
        type: ``any`` is an IRI, a text or a number by the row.
        many: several values; an array in JSON.
        joined: several values, joined by a semicolon and a space in every format.
        unit: what a number counts, or where its unit stands.
        description: one phrase, plain text.
    """

    type: Literal["iri", "curie", "text", "integer", "decimal", "boolean", "year", "date", "any"]
    many: bool = False
    joined: bool = False
    unit: str | None = None
    description: Annotated[str, Field(min_length=3)]

    @model_validator(mode="after")
    def _consistent(self) -> "Column":
        if self.type in ("integer", "decimal") and not self.unit:
            raise ValueError("a number needs its 'unit', or the name of the column that has it")
        if self.many and self.joined:
            raise ValueError("a column is 'many' or 'joined', not both")
        return self


class Expectation(_Strict):
    """What the query must find in a release: at least ``rows`` rows for ``params``."""

    params: dict[_Name, _Scalar] = {}
    rows: Annotated[int, Field(ge=0)]


class FrontMatter(_Strict):
    """Everything a query file says about itself.

    Attributes:
        id: name of the query, and of its file without the ending.
        summary: one line.
        description: what a row, a parameter or an empty cell means, plain text.
        tags: kinds of question, for lists.
        params: parameters by name.
        returns: columns by name, in the order of the SELECT.
        order: the order of the rows, in words.
        example: parameters of a call that finds something.
        expect: what the example, or other parameters, must find in a release.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    summary: Annotated[str, Field(min_length=3, pattern=r"^[^\n]+$")]
    description: Annotated[str, Field(min_length=3)]
    tags: Annotated[list[str], Field(min_length=1)]
    params: dict[_Name, Parameter] = {}
    returns: Annotated[dict[_Name, Column], Field(min_length=1)]
    order: Annotated[str, Field(min_length=3)]
    example: dict[_Name, _Scalar]
    expect: Expectation | None = None


def parsed(lines: list[str]) -> tuple[FrontMatter | None, list[tuple[int, str]]]:
    """Read the lines of a file that begin with ``#+``.

    Args:
        lines: the file's first lines, each beginning with ``#+``.

    Returns:
        The front matter, or None when it has a mistake, and the mistakes as (line, message) pairs;
        lines are counted from 1.

    Example:
        >>> parsed(["#+ id: x", "#+ colour: red"])[1][-1]
        (2, "unknown key 'colour'")
    """
    text = "\n".join(line.removeprefix("#+").removeprefix(" ") for line in lines)
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        value = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, [((mark.line if mark else 0) + 1, f"not YAML: {error.problem}")]
    except yaml.YAMLError as error:
        return None, [(1, f"not YAML: {error}")]
    places: dict[tuple[Any, ...], int] = {}
    mistakes = [
        (line, f"key {'.'.join(map(str, path))!r} stands twice") for path, line in _walk(tree, (), places)
    ]
    if not isinstance(value, dict):
        return None, [(1, "no front matter: lines that begin with '#+ ' have to say what the query is")]
    try:
        found = FrontMatter.model_validate(value)
    except ValidationError as error:
        mistakes += [
            _worded(mistake["loc"], mistake["type"], mistake["msg"], places) for mistake in error.errors()
        ]
        return None, sorted(mistakes)
    mistakes += _inner(found, places)
    return (None if mistakes else found), sorted(mistakes)


def _walk(
    node: yaml.Node | None, path: tuple[Any, ...], places: dict[tuple[Any, ...], int]
) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Fill the line of every key into ``places``; yield each key that stands twice in one mapping."""
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            here = (*path, key.value)
            if here in places:
                yield here, key.start_mark.line + 1
            places[here] = key.start_mark.line + 1
            yield from _walk(child, here, places)


def _worded(
    location: tuple[int | str, ...], kind: str, message: str, places: dict[tuple[Any, ...], int]
) -> tuple[int, str]:
    """Return one mistake that pydantic found, with its line and in words of the file."""
    path = tuple(part for part in location if part != "[key]")
    line = next((places[path[:end]] for end in range(len(path), 0, -1) if path[:end] in places), 1)
    where = ".".join(str(part) for part in path[:-1])
    if kind == "extra_forbidden":
        return line, f"unknown key {path[-1]!r}" + (f" in {where}" if where else "")
    if kind == "missing":
        return line, f"no {str(path[-1])!r}" + (f" in {where}" if where else "")
    return line, f"{'.'.join(map(str, path))}: {message}"


def _inner(found: FrontMatter, places: dict[tuple[Any, ...], int]) -> Iterator[tuple[int, str]]:
    """Yield the mistakes between parts that are each well formed."""
    for name, parameter in found.params.items():
        if name in RESERVED:
            yield places["params", name], f"parameter {name!r} belongs to every query already"
        for other in parameter.needs:
            if other not in found.params or other == name:
                yield places["params", name], f"{name} needs {other!r}, which is no other parameter"
    for kind, given in (("example", found.example), ("expect", found.expect.params if found.expect else {})):
        for name in given:
            if name not in found.params:
                yield places[kind,], f"{kind} gives {name!r}, which is no parameter"
    for name, parameter in found.params.items():
        if parameter.required and name not in found.example:
            yield places["example",], f"the example lacks the required {name!r}"
    if not re.search(r"\.$", found.description.strip()):
        yield places["description",], "the description does not end with a full stop"
