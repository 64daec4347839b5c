"""Rules find what follows, and nothing that does not."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from graph.clauses import rules
from graph.errors import BuildError
from graph.infer import infer
from graph.membership import memberships
from ontology import ACT, ACTD, GRAPH, PREFIXES, RULES

INFERRED = NamedNode(GRAPH + "inferred")
TYPE = NamedNode(PREFIXES["rdf"] + "type")
SAMPLE = """
@prefix act: <https://w3id.org/als-cell-therapy/ns#> .
@prefix actd: <https://w3id.org/als-cell-therapy/id/> .
@prefix CL: <http://purl.obolibrary.org/obo/CL_> .
@prefix MONDO: <http://purl.obolibrary.org/obo/MONDO_> .
@prefix uniprot: <http://purl.uniprot.org/uniprot/> .
actd:wj a act:CellProduct ; act:cellType CL:0002568 ; act:donorRelation actd:allogeneic .
actd:mnc a act:CellProduct ; act:cellType CL:0010004 ; act:contains CL:0000134 ;
    act:donorRelation actd:autologous .
actd:induced a act:CellProduct ; act:cellType CL:0002540 ; act:donorRelation actd:autologous ;
    act:modification actd:modification-trophic-factor-induction ; act:secretes uniprot:P39905 .
actd:engineered a act:CellProduct ; act:cellType CL:0011020 ;
    act:modification actd:modification-gdnf-transduced ; act:engineeredToExpress uniprot:P39905 .
actd:quiet a act:CellProduct ; act:secretes uniprot:P22301 .
actd:overexpressing a act:CellProduct ; act:engineeredToOverexpress uniprot:Q92886 .
actd:t-fus a act:ClinicalTrial ; act:condition MONDO:0011951 ;
    act:trialDesign actd:design-placebo-controlled .
actd:t-wj a act:ClinicalTrial ; act:hasArm actd:t-wj-a , actd:t-wj-p ; act:condition MONDO:0004976 .
actd:t-wj-a a act:Arm . actd:t-mnc-a a act:Arm . actd:p-wj-a a act:Arm .
actd:t-wj-i a act:Intervention . actd:t-mnc-i a act:Intervention . actd:p-wj-i a act:Intervention .
actd:t-wj-p a act:Arm ; act:armRole actd:arm-placebo .
actd:t-wj-a act:hasIntervention actd:t-wj-i .
actd:t-wj-i act:usesProduct actd:wj ; act:route actd:route-intrathecal .
actd:t-mnc a act:ClinicalTrial ; act:hasArm actd:t-mnc-a .
actd:t-mnc-a act:hasIntervention actd:t-mnc-i .
actd:t-mnc-i act:usesProduct actd:mnc ; act:route actd:route-intraspinal .
actd:p-wj a act:PreclinicalStudy ; act:hasArm actd:p-wj-a .
actd:p-wj-a act:hasIntervention actd:p-wj-i .
actd:p-wj-i act:usesProduct actd:wj .
"""


@pytest.fixture
def inferred(vocabulary) -> Store:
    vocabulary.load(SAMPLE.encode(), format=RdfFormat.TURTLE, to_graph=NamedNode(GRAPH + "studies"))
    vocabulary.extend(list(infer(vocabulary)))
    return vocabulary


def members(store, name):
    found = store.quads_for_pattern(None, TYPE, NamedNode(ACT + name), INFERRED)
    return {quad.subject.value.removeprefix(ACTD) for quad in found}


def values(store, subject, name):
    found = store.quads_for_pattern(NamedNode(ACTD + subject), NamedNode(ACT + name), None, INFERRED)
    return {quad.object.value for quad in found}


@pytest.mark.parametrize(
    ("defined_class", "expected"),
    [
        ("MSCProduct", {"wj", "induced"}),
        ("AutologousProduct", {"mnc", "induced"}),
        ("AllogeneicProduct", {"wj"}),
        ("GeneticallyEngineeredProduct", {"engineered", "overexpressing"}),
        ("TrophicFactorSecretingProduct", {"induced", "engineered"}),
        ("MSCTrial", {"t-wj"}),
        ("AutologousTherapyTrial", {"t-mnc"}),
        ("MononuclearCellProduct", {"mnc"}),
        ("MixedCellProduct", {"mnc"}),
        ("NeuralPrecursorProduct", {"engineered"}),
        ("CellTherapyTrial", {"t-wj", "t-mnc"}),
        ("IntrathecalTrial", {"t-wj"}),
        ("IntraspinalTrial", {"t-mnc"}),
        ("DirectCNSDeliveryTrial", {"t-wj", "t-mnc"}),
        ("ALSTrial", {"t-wj", "t-fus"}),
        ("PlaceboControlledTrial", {"t-wj", "t-fus"}),
        ("PreclinicalMSCStudy", {"p-wj"}),
        ("Study", {"t-wj", "t-mnc", "t-fus", "p-wj"}),
    ],
)
def test_the_members_of_a_defined_class_are_found(inferred, defined_class, expected):
    assert members(inferred, defined_class) == expected


def test_a_study_tests_product_route_and_broader_cell_types(inferred):
    assert values(inferred, "t-wj", "testsProduct") == {ACTD + "wj"}
    assert values(inferred, "t-wj", "testsRoute") == {ACTD + "route-intrathecal"}
    assert {PREFIXES["CL"] + "0002568", PREFIXES["CL"] + "0000134"} <= values(
        inferred, "t-wj", "testsCellType"
    )
    assert values(inferred, "p-wj", "testsProduct") == {ACTD + "wj"}


def test_a_mixture_is_not_found_by_what_it_merely_contains(inferred):
    assert PREFIXES["CL"] + "0000134" not in values(inferred, "t-mnc", "testsCellType")


def test_a_product_secretes_what_it_was_engineered_to_express(inferred):
    assert values(inferred, "engineered", "secretes") == {PREFIXES["uniprot"] + "P39905"}


def test_each_rule_says_what_it_does_and_why(list_files):
    for file in list_files(RULES, ".rq"):
        what, why = file.read_text(encoding="utf-8").splitlines()[:2]
        assert what.startswith("# ")
        assert why.startswith("# Why: ")
        assert what.endswith(".")
        assert why.endswith(".")


def test_each_file_beside_the_rules_is_a_rule():
    assert {rule.name + ".rq" for rule in rules()} == {file.name for file in RULES.iterdir()}


def test_a_trial_of_a_kind_of_als_is_found_by_als(inferred):
    assert PREFIXES["MONDO"] + "0004976" in values(inferred, "t-fus", "conditionOrBroader")


def test_a_class_that_only_a_range_would_give_is_refused(vocabulary):
    wrong = "actd:stray act:hasIntervention actd:nothing ."
    text = "\n".join([*SAMPLE.splitlines()[:6], wrong])
    vocabulary.load(text.encode(), format=RdfFormat.TURTLE, to_graph=NamedNode(GRAPH + "studies"))

    with pytest.raises(BuildError, match=r"nothing would be a .*Intervention only by the domain or range"):
        list(infer(vocabulary))


def test_a_member_that_the_reasoner_does_not_find_stops_the_build(vocabulary, monkeypatch):
    vocabulary.load(SAMPLE.encode(), format=RdfFormat.TURTLE, to_graph=NamedNode(GRAPH + "studies"))
    found = memberships(vocabulary)  # before the rules: the reasoner lacks every shortcut
    monkeypatch.setattr("graph.infer.memberships", lambda _: found)

    with pytest.raises(BuildError, match="MSCProduct by an axiom, and the reasoner does not find it"):
        list(infer(vocabulary))
