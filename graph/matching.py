"""Which terms a text may mean, by their names: the same words, nearly the same, or words that look alike.

Names are literal mappings in the sense of SSSLM: a term, a text, and whether the text is its label or a
synonym. ssslm's own grounder needs gilda, with which come 24 packages, Flask, boto3 and scikit-learn among
them, so the scores are rapidfuzz's. A score says how alike two texts are and nothing more: two terms may be
written alike and mean two things, so a curator reads every match.

    1.00  the same text           0.95  the same but for case, gaps and hyphens
    0.90  the same words in any order, singular or plural
    below 0.90                    rapidfuzz's ratio of the words in order of the alphabet, times 0.9
    times 0.95                    when the name is a synonym
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from curies import NamableReference
from rapidfuzz import fuzz, process
from ssslm import LiteralMapping, Match, Matcher

from graph.names import folded

__all__ = ["LABEL_FIELD", "SYNONYM_FIELD", "Found", "NameMatcher", "plain"]

#: Predicates of a name, as SSSOM names the field that matched.
LABEL_FIELD: Final = "rdfs:label"
SYNONYM_FIELD: Final = "skos:altLabel"

_WORD: Final = re.compile(r"\w+")
_SAME, _FOLDED, _PLAIN, _SYNONYM = 1.0, 0.95, 0.9, 0.95
#: Shorter texts are abbreviations, which all look alike.
_SHORTEST: Final = 5


class Found(Match[NamableReference]):
    """A term that a text may mean.

    Attributes:
        field: `rdfs:label` or `skos:altLabel`.
        text: the name that matched.
    """

    field: str
    text: str


class NameMatcher(Matcher[NamableReference]):
    """Finds terms by their names.

    Args:
        names: every name of every term.

    Example:
        >>> cell = NamableReference(prefix="CL", identifier="0000134", name="mesenchymal stem cell")
        >>> names = NameMatcher([LiteralMapping(reference=cell, text="mesenchymal stem cell")])
        >>> [(found.curie, found.score) for found in names.get_matches("Mesenchymal stem cells")]
        [('CL:0000134', 0.855)]
    """

    def __init__(self, names: Iterable[LiteralMapping[NamableReference]]) -> None:
        self._same: dict[str, list[LiteralMapping[NamableReference]]] = defaultdict(list)
        self._folded: dict[str, list[LiteralMapping[NamableReference]]] = defaultdict(list)
        self._plain: dict[str, list[LiteralMapping[NamableReference]]] = defaultdict(list)
        for name in names:
            self._same[name.text].append(name)
            self._folded[folded(name.text)].append(name)
            self._plain[plain(name.text)].append(name)
        self._texts = sorted(text for text in self._plain if len(text) >= _SHORTEST)

    def not_empty(self) -> bool:
        """Return whether there is any name."""
        return bool(self._same)

    def get_matches(  # type: ignore[override]  # ssslm's has options of gilda, and no least score
        self, text: str, *, min_score: float = 0.7
    ) -> list[Found]:
        """Return the terms that a text may mean, each once, best first; equal ones by CURIE.

        Args:
            text: a name.
            min_score: least score, from 0 to 1.
        """
        best: dict[str, Found] = {}
        for name, alike in self._alike(text, min_score):
            field = LABEL_FIELD if name.predicate.curie == LABEL_FIELD else SYNONYM_FIELD
            score = round(alike if field == LABEL_FIELD else alike * _SYNONYM, 3)
            found = Found(reference=name.reference, score=score, field=field, text=name.text)
            if score >= min_score and (name.curie not in best or score > best[name.curie].score):
                best[name.curie] = found
        return sorted(best.values(), key=lambda found: (-found.score, found.curie))

    def _alike(self, text: str, least: float) -> Iterable[tuple[LiteralMapping[NamableReference], float]]:
        words = plain(text)
        for names, key, score in (
            (self._same, text, _SAME),
            (self._folded, folded(text), _FOLDED),
            (self._plain, words, _PLAIN),
        ):
            for name in names.get(key, ()):
                yield name, score
        if len(words) >= _SHORTEST and least < _PLAIN:
            alike = process.extract(
                words, self._texts, scorer=fuzz.ratio, limit=None, score_cutoff=100 * least / _PLAIN
            )
            for other, ratio, _ in alike:
                for name in self._plain[other]:
                    yield name, _PLAIN * ratio / 100


def plain(text: str) -> str:
    """Return the words of a name in singular and in the order of the alphabet, without case.

    Example:
        >>> plain("Injections, Spinal") == plain("spinal injection")
        True
    """
    return " ".join(sorted(_singular(word) for word in _WORD.findall(folded(text))))


def _singular(word: str) -> str:
    """Return a word without the s of a plural; good enough for comparing, no grammar.

    >>> _singular("cells"), _singular("axis"), _singular("fetus"), _singular("loss"), _singular("mice")
    ('cell', 'axis', 'fetus', 'loss', 'mice')
    """
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "sui" else word
