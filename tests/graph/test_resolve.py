"""The spine holds one value a property, and each is some claim's: told by small made-up claims."""

import pytest
from pyoxigraph import RdfFormat, Store

from graph.facts import values
from graph.resolve import resolve
from graph.terms import LABEL, TYPE, act, actd

HEAD = """
@prefix act: <https://w3id.org/als-cell-therapy/ns#> . @prefix : <https://w3id.org/als-cell-therapy/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix ECO: <http://purl.obolibrary.org/obo/ECO_> .
:not-provided a act:ReportingGap . :bm-msc-autologous skos:broader :bm-msc . :bm-msc skos:broader :msc .
:cell act:sourceDocument :source-a ; act:locator "Table 1, row T, column Phase" ; act:charStart 900 .
:text act:sourceDocument :source-a ; act:locator "section A, paragraph 1" ; act:charStart 100 .
:other act:sourceDocument :source-b ; act:locator "section B, paragraph 1" ; act:charStart 10 .
"""


def claim(
    name, prop, value, place="text", about="T", evidence="ECO:0006016", kind="act:StudyFactClaim"
) -> str:
    stated = "act:hasQuantity" if value.startswith(":q-") else "act:statedValue"
    return f""":{name} a {kind} ; act:about :{about} ; act:onProperty act:{prop} ; {stated} {value} ;
      act:evidenceKind {evidence} ; act:statedIn :{place} .\n"""


def dose(name, statistic, **figures) -> str:
    numbers = " ; ".join(f"act:{key} {value}" for key, value in figures.items())
    return f':q-{name} act:statistic :statistic-{statistic} ; act:unitUCUM "{{cells}}" ; {numbers} .\n'


def resolved(*claims):
    store = Store()
    store.load((HEAD + "".join(claims)).encode(), format=RdfFormat.TURTLE)
    spine = resolve(store)
    store.extend(spine.quads)
    return store, spine


def held(store, prop, about="T") -> list[str]:
    found = values(store, actd(about), act(prop))
    return [value.value.rpartition("/")[2] for value in found]


def test_claims_that_agree_give_the_value_once():
    store, spine = resolved(claim("c1", "phase", ":phase-1"), claim("c2", "phase", ":phase-1", "other"))

    assert held(store, "phase") == ["phase-1"]
    assert spine.unsettled == []


def test_a_curators_reading_is_the_value_and_what_it_rejects_and_prefers_is_kept():
    store, spine = resolved(
        claim("c1", "phase", ":phase-1"),
        claim("c2", "phase", ":phase-1-2", "cell"),
        claim("r", "phase", ":phase-1", kind="act:CuratedView"),
    )

    assert held(store, "phase") == ["phase-1"]
    assert held(store, "rejects", "r") == ["c2"]
    assert held(store, "prefers", "r") == ["c1"]
    assert held(store, "conflictsWith", "c1") == ["c2"]
    assert spine.unsettled == []


def test_a_disagreement_without_a_reading_follows_the_table_cell_and_is_reported():
    store, spine = resolved(claim("c1", "phase", ":phase-1"), claim("c2", "phase", ":phase-1-2", "cell"))

    assert held(store, "phase") == ["phase-1-2"]
    assert len(spine.unsettled) == 1
    assert "T phase" in spine.unsettled[0]


def test_a_value_told_more_closely_is_no_disagreement():
    store, spine = resolved(
        claim("c1", "usesProduct", ":msc"),
        claim("c2", "usesProduct", ":bm-msc-autologous", "cell"),
        claim("c3", "usesProduct", ":bm-msc", "other"),
    )

    assert held(store, "usesProduct") == ["bm-msc-autologous"]
    assert spine.unsettled == []
    assert not held(store, "conflictsWith", "c1")


def test_a_gap_is_a_claim_and_never_a_value():
    store, _ = resolved(claim("c1", "hasDose", ":not-provided"))

    assert held(store, "hasDose") == []


def test_a_property_with_many_values_keeps_them_all():
    store, spine = resolved(claim("c1", "registryId", '"NCT1"'), claim("c2", "registryId", '"NCT2"', "other"))

    assert held(store, "registryId") == ["NCT1", "NCT2"]
    assert spine.unsettled == []


@pytest.mark.parametrize(
    ("one", "two", "kept", "settled"),
    [
        (("exact", {"value": "1000000.0"}), ("exact", {"value": "1000000"}), "q-1", True),
        (("range", {"minValue": 7, "maxValue": 152}), ("mean", {"value": 57}), "q-2", True),
        (
            ("range", {"minValue": 2, "maxValue": 7}),
            ("range", {"minValue": 2.5, "maxValue": 7}),
            "q-1",
            False,
        ),
        (("median", {"value": 5}), ("exact", {"value": 6}), "q-2", True),
    ],
)
def test_doses_agree_by_their_numbers_and_figures_of_different_kinds_do_not_contradict(
    one, two, kept, settled
):
    store, spine = resolved(
        dose("1", one[0], **one[1]),
        dose("2", two[0], **two[1]),
        claim("c1", "hasDose", ":q-1", "cell"),
        claim("c2", "hasDose", ":q-2"),
    )

    assert held(store, "hasDose") == [kept]
    assert (spine.unsettled == []) is settled


def test_a_trial_is_labelled_by_what_the_spine_holds_of_it():
    store, _ = resolved(
        claim("c1", "hasArm", ":T-a"),
        claim("c2", "hasIntervention", ":T-a-it", about="T-a"),
        claim("c3", "usesProduct", ":bm-msc", about="T-a-it"),
        claim("c4", "registryId", '"NCT1"'),
        ':bm-msc a act:CellProduct ; <http://www.w3.org/2000/01/rdf-schema#label> "bone marrow MSC" .\n',
    )

    assert values(store, actd("T"), TYPE) == [act("ClinicalTrial")]
    assert [label.value for label in values(store, actd("T"), LABEL)] == ["bone marrow MSC (NCT1)"]
