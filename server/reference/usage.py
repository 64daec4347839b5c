"""How much the served release uses each term, and what it maps them to: read once a release."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from graph.errors import NoReleaseError
from ontology import PREFIXES
from server.rows import Asker, from_one_release
from server.service import Service

__all__ = ["MAPPINGS", "Mapping", "Usage", "UsageByRelease", "mappings_of"]

_HEAD: Final = "\n".join(
    f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("act", "owl", "rdfs", "skos", "sssom")
)
#: Instances by class, those of narrower classes with it. The classes first: that is seven times faster.
_INSTANCES: Final = """
SELECT ?term (COUNT(DISTINCT ?thing) AS ?count)
WHERE {
  { SELECT DISTINCT ?kind ?term
    WHERE { { SELECT DISTINCT ?kind WHERE { ?any a ?kind } } ?kind rdfs:subClassOf* ?term } }
  ?thing a ?kind
}
GROUP BY ?term"""
_DIRECT: Final = """
SELECT ?term (COUNT(?thing) AS ?count)
WHERE { ?thing a ?term }
GROUP BY ?term"""
_USES: Final = """
SELECT ?term (COUNT(*) AS ?count)
WHERE { ?thing ?term ?value }
GROUP BY ?term"""
_CLAIMS: Final = """
SELECT ?term (COUNT(DISTINCT ?claim) AS ?count)
WHERE { ?claim act:onProperty ?term ; act:about ?thing }
GROUP BY ?term"""
#: Mapping nodes, and mappings that have no node: what is refused or was not found has nothing but a node.
MAPPINGS: Final = """
SELECT ?subject ?predicate ?object ?label ?confidence ?justification ?modifier ?comment ?node
WHERE {
  {
    GRAPH ?graph { ?node owl:annotatedSource ?subject ; owl:annotatedProperty ?predicate ;
        owl:annotatedTarget ?object ; a sssom:Mapping . }
    OPTIONAL { GRAPH ?graph { ?node sssom:confidence ?confidence } }
    OPTIONAL { GRAPH ?graph { ?node sssom:mapping_justification ?justification } }
    OPTIONAL { GRAPH ?graph { ?node sssom:predicate_modifier ?modifier } }
    OPTIONAL { GRAPH ?graph { ?node rdfs:comment ?comment } }
    OPTIONAL { GRAPH ?graph { ?node sssom:object_label ?label } }
  } UNION {
    VALUES ?predicate { skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch skos:relatedMatch }
    GRAPH ?graph { ?subject ?predicate ?object }
    OPTIONAL { GRAPH ?named { ?object rdfs:label ?label } }
    FILTER NOT EXISTS { GRAPH ?other { ?mapping owl:annotatedSource ?subject ;
        owl:annotatedProperty ?predicate ; owl:annotatedTarget ?object } }
  }
  %s
}
ORDER BY ?subject ?predicate ?object"""
_LABELS: Final = """
SELECT ?term ?label
WHERE { VALUES ?term { %s } ?term rdfs:label ?label }"""

_NOTHING: Final = PREFIXES["sssom"] + "NoTermFound"


@dataclass(frozen=True)
class Mapping:
    """A mapping of a term or concept to another vocabulary, or the record that there is none.

    Attributes:
        subject: IRI of ours.
        predicate: IRI of a SKOS relation.
        object: IRI there; "" when nothing was found.
        label: its label there.
        confidence: from 0 to 1 as written, "" when nobody has said.
        justification: how it was found, as the last part of its IRI; "" when nobody has said.
        refused: a curator has decided that it does not hold.
        comment: why, or where was searched in vain.
        node: IRI of the mapping's own description, "" when it has none.
    """

    subject: str
    predicate: str
    object: str
    label: str
    confidence: str
    justification: str
    refused: bool
    comment: str
    node: str


@dataclass(frozen=True)
class Usage:
    """What one release does with the terms.

    Attributes:
        version: of the release, "" when there is none.
        instances: by class, those of narrower classes with it.
        direct: by class, without.
        uses: by property, in triples.
        claims: by property, claims that state it.
        mappings: by term or concept.
        labels: of things outside the ontology's files, by IRI.
    """

    version: str = ""
    instances: dict[str, int] = field(default_factory=dict)
    direct: dict[str, int] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)
    claims: dict[str, int] = field(default_factory=dict)
    mappings: dict[str, list[Mapping]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)


class UsageByRelease:
    """Keeps the usage of the release that was asked for last.

    Args:
        service: whose engine counts.
        outside: IRIs of things outside the ontology's files whose labels are wanted.
    """

    def __init__(self, service: Service, outside: Iterable[str]) -> None:
        self._service = service
        self._outside = " ".join(f"<{iri}>" for iri in sorted(outside))
        self._kept = Usage()

    async def now(self) -> Usage:
        """Return the usage of the present release; an empty one before the first build.

        Raises:
            EngineError: a query was stopped.
        """
        try:
            if self._kept.version != self._service.release.version:
                self._kept = await from_one_release(self._service, self._counted)
        except NoReleaseError:
            return Usage()
        return self._kept

    async def _counted(self, asker: Asker) -> Usage:
        async def counts(query: str) -> dict[str, int]:
            return {row.text("term"): int(row.text("count")) for row in await asker.rows(_HEAD + query)}

        labels = await asker.rows(_HEAD + _LABELS % self._outside)
        return Usage(
            asker.release.version,
            await counts(_INSTANCES),
            await counts(_DIRECT),
            await counts(_USES),
            await counts(_CLAIMS),
            await mappings_of(asker),
            {row.text("term"): row.text("label") for row in labels},
        )


async def mappings_of(asker: Asker, subject: str = "") -> dict[str, list[Mapping]]:
    """Return every mapping, or those of one subject (IRI), by subject.

    Raises:
        EngineError: the query was stopped.
    """
    found: dict[str, list[Mapping]] = defaultdict(list)
    only = f"FILTER(?subject = <{subject}>)" if subject else ""
    for row in await asker.rows(_HEAD + MAPPINGS % only):
        value = row.text("object")
        found[row.text("subject")].append(
            Mapping(
                row.text("subject"),
                row.text("predicate"),
                "" if value == _NOTHING else value,
                row.text("label"),
                row.text("confidence"),
                row.text("justification").rpartition("/")[2],
                bool(row.text("modifier")),
                row.text("comment"),
                row.text("node"),
            )
        )
    return dict(found)
