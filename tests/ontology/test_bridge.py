"""The bridge module places our terms below those of OBI, IAO, RO, COB and BFO, and changes no answer."""

import pytest
import rdflib
from pyoxigraph import NamedNode
from rdflib import OWL, RDF, RDFS

from graph.reasoning.check import contradictions
from graph.reasoning.document import turtle
from graph.reasoning.hermit import conclusions
from ontology import ACT, BRIDGE, EXTERNAL, PREFIXES, SCHEMA

OURS = rdflib.URIRef("https://w3id.org/als-cell-therapy/ns")
ITSELF = rdflib.URIRef("https://w3id.org/als-cell-therapy/ns/bridge")
ROOT = rdflib.URIRef("http://purl.obolibrary.org/obo/BFO_0000001")
BELOW = (RDFS.subClassOf, RDFS.subPropertyOf)
PREFIX = """
@prefix act: <https://w3id.org/als-cell-therapy/ns#> .
@prefix actd: <https://w3id.org/als-cell-therapy/id/> .
@prefix BFO: <http://purl.obolibrary.org/obo/BFO_> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


@pytest.fixture(scope="module")
def bridge() -> rdflib.Graph:
    return rdflib.Graph().parse(data=BRIDGE.read_text(encoding="utf-8"), format="turtle")


def is_ours(node) -> bool:
    return str(node).startswith(ACT)


def test_the_bridge_is_an_ontology_of_its_own_that_imports_ours(bridge) -> None:
    dcterms = rdflib.Namespace("http://purl.org/dc/terms/")

    assert (ITSELF, RDF.type, OWL.Ontology) in bridge
    assert [*bridge.objects(ITSELF, OWL.imports)] == [OURS]
    for wanted in (OWL.versionIRI, RDFS.label, dcterms.license, dcterms.description):
        assert bridge.value(ITSELF, wanted), wanted


def test_the_bridge_has_the_version_of_the_ontology_that_it_imports(bridge) -> None:
    ours = rdflib.Graph().parse(data=SCHEMA.read_text(encoding="utf-8"), format="turtle")

    assert bridge.value(ITSELF, OWL.versionInfo) == ours.value(OURS, OWL.versionInfo)


def test_our_terms_only_ever_stand_below_others_and_are_never_the_same(bridge) -> None:
    about_ours = [(s, p, o) for s, p, o in bridge if is_ours(s) or is_ours(o)]

    assert about_ours
    for subject, predicate, value in about_ours:
        assert is_ours(subject)
        assert not is_ours(value)
        assert predicate in BELOW
    for forbidden in (OWL.sameAs, OWL.equivalentClass, OWL.equivalentProperty):
        assert not [*bridge.subject_objects(forbidden)]


def test_every_term_of_ours_in_the_bridge_is_in_the_ontology(bridge) -> None:
    ours = rdflib.Graph().parse(data=SCHEMA.read_text(encoding="utf-8"), format="turtle")
    kinds = {RDFS.subClassOf: OWL.Class, RDFS.subPropertyOf: OWL.ObjectProperty}

    for predicate, kind in kinds.items():
        for subject in filter(is_ours, bridge.subjects(predicate)):
            assert (subject, RDF.type, kind) in ours, subject


def test_every_class_of_others_has_a_label_and_leads_up_to_the_root_of_bfo(bridge) -> None:
    used = {value for link in BELOW for value in bridge.objects(None, link)}
    declared = {one for kind in (OWL.Class, OWL.ObjectProperty) for one in bridge.subjects(RDF.type, kind)}

    assert used <= declared
    for one in declared:
        assert len([*bridge.objects(one, RDFS.label)]) == 1, one
    for one in bridge.subjects(RDF.type, OWL.Class):
        assert ROOT in bridge.transitive_objects(one, RDFS.subClassOf), one


def test_labels_in_the_bridge_are_the_pinned_ones(bridge) -> None:
    rows = [line.split("\t") for line in EXTERNAL.read_text(encoding="utf-8").splitlines()[1:] if line]
    pinned = {
        PREFIXES[curie.partition(":")[0]] + curie.partition(":")[2]: label
        for curie, label, *_ in rows
        if curie.partition(":")[0] in PREFIXES
    }

    for one, label in bridge.subject_objects(RDFS.label):
        assert pinned.get(str(one), str(label)) == str(label), one


def test_no_axiom_of_the_bridge_is_in_a_release(bridge, release_store) -> None:
    axioms = (*BELOW, OWL.disjointWith, RDFS.domain, RDFS.range, OWL.imports)

    for subject, predicate, value in bridge:
        if predicate in axioms:
            known = (NamedNode(str(node)) for node in (subject, predicate, value))
            assert not [*release_store.quads_for_pattern(*known, None)], (subject, predicate, value)


def test_with_the_bridge_nothing_is_contradictory_and_every_class_can_have_a_member() -> None:
    assert [*contradictions(conclusions([*turtle(SCHEMA), *turtle(BRIDGE)]))] == []


@pytest.mark.parametrize(
    ("mistake", "found"),
    [
        ("act:Arm rdfs:subClassOf BFO:0000003 .", "unsatisfiable: act:Arm can have no member"),
        ("act:Passage rdfs:subClassOf BFO:0000040 .", "unsatisfiable: act:Passage can have no member"),
        ("act:about rdfs:range BFO:0000003 . actd:c act:about actd:p . actd:p a act:Claim .",
         "contradiction: no world is as these axioms say"),
    ],
    ids=["an arm that happens", "a passage of matter", "a claim that happens"],
)  # fmt: skip
def test_a_term_put_on_the_wrong_side_of_bfo_is_found(mistake, found) -> None:
    document = [*turtle(SCHEMA), *turtle(BRIDGE), *turtle(PREFIX + mistake)]

    assert found in [*contradictions(conclusions(document))]


def test_things_that_share_a_value_of_ours_stay_two_beside_what_ro_says_of_its_properties() -> None:
    ro = """
    @prefix RO: <http://purl.obolibrary.org/obo/RO_> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    RO:0000053 a owl:ObjectProperty , owl:InverseFunctionalProperty .
    RO:0000087 a owl:ObjectProperty ; rdfs:subPropertyOf RO:0000053 .
    RO:0000056 owl:inverseOf RO:0000057 .
    <http://purl.obolibrary.org/obo/BFO_0000050> a owl:TransitiveProperty .
    actd:a a act:Arm ; act:armRole actd:arm-treated ; owl:differentFrom actd:b .
    actd:b a act:Arm ; act:armRole actd:arm-treated .
    """

    assert conclusions([*turtle(SCHEMA), *turtle(BRIDGE), *turtle(PREFIX + ro)]).consistent
