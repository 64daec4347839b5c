"""The kinds of curated tables: what a row of each holds, column by column.

A table repeats the documentation of its columns in its header, so that it explains itself.
"""

from dataclasses import dataclass
from typing import Final

__all__ = ["KINDS", "PASSAGE", "Kind"]

#: Columns that name a place in a document.
PASSAGE: Final = {
    "locator": "name of the place: a table cell, a section and paragraph, an entry of the reference list",
    "start": "first character of the passage in the source file, from 0 (written by alskg locate)",
    "end": "one past its last character (written by alskg locate)",
    "sha256": "SHA-256 of the passage's UTF-8 (written by alskg locate)",
    "anchor": "words of the passage while curating; alskg locate uses and empties it",
}


@dataclass(frozen=True)
class Kind:
    """What a table of one kind holds.

    Attributes:
        name: as in the table's `# kind:` line.
        columns: column name to its documentation, in order.
        required: columns that are never empty.
    """

    name: str
    columns: dict[str, str]
    required: frozenset[str]


KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind(
            "statements",
            {
                "subject": "what it is about: a registry number, the local name of a thing, or a CURIE",
                "arm": "arm of the trial; empty when the statement is about the whole trial",
                "intervention": "intervention of the arm; empty when the statement is about the whole arm",
                "property": "local name of the act: property, or outcome for a result",
                "measure": "outcome measure (results only)",
                "value": "what is stated: a local name, a CURIE, or a literal; empty when there is a number",
                "number": "one number, plain decimal",
                "minimum": "lower end of a range, plain decimal",
                "maximum": "upper end of a range, plain decimal",
                "deviation": "standard deviation, plain decimal",
                "statistic": "exact, mean, median, range, confidence-interval, at-least or at-most",
                "unit": "UCUM code",
                "basis": "per-injection, per-site, per-administration or total; empty when not said",
                "polarity": "supports, refutes or uncertain (mechanisms only)",
                "summary": "what is said, in the curator's words (results and mechanisms)",
                "group": "who it was seen in, where narrower than the arm (results only)",
                "period": "when it was seen (results only)",
                "comparison": "what it was compared with (results only)",
                "count": "in how many it was seen (results only)",
                "of": "out of how many (results only)",
                "p": "p-value as printed, with < or = where printed, or NS (results only)",
                "formula": "how a number that is not printed follows from printed ones",
                "reported": "the figure or label as printed",
                "cites": "keys of the works that the source credits, separated by spaces",
                "evidence": "ECO CURIE of the kind of evidence",
                "role": "printed, or reading: what the spine holds where a print is wrong or sources differ",
                "reason": "why the reading is right (readings only)",
                "note": "a doubt, in the curator's words; begins with 'damaged' where print or extraction is",
                "conflict": "the conflict that it is a side of; then 'preferred' where it is the right one",
                **PASSAGE,
            },
            frozenset({"subject", "property", "evidence", "role", "locator", "start", "end", "sha256"}),
        ),
        Kind(
            "references",
            {
                "number": "number of the entry in the source's list",
                "work": "key of the work, the same in every source",
                "authors": "authors as printed, separated by semicolons; et al. stays",
                "title": "title",
                "journal": "journal or book, as printed",
                "year": "year",
                "volume": "volume",
                "issue": "issue",
                "pages": "pages or article number",
                "doi": "DOI without resolver, as printed",
                "corrected": "the right DOI where the printed one is damaged; the note says why",
                "note": "damage of print or extraction, or a doubt, in the curator's words",
                **PASSAGE,
            },
            frozenset({"number", "work", "authors", "locator", "start", "end", "sha256"}),
        ),
        Kind(
            "document",
            {
                "property": "title, authors, year, doi, licence, publisher, file, broken-table or note",
                "value": "its value; of file its name; of broken-table a table that extraction scattered",
                "basis": "printed in the document, record (a public bibliographic record) or file",
                **PASSAGE,
            },
            frozenset({"property", "value", "basis"}),
        ),
        Kind(
            "mentions",
            {
                "number": "number in the text's citation",
                "entry": "number of the entry that is meant; empty when it is the printed one",
                "reason": "why another entry is meant",
                **PASSAGE,
            },
            frozenset({"number", "locator", "start", "end", "sha256"}),
        ),
        Kind(
            "sections",
            {
                "left_out": "what of the section is not in the graph; empty when nothing was left out",
                "why": "why it was left out",
                **PASSAGE,
            },
            frozenset({"locator", "start", "end", "sha256"}),
        ),
        Kind(
            "conflicts",
            {
                "name": "local name, the end of the conflict's IRI",
                "kind": "disagreement, change-over-time, within-one-source, print-fault or rounding",
                "subject": "what it is about: a registry number, the local name of a thing, or a CURIE",
                "property": "local name of the act: property that its statements are on",
                "label": "what stands against what, in the curator's words",
                "preferred": "the value held right, in words; empty when it stays open",
                "reason": "why, or why it stays open",
            },
            frozenset({"name", "kind", "subject", "property", "label", "reason"}),
        ),
        Kind(
            "things",
            {
                "name": "local name, the end of the thing's IRI",
                "class": "local name of its act: class",
                "label": "preferred label",
                "synonyms": "other names, separated by |",
                "broader": "local name of the broader thing",
                "definition": "one sentence that says what it is",
            },
            frozenset({"name", "class", "label", "definition"}),
        ),
    )
}
