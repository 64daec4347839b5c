"""Each check passes a graph that is right and finds the fault it is there for."""

import pytest
from pyoxigraph import Store

from ontology import CHECKS

PREFIXES = """
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>
PREFIX actg: <https://w3id.org/als-cell-therapy/graph/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX IAO: <http://purl.obolibrary.org/obo/IAO_>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX CL: <http://purl.obolibrary.org/obo/CL_>
PREFIX ECO: <http://purl.obolibrary.org/obo/ECO_>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

#: Check -> changes of which each plants one fault, and the first column of the row that must be found.
PLANTED = {
    "blank-node-in-data": [("INSERT DATA { GRAPH actg:studies { _:b act:note 'x' } }", None)],
    "broader-cycle": [
        (
            "INSERT DATA { GRAPH actg:vocab { actd:route-csf skos:broader actd:route-intrathecal } }",
            "route-csf",
        ),
        ("INSERT DATA { GRAPH actg:slice-cl { CL:0000134 act:broaderCellType CL:0002568 } }", "CL_0000134"),
        ("INSERT DATA { GRAPH actg:schema { act:Study rdfs:subClassOf act:ClinicalTrial } }", "Study"),
        (
            "INSERT DATA { GRAPH actg:schema { act:secretes rdfs:subPropertyOf act:engineeredToExpress } }",
            "secretes",
        ),
    ],
    "claim-value-unknown": [
        ("INSERT DATA { GRAPH actg:source-x { actd:c act:statedValue actd:phase-5 } }", "c"),
        ("INSERT DATA { GRAPH actg:source-x { actd:c act:about actd:nobody } }", "c"),
    ],
    "class-without-place": [
        ("DELETE WHERE { GRAPH actg:schema { act:ClinicalTrial rdfs:subClassOf ?any } }", "ClinicalTrial"),
        ("DELETE WHERE { GRAPH actg:schema { act:MSCProduct rdfs:subClassOf ?any } }", "MSCProduct"),
        ("DELETE WHERE { GRAPH actg:schema { ?ontology IAO:0000700 act:Arm } }", "Arm"),
    ],
    "concept-name-form": [
        (
            "INSERT DATA { GRAPH actg:vocab { actd:Phase_5 a skos:Concept } }",
            "Phase_5",
        ),
        ("INSERT DATA { GRAPH actg:vocab { actd:stages a skos:ConceptScheme } }", "stages"),
    ],
    "concept-undocumented": [
        ("DELETE DATA { GRAPH actg:vocab { actd:phase-1 skos:inScheme actd:scheme-phases } }", "phase-1"),
        ("DELETE DATA { GRAPH actg:vocab { actd:phase-1 rdfs:label '1' } }", "phase-1"),
        ("INSERT DATA { GRAPH actg:vocab { actd:phase-1 rdfs:label 'one' } }", "phase-1"),
        ("DELETE WHERE { GRAPH actg:vocab { actd:phase-1 skos:definition ?text } }", "phase-1"),
        ("DELETE WHERE { GRAPH actg:vocab { actd:scheme-phases skos:definition ?text } }", "scheme-phases"),
    ],
    "concept-without-place": [
        ("DELETE WHERE { GRAPH actg:vocab { actd:phase-1 skos:topConceptOf ?any } }", "phase-1"),
        (
            "INSERT DATA { GRAPH actg:vocab { actd:route-csf skos:topConceptOf actd:scheme-routes } }",
            "route-csf",
        ),
        ("INSERT DATA { GRAPH actg:vocab { actd:route-csf skos:broader actd:phase-1 } }", "route-csf"),
        ("INSERT DATA { GRAPH actg:vocab { actd:phase-1 skos:topConceptOf actd:scheme-routes } }", "phase-1"),
    ],
    "datatype-outside-profiles": [
        ("INSERT DATA { GRAPH actg:schema { act:year rdfs:range xsd:gYear } }", "year"),
        ("INSERT DATA { GRAPH actg:schema { act:phase skos:scopeNote true } }", "phase"),
        ("INSERT DATA { GRAPH actg:vocab { actd:phase-1 skos:notation 1.0e0 } }", "phase-1"),
    ],
    "definition-circular": [
        ("INSERT DATA { GRAPH actg:schema { act:Arm skos:definition 'A study arm of a study.' } }", "Arm"),
        ("INSERT DATA { GRAPH actg:schema { act:Arm skos:definition 'Study arm.' } }", "Arm"),
        (
            "INSERT DATA { GRAPH actg:vocab { actd:route-csf "
            "skos:definition 'Cerebrospinal fluid delivery by any way.' } }",
            "route-csf",
        ),
    ],
    "definition-duplicate": [
        (
            "DELETE WHERE { GRAPH actg:schema { act:Arm skos:definition ?text } } ; "
            "INSERT { GRAPH actg:schema { act:Arm skos:definition ?text } } "
            "WHERE { GRAPH actg:vocab { actd:route-csf skos:definition ?text } }",
            "route-csf",
        ),
    ],
    "definition-form": [
        ("INSERT DATA { GRAPH actg:schema { act:Arm skos:definition 'Group without a full stop' } }", "Arm"),
        ("INSERT DATA { GRAPH actg:schema { act:Arm skos:definition 'group in lower case.' } }", "Arm"),
        ("INSERT DATA { GRAPH actg:schema { act:Arm skos:definition 'Group. Said twice.' } }", "Arm"),
        ("INSERT DATA { GRAPH actg:vocab { actd:route-csf skos:definition 'Many dots...' } }", "route-csf"),
    ],
    "deprecated-term-unexplained": [
        (
            "INSERT DATA { GRAPH actg:vocab { actd:old owl:deprecated true ; rdfs:label 'obsolete old' } }",
            "old",
        ),
        (
            "INSERT DATA { GRAPH actg:vocab { actd:old owl:deprecated true ; rdfs:label 'old' ; "
            "dcterms:isReplacedBy actd:phase-1 } }",
            "old",
        ),
        ("INSERT DATA { GRAPH actg:vocab { actd:old rdfs:label 'obsolete old' } }", "old"),
    ],
    "deprecated-term-used": [
        ("INSERT DATA { GRAPH actg:schema { act:Arm owl:deprecated true } }", "Arm"),
        ("INSERT DATA { GRAPH actg:schema { act:armRole owl:deprecated 'true' } }", "armRole"),
        ("INSERT DATA { GRAPH actg:vocab { actd:arm-treated owl:deprecated true } }", "arm-treated"),
    ],
    "disjoint-classes-share-a-member": [
        ("INSERT DATA { GRAPH actg:studies { actd:trial-1 a act:PreclinicalStudy } }", "trial-1"),
        ("INSERT DATA { GRAPH actg:studies { actd:product-wj a CL:0000134 , act:Arm } }", "product-wj"),
        ("INSERT DATA { GRAPH actg:studies { actd:trial-1 a act:MSCProduct } }", "trial-1"),
        ("INSERT DATA { GRAPH actg:studies { actd:x a act:Gene , act:Protein } }", "x"),
        ("INSERT DATA { GRAPH actg:studies { actd:product-wj a act:Drug } }", "product-wj"),
    ],
    "duplicate-label": [
        (
            "INSERT DATA { GRAPH actg:vocab { actd:route-intravenous skos:altLabel 'it' } }",
            "route-intrathecal",
        ),
    ],
    "foreign-term-undeclared": [
        ("INSERT DATA { GRAPH actg:vocab { actd:phase-1 skos:hiddenLabel 'I' } }", "hiddenLabel"),
        ("INSERT DATA { GRAPH actg:schema { act:Arm a skos:Collection } }", "Collection"),
        ("INSERT DATA { GRAPH actg:slice-cl { CL:0000134 dcterms:format 'x' } }", "format"),
    ],
    "label-form": [
        ("INSERT DATA { GRAPH actg:schema { act:Arm rdfs:label 'study arm.' } }", "Arm"),
        ("INSERT DATA { GRAPH actg:vocab { actd:phase-1 rdfs:label '<i>1</i>' } }", "phase-1"),
    ],
    "label-missing": [
        ("DELETE WHERE { GRAPH actg:studies { actd:product-wj rdfs:label ?text } }", "product-wj"),
    ],
    "language-tag-used": [
        ("INSERT DATA { GRAPH actg:vocab { actd:phase-1 skos:altLabel 'eins'@de } }", "phase-1"),
    ],
    "literal-of-wrong-type": [
        ("INSERT DATA { GRAPH actg:studies { actd:trial-1 act:participants '20' } }", "trial-1"),
        ("INSERT DATA { GRAPH actg:studies { actd:trial-1 act:participants actd:phase-1 } }", "trial-1"),
        (
            "INSERT DATA { GRAPH actg:source-x { actd:claim-y act:onProperty act:year ; "
            "act:statedValue '2020' } }",
            "claim-y",
        ),
    ],
    "ontology-header-incomplete": [
        ("DELETE WHERE { GRAPH actg:schema { ?ontology dcterms:license ?any } }", "/ns"),
        ("DELETE WHERE { GRAPH actg:schema { ?ontology dcterms:creator ?any } }", "/ns"),
        ("DELETE WHERE { GRAPH actg:schema { ?ontology owl:versionIRI ?any } }", "/ns"),
        (
            "DELETE { GRAPH actg:schema { ?ontology owl:versionInfo ?old } } "
            "INSERT { GRAPH actg:schema { ?ontology owl:versionInfo '0.2.0' } } "
            "WHERE { GRAPH actg:schema { ?ontology owl:versionInfo ?old } }",
            "/ns",
        ),
    ],
    "proof-incomplete": [
        (f"DELETE WHERE {{ GRAPH actg:inferred {{ actd:inference-1 {part} ?one }} }}", "inference-1")
        for part in ("rdf:subject", "rdf:predicate", "rdf:object", "act:byRule", "act:hasPremise")
    ]
    + [
        ("INSERT DATA { GRAPH actg:inferred { actd:inference-1 rdf:object actd:x } }", "inference-1"),
        ("INSERT DATA { GRAPH actg:inferred { actd:inference-1 act:byAxiom actd:axiom-x } }", "inference-1"),
        ("DELETE WHERE { GRAPH actg:inferred { actd:assertion-1 act:backedBy ?claim } }", "assertion-1"),
        ("INSERT DATA { GRAPH actg:inferred { actd:inference-1 act:hasPremise actd:none } }", "inference-1"),
        ("INSERT DATA { GRAPH actg:inferred { actd:trial-1 a act:GlialCellTrial } }", "trial-1"),
    ],
    "property-of-two-kinds": [
        ("INSERT DATA { GRAPH actg:schema { act:phase a owl:DatatypeProperty } }", "phase"),
        ("INSERT DATA { GRAPH actg:schema { act:phase a owl:Class } }", "phase"),
    ],
    "property-without-place": [
        ("DELETE WHERE { GRAPH actg:schema { act:armRole rdfs:domain ?any } }", "armRole"),
        ("DELETE WHERE { GRAPH actg:schema { act:phase schema:domainIncludes ?any } }", "phase"),
        ("DELETE WHERE { GRAPH actg:schema { act:testsRoute schema:rangeIncludes ?any } }", "testsRoute"),
        ("DELETE WHERE { GRAPH actg:schema { act:year rdfs:range ?any } }", "year"),
    ],
    "root-with-superclass": [
        ("INSERT DATA { GRAPH actg:schema { act:Arm rdfs:subClassOf act:Study } }", "Arm"),
        ("INSERT DATA { GRAPH actg:schema { act:x IAO:0000700 act:Nothing } }", "Nothing"),
    ],
    "scheme-undeclared": [
        ("INSERT DATA { GRAPH actg:vocab { actd:phase-1 skos:inScheme actd:scheme-x } }", "scheme-x"),
    ],
    "second-label": [
        ("INSERT DATA { GRAPH actg:studies { actd:trial-1 rdfs:label 'another' } }", "trial-1"),
        ("INSERT DATA { GRAPH actg:references { actd:phase-1 skos:definition 'Another.' } }", "phase-1"),
    ],
    "spine-fact-without-claim": [
        ("INSERT DATA { GRAPH actg:studies { actd:trial-1 act:participants 20 } }", "trial-1"),
        (
            "DELETE DATA { GRAPH actg:source-demo2020 { actd:claim-phase act:statedValue actd:phase-2 } }",
            "trial-1",
        ),
        (
            "DELETE WHERE { GRAPH actg:source-demo2020 { actd:claim-dose act:hasQuantity ?q } }",
            "trial-1-intervention-1",
        ),
    ],
    "subject-of-wrong-kind": [
        ("INSERT DATA { GRAPH actg:studies { actd:trial-1 act:route actd:route-intrathecal } }", "trial-1"),
    ],
    "subject-outside-use": [
        ("INSERT DATA { GRAPH actg:studies { actd:trial-1-arm-1 act:phase actd:phase-2 } }", "trial-1-arm-1"),
        (
            "INSERT DATA { GRAPH actg:source-demo2020 { actd:claim-x act:about actd:trial-1-arm-1 ; "
            "act:onProperty act:phase ; act:statedValue actd:phase-2 ; act:statedIn actd:passage-1 } }",
            "trial-1-arm-1",
        ),
    ],
    "synonym-repeats-label": [
        (
            "INSERT DATA { GRAPH actg:vocab { actd:route-systemic skos:altLabel 'Systemic Delivery' } }",
            "route-systemic",
        ),
    ],
    "term-label-duplicate": [
        (
            "DELETE WHERE { GRAPH actg:schema { act:Arm rdfs:label ?text } } ; "
            "INSERT DATA { GRAPH actg:schema { act:Arm rdfs:label 'Phase' } }",
            "Arm",
        ),
    ],
    "term-label-form": [
        ("INSERT DATA { GRAPH actg:schema { act:Arm rdfs:label 'Study arm' } }", "Arm"),
    ],
    "term-name-form": [
        ("INSERT DATA { GRAPH actg:schema { act:study_arm a owl:Class } }", "study_arm"),
        ("INSERT DATA { GRAPH actg:schema { act:Phases a owl:ObjectProperty } }", "Phases"),
    ],
    "term-unconnected": [
        ("INSERT DATA { GRAPH actg:schema { act:Island a owl:Class } }", "Island"),
    ],
    "term-undocumented": [
        ("DELETE WHERE { GRAPH actg:schema { act:phase rdfs:label ?text } }", "phase"),
        ("INSERT DATA { GRAPH actg:schema { act:phase rdfs:label 'another' } }", "phase"),
        ("DELETE WHERE { GRAPH actg:schema { act:Arm skos:definition ?text } }", "Arm"),
        ("DELETE WHERE { GRAPH actg:schema { act:Arm skos:example ?text } }", "Arm"),
    ],
    "terms-made-equal": [
        ("INSERT DATA { GRAPH actg:schema { act:Arm owl:equivalentClass act:Study } }", "Arm"),
        ("INSERT DATA { GRAPH actg:studies { actd:trial-1 owl:sameAs actd:trial-2 } }", "trial-1"),
    ],
    "text-unfinished": [
        ("INSERT DATA { GRAPH actg:schema { act:Arm skos:scopeNote 'TODO: say more' } }", "Arm"),
        ("INSERT DATA { GRAPH actg:vocab { actd:phase-1 skos:altLabel '' } }", "phase-1"),
    ],
    "text-whitespace": [
        ("INSERT DATA { GRAPH actg:vocab { actd:phase-1 skos:altLabel ' I' } }", "phase-1"),
        ("INSERT DATA { GRAPH actg:schema { act:Arm skos:scopeNote 'two  spaces' } }", "Arm"),
        ("INSERT DATA { GRAPH actg:studies { actd:trial-1 skos:altLabel 'a\\nline' } }", "trial-1"),
    ],
    "triple-in-two-graphs": [
        ("INSERT DATA { GRAPH actg:inferred { actd:trial-1 act:phase actd:phase-2 } }", "trial-1"),
    ],
    "undeclared-class": [("INSERT DATA { GRAPH actg:studies { actd:x a act:Trail } }", "Trail")],
    "undeclared-property": [("INSERT DATA { GRAPH actg:studies { actd:trial-1 act:fase 2 } }", "fase")],
    "value-outside-use": [
        ("INSERT DATA { GRAPH actg:inferred { actd:trial-1 act:testsProduct actd:phase-2 } }", "phase-2"),
    ],
    "value-of-wrong-kind": [
        ("INSERT DATA { GRAPH actg:studies { actd:trial-1 act:phase actd:status-completed } }", "trial-1"),
        ("INSERT DATA { GRAPH actg:source-x { actd:c act:evidenceKind CL:0000134 } }", "c"),
    ],
}
CASES = [(check, change, found) for check, cases in PLANTED.items() for change, found in cases]


def rows(store: Store, check: str) -> list[str]:
    query = (CHECKS / f"{check}-violation.rq").read_text(encoding="utf-8")
    return [row[0].value for row in store.query(query, use_default_graph_as_union=True)]


@pytest.mark.parametrize("check", PLANTED)
def test_a_graph_that_is_right_passes(dataset, check):
    assert rows(dataset, check) == []


@pytest.mark.parametrize(("check", "change", "found"), CASES)
def test_a_planted_fault_is_found(dataset, check, change, found):
    dataset.update(PREFIXES + change)

    answers = rows(dataset, check)

    assert answers
    assert found is None or any(answer.endswith(found) for answer in answers)


def test_each_check_has_a_planted_fault_and_says_its_promise_in_a_sentence(list_files):
    files = list_files(CHECKS, ".rq")
    ours = {file.name for file in files if not file.name.startswith("mapping-")}  # those have their own tests

    assert ours == {f"{check}-violation.rq" for check in PLANTED}
    for file in files:
        promise = file.read_text(encoding="utf-8").splitlines()[0]
        assert promise.startswith("# ")
        assert promise.endswith(".")
