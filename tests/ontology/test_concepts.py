"""Concepts are documented, ordered and mapped, and the names that other parts rely on are there."""

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from ontology import ACT, ACTD, CONCEPTS, PREFIXES
from ontology.slicing import external_terms

GRAPH = Graph()
for _file in CONCEPTS.iterdir():
    GRAPH.parse(data=_file.read_text(encoding="utf-8"), format="turtle")
IDS = sorted(str(concept) for concept in GRAPH.subjects(RDF.type, SKOS.Concept))
MAPPINGS = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)

#: First part of the name -> what may follow it.
RELIED_ON = {
    "": "autologous allogeneic xenogeneic not-provided not-available",
    "donor-stage": "fetal adult",
    "route": (
        "direct-cns csf systemic intrathecal intravenous intramuscular intraspinal "
        "intracortical intracerebroventricular intracisternal"
    ),
    "phase": "not-available preclinical 1 1-2 1-2a 2 2a 2-3 3 4",
    "status": (
        "completed recruiting active-not-recruiting unknown ongoing not-yet-recruiting "
        "enrolling-by-invitation suspended terminated withdrawn"
    ),
    "direction": "improved no-significant-difference worsened not-reported safe",
    "statistic": "exact mean median range",
    "basis": "per-injection per-site per-administration total",
    "arm": "treated placebo control",
    "results": "reported none-posted",
    "design": (
        "single-arm randomized controlled open-label double-blind retrospective case-report dose-escalation"
    ),
    "modification": "gdnf-transduced trophic-factor-induction expanded",
    "mechanism": "trophic-support immunomodulation replacement",
    "outcome": (
        "safety alsfrs-r alsfrs survival fvc cmap muscle-strength speech quality-of-life "
        "disease-progression ambulation inflammation-markers neurotrophic-effect "
        "efficacy-overall"
    ),
}


@pytest.mark.parametrize("concept", IDS)
def test_each_concept_has_a_class_a_scheme_a_label_a_definition_and_a_place_in_the_order(concept):
    iri = URIRef(concept)

    assert concept.startswith(ACTD)
    assert (iri, RDF.type, OWL.NamedIndividual) in GRAPH
    assert any(str(kind).startswith(ACT) for kind in GRAPH.objects(iri, RDF.type))
    assert GRAPH.value(iri, SKOS.prefLabel, any=False) == GRAPH.value(iri, RDFS.label, any=False)
    assert str(GRAPH.value(iri, SKOS.definition, any=False)).endswith(".")
    assert GRAPH.value(iri, URIRef(ACT + "order"), any=False) is not None
    scheme = GRAPH.value(iri, SKOS.inScheme, any=False)
    assert (scheme, RDF.type, SKOS.ConceptScheme) in GRAPH


@pytest.mark.parametrize("concept", IDS)
def test_each_concept_is_a_top_concept_of_its_scheme_or_stands_under_one(concept):
    scheme = GRAPH.value(URIRef(concept), SKOS.inScheme)
    above = set(GRAPH.transitive_objects(URIRef(concept), SKOS.broader))

    assert [top for top in above if (top, SKOS.topConceptOf, scheme) in GRAPH]


def test_each_scheme_is_labelled_and_defined():
    for scheme in GRAPH.subjects(RDF.type, SKOS.ConceptScheme):
        assert GRAPH.value(scheme, RDFS.label, any=False) == GRAPH.value(scheme, SKOS.prefLabel, any=False)
        assert GRAPH.value(scheme, SKOS.definition, any=False)


@pytest.mark.parametrize(
    "name", [f"{kind}-{name}".lstrip("-") for kind, names in RELIED_ON.items() for name in names.split()]
)
def test_a_concept_that_other_parts_name_is_there(name):
    assert ACTD + name in IDS


def test_no_two_concepts_of_a_scheme_stand_in_the_same_place():
    places = [
        (
            str(GRAPH.value(URIRef(c), SKOS.inScheme)),
            int(GRAPH.value(URIRef(c), URIRef(ACT + "order")).toPython()),
        )
        for c in IDS
    ]

    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    ("phase", "highest"), [("1", 1), ("1-2", 2), ("1-2a", 2), ("2a", 2), ("2-3", 3), ("not-available", None)]
)
def test_a_phase_knows_the_highest_phase_it_reaches(phase, highest):
    found = GRAPH.value(URIRef(f"{ACTD}phase-{phase}"), URIRef(ACT + "highestPhase"))

    assert (found.toPython() if found is not None else None) == highest


def test_a_printed_not_available_is_never_mapped_to_not_applicable():
    for name in ("phase-not-available", "not-available"):
        assert not [target for kind in MAPPINGS for target in GRAPH.objects(URIRef(ACTD + name), kind)]


def test_induction_of_trophic_factors_is_no_genetic_modification():
    genetic = URIRef(ACT + "GeneticModification")

    assert (URIRef(ACTD + "modification-gdnf-transduced"), RDF.type, genetic) in GRAPH
    assert (URIRef(ACTD + "modification-trophic-factor-induction"), RDF.type, genetic) not in GRAPH


@pytest.mark.parametrize(
    ("word", "concept"),
    [("IT", "route-intrathecal"), ("i.v.", "route-intravenous"), ("IM", "route-intramuscular"),
     ("phase I/IIa", "phase-1-2a"), ("Phase 1/Phase 2", "phase-1-2"), ("N/A", "phase-not-available"),
     ("FVC", "outcome-fvc"), ("USA", "country-united-states-of-america")],
)  # fmt: skip
def test_a_word_that_researchers_type_finds_its_concept(word, concept):
    assert (URIRef(ACTD + concept), SKOS.altLabel) in {
        (subject, predicate) for subject, predicate, text in GRAPH if str(text) == word
    }


def test_a_route_into_the_fluid_is_found_by_its_groups():
    above = set(GRAPH.transitive_objects(URIRef(ACTD + "route-intrathecal"), SKOS.broader))

    assert {URIRef(ACTD + "route-csf"), URIRef(ACTD + "route-direct-cns")} <= above


def test_each_mapping_target_has_its_pinned_label_in_the_table():
    pinned = {term.iri for term in external_terms()}

    assert {str(target) for kind in MAPPINGS for target in GRAPH.objects(None, kind)} <= pinned


def test_no_concept_is_exactly_two_things_of_one_vocabulary():
    for concept in IDS:
        targets = sorted(map(str, GRAPH.objects(URIRef(concept), SKOS.exactMatch)))
        vocabularies = [next(p for p, ns in PREFIXES.items() if target.startswith(ns)) for target in targets]

        assert len(vocabularies) == len(set(vocabularies))
