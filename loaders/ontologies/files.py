"""Files of ontologies: which format they are in, told by their content, and how they are read.

A file is read as a stream, gzip or not, and never whole; and twice, so it must be an ordinary file. XML
with an external entity, or with an entity made of entities, is refused before anything of it is used:
nothing is ever opened or fetched for it.
"""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Final, cast
from xml.parsers import expat

import ijson

from graph.errors import SourceError
from loaders.ontologies.facts import Fact, Facts
from loaders.ontologies.obo import obo_facts
from loaders.ontologies.obograph import obo_graph_facts
from loaders.ontologies.owlxml import owl_xml_facts
from loaders.ontologies.rdf import rdf_xml_facts, turtle_facts
from ontology import PREFIXES

__all__ = ["OntologyFile"]

_READERS: Final[dict[str, Facts]] = {
    "RDF/XML": rdf_xml_facts,
    "OWL/XML": owl_xml_facts,
    "Turtle": turtle_facts,
    "OBO": obo_facts,
    "OBO-graph JSON": obo_graph_facts,
}
_ROOTS: Final = {PREFIXES["rdf"] + "RDF": "RDF/XML", PREFIXES["owl"] + "Ontology": "OWL/XML"}
_MEND: Final = f"give {', '.join(_READERS)}, or one of them with gzip (ROBOT converts others)"

_START: Final = 65536
#: What some editors put before the first character of UTF-8; not every parser takes it.
_MARK: Final = b"\xef\xbb\xbf"
#: Longest value of an entity: OWL tools write namespaces as entities, and those are short.
_LONGEST_ENTITY: Final = 300
_IS_XML: Final = re.compile(rb"\s*<(\?xml|!DOCTYPE|!--|[A-Za-z_][\w.-]*(:[A-Za-z_][\w.-]*)?[\s/>])")
_IS_TURTLE: Final = re.compile(
    rb"(\s|#[^\n]*\n)*(@prefix|@base|PREFIX\s|BASE\s|<[^>\s]*>|\[\s)", re.IGNORECASE
)
_IS_OBO: Final = re.compile(rb"(\s|![^\n]*\n)*([a-z][a-z_-]*:|\[(Term|Typedef|Instance)\])")
#: What a parser raises for a file that is broken or cut short.
_BROKEN: Final = (SyntaxError, ValueError, OSError, EOFError, zlib.error, expat.ExpatError, ijson.JSONError)


