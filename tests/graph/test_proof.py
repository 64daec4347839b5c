"""Every inferred triple has a proof that holds, down to claims with their passages or to a vocabulary."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Variable, parse, serialize

from graph.clauses import axioms, rules
from graph.facts import facts
from graph.infer import infer
from graph.proof import lines, proofs, triples
from graph.terms import LABEL, TYPE, act, actd, graph_node
from ontology import PREFIXES

SUBJECT = NamedNode(PREFIXES["rdf"] + "subject")
DEFINITION = NamedNode(PREFIXES["skos"] + "definition")


@pytest.fixture(scope="module")
def proven(release_store):
    """Every proof of the release."""
    things = {fact.object for fact in facts(release_store, None, SUBJECT)}
    return [proof for thing in sorted(things, key=str) for proof in proofs(release_store, thing)]


@pytest.fixture(scope="module")
def bookkeeping(release_store):
    """What graph `inferred` says about proofs, not about the world."""
    kinds = ("Inference", "Assertion", "Rule", "Axiom")
    return {fact.subject for kind in kinds for fact in facts(release_store, None, TYPE, act(kind))}


def steps(proof):
    yield proof
    for premise in proof.premises:
        yield from steps(premise)


def test_each_inferred_triple_has_exactly_one_proof(release_store, proven, bookkeeping):
    inferred = [
        fact for fact in facts(release_store, graph=graph_node("inferred")) if fact.subject not in bookkeeping
    ]

    assert len(inferred) > 3000
    assert sorted(map(str, inferred)) == sorted(str(proof.fact) for proof in proven)


def test_each_step_of_each_proof_is_an_application_of_its_rule_or_axiom(release_store, proven):
    clauses = {actd(f"{clause.kind}-{clause.name}"): clause for clause in (*rules(), *axioms())}
    sentences = {
        next(facts(release_store, node, DEFINITION)).object.value: clause for node, clause in clauses.items()
    }

    def fits(pattern, fact, bound):
        for part, term in zip(pattern, fact, strict=True):
            if bound.setdefault(str(part), term) != term if isinstance(part, Variable) else part != term:
                return False
        return True

    for step in {one.node: one for proof in proven for one in steps(proof)}.values():
        if step.kind != "asserted":
            clause, bound, rest = sentences[step.reason], {}, [premise.fact for premise in step.premises]
            assert clause.kind == step.kind
            assert fits(clause.head, step.fact, bound)
            assert len(rest) == len(set(clause.body))
            for pattern in clause.body:
                fact = next(one for one in rest if fits(pattern, one, dict(bound)))
                assert fits(pattern, fact, bound)


def test_each_proof_ends_in_claims_with_a_passage_or_in_a_graph_that_says_it(release_store, proven):
    ends = {step.node: step for proof in proven for step in steps(proof) if not step.premises}

    assert all(step.kind == "asserted" and step.grounds for step in ends.values())
    for step in ends.values():
        for ground in step.grounds:
            if ground.locator:
                assert any(facts(release_store, ground.node, act("statedIn")))
                if step.fact.predicate != TYPE:
                    claimed = {
                        fact.object
                        for name in ("about", "onProperty", "statedValue", "hasQuantity")
                        for fact in facts(release_store, ground.node, act(name))
                    }
                    assert set(step.fact) <= claimed
            else:
                assert any(facts(release_store, *step.fact, graph=ground.node))
                assert not ground.source.startswith("http")


def test_a_fact_of_the_spine_in_a_proof_is_always_backed_by_a_claim(release_store, proven):
    spine = [
        step
        for proof in proven
        for step in steps(proof)
        if not step.premises
        and step.fact.predicate != TYPE
        and any(facts(release_store, *step.fact, graph=graph_node("studies")))
    ]

    assert spine
    assert all(ground.locator for step in spine for ground in step.grounds)


def test_no_proof_goes_round_in_a_circle(proven):
    def walk(step, above):
        assert step.node not in above
        for premise in step.premises:
            walk(premise, {*above, step.node})

    for proof in proven:
        walk(proof, set())


def test_a_proof_is_told_from_the_fact_to_the_places(release_store):
    (proof,) = proofs(release_store, actd("product-nurown"), TYPE, act("MSCProduct"))

    told = list(lines(proof))

    assert told[0] == "MSC-NTF (NurOwn), is a: MSC product"
    assert told[1].startswith("  because (axiom) Every cell product with")
    assert "said by CL v" in "\n".join(told)
    assert "said by vasques2021, section" in told[-1]


def test_a_proof_as_rdf_has_its_claims_and_passages_and_parses(release_store):
    (proof,) = proofs(release_store, actd("NCT03280056"), TYPE, act("IntrathecalTrial"))

    text = serialize(triples(release_store, proof), format=RdfFormat.TURTLE)
    store = Store()
    store.extend(Quad(one.subject, one.predicate, one.object) for one in parse(text, format=RdfFormat.TURTLE))

    assert proof == next(proofs(store, actd("NCT03280056"), TYPE, act("IntrathecalTrial")))


def test_of_several_proofs_the_one_that_most_claims_back_is_kept():
    store, studies = Store(), graph_node("studies")
    for arm in ("a", "b"):
        for subject, name, value in (
            ("t", "hasArm", arm),
            (arm, "hasIntervention", f"{arm}-i"),
            (f"{arm}-i", "route", "route-intrathecal"),
        ):
            store.add(Quad(actd(subject), act(name), actd(value), studies))
    for thing, kind in (
        ("t", "Study"),
        ("a", "Arm"),
        ("b", "Arm"),
        ("a-i", "Intervention"),
        ("b-i", "Intervention"),
    ):
        store.add(Quad(actd(thing), TYPE, act(kind), studies))
    store.add(Quad(actd("route-intrathecal"), TYPE, act("Route"), studies))
    claim = {"about": "b-i", "statedValue": "route-intrathecal", "statedIn": "passage"}
    store.add(Quad(actd("claim"), act("onProperty"), act("route"), graph_node("source-x")))
    for name, value in claim.items():
        store.add(Quad(actd("claim"), act(name), actd(value), graph_node("source-x")))
    store.add(Quad(actd("passage"), act("sourceDocument"), actd("source-x"), graph_node("source-x")))
    store.add(Quad(actd("passage"), act("locator"), Literal("p. 1"), graph_node("source-x")))
    store.add(Quad(actd("source-x"), act("key"), Literal("x"), graph_node("meta")))
    store.add(Quad(studies, LABEL, Literal("studies"), graph_node("vocab")))
    store.extend(list(infer(store)))

    (proof,) = proofs(store, actd("t"), act("testsRoute"))

    assert {premise.fact.object for premise in proof.premises} == {
        actd("b"),
        actd("b-i"),
        actd("route-intrathecal"),
    }
