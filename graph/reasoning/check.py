"""Everything that the reasoner has to find right, as one line a finding.

The checker is checked too: contradictions are planted, and not finding one is a finding.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Final

from pyoxigraph import NamedNode, Store

from graph.clauses import rules
from graph.errors import ReasonerError
from graph.facts import facts
from graph.reasoning.document import asserted, lean, published, schema, terminology, turtle
from graph.reasoning.hermit import Conclusions, Fact, conclusions
from graph.reasoning.profiles import judged
from graph.terms import TYPE
from ontology import ACT, ACTD, BRIDGE, GRAPH, PREFIXES

__all__ = ["PLANTED", "beyond_owl", "contradictions", "differences", "findings"]

_PREFIXES: Final = "".join(
    f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("act", "actd", "owl", "rdf", "rdfs")
)

#: Classes of the proofs in graph `inferred`, which HermiT is not shown.
_PROOF: Final = frozenset(ACT + name for name in ("Statement", "Inference", "Assertion", "Rule", "Axiom"))

#: Mistakes that must be found, by name, as Turtle to be added to the schema. A thing of two kinds that
#: exclude each other makes everything inconsistent; a class below two such kinds has no members.
PLANTED: Final[dict[str, str]] = {
    "a product both autologous and allogeneic": _PREFIXES
    + "actd:planted a act:CellProduct ; act:donorRelation actd:autologous , actd:allogeneic .",
    "a class below autologous and allogeneic product": _PREFIXES
    + "act:Planted a owl:Class ; rdfs:subClassOf act:AutologousProduct , act:AllogeneicProduct .",
}


def findings(store: Store) -> Iterator[str]:
    """Yield what is wrong with a finished build: `OWL 2 <profile>`, `contradiction`, `unsatisfiable`,
    `missing`, `surplus`, each after `bridge:` where it is the bridge module's, or `checker` for a planted
    mistake that was not found.

    Raises:
        ReasonerMissingError: Java or a library is not installed.
        ReasonerError: a document cannot be read as OWL, or a reasoner broke down.
    """
    axioms = schema(store)
    # each in a process of its own, the longest first: HermiT uses one processor
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:
        facts_too = pool.submit(conclusions, lean(asserted(store, given=beyond_owl())))
        verdict = pool.submit(judged, published(store))
        terms = pool.submit(conclusions, terminology(store))
        bridge = pool.submit(conclusions, [*axioms, *turtle(BRIDGE)])
        planted = {name: pool.submit(conclusions, [*axioms, *turtle(text)]) for name, text in PLANTED.items()}
        try:
            yield from verdict.result().violations
            if verdict.result().consistent is None:
                return  # HermiT refuses what is not OWL 2 DL, and the violations say what to mend
            yield from contradictions(terms.result())
            if not (verdict.result().consistent and facts_too.result().consistent):
                yield "contradiction: the schema and the facts cannot all be right"
            else:
                yield from contradictions(facts_too.result())
                yield from differences(store, facts_too.result())
            yield from (f"bridge: {line}" for line in contradictions(bridge.result()))
            for name, found in planted.items():
                if not [*contradictions(found.result())]:
                    yield f"checker: {name} was planted, and HermiT did not find it"
        except BrokenProcessPool as error:
            raise ReasonerError("a process of the reasoner ended before its answer") from error


def contradictions(found: Conclusions) -> Iterator[str]:
    """Yield a line if nothing can be as a document says, or one for each class that can have no member."""
    if not found.consistent:
        yield "contradiction: no world is as these axioms say"
    for name in found.unsatisfiable:
        yield f"unsatisfiable: {_short(name)} can have no member"


def beyond_owl() -> frozenset[str]:
    """Return the properties that a rule fills by looking at axioms, as no axiom of OWL can.

    Their values are given to HermiT as facts: what is compared then is what follows from them.
    """
    meta = (PREFIXES["rdfs"], PREFIXES["owl"])
    return frozenset(
        rule.head[1].value
        for rule in rules()
        if any(pattern[1].value.startswith(meta) for pattern in rule.body)
    )


def differences(store: Store, found: Conclusions) -> Iterator[str]:
    """Yield where a build and HermiT differ, sorted: `missing` in the build, or `surplus` in it.

    Compared are the classes of ours that things are in, and all object properties of ours between them. A
    property is compared too where the build infers nothing: a rule may be lost, or an axiom have none.
    """
    inferred = NamedNode(GRAPH + "inferred")
    told = [fact for fact in facts(store, predicate=TYPE, graph=inferred) if fact.object.value not in _PROOF]
    things = {thing for thing, _ in found.types} | {fact.subject.value for fact in told}
    built = {
        (fact.subject.value, fact.object.value)
        for fact in facts(store, predicate=TYPE)
        if fact.subject.value in things and fact.object.value.startswith(ACT)
    }
    lines = [
        *(f"missing: {_short(one)} is a {_short(kind)}" for one, kind in found.types - built),
        *(f"surplus: {_short(one)} is no {_short(kind)}" for one, kind in built - found.types),
    ]
    names = {name for _, name, _ in found.values} | {
        fact.predicate.value
        for fact in facts(store, graph=inferred)
        if fact.subject.value in things and isinstance(fact.object, NamedNode) and fact.predicate != TYPE
    }
    for name in sorted(names):
        links = {
            (fact.subject.value, name, fact.object.value)
            for fact in facts(store, predicate=NamedNode(name))
            if fact.subject.value in things
        }
        known = {fact for fact in found.values if fact[1] == name}
        lines += [f"missing: {_sentence(fact)}" for fact in known - links]
        lines += [f"surplus: {_sentence(fact)}" for fact in links - known]
    yield from sorted(lines)


def _sentence(fact: Fact) -> str:
    return " ".join(map(_short, fact))


def _short(name: str) -> str:
    """Return an IRI of ours with its prefix, any other as it is."""
    for prefix, namespace in (("act:", ACT), ("actd:", ACTD)):
        if name.startswith(namespace):
            return prefix + name.removeprefix(namespace)
    return name
