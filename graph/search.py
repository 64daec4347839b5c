"""The search index of a release: every name of every thing, in SQLite.

Table `names` (iri, class, kind, text, folded): one line a thing, class and name, for looking up what a
person typed. Table `search`: FTS5 over the same names.

Classes are local names of act: classes, superclasses included. Kinds: preferred, synonym, identifier
(registry number, key, DOI), notation, local (the end of the IRI).
"""

import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Store

from graph.facts import facts, values
from graph.names import folded
from graph.terms import LABEL, TYPE, act
from ontology import ACT, ACTD, PREFIXES

__all__ = ["write"]

_SKOS: Final = PREFIXES["skos"]
_KINDS: Final = {
    LABEL: "preferred",
    NamedNode(_SKOS + "prefLabel"): "preferred",
    NamedNode(_SKOS + "altLabel"): "synonym",
    NamedNode(_SKOS + "notation"): "notation",
    act("registryId"): "identifier",
    act("key"): "identifier",
    act("doi"): "identifier",
}
#: Nodes of the machinery: thousands of them, and nobody looks for one by name.
_LEFT_OUT: Final = frozenset({"Claim", "Passage", "Quantity", "Citation", "Inference"})


def write(store: Store, file: Path) -> int:
    """Write the index of a store and return how many names it has."""
    above = _superclasses(store)
    classes: dict[NamedNode, set[str]] = defaultdict(set)
    for thing, _, cls in facts(store, None, TYPE):
        if cls.value.startswith(ACT):
            classes[thing] |= above[cls.value.removeprefix(ACT)]
    lines = set()
    for node, kinds in classes.items():
        if kinds & _LEFT_OUT:
            continue
        names = {("local", node.value.removeprefix(ACTD))} if node.value.startswith(ACTD) else set()
        for predicate, kind in _KINDS.items():
            names |= {(kind, name.value) for name in values(store, node, predicate)}
        lines |= {(node.value, cls, kind, text, folded(text)) for kind, text in names for cls in kinds}
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE names (iri TEXT, class TEXT, kind TEXT, text TEXT, folded TEXT)")
        columns = "text, iri UNINDEXED, class UNINDEXED, kind UNINDEXED"
        database.execute(f"CREATE VIRTUAL TABLE search USING fts5({columns}, prefix='2 3')")
        database.executemany("INSERT INTO names VALUES (?, ?, ?, ?, ?)", sorted(lines))
        database.execute("INSERT INTO search SELECT text, iri, class, kind FROM names")
        database.execute("CREATE INDEX names_folded ON names (folded, class)")
        database.execute("CREATE INDEX names_iri ON names (iri, class)")
    return len(lines)


def _superclasses(store: Store) -> dict[str, set[str]]:
    """Return each act: class with itself and the act: classes above it."""
    above: dict[str, set[str]] = defaultdict(set)
    edges = [
        (child.value.removeprefix(ACT), parent.value.removeprefix(ACT))
        for child, _, parent in facts(store, None, NamedNode(PREFIXES["rdfs"] + "subClassOf"))
        if child.value.startswith(ACT) and parent.value.startswith(ACT)
    ]
    for name in {kind.value.removeprefix(ACT) for _, _, kind in facts(store, None, TYPE)}:
        todo = [name]
        while todo:
            one = todo.pop()
            if one not in above[name]:
                above[name].add(one)
                todo += [parent for child, parent in edges if child == one]
    return above
