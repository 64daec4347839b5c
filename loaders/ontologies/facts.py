"""What every format of an ontology is read into: one fact after the other, in the order of the file.

A fact is (subject, kind, value). The subject is a CURIE such as "CL:0000134", the IRI of what has no CURIE,
or "" for the ontology itself. Of a definition by `equivalent to` nothing is read: a release states the
superclasses that follow from it.
"""

import re
from collections.abc import Callable, Iterator
from typing import IO, Final, Literal

from ontology import ACT, PREFIXES

__all__ = ["EXACT", "PART_OF", "TOP", "Fact", "Facts", "Kind", "curie", "in_english", "release_of"]

Kind = Literal[
    "iri",  # of the ontology; subject ""
    "version",  # as the ontology words it; subject ""
    "version-iri",  # subject ""
    "class",  # the subject is a class; value ""
    "label",
    "synonym",  # an exact one
    "is-a",  # value: identifier of a superclass
    "part-of",  # value: identifier of the whole of which each instance is part
    "obsolete",  # value ""
    "replaced-by",  # value: identifier of the term to use instead
]
Fact = tuple[str, Kind, str]
#: A reader of one format.
Facts = Callable[[IO[bytes]], Iterator[Fact]]

#: The forms in which the formats name the relation `part of`.
PART_OF: Final = frozenset({"part_of", "BFO:0000050"})
#: Class of everything: no parent that tells anything.
TOP: Final = PREFIXES["owl"] + "Thing"
#: The property of exact synonyms.
EXACT: Final = "http://www.geneontology.org/formats/oboInOwl#hasExactSynonym"

_OBO: Final = "http://purl.obolibrary.org/obo/"
_OTHERS: Final = tuple(
    (namespace, prefix)
    for prefix, namespace in PREFIXES.items()
    if not namespace.startswith(_OBO) and not namespace.startswith(ACT.rpartition("/")[0])
)
_RELEASE: Final = re.compile(r"releases?/([^/]+)")


def curie(iri: str) -> str:
    """Return the CURIE of an IRI, or the IRI itself when it has none.

    Example:
        >>> curie("http://purl.obolibrary.org/obo/CL_0000134"), curie("http://www.ebi.ac.uk/efo/EFO_0004905")
        ('CL:0000134', 'EFO:0004905')
        >>> curie("http://purl.obolibrary.org/obo/cl.owl")
        'http://purl.obolibrary.org/obo/cl.owl'
    """
    if iri.startswith(_OBO):
        prefix, _, local = iri[len(_OBO) :].rpartition("_")
        return f"{prefix}:{local}" if prefix and "/" not in prefix and "#" not in prefix else iri
    if "://" not in iri:
        return iri
    for namespace, prefix in _OTHERS:
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def in_english(language: str | None) -> bool:
    """Whether a text is English or has no language.

    >>> in_english(None), in_english("en-GB"), in_english("fr")
    (True, True, False)
    """
    return not language or language.lower().partition("-")[0] == "en"


def release_of(iri: str, words: str) -> str:
    """Return the version of a release, or "" when it tells none.

    Args:
        iri: its version IRI, which the formats agree on, or "".
        words: what it says of its version, or "".

    Example:
        >>> release_of("http://purl.obolibrary.org/obo/cl/releases/2026-03-26/cl.owl", "March")
        '2026-03-26'
        >>> release_of("", "releases/2026-03-26"), release_of("", "4.2")
        ('2026-03-26', '4.2')
    """
    for text in (iri, words):
        if found := _RELEASE.search(text):
            return found[1]
    return words or iri
