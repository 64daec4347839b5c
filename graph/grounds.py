"""What asserted triples rest on: the claims that make them, or the vocabulary that holds them."""

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import NamedNode, Store

from graph.facts import Fact, Value, facts
from graph.schema import properties
from graph.terms import TYPE, act, graph_node
from ontology import ACT, PREFIXES

__all__ = ["Grounds"]

_BELOW = NamedNode(PREFIXES["rdfs"] + "subClassOf")


class Grounds:
    """The claims of a store, by what they say.

    A claim backs the triple that it states. It also backs that a thing is of a kind when it takes the
    thing for one: the property that it is on has that kind, or one above or below it, as its range or domain.
    """

    def __init__(self, store: Store) -> None:
        """Read every claim of a store once."""
        self._store = store
        self._stated: dict[Fact, list[NamedNode]] = defaultdict(list)
        self._taken: dict[tuple[Value, str], dict[str, NamedNode]] = defaultdict(dict)
        values = {
            name: {fact.subject: fact.object for fact in facts(store, None, act(name))}
            for name in ("about", "onProperty", "hasQuantity", "statedIn")
        }
        stated: dict[NamedNode, list[Value]] = defaultdict(list)
        for name in ("statedValue", "hasQuantity"):
            for fact in facts(store, None, act(name)):
                stated[fact.subject].append(fact.object)
        documents = {fact.subject: fact.object.value for fact in facts(store, None, act("sourceDocument"))}
        schema = properties()
        for claim in sorted(values["onProperty"], key=str):
            about, on = values["about"].get(claim), values["onProperty"][claim]
            passage = values["statedIn"].get(claim)
            if not (
                isinstance(about, NamedNode) and isinstance(on, NamedNode) and isinstance(passage, NamedNode)
            ):
                continue  # a conflict is about a property too, and states nothing
            document = documents.get(passage, "")
            known = schema.get(on.value.removeprefix(ACT))
            if known and known.domain:
                self._taken[about, known.domain].setdefault(document, claim)
            for value in stated[claim]:
                self._stated[Fact(about, on, value)].append(claim)
                if known and known.range:
                    self._taken[value, known.range].setdefault(document, claim)

    def claims(self, fact: Fact) -> list[NamedNode]:
        """Return the claims that state a triple; for a kind, one claim a document that takes it for one."""
        if fact.predicate != TYPE:
            return self._stated.get(fact, [])
        found: dict[str, NamedNode] = {}
        for kind in self._near(fact.object):
            for document, claim in self._taken.get((fact.subject, kind), {}).items():
                found.setdefault(document, claim)
        return [claim for _, claim in sorted(found.items())]

    def of(self, fact: Fact) -> Iterator[tuple[str, NamedNode]]:
        """Yield ``backedBy`` and each claim; without claims ``heldIn`` and each graph that has the triple."""
        claims = self.claims(fact)
        for claim in claims:
            yield "backedBy", claim
        if not claims:
            for quad in self._store.quads_for_pattern(*fact, None):
                if isinstance(quad.graph_name, NamedNode) and quad.graph_name != graph_node("inferred"):
                    yield "heldIn", quad.graph_name

    def _near(self, kind: Value) -> Iterator[str]:
        """Yield a class, then those right above and below it; class expressions are none."""
        yield kind.value
        if isinstance(kind, NamedNode):
            above = (quad.object for quad in self._store.quads_for_pattern(kind, _BELOW, None, None))
            below = (quad.subject for quad in self._store.quads_for_pattern(None, _BELOW, kind, None))
            yield from (node.value for node in (*above, *below) if isinstance(node, NamedNode))
