"""Ontologies in OBO format -> facts, frame by frame.

Releases have lines that the format does not allow, mostly cross-references with spaces, and the parser
takes no file with one. So it is given the lines of which something is read, without their trailing notes,
and blank ones for all others: the number of a line in a message is the number in the file.
"""

import re
from collections.abc import Iterator
from typing import IO, Final, cast

import fastobo

from loaders.ontologies.facts import PART_OF, Fact, curie

__all__ = ["obo_facts"]

_HEADER: Final = frozenset({b"format-version", b"data-version", b"ontology"})
#: Longest line, in bytes; those of releases have some ten thousand at most.
_LONGEST: Final = 4_000_000
_TERM: Final = frozenset(
    {b"id", b"name", b"synonym", b"is_a", b"relationship", b"is_obsolete", b"replaced_by", b"alt_id"}
)
_LINE: Final = re.compile(rb"([A-Za-z_-]+):")
_SYNONYM: Final = re.compile(rb'(synonym:\s*"(?:[^"\\]|\\.)*"\s+EXACT\b)')
#: What follows the value of a clause: {notes of its source} and ! a comment.
_NOTES: Final = re.compile(rb"\s+[{!].*")
_NOTED: Final = frozenset({b"is_a", b"relationship", b"replaced_by", b"alt_id", b"is_obsolete"})


def obo_facts(stream: IO[bytes]) -> Iterator[Fact]:
    """Yield the facts of an ontology in OBO format.

    An `alt_id` is a term that was merged into the one that has it: obsolete, and replaced by it.

    Raises:
        SyntaxError: a line is malformed or has no end, or the file ends in the middle of one.
    """
    lines = _Lines(stream)
    try:
        yield from _frames(cast(IO[bytes], lines))
    except (TypeError, OSError):
        if lines.fault:  # the parser tells only that it could not read
            raise lines.fault from None
        raise


def _frames(lines: IO[bytes]) -> Iterator[Fact]:
    frames = fastobo.iter(lines, ordered=True, threads=1)
    for clause in frames.header():
        tag, value = clause.raw_tag(), clause.raw_value()
        if tag == "ontology":
            yield "", "iri", value
        elif tag == "data-version":
            yield "", "version", value
    for frame in frames:
        if isinstance(frame, fastobo.term.TermFrame):
            subject = curie(str(frame.id))
            yield subject, "class", ""
            for clause in frame:
                yield from _clause(subject, clause)


class _Lines:
    """The lines of a file of which something is read; the others are blank.

    Attributes:
        fault: why the last read failed.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._tags, self._number = stream, _HEADER, 0
        self._rest, self._ready = b"", bytearray()
        self.fault: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._read(size)
        except Exception as fault:  # the parser that reads from here hides what went wrong
            self.fault = fault
            raise

    def _read(self, size: int) -> bytes:
        while size < 0 or len(self._ready) < size:
            data = self._stream.read(65536)
            if not data:
                break
            *lines, self._rest = (self._rest + data).split(b"\n")
            for line in lines:
                self._ready += self._kept(line.rstrip(b"\r")) + b"\n"
            if len(self._rest) > _LONGEST:
                raise SyntaxError(f"line {self._number + 1} is longer than {_LONGEST} bytes")
        else:
            data = b"more"
        if not data and self._rest.strip():
            raise SyntaxError(f"it ends in the middle of line {self._number + 1}")
        size = len(self._ready) if size < 0 else size
        part = bytes(self._ready[:size])
        del self._ready[:size]
        return part

    def _kept(self, line: bytes) -> bytes:
        self._number += 1
        if line.startswith(b"["):
            self._tags = _TERM if line.startswith(b"[Term]") else frozenset()
            return b"[Term]" if self._tags else b""
        if not line.strip() or line.startswith(b"!"):
            return b""
        found = _LINE.match(line)
        if not found:
            raise SyntaxError(f"line {self._number} is no clause of the OBO format")
        tag = found[1]
        if tag not in self._tags:
            return b""
        if tag == b"synonym":
            exact = _SYNONYM.match(line)
            return exact[1] + b" []" if exact else b""
        return _NOTES.sub(b"", line) if tag in _NOTED else line


def _clause(subject: str, clause: fastobo.term.BaseTermClause) -> Iterator[Fact]:
    if isinstance(clause, fastobo.term.NameClause):
        yield subject, "label", clause.name.strip()
    elif isinstance(clause, fastobo.term.IsAClause):
        yield subject, "is-a", curie(str(clause.term))
    elif isinstance(clause, fastobo.term.RelationshipClause):
        if curie(str(clause.typedef)) in PART_OF:
            yield subject, "part-of", curie(str(clause.term))
    elif isinstance(clause, fastobo.term.SynonymClause):
        if clause.synonym.scope == "EXACT":
            yield subject, "synonym", clause.synonym.desc
    elif isinstance(clause, fastobo.term.IsObsoleteClause):
        if clause.obsolete:
            yield subject, "obsolete", ""
    elif isinstance(clause, fastobo.term.ReplacedByClause):
        yield subject, "replaced-by", curie(str(clause.term))
    elif isinstance(clause, fastobo.term.AltIdClause):
        merged = curie(str(clause.alt_id))
        yield merged, "obsolete", ""
        yield merged, "replaced-by", subject
