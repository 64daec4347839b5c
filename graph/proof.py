"""Proofs of inferred triples, read from a release: as a tree, as lines of text, as triples.

A proof ends in assertions. What sources say is backed by their claims, each with its passage; what a
vocabulary says has the name of its graph.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Store, Triple

from graph.facts import Fact, Value, facts, values
from graph.terms import LABEL, TYPE, act, graph_node
from ontology import PREFIXES

__all__ = ["Ground", "Statement", "lines", "proofs", "stated", "triples"]

_DEFINITION: Final = NamedNode(PREFIXES["skos"] + "definition")
_SUBJECT, _PREDICATE, _OBJECT = (
    NamedNode(PREFIXES["rdf"] + name) for name in ("subject", "predicate", "object")
)
_BELOW: Final = NamedNode(PREFIXES["rdfs"] + "subClassOf")


@dataclass(frozen=True, slots=True)
class Ground:
    """A place that backs an assertion.

    Attributes:
        node: the claim, or the graph of the vocabulary.
        source: key of the source document, or the label of that graph.
        locator: place in the document; empty for a vocabulary.
    """

    node: NamedNode
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a proof, with all that it rests on.

    Attributes:
        node: the act:Inference or act:Assertion; for a fact that is its own proof its subject.
        fact: the triple.
        names: its three parts as a reader calls them.
        kind: "rule", "axiom" or "asserted".
        reason: the rule or axiom in a sentence; empty for an assertion.
        premises: statements that the rule or axiom was applied to.
        grounds: what backs an assertion.
    """

    node: NamedNode
    fact: Fact
    names: tuple[str, str, str]
    kind: str
    reason: str
    premises: tuple["Statement", ...]
    grounds: tuple[Ground, ...]

    @property
    def words(self) -> str:
        """The triple for a reader: subject, property: value."""
        return "{}, {}: {}".format(*self.names)


def proofs(
    store: Store, subject: NamedNode, predicate: NamedNode | None = None, value: Value | None = None
) -> Iterator[Statement]:
    """Yield the proof of each inferred triple about a thing that fits, in the order of their words."""
    found = (fact.subject for fact in facts(store, None, _SUBJECT, subject))
    proven = [_statement(store, node) for node in found if any(facts(store, node, TYPE, act("Inference")))]
    for statement in sorted(proven, key=lambda one: one.words):
        if predicate in (None, statement.fact.predicate) and value in (None, statement.fact.object):
            yield statement


def stated(store: Store, subject: NamedNode) -> Iterator[Statement]:
    """Yield each fact about a thing that claims make, with its claims: such a fact is its own proof."""
    claims: dict[Fact, list[NamedNode]] = defaultdict(list)
    for claim in (fact.subject for fact in facts(store, None, act("about"), subject)):
        for on in values(store, claim, act("onProperty")):
            for name in ("statedValue", "hasQuantity"):
                for value in values(store, claim, act(name)):
                    claims[Fact(subject, NamedNode(on.value), value)].append(claim)
    for fact in sorted(claims, key=str):
        if any(facts(store, *fact, graph=graph_node("studies"))):
            grounds = [ground for claim in claims[fact] for ground in _places(store, claim)]
            yield Statement(subject, fact, _names(store, fact), "asserted", "", (), _sorted(grounds))


def _statement(store: Store, node: NamedNode) -> Statement:
    subject, predicate, value = (values(store, node, part)[0] for part in (_SUBJECT, _PREDICATE, _OBJECT))
    if not isinstance(subject, NamedNode) or not isinstance(predicate, NamedNode):
        raise TypeError(f"{node} is not about a thing")
    kind, reason = "asserted", ""
    for name in ("rule", "axiom"):
        for clause in values(store, node, act(f"by{name.capitalize()}")):
            kind, reason = name, values(store, clause, _DEFINITION)[0].value
    premises = [
        _statement(store, premise)
        for premise in values(store, node, act("hasPremise"))
        if isinstance(premise, NamedNode)
    ]
    fact = Fact(subject, predicate, value)
    return Statement(
        node,
        fact,
        _names(store, fact),
        kind,
        reason,
        tuple(sorted(premises, key=lambda one: (one.kind != "asserted", one.words))),
        _sorted(_grounds(store, node)),
    )


def _sorted(grounds: Iterable[Ground]) -> tuple[Ground, ...]:
    return tuple(sorted(grounds, key=lambda ground: (ground.source, ground.locator, str(ground.node))))


def _grounds(store: Store, node: NamedNode) -> Iterator[Ground]:
    for claim in values(store, node, act("backedBy")):
        yield from _places(store, NamedNode(claim.value))
    for graph in values(store, node, act("heldIn")):
        yield Ground(NamedNode(graph.value), _named(store, graph), "")


def _places(store: Store, claim: NamedNode) -> Iterator[Ground]:
    for passage in values(store, claim, act("statedIn")):
        document = values(store, passage, act("sourceDocument"))[0]
        locator = values(store, passage, act("locator"))[0].value
        yield Ground(claim, values(store, document, act("key"))[0].value, locator)


def _names(store: Store, fact: Fact) -> tuple[str, str, str]:
    return _named(store, fact.subject), _property(store, fact.predicate), _named(store, fact.object)


def _named(store: Store, node: Value) -> str:
    label = values(store, node, LABEL)
    return label[0].value if label else node.value


def _property(store: Store, predicate: NamedNode) -> str:
    words = {TYPE: "is a", _BELOW: "is a kind of"}
    # a property of another vocabulary has no label here; query `why` says the same of it
    name = re.sub(r".*[#/]", "", predicate.value)
    return words.get(predicate) or (_named(store, predicate) if values(store, predicate, LABEL) else name)


def lines(statement: Statement, depth: int = 0) -> Iterator[str]:
    """Yield a proof as lines of text: each statement above its reasons, which are indented by two spaces."""
    indent = "  " * depth
    yield f"{indent}{statement.words}"
    if statement.reason:
        yield f"{indent}  because ({statement.kind}) {statement.reason}"
    for ground in statement.grounds:
        yield f"{indent}  said by {ground.source}" + (f", {ground.locator}" if ground.locator else "")
    for premise in statement.premises:
        yield from lines(premise, depth + 1)


def triples(store: Store, statement: Statement) -> Iterator[Triple]:
    """Yield a proof as RDF: its statements, rules, claims and passages, with labels; each triple once."""
    seen: set[Triple] = set()
    for node in _described(store, statement):
        for fact in facts(store, node):
            triple = Triple(*fact)
            if triple not in seen:
                seen.add(triple)
                yield triple
            for name in (fact.predicate, fact.object):
                if isinstance(name, NamedNode):
                    labelled = {Triple(name, LABEL, label) for label in values(store, name, LABEL)}
                    yield from labelled - seen
                    seen |= labelled


def _described(store: Store, statement: Statement) -> Iterator[NamedNode]:
    """Yield everything that a proof is made of, which is to be described whole."""
    yield statement.node
    for name in ("byRule", "byAxiom"):
        yield from (node for node in values(store, statement.node, act(name)) if isinstance(node, NamedNode))
    for ground in statement.grounds:
        if ground.locator:
            yield ground.node
            for passage in values(store, ground.node, act("statedIn")):
                found = (passage, *values(store, passage, act("sourceDocument")))
                yield from (node for node in found if isinstance(node, NamedNode))
    for premise in statement.premises:
        yield from _described(store, premise)
