"""What mappings are looked for and among what: terms of ours, and the names of other ontologies' terms.

Subjects: classes and concepts of ours, and things of the tables that stand for a kind of thing
Targets:  every named term of another ontology in a store, that is slices and pinned terms, or in a file
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Store

from graph.facts import facts, values
from graph.terms import LABEL, TYPE, prefixed
from loaders.ontologies.facts import release_of
from loaders.ontologies.files import OntologyFile
from loaders.sssom import NO_TERM
from ontology import ACT, ACTD, GRAPH, PREFIXES
from ontology.slicing import external_terms

__all__ = ["Subject", "Target", "file_targets", "groups", "literal", "subjects", "targets"]

#: Things with a name of their own, which no ontology has: studies, people, firms.
_SINGLE: Final = frozenset(
    {"ClinicalTrial", "Organization", "Participant", "PreclinicalStudy", "ProgressionInterval"}
)
_OUR_PREFIXES: Final = {ACT: "act", ACTD: "actd"}
_ALT_LABEL: Final = prefixed("skos:altLabel")


@dataclass(frozen=True)
class Subject:
    """What a term is looked for.

    Attributes:
        id: its CURIE; "" for a text that is not in the graph.
        label: its label, or the text.
        synonyms: its other names.
        groups: names of its scheme and of its classes, as `routes` or `CellProduct`.
        seen: CURIEs that a curator has looked at already, mapped or refused.
    """

    id: str
    label: str
    synonyms: tuple[str, ...] = ()
    groups: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Target:
    """A term of another ontology, with all its names.

    Attributes:
        id: its CURIE.
        label: its label.
        synonyms: its other names.
        version: version of its ontology.
    """

    id: str
    label: str
    synonyms: tuple[str, ...]
    version: str


def subjects(store: Store, *, all_of_them: bool = False) -> list[Subject]:
    """Return what is not mapped yet, sorted by CURIE: it has no row, or one that says nothing was found.

    Args:
        store: a release.
        all_of_them: also what is mapped already.
    """
    mapped = _looked_at(store)
    found = []
    for node in sorted({fact.subject for fact in facts(store, None, LABEL)}, key=str):
        curie, kinds = _curie(node, _OUR_PREFIXES), {fact.object.value for fact in facts(store, node, TYPE)}
        own = {kind.removeprefix(ACT) for kind in kinds if kind.startswith(ACT)}
        term = node.value.startswith(ACT) and prefixed("owl:Class").value in kinds
        if not curie or not (term or (own and not own & _SINGLE)) or not _named_here(store, node):
            continue
        seen = mapped.get(node, frozenset())
        if seen - {NO_TERM} and not all_of_them:
            continue
        schemes = {
            value.value.rpartition("scheme-")[2] for value in values(store, node, prefixed("skos:inScheme"))
        }
        groups_of_it = frozenset(own | schemes | ({"classes"} if term else set()))
        found.append(Subject(curie, _names(store, node)[0], _names(store, node)[1], groups_of_it, seen))
    return found


def literal(text: str, known: Iterable[Subject]) -> list[Subject]:
    """Return the terms of ours that are called so, or the text itself when none is."""
    same = [one for one in known if text in (one.id, one.label, one.id.partition(":")[2], *one.synonyms)]
    return same or [Subject("", text)]


def groups(known: Iterable[Subject]) -> list[str]:
    """Return the names of schemes and classes that subjects can be chosen by, sorted."""
    return sorted({name for one in known for name in one.groups})


def targets(store: Store) -> Iterator[Target]:
    """Yield every named term of another ontology in a store."""
    releases = {
        graph: next((found.value for found in values(store, graph, prefixed("owl:versionInfo"))), "")
        for graph in store.named_graphs()
        if isinstance(graph, NamedNode) and graph.value.startswith(GRAPH + "slice-")
    }
    pins = {NamedNode(term.iri): term.version for term in external_terms()}
    starts = {PREFIXES[term.prefix]: term.prefix for term in external_terms()}
    for quad in sorted(store.quads_for_pattern(None, LABEL, None, None), key=str):
        node = quad.subject
        if isinstance(node, NamedNode) and (curie := _curie(node, starts)):
            label, synonyms = _names(store, node)
            told = releases.get(quad.graph_name, "") if isinstance(quad.graph_name, NamedNode) else ""
            yield Target(curie, label, synonyms, told or pins.get(node, ""))


def file_targets(path: Path) -> Iterator[Target]:
    """Yield every named term of a release of an ontology that is not obsolete there.

    Raises:
        SourceError: the file is broken or in no known format.
    """
    labels: dict[str, str] = {}
    synonyms: dict[str, set[str]] = {}
    obsolete: set[str] = set()
    told = {"version": "", "version-iri": ""}
    for subject, kind, value in OntologyFile(path).facts():
        if not subject and kind in told:
            told[kind] = value
        elif kind == "label":
            labels.setdefault(subject, value)
        elif kind == "synonym":
            synonyms.setdefault(subject, set()).add(value)
        elif kind == "obsolete":
            obsolete.add(subject)
    release = release_of(told["version-iri"], told["version"])
    for curie, label in sorted(labels.items()):
        if curie.partition(":")[0] in PREFIXES and curie not in obsolete:
            yield Target(curie, label, tuple(sorted(synonyms.get(curie, ()))), release)


def _looked_at(store: Store) -> dict[NamedNode, frozenset[str]]:
    """Return, for each subject of a mapping, what it was compared with; `NO_TERM` where nothing was found."""
    found: dict[NamedNode, set[str]] = {}
    starts = {start: prefix for prefix, start in PREFIXES.items()}
    for mapping, _, node in facts(store, None, prefixed("owl:annotatedSource")):
        for target in values(store, mapping, prefixed("owl:annotatedTarget")):
            if isinstance(node, NamedNode) and isinstance(target, NamedNode):
                found.setdefault(node, set()).add(_curie(target, starts))
    return {node: frozenset(curies) for node, curies in found.items()}


def _names(store: Store, node: NamedNode) -> tuple[str, tuple[str, ...]]:
    label = values(store, node, LABEL)[0].value
    return label, tuple(name.value for name in values(store, node, _ALT_LABEL) if name.value != label)


def _named_here(store: Store, node: NamedNode) -> bool:
    """Return whether schema, concepts or tables of things name it, not a statement or a rule."""
    graphs = {NamedNode(GRAPH + "schema"), NamedNode(GRAPH + "vocab")}
    return any(quad.graph_name in graphs for quad in store.quads_for_pattern(node, LABEL, None, None))


def _curie(node: NamedNode, starts: dict[str, str]) -> str:
    for start, prefix in starts.items():
        if node.value.startswith(start):
            return f"{prefix}:{node.value.removeprefix(start)}"
    return ""
