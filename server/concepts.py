"""From what a caller writes to the thing meant: IRI, CURIE, local name, identifier, label or synonym.

Reads ``search.sqlite`` of a release: table ``names(iri, class, kind, text, folded)``, one line per
thing, class and name. ``class`` is the local name of an ``act:`` class, superclasses included; ``kind``
is ``preferred``, ``synonym``, ``identifier``, ``notation`` or ``local``; ``folded`` is
`graph.names.folded` of the text.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import curies
from rapidfuzz import fuzz, process

from graph.errors import ParameterError
from graph.names import folded
from ontology import PREFIXES

__all__ = ["Concepts", "expanded", "shortened"]

#: Which kinds of name count first: an identifier is meant before a label, a label before a synonym.
_TIERS: Final = (("identifier", "local"), ("preferred",), ("notation",), ("synonym",))
#: Several things may have one key: the study is meant before the document, the document before the work.
_BEFORE: Final = ("Study", "SourceDocument")
#: How alike two names must be, of 100, to be offered instead of an unknown one.
_ALIKE: Final = 65
#: How many names are offered, and up to how many members a class is listed whole.
_OFFERED: Final = 5
_LISTED: Final = 20

_CONVERTER: Final = curies.Converter(
    [
        curies.Record(
            prefix=prefix,
            uri_prefix=start,
            prefix_synonyms=[prefix.lower()] if prefix != prefix.lower() else [],
        )
        for prefix, start in PREFIXES.items()
    ]
)


def expanded(text: str) -> str | None:
    """Return the IRI of a CURIE, or None when its prefix is not one of ours; prefixes have no case.

    Example:
        >>> expanded("cl:0000134")
        'http://purl.obolibrary.org/obo/CL_0000134'
        >>> expanded("MSC") is None
        True
    """
    prefix, colon, local = text.partition(":")
    if not colon or not local:
        return None
    return _CONVERTER.expand(f"{prefix.lower()}:{local}")


def shortened(iri: str) -> str:
    """Return the CURIE of an IRI, or the IRI when no prefix fits.

    Example:
        >>> shortened("http://purl.obolibrary.org/obo/CL_0000134")
        'CL:0000134'
    """
    return _CONVERTER.compress(iri) or iri


class Concepts:
    """The names of one release, read-only.

    Args:
        path: the release's ``search.sqlite``.
    """

    def __init__(self, path: Path) -> None:
        # Releases never change, so SQLite needs neither locks nor a journal.
        self._names = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )

    def close(self) -> None:
        """Let go of the file."""
        self._names.close()

    def resolved(self, text: str, *, parameter: str, of: str | None = None) -> str:
        """Return the IRI of the one thing that a caller means.

        Args:
            text: IRI, CURIE, local name, identifier, label or synonym; case and hyphens do not count.
            parameter: name used in errors.
            of: local name of the class the thing has to be in, or None for anything in the graph.

        Raises:
            ParameterError: nothing is called so (``candidates``: the nearest labels), or several things
                are and none first of all (``candidates``: their CURIEs).
        """
        iri = text if "://" in text else expanded(text)
        if iri is not None and self._known(iri, of):
            return iri
        found = self._called(text, of)
        for tier in _TIERS:
            meant = sorted({thing for thing, kind in found if kind in tier})
            first = self._first(meant)
            if len(first) == 1:
                return first[0]
            if meant:
                raise self._ambiguous(text, meant, parameter)
        raise self._unknown(text, parameter, of)

    def _first(self, meant: list[str]) -> list[str]:
        """Return those of several things that go before the rest: a study before the work that reports it."""
        for kind in _BEFORE if len(meant) > 1 else ():
            if kept := [iri for iri in meant if self._known(iri, kind)]:
                return kept
        return meant

    def _known(self, iri: str, of: str | None) -> bool:
        return bool(
            self._rows("SELECT 1 FROM names WHERE iri = ? AND class = ifnull(?, class) LIMIT 1", iri, of)
        )

    def _called(self, text: str, of: str | None) -> list[tuple[str, str]]:
        return self._rows(
            "SELECT DISTINCT iri, kind FROM names WHERE folded = ? AND class = ifnull(?, class)",
            folded(text),
            of,
        )

    def _ambiguous(self, text: str, meant: list[str], parameter: str) -> ParameterError:
        told = "; ".join(f"{shortened(iri)} ({self._label(iri)})" for iri in meant)
        return ParameterError(
            f"{parameter}: {text!r} may mean {told}. Give one of these identifiers",
            parameter=parameter,
            candidates=tuple(shortened(iri) for iri in meant),
        )

    def _unknown(self, text: str, parameter: str, of: str | None) -> ParameterError:
        rows = self._rows(
            "SELECT DISTINCT folded, iri FROM names WHERE class = ifnull(?, class) AND folded <> '' "
            "ORDER BY folded, iri",
            of,
        )
        alike = process.extract(
            folded(text), [name for name, _ in rows], scorer=fuzz.WRatio, limit=50, score_cutoff=_ALIKE
        )
        nearest = self._labels(rows[index][1] for _, _, index in alike)[:_OFFERED]
        things = {iri for _, iri in rows}
        if not nearest and len(things) <= _LISTED:
            nearest = sorted(self._labels(sorted(things)))
        hint = f"; the nearest: {', '.join(nearest)}" if nearest else ""
        return ParameterError(
            f"{parameter}: no {of or 'thing'} is called {text!r}{hint}",
            parameter=parameter,
            candidates=tuple(nearest),
        )

    def _labels(self, iris: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(self._label(iri) for iri in dict.fromkeys(iris)))

    def _label(self, iri: str) -> str:
        rows: list[tuple[str]] = self._rows(
            "SELECT text FROM names WHERE iri = ? AND kind = 'preferred' ORDER BY text LIMIT 1", iri
        )
        return rows[0][0] if rows else shortened(iri)

    def _rows(self, sql: str, *values: str | None) -> list[Any]:
        return self._names.execute(sql, values).fetchall()
