"""Mappings that a program proposes for a curator to read, as an SSSOM table.

They are justified by `semapv:LexicalMatching`, which a published file must not have: whoever takes a row
over reads both definitions, and says so.
"""

from collections.abc import Collection, Iterable, Iterator
from importlib.metadata import version
from typing import Final

from curies import NamableReference, Reference
from ssslm import LiteralMapping

from graph.matching import LABEL_FIELD, SYNONYM_FIELD, Found, NameMatcher, plain
from loaders.candidates import Subject, Target
from loaders.sssom import COLUMNS, PREDICATES, source_of
from ontology import PREFIXES

__all__ = ["rows", "written"]

#: The columns of a table of proposals: those of a published one, and how the match was found.
_COLUMNS: Final = (*COLUMNS, "subject_type", "subject_match_field", "object_match_field", "match_string")


def rows(
    wanted: Iterable[Subject], at_hand: Collection[Target], *, min_score: float = 0.7
) -> Iterator[dict[str, str]]:
    """Yield a row for each term that a subject may be, best first, whatever their number.

    Homonyms, two terms with one name, are both there. What a curator has mapped or refused is not proposed
    again.
    """
    by_id = {target.id: target for target in at_hand}
    matcher = NameMatcher(_mappings(by_id.values()))
    for subject in wanted:
        best: dict[str, tuple[Found, str, bool]] = {}
        for field, text in (
            (LABEL_FIELD, subject.label),
            *((SYNONYM_FIELD, name) for name in subject.synonyms),
        ):
            for found in matcher.get_matches(text, min_score=min_score):
                taken = found.curie in subject.seen or found.curie == subject.id
                if not taken and (found.curie not in best or found.score > best[found.curie][0].score):
                    best[found.curie] = found, field, plain(found.text) == plain(text)
        for curie, (found, field, same) in sorted(
            best.items(), key=lambda item: (-item[1][0].score, item[0])
        ):
            # words that only look alike are at most close
            predicate = PREDICATES[0] if same else PREDICATES[1]
            yield _row(subject, predicate, by_id[curie], found, field)


def _row(subject: Subject, predicate: str, target: Target, found: Found, field: str) -> dict[str, str]:
    return {
        "subject_id": subject.id,
        "subject_label": subject.label,
        "predicate_id": predicate,
        "object_id": target.id,
        "object_label": target.label,
        "mapping_justification": "semapv:LexicalMatching",
        "confidence": f"{found.score:.3f}",
        "object_source": source_of(target.id.partition(":")[0]),
        "object_source_version": target.version,
        "subject_type": "" if subject.id else "rdfs literal",
        "subject_match_field": field if subject.id else "",
        "object_match_field": found.field,
        "match_string": found.text,
    }


def written(proposed: Iterable[dict[str, str]]) -> str:
    """Return proposals as an SSSOM table."""
    every = list(proposed)
    ids = ("subject_id", "predicate_id", "object_id", "object_source")
    used = {row[name].partition(":")[0] for row in every for name in ids if row[name]}
    used |= {"rdfs", "semapv", "skos"} if every else set()
    head = [
        "# curie_map:",
        *(f"#   {prefix}: {PREFIXES[prefix]}" for prefix in sorted(used | {"skos"})),
        "# mapping_set_id: https://w3id.org/als-cell-therapy/mappings/proposed",
        "# mapping_set_title: Mappings that a program proposes and no curator has read",
        "# license: https://creativecommons.org/licenses/by/4.0/",
        "# mapping_tool: alskg match",
        f'# mapping_tool_version: "{version("als-cell-therapy-kg")}"',
        '# sssom_version: "1.1"',
        "\t".join(_COLUMNS),
    ]
    # a tab, a line break or a quote in a name of another ontology would end a cell
    body = [
        "\t".join(" ".join(row.get(name, "").replace('"', "'").split()) for name in _COLUMNS) for row in every
    ]
    return "\n".join([*head, *body, ""])


def _mappings(found: Iterable[Target]) -> Iterator[LiteralMapping[NamableReference]]:
    label, synonym = Reference.from_curie(LABEL_FIELD), Reference.from_curie(SYNONYM_FIELD)
    for target in found:
        term = NamableReference.from_curie(target.id, name=target.label)
        yield LiteralMapping(reference=term, predicate=label, text=target.label)
        for text in target.synonyms:
            yield LiteralMapping(reference=term, predicate=synonym, text=text)
