"""A disagreement is a thing of its own, with its kind, its sides and what a curator makes of it."""

import pytest
from pyoxigraph import RdfFormat, Store

from graph.facts import values
from graph.resolve import resolve
from graph.terms import LABEL, TYPE, act, actd

HEAD = """
@prefix act: <https://w3id.org/als-cell-therapy/ns#> . @prefix : <https://w3id.org/als-cell-therapy/id/> .
@prefix ECO: <http://purl.obolibrary.org/obo/ECO_> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:one act:sourceDocument :source-a ; act:locator "section A, paragraph 1" ; act:charStart 100 .
:two act:sourceDocument :source-a ; act:locator "section A, paragraph 2" ; act:charStart 200 .
:other act:sourceDocument :source-b ; act:locator "section B, paragraph 1" ; act:charStart 10 .
:phase-1 rdfs:label "1" . :phase-2 rdfs:label "2" .
"""


def claim(name, prop, value, place="one", more="", kind="act:StudyFactClaim") -> str:
    return f""":{name} a {kind} ; act:about :T ; act:onProperty act:{prop} ; act:statedValue {value} ;
      act:evidenceKind ECO:0006016 ; act:statedIn :{place} {more} .\n"""


def conflicts(*claims):
    store = Store()
    store.load((HEAD + "".join(claims)).encode(), format=RdfFormat.TURTLE)
    spine = resolve(store)
    store.extend(spine.quads)
    found = [quad.subject for quad in store.quads_for_pattern(None, TYPE, act("Conflict"), None)]
    return store, found, spine


def kind(store, node) -> str:
    return values(store, node, act("conflictKind"))[0].value.rpartition("conflict-kind-")[2]


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ((claim("a", "phase", ":phase-1"), claim("b", "phase", ":phase-2", "other")), "disagreement"),
        ((claim("a", "phase", ":phase-1"), claim("b", "phase", ":phase-2", "two")), "within-one-source"),
        ((claim("a", "status", ":s-1"), claim("b", "status", ":s-2", "other")), "change-over-time"),
        ((claim("a", "ageYears", "49.9"), claim("b", "ageYears", "50.0", "other")), "rounding"),
        (
            (
                claim("a", "ageYears", "49.9"),
                claim("b", "ageYears", "80.0", "other", '; act:transcriptionNote "damaged"'),
            ),
            "print-fault",
        ),
    ],
)
def test_a_conflict_is_of_the_kind_that_its_statements_make_it(claims, expected):
    store, found, _ = conflicts(*claims)

    assert len(found) == 1
    assert kind(store, found[0]) == expected
    assert len(values(store, found[0], act("hasStatement"))) == 2


def test_statements_that_agree_make_no_conflict():
    _, found, _ = conflicts(claim("a", "phase", ":phase-1"), claim("b", "phase", ":phase-1", "other"))

    assert found == []


def test_a_reading_is_the_preferred_value_and_its_reason_the_conflicts():
    store, found, spine = conflicts(
        claim("a", "phase", ":phase-1"),
        claim("b", "phase", ":phase-2", "other"),
        claim("r", "phase", ":phase-2", "other", '; act:reason "the registry says so"', "act:CuratedView"),
    )

    assert [value.value for value in values(store, found[0], act("preferredValue"))] == ["2"]
    assert [value.value for value in values(store, found[0], act("reason"))] == ["the registry says so"]
    assert values(store, found[0], act("prefers")) == [actd("r")]
    assert "1 or 2" in values(store, found[0], LABEL)[0].value
    assert spine.unsettled == []


def test_a_conflict_that_a_curator_described_takes_the_statements_and_stays_one():
    described = """:conflict-x a act:Conflict ; act:about :T ; act:onProperty act:phase ;
      act:reason "no third source" .\n"""
    store, found, spine = conflicts(
        described, claim("a", "phase", ":phase-1"), claim("b", "phase", ":phase-2", "other")
    )

    assert found == [actd("conflict-x")]
    assert len(values(store, found[0], act("hasStatement"))) == 2
    assert spine.unsettled == []