class OntologyFile:
    """A file of an ontology.

    Attributes:
        path: where it is.
        form: its format, a key of the readers.
        size: bytes on disk, which is what progress counts.

    Raises:
        SourceError: it is no ordinary file, it is in no known format, or its XML declares entities that
            it must not.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():  # opening a pipe would wait for its other end
            raise self._fault("it is read twice, so give an ordinary file, not a pipe or a device")
        self.size = path.stat().st_size
        with path.open("rb") as file:
            try:
                start = _plain(file).read(_START)
            except _BROKEN as error:
                raise self._broken(error) from error
        self.form = self._form(start)
        if self.form in _ROOTS.values():
            # the whole head of the file, however long it is
            with path.open("rb") as file:
                try:
                    head = _WellFormed(_plain(file), self._fault, only_head=True)
                    _drain(cast(IO[bytes], head))
                except expat.ExpatError as error:
                    raise self._broken(error) from error

    def facts(self, done: Callable[[int], None] = lambda _: None) -> Iterator[Fact]:
        """Yield every fact of the file, in its order.

        Args:
            done: told how many bytes on disk have been read.

        Raises:
            SourceError: the file is broken or cut short.
        """
        with self.path.open("rb") as file:
            stream = _plain(file, done)
            if self.form in _ROOTS.values():
                # one of the parsers takes a file that ends between two tags for a whole one
                stream = cast(IO[bytes], _WellFormed(stream, self._fault))
            try:
                yield from _READERS[self.form](stream)
                _drain(stream)
            except SourceError as error:
                raise self._fault(error.reason) from error
            except _BROKEN as error:
                raise self._broken(error) from error

    def _form(self, start: bytes) -> str:
        if _IS_XML.match(start):
            root = _root(start)
            if root not in _ROOTS:
                raise self._fault(
                    f"XML with root {root or 'unknown'} is no ontology that can be read: {_MEND}"
                )
            return _ROOTS[root]
        if start.lstrip().startswith(b"{"):
            return "OBO-graph JSON"
        if _IS_TURTLE.match(start):
            # `[Term]` begins OBO, `[ a owl:Axiom` begins Turtle
            return "Turtle"
        if _IS_OBO.match(start):
            return "OBO"
        raise self._fault(f"this is no format that can be read: {_MEND}")

    def _fault(self, reason: str) -> SourceError:
        return SourceError(reason, path=self.path.name)

    def _broken(self, error: Exception) -> SourceError:
        what = str(error).splitlines()[0] if str(error) else type(error).__name__
        reason = f"broken or cut short, nothing was changed: {what}; fetch the file again"
        return self._fault(reason)


def _plain(file: IO[bytes], done: Callable[[int], None] = lambda _: None) -> IO[bytes]:
    """Return a stream of what is in a file, gzip or not, that tells how far the file was read.

    A byte order mark before it is left out.
    """
    magic = file.read(2)
    file.seek(0)
    counted = cast(IO[bytes], _Counted(file, done))
    plain = cast(IO[bytes], gzip.GzipFile(fileobj=counted)) if magic == b"\x1f\x8b" else counted
    return cast(IO[bytes], _Unmarked(plain))


def _drain(stream: IO[bytes]) -> None:
    while stream.read(_START):
        pass


class _Counted:
    """A file that tells how far it was read."""

    def __init__(self, file: IO[bytes], done: Callable[[int], None]) -> None:
        self._file, self._done = file, done

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._done(self._file.tell())
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)


class _Unmarked:
    """A stream without the byte order mark before it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._begun = stream, False

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        if data and not self._begun:  # a parser may first ask for nothing, to see of what type it is
            self._begun = True
            data = data.removeprefix(_MARK) or self._stream.read(size)
        return data


class _Seen(Exception):  # noqa: N818  # no error: how a handler of expat says that it has seen enough
    pass


class _WellFormed:
    """A stream of XML that ends well, in UTF-8, with no entity that opens a file or grows."""

    def __init__(self, stream: IO[bytes], fault: Callable[[str], SourceError], *, only_head: bool = False):
        self._stream, self._fault, self._ended = stream, fault, False
        parser = expat.ParserCreate()
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        if only_head:
            parser.StartElementHandler = self._root_seen
        self._parser = parser

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        if not self._ended:
            self._ended = not data
            try:
                self._parser.Parse(data, self._ended)
            except _Seen:
                self._ended = True
                return b""
        return data

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
            raise self._fault(f"XML in {encoding} is refused: save it in UTF-8")

    def _doctype(self, _name: str, system: str | None, public: str | None, _internal: int) -> None:
        if system or public:
            raise self._fault("its document type lies in another file, and nothing is opened for an ontology")

    def _entity(self, name: str, parameter: int, value: str | None, *_places: str | None) -> None:
        if parameter or value is None:
            raise self._fault(f"entity {name!r} lies outside of the file or in its grammar: refused")
        if "&" in value or len(value) > _LONGEST_ENTITY:
            raise self._fault(f"entity {name!r} is made of entities or longer than a namespace: refused")

    def _root_seen(self, _name: str, _attributes: dict[str, str]) -> None:
        raise _Seen


def _root(start: bytes) -> str:
    """Return the namespace and name of the root element, or "" when the start of a file does not show it."""
    found: list[str] = []

    def seen(name: str, _attributes: dict[str, str]) -> None:
        found.append(name)
        raise _Seen

    parser = expat.ParserCreate(namespace_separator="")
    parser.StartElementHandler = seen
    with suppress(_Seen, expat.ExpatError):
        parser.Parse(start, False)
    return found[0] if found else ""
