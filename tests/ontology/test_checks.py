"""Each check passes a graph that is right and finds the fault it is there for."""

import pytest
from pyoxigraph import Store

from ontology import CHECKS

PREFIXES = """
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>
PREFIX actg: <https://w3id.org/als-cell-therapy/graph/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX CL: <http://purl.obolibrary.org/obo/CL_>
PREFIX ECO: <http://purl.obolibrary.org/obo/ECO_>
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
    ],
    "claim-value-unknown": [
        ("INSERT DATA { GRAPH actg:source-x { actd:c act:statedValue actd:phase-5 } }", "c"),
        ("INSERT DATA { GRAPH actg:source-x { actd:c act:about actd:nobody } }", "c"),
    ],
    "concept-undocumented": [
        ("DELETE DATA { GRAPH actg:vocab { actd:phase-1 skos:inScheme actd:scheme-phases } }", "phase-1"),
        ("DELETE DATA { GRAPH actg:vocab { actd:phase-1 rdfs:label '1' } }", "phase-1"),
        ("INSERT DATA { GRAPH actg:vocab { actd:phase-1 rdfs:label 'one' } }", "phase-1"),
        ("DELETE WHERE { GRAPH actg:vocab { actd:phase-1 skos:definition ?text } }", "phase-1"),
        ("DELETE WHERE { GRAPH actg:vocab { actd:scheme-phases skos:definition ?text } }", "scheme-phases"),
    ],
    "duplicate-label": [
        (
            "INSERT DATA { GRAPH actg:vocab { actd:route-intravenous skos:altLabel 'it' } }",
            "route-intrathecal",
        ),
    ],
    "label-missing": [
        ("DELETE WHERE { GRAPH actg:studies { actd:product-wj rdfs:label ?text } }", "product-wj"),
    ],
    "language-tag-used": [
        ("INSERT DATA { GRAPH actg:vocab { actd:phase-1 skos:altLabel 'eins'@de } }", "phase-1"),
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
    "term-undocumented": [
        ("DELETE WHERE { GRAPH actg:schema { act:phase rdfs:label ?text } }", "phase"),
        ("INSERT DATA { GRAPH actg:schema { act:phase rdfs:label 'another' } }", "phase"),
        ("DELETE WHERE { GRAPH actg:schema { act:Arm skos:definition ?text } }", "Arm"),
        ("DELETE WHERE { GRAPH actg:schema { act:Arm skos:example ?text } }", "Arm"),
    ],
    "triple-in-two-graphs": [
        ("INSERT DATA { GRAPH actg:inferred { actd:trial-1 act:phase actd:phase-2 } }", "trial-1"),
    ],
    "undeclared-class": [("INSERT DATA { GRAPH actg:studies { actd:x a act:Trail } }", "Trail")],
    "undeclared-property": [("INSERT DATA { GRAPH actg:studies { actd:trial-1 act:fase 2 } }", "fase")],
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

    assert {file.name for file in files} == {f"{check}-violation.rq" for check in PLANTED}
    for file in files:
        promise = file.read_text(encoding="utf-8").splitlines()[0]
        assert promise.startswith("# ")
        assert promise.endswith(".")
