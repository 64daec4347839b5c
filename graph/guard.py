r"""Decides whether a query may leave the graph: ``SERVICE`` calls only addresses on the allow-list.

Soundness first. Parsers differ in where they see a keyword: Oxigraph's takes ``SERVICEex:a { }``,
``1SERVICE<http://x/>{ }``, ``FILTER(?a<?b)SERVICE#>`` and an unclosed ``\"\"\"a"`` for calls where a
tokeniser by the book sees a name, an IRI or a string; others decode ``\u0053`` before they parse. So
nothing is concluded from what stands before the word. A text is refused if

1. it has, anywhere, the word, then ``SILENT`` or not, then anything that could name a target, then ``{``
   (no call is written otherwise), and
2. that place can be reached as code in some reading of the comments, IRIs and strings before it, and
3. the target is not, letter by letter, an IRI in angle brackets that is on the list.

The price is a refusal now and then of a harmless text that looks like a call, such as
``?s ex:service ?o { }``; a full stop before the brace mends it.
A text of hostile shape may take time quadratic in its length, so run this where time is limited.
"""

import re
from bisect import bisect_right
from collections.abc import Collection
from typing import Final

from graph.errors import ForbiddenQueryError

__all__ = ["check", "has_dataset"]

_BLANK: Final = r"(?:\s|\#[^\r\n]*+)*+"
#: A call as any parser may see it; group 1 is the target.
_CALL: Final = re.compile(
    rf"""service {_BLANK} (?:silent {_BLANK})?
    ( <[^>]*+>                            # an IRI, and more than an IRI
    | [?$][^\s{{}}\#]++                     # a variable, and more than a variable
    | [^\s{{}}\#:]*+ : (?:\\.|[^\s{{}}\#])*+ # a prefixed name
    ) {_BLANK} \{{""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_WORD: Final = re.compile("service", re.IGNORECASE | re.ASCII)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

#: Where code may turn into something else.
_TURN: Final = re.compile(r"""[\#'"<\\?$]""")
_COMMENT: Final = re.compile(r"\#[^\r\n]*+")
_IRI: Final = re.compile(r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>")
#: Longer than the grammar's, which has no line ends: whoever is lenient reads it as we do.
_SHORT: Final = re.compile(r"""'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+\"""", re.DOTALL)
_LONG: Final = re.compile(
    r"""'{3}(?:'{0,2}+(?:[^'\\]|\\.))*+'{3}|"{3}(?:"{0,2}+(?:[^"\\]|\\.))*+"{3}""", re.DOTALL
)
_VARIABLE: Final = re.compile(r"[?$][A-Za-z0-9_]++")

#: Everything that may hold the letters FROM without being the keyword, by the book (SPARQL 1.1, 19.8).
_TOKEN: Final = re.compile(
    rf"""{_COMMENT.pattern} | {_IRI.pattern} | {_LONG.pattern} | {_SHORT.pattern}
    | [?$]\w++ | @[A-Za-z0-9-]++
    | [^\W_][\w.-]*+:(?:\\.|[\w:.%-])*+ | _?:(?:\\.|[\w:.%-])*+
    | (?P<word>\w++) | .""",
    re.VERBOSE | re.DOTALL,
)


def check(text: str, allowed: Collection[str] = ()) -> None:
    r"""Return if the query calls no server off the list, whatever parser reads it.

    Args:
        text: the query as sent.
        allowed: IRIs that ``SERVICE`` may name, compared letter by letter.

    Raises:
        ForbiddenQueryError: it has, or may have, a call to somewhere else. Variables, prefixed names and
            relative IRIs are somewhere else, because what they come to is only known later.

    Example:
        >>> check('ASK { ?service ?p "SERVICE <http://x/> {}" } # SERVICE <http://x/> {}')
        >>> check("ASK { SERVICE <http://x/> { ?s ?p ?o } }", allowed=["http://x/"])
        >>> check("ASK { \\u0053ERVICE <http://x/> { ?s ?p ?o } }")
        Traceback (most recent call last):
        graph.errors.ForbiddenQueryError: SERVICE <http://x/> is not on the list of this service (empty)
    """
    _check(text, allowed)
    decoded = _ESCAPE.sub(_character, text)
    if decoded != text:
        _check(decoded, allowed)


def has_dataset(text: str) -> bool:
    """Return whether the query names its own graphs with ``FROM``.

    Example:
        >>> has_dataset("SELECT * FROM <http://example.org/g> { ?from ?p 'FROM <x>' }")
        True
        >>> has_dataset("SELECT * { ?from ?p 'FROM <x>' } # FROM <x>")
        False
    """
    if "from" not in text.lower() and "\\" not in text:
        return False
    return any((token["word"] or "").lower() in ("from", "fromnamed") for token in _TOKEN.finditer(text))


def _check(text: str, allowed: Collection[str]) -> None:
    if not _WORD.search(text):
        return
    code: _Code | None = None
    for word in _WORD.finditer(text):
        call = _CALL.match(text, word.start())
        if call is None:
            continue
        target = call[1]
        if target.startswith("<") and target[1:-1] in allowed:
            continue
        code = code or _Code(text)
        if word.start() in code:
            listed = ", ".join(sorted(allowed)) or "empty"
            raise ForbiddenQueryError(f"SERVICE {target[:200]} is not on the list of this service ({listed})")


class _Code:
    """The places of a text that are code in at least one reading.

    Strings, IRIs and comments are stepped over, but wherever a reading without them is possible too (``<``
    may be *less than*, ``\"\"\"`` may be an empty string and the start of another), both are followed.
    """

    def __init__(self, text: str) -> None:
        spans: dict[int, int] = {}
        waiting = [0]
        while waiting:
            start = waiting.pop()
            if start in spans:
                continue
            turn = _TURN.search(text, start)
            end = turn.start() if turn else len(text)
            spans[start] = end
            if turn:
                waiting += _after(text, end)
        self._starts = sorted(spans)
        self._reach: list[int] = []
        for start in self._starts:
            self._reach.append(max(spans[start], self._reach[-1] if self._reach else 0))

    def __contains__(self, place: int) -> bool:
        index = bisect_right(self._starts, place) - 1
        return index >= 0 and place < self._reach[index]


def _after(text: str, place: int) -> list[int]:
    """Return where code goes on after the sign at a place, in every reading; none where no parser goes on."""
    sign = text[place]
    if sign == "\\":
        # Outside strings and IRIs only names have it, before one sign: ex:a\'b
        return [place + 2] if place + 2 <= len(text) else []
    if sign in "?$":
        name = _VARIABLE.match(text, place)
        return [name.end() if name else place + 1]
    if sign == "#":
        comment = _COMMENT.match(text, place)
        return [comment.end()] if comment else []
    if sign == "<":
        end = text.find(">", place)  # longer than the grammar's IRI, as with strings
        return [place + 1, end + 1] if end > 0 else [place + 1]
    found = [literal.end() for form in (_LONG, _SHORT) if (literal := form.match(text, place))]
    # An open string ends every parse; going on behind the quote refuses more, never less.
    return found or [place + 1]


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2], 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "�"
