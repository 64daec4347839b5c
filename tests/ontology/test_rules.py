"""Rules find what follows, and nothing that does not."""

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from ontology import ACT, ACTD, GRAPH, PREFIXES, RULES

INFERRED = NamedNode(GRAPH + "inferred")
TYPE = NamedNode(PREFIXES["rdf"] + "type")
SAMPLE = """
@prefix act: <https://w3id.org/als-cell-therapy/ns#> .
@prefix actd: <https://w3id.org/als-cell-therapy/id/> .
@prefix CL: <http://purl.obolibrary.org/obo/CL_> .
@prefix uniprot: <http://purl.uniprot.org/uniprot/> .
actd:wj a act:CellProduct ; act:cellType CL:0002568 ; act:donorRelation actd:allogeneic .
actd:mnc a act:CellProduct ; act:cellType CL:0010004 ; act:contains CL:0000134 ;
    act:donorRelation actd:autologous .
actd:induced a act:CellProduct ; act:cellType CL:0002540 ; act:donorRelation actd:autologous ;
    act:modification actd:modification-trophic-factor-induction ; act:secretes uniprot:P39905 .
actd:engineered a act:CellProduct ; act:cellType CL:0011020 ;
    act:modification actd:modification-gdnf-transduced ; act:engineeredToExpress uniprot:P39905 .
actd:quiet a act:CellProduct ; act:secretes uniprot:P22301 .
actd:t-wj a act:ClinicalTrial ; act:hasArm actd:t-wj-a .
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
def inferred(vocabulary, list_files) -> Store:
    vocabulary.load(SAMPLE.encode(), format=RdfFormat.TURTLE, to_graph=NamedNode(GRAPH + "studies"))
    rules = [file.read_text(encoding="utf-8") for file in list_files(RULES, ".rq")]
    size = -1
    while size != len(vocabulary):
        size = len(vocabulary)
        for rule in rules:
            for triple in vocabulary.query(rule, use_default_graph_as_union=True):
                vocabulary.add(Quad(triple.subject, triple.predicate, triple.object, INFERRED))
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
        ("GeneticallyEngineeredProduct", {"engineered"}),
        ("TrophicFactorSecretingProduct", {"induced", "engineered"}),
        ("MSCTrial", {"t-wj"}),
        ("AutologousTherapyTrial", {"t-mnc"}),
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


def test_each_defined_class_and_shortcut_has_a_rule_that_says_what_and_why(list_files):
    names = {file.name.removesuffix(".rq") for file in list_files(RULES, ".rq")}

    assert names == {
        "allogeneic-product", "autologous-product", "autologous-therapy-trial", "cell-type-or-broader",
        "genetically-engineered-product", "msc-product", "msc-trial", "secretes", "tests-cell-type",
        "tests-product", "tests-route", "trophic-factor-secreting-product",
    }  # fmt: skip
    for file in list_files(RULES, ".rq"):
        what, why = file.read_text(encoding="utf-8").splitlines()[:2]
        assert what.startswith("# A")
        assert why.startswith("# Why: ")
        assert what.endswith(".")
        assert why.endswith(".")
