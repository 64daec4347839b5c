"""Identifiers of other ontologies that a build links to, each compared with what was pinned of it.

An identifier is linked when a fact of the data has it as its value, or a published mapping as its object.
It is checked when `ontology/external.tsv` has its row and the graph shows the label of that row, which for
a term of a slice is the label of the ontology's own release. DOIs, registry numbers of trials and web
addresses name works, trials and pages, not terms, and are left out; so is what rules infer, which repeats.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

from pyoxigraph import NamedNode, Store

from graph.errors import BuildError
from graph.facts import facts, values
from graph.terms import LABEL, graph_node, prefixed
from loaders.sssom import PREDICATES
from ontology import GRAPH, PREFIXES
from ontology.slicing import external_terms

__all__ = ["Linked", "faults", "linked", "reports"]

#: Prefixes of what is no term of an ontology: our own names, vocabularies of RDF, works and trials.
_NO_TERMS: Final = frozenset({
    "act", "actd", "actg", "bioregistry", "clinicaltrials", "dcat", "dcterms", "doi", "foaf", "oboInOwl",
    "owl", "prov", "rdf", "rdfs", "schema", "semapv", "sh", "skos", "sssom", "vann", "void", "w3id", "xsd",
})  # fmt: skip
_STARTS: Final = tuple(PREFIXES[prefix] for prefix in sorted(PREFIXES) if prefix not in _NO_TERMS)
#: Graphs that say nothing of the data: axioms, terms of others, and what repeats.
_ASIDE: Final = tuple(GRAPH + name for name in ("schema", "slice-", "inferred"))
_MATCHES: Final = frozenset(prefixed(name) for name in PREDICATES)


@dataclass(frozen=True)
class Linked:
    """One identifier of another ontology; empty where it is not pinned.

    Attributes:
        id: its CURIE.
        label: its pinned label.
        ontology: prefix of the ontology in Bioregistry, lower case.
        version: version in which it was looked up.
        linked: `value`, `mapping` or `both`.
        check: what its label was compared with.
        fault: what is wrong with it, in words that say how to mend it; "" when it is checked.
    """

    id: str
    label: str
    ontology: str
    version: str
    linked: str
    check: str
    fault: str


def linked(store: Store) -> list[Linked]:
    """Return every identifier that a store links to, sorted by ontology and identifier."""
    used: dict[NamedNode, set[str]] = {}
    for graph in store.named_graphs():
        if isinstance(graph, NamedNode) and not graph.value.startswith(_ASIDE):
            for _, predicate, value in facts(store, graph=graph):
                mapping = predicate in _MATCHES
                if not isinstance(value, NamedNode) or not value.value.startswith(_STARTS):
                    continue
                # a node of a mapping repeats its object, also of a mapping that was refused
                if mapping or graph != graph_node("mappings"):
                    used.setdefault(value, set()).add("mapping" if mapping else "value")
    pins = {NamedNode(term.iri): term for term in external_terms()}
    found = []
    for node, how in used.items():
        link = "both" if len(how) == 2 else next(iter(how))
        shown = [label.value for label in values(store, node, LABEL)]
        if pin := pins.get(node):
            fault = ""
            if shown != [pin.label]:
                fault = f"the graph shows {shown}, ontology/external.tsv has {pin.label!r}: look it up again"
            ontology = pin.prefix.lower()
            check = _sliced(store, node) or f"{pin.source} {pin.version}".strip()
            found.append(Linked(pin.curie, pin.label, ontology, pin.version, link, check, fault))
        else:
            curie = next(
                f"{prefix}:{node.value.removeprefix(start)}"
                for prefix, start in PREFIXES.items()
                if prefix not in _NO_TERMS and node.value.startswith(start)
            )
            fault = "it has no row in ontology/external.tsv: look it up and add one"
            found.append(Linked(curie, "", curie.partition(":")[0].lower(), "", link, "", fault))
    return sorted(found, key=lambda one: (one.ontology, one.id))


def _sliced(store: Store, node: NamedNode) -> str:
    """Return the release whose slice describes a term, or "" when no slice does."""
    for quad in store.quads_for_pattern(node, LABEL, None, None):
        if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.startswith(GRAPH + "slice-"):
            names = values(store, quad.graph_name, LABEL)
            name = names[0].value if names else quad.graph_name.value.removeprefix(GRAPH)
            return f"release {name}"
    return ""


def faults(found: list[Linked]) -> Iterator[BuildError]:
    """Yield a fault for each identifier that is linked and not checked."""
    for one in found:
        if one.fault:
            yield BuildError(f"{one.id} is linked ({one.linked}) and not checked: {one.fault}")


def reports(found: list[Linked]) -> dict[str, str]:
    """Return `external-ids.tsv`, a row an identifier, and `external-ids.json`, the counts."""
    columns = [column.name for column in fields(Linked) if column.name != "fault"]
    table = io.StringIO()
    writer = csv.writer(table, dialect="excel-tab", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([getattr(one, name) for name in columns] for one in found)
    told = {
        "linked": len(found),
        "checked": sum(not one.fault for one in found),
        "how": dict(sorted(Counter(one.linked for one in found).items())),
        "ontologies": dict(sorted(Counter(one.ontology for one in found).items())),
        "left_out": "DOIs, registry numbers of trials and web addresses, which are no terms of an ontology",
    }
    return {
        "external-ids.tsv": table.getvalue(),
        "external-ids.json": json.dumps(told, indent=1, ensure_ascii=False) + "\n",
    }
