"""What the picture of the model shows: the central classes and, for each, its most used properties.

A class is central when many kinds of relations lead to and from it and the data use them much. Classes
below another are drawn inside its box.
"""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

from ontology import ACT
from server.reference.terms import Term
from server.reference.usage import Usage
from server.reference.vocabulary import Vocabulary

__all__ = ["BOXES", "ROWS", "Box", "boxes"]

#: Boxes that are drawn, and rows a box has at most; what is left out is counted in the box.
BOXES: Final = 16
ROWS: Final = 7


@dataclass(frozen=True)
class Box:
    """A class with everything below it.

    Attributes:
        term: the class.
        kinds: names of what stands below it.
        rows: (property, IRI of the class it leads to).
        more: properties that have no row.
    """

    term: Term
    kinds: tuple[str, ...]
    rows: tuple[tuple[Term, str], ...]
    more: int

    @property
    def lines(self) -> list[str]:
        """The narrower classes, in lines of some forty letters."""
        lines: list[str] = []
        for kind in self.kinds:
            if lines and len(lines[-1]) + len(kind) < 40:
                lines[-1] += f", {kind}"
            else:
                lines.append(kind)
        shown = lines[:2]
        hidden = len(self.kinds) - sum(line.count(", ") + 1 for line in shown)
        return [*shown, f"and {hidden} more kind{'s' * (hidden > 1)}"] if hidden else shown


def boxes(vocabulary: Vocabulary, usage: Usage) -> dict[str, Box]:
    """Return the boxes by IRI, those with most uses first."""
    roots = {iri: _root(iri, vocabulary) for iri, term in vocabulary.terms.items() if term.is_class}
    own: dict[str, dict[str, tuple[Term, str]]] = defaultdict(dict)
    uses, degree = Counter[str](), Counter[str]()
    for term in vocabulary.terms.values():
        if not term.ours or term.kind != "object property":
            continue
        count = usage.uses.get(term.iri, 0) if usage.version else 1
        goals = list(dict.fromkeys(roots[one] for one in term.objects if one in roots))
        starts = list(dict.fromkeys(roots[one] for one in term.subjects if one in roots))
        for start in starts:
            if goals and count:
                own[start][term.iri] = (term, goals[0])
        for end in {*goals, *starts} if count and goals and starts else ():
            uses[end] += count
            degree[end] += 1
    # many kinds of relations make a class central; many triples alone would draw nothing but citations
    score = {iri: math.sqrt(degree[iri]) * math.log10(uses[iri] + 9) for iri in uses}
    chosen = sorted(score, key=lambda iri: (-score[iri], iri))[:BOXES]
    found: dict[str, Box] = {}
    for iri in chosen:
        ranked = sorted(
            own[iri].values(), key=lambda pair: (pair[1] not in chosen, -usage.uses.get(pair[0].iri, 0))
        )
        rows = sorted(ranked[:ROWS], key=lambda pair: -usage.uses.get(pair[0].iri, 0))
        others = sum(
            1
            for term in vocabulary.terms.values()
            if term.ours and not term.is_class and iri in {roots.get(one) for one in term.subjects}
        )
        kinds = sorted(
            (kind for kind, root in roots.items() if root == iri != kind),
            key=lambda kind: (-usage.instances.get(kind, 0), kind),
        )
        labels = tuple(vocabulary.terms[kind].label for kind in kinds)
        found[iri] = Box(vocabulary.terms[iri], labels, tuple(rows), others - len(rows))
    return found


def _root(iri: str, vocabulary: Vocabulary) -> str:
    """Return the highest class of ours above a class."""
    for above in vocabulary.terms[iri].supers:
        if above.startswith(ACT) and above in vocabulary.terms:
            return _root(above, vocabulary)
    return iri
