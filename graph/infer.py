"""Rules and axioms -> graph `inferred`: every triple that follows, and the proof of it.

Shortcuts come from the rules of `ontology/rules`, memberships of classes from the axioms of the schema.
An OWL 2 RL reasoner says who is a member; the axioms, applied one by one, say why. The two have to
agree: nothing is a member without a proof. What follows only from a domain or a range is refused,
since it would hide a wrong type.

Each inferred triple has an `act:Inference` with `rdf:subject`, `rdf:predicate`, `rdf:object`,
`act:byRule` or `act:byAxiom`, and `act:hasPremise`: other inferences, or an `act:Assertion` for a triple
that was there before, which is `act:backedBy` claims or `act:heldIn` the graph of a vocabulary. A triple
that is asserted somewhere is not inferred again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, QuerySolution, QuerySolutions, Store, Variable

from graph.clauses import Clause, Pattern, axioms, rules
from graph.errors import BuildError
from graph.facts import Fact, values
from graph.grounds import Grounds
from graph.membership import memberships
from graph.terms import LABEL, TYPE, act, actd, graph_node
from ontology import PREFIXES

__all__ = ["infer"]

_RDF: Final = PREFIXES["rdf"]
_DEFINITION: Final = NamedNode(PREFIXES["skos"] + "definition")
_GRAPH: Final = graph_node("inferred")


@dataclass(frozen=True, slots=True)
class _Step:
    """One inferred triple: the clause that gave it and what that was applied to."""

    fact: Fact
    clause: Clause
    premises: tuple[Fact, ...]


def infer(store: Store) -> Iterator[Quad]:
    """Yield what follows, with its proofs; the store itself gains the inferred triples, not the proofs.

    Raises:
        BuildError: a rule is not of the form that can be explained, or a thing would be a member of a class
            for no other reason than a domain or a range.
    """
    steps: dict[Fact, _Step] = {}
    grounds = Grounds(store)
    for clauses in (rules(), axioms()):
        _close(store, clauses, steps, grounds)
    _close(store, (*rules(), *axioms()), steps, grounds)  # a rule may build on a membership
    _agree(store, steps)
    for clause in (*rules(), *axioms()):
        yield from _described(clause, store)
    asserted: set[Fact] = set()
    for step in steps.values():
        yield Quad(*step.fact, _GRAPH)
        yield from _proof(step, steps)
        asserted.update(premise for premise in step.premises if premise not in steps)
    for fact in asserted:
        node = _statement_node(fact, "assertion")
        yield from _reified(fact, "Assertion")
        for property_, ground in grounds.of(fact):
            yield Quad(node, act(property_), ground, _GRAPH)


def _close(store: Store, clauses: Iterable[Clause], steps: dict[Fact, _Step], grounds: Grounds) -> None:
    """Apply clauses until none gives anything new; a proof only uses what was there before it.

    Of several proofs of one triple, the one is kept whose premises most claims make.
    """

    def backed(step: _Step) -> tuple[int, str]:
        return -sum(len(grounds.claims(premise)) for premise in step.premises), str(
            (step.fact, step.premises)
        )

    size = -1
    while size != len(steps):
        size = len(steps)
        for clause in clauses:
            new = [step for step in _applied(clause, store) if not _known(store, step.fact)]
            for step in sorted(new, key=backed):
                if step.fact not in steps:
                    steps[step.fact] = step
                    store.add(Quad(*step.fact, _GRAPH))


def _known(store: Store, fact: Fact) -> bool:
    return any(store.quads_for_pattern(*fact, None))


def _applied(clause: Clause, store: Store) -> Iterator[_Step]:
    """Yield every way in which a clause holds."""
    solutions = store.query(clause.select(), use_default_graph_as_union=True)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError(clause.name)
    for solution in solutions:

        def fact(pattern: Pattern, solution: QuerySolution = solution) -> Fact:
            subject, predicate, value = (
                solution[part] if isinstance(part, Variable) else part for part in pattern
            )
            if not isinstance(subject, NamedNode) or not isinstance(predicate, NamedNode):
                raise BuildError(f"{clause.kind} {clause.name} is about something that has no name")
            if not isinstance(value, NamedNode | Literal):
                raise BuildError(f"{clause.kind} {clause.name} leads to something that has no name")
            return Fact(subject, predicate, value)

        yield _Step(fact(clause.head), clause, tuple(fact(pattern) for pattern in clause.body))


def _agree(store: Store, steps: Iterable[Fact]) -> None:
    """Compare the members that the reasoner found with those that the axioms made."""
    members = memberships(store)
    proven = {(fact.subject, fact.object) for fact in steps if fact.predicate == TYPE}
    faults = [
        f"{thing.value} would be a {kind.value} only by the domain or range of a property: give it its class"
        for thing, kind in members
        if not any(store.quads_for_pattern(thing, TYPE, kind, None))
    ]
    faults += [
        f"{thing.value} is a {kind.value} by an axiom, and the reasoner does not find it"
        for thing, kind in proven - members
    ]
    if faults:
        listed = "; ".join(sorted(faults)[:10])
        raise BuildError(f"reasoner and axioms disagree on {len(faults)} memberships: {listed}")


def _described(clause: Clause, store: Store) -> Iterator[Quad]:
    """Yield what a clause is: its label, and a sentence that says it."""
    node = _clause_node(clause)
    yield Quad(node, TYPE, act(clause.kind.capitalize()), _GRAPH)
    yield Quad(node, LABEL, Literal(clause.name.replace("-", " ")), _GRAPH)
    yield Quad(node, _DEFINITION, Literal(clause.sentence or _worded(clause, store)), _GRAPH)


def _worded(clause: Clause, store: Store) -> str:
    """Return an axiom in words: `Every cell product with 'donor relation' autologous is in the class ...`."""

    def name(node: NamedNode | Variable) -> str:
        found = values(store, node, LABEL) if isinstance(node, NamedNode) else []
        return found[0].value if found else node.value

    kinds = {one.value: name(kind) for one, predicate, kind in clause.body if predicate == TYPE}
    conditions = [
        f"with '{name(predicate)}' " + (f"some {kinds[value.value]}" if value.value in kinds else name(value))
        for _, predicate, value in clause.body
        if predicate != TYPE
    ]
    genus = kinds[clause.head[0].value]
    return " ".join(
        filter(None, (f"Every {genus}", " and ".join(conditions), f"is in the class {name(clause.head[2])}."))
    )


def _clause_node(clause: Clause) -> NamedNode:
    return actd(f"{clause.kind}-{clause.name}")


def _proof(step: _Step, steps: dict[Fact, _Step]) -> Iterator[Quad]:
    node = _statement_node(step.fact, "inference")
    yield from _reified(step.fact, "Inference")
    yield Quad(node, act(f"by{step.clause.kind.capitalize()}"), _clause_node(step.clause), _GRAPH)
    for premise in step.premises:
        kind = "inference" if premise in steps else "assertion"
        yield Quad(node, act("hasPremise"), _statement_node(premise, kind), _GRAPH)


def _reified(fact: Fact, kind: str) -> Iterator[Quad]:
    node = _statement_node(fact, kind.lower())
    yield Quad(node, TYPE, act(kind), _GRAPH)
    yield Quad(node, TYPE, act("Statement"), _GRAPH)
    for name, part in zip(("subject", "predicate", "object"), fact, strict=True):
        yield Quad(node, NamedNode(_RDF + name), part, _GRAPH)


def _statement_node(fact: Fact, kind: str) -> NamedNode:
    local = "-".join(part.value.rpartition("/")[2].rpartition("#")[2] for part in fact)
    return actd(f"{kind}-{local}")
