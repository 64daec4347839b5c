"""A slice is what the pinned release says about the terms we use, and all that is above them."""

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef

from ontology import ACT, GRAPH, PREFIXES, SLICES
from ontology.sliced import SLICED, Term, turtle
from ontology.slicing import external_terms, latest_release
from ontology.slicing import turtle as slice_turtle

RELEASE = latest_release()
BROADER_CELL_TYPE = URIRef(ACT + "broaderCellType")
PARENT = (RDFS.subClassOf, SKOS.broader, BROADER_CELL_TYPE)


def slice_graph(prefix):
    return Graph().parse(data=(SLICES / f"{prefix.lower()}.ttl").read_text(encoding="utf-8"), format="turtle")


def iri(curie):
    prefix, _, local = curie.partition(":")
    return URIRef(PREFIXES[prefix] + local)


def test_the_seven_ontologies_of_the_package_are_sliced():
    assert set(SLICED) == {"CHEBI", "CL", "EFO", "MONDO", "NCBITaxon", "PATO", "UBERON"}


@pytest.mark.parametrize("prefix", SLICED)
def test_the_committed_slice_is_what_the_pinned_release_gives(prefix):
    committed = (SLICES / f"{prefix.lower()}.ttl").read_text(encoding="utf-8")

    assert committed == slice_turtle(prefix, RELEASE)


def test_each_slice_file_belongs_to_a_sliced_ontology():
    assert {file.name for file in SLICES.iterdir()} == {f"{prefix.lower()}.ttl" for prefix in SLICED}


@pytest.mark.parametrize("prefix", SLICED)
def test_each_term_of_the_table_and_each_parent_is_in_the_slice_with_a_label(prefix):
    graph = slice_graph(prefix)
    terms = set(graph.subjects(RDF.type, OWL.Class))

    assert {URIRef(term.iri) for term in external_terms() if term.prefix == prefix} <= terms
    for parent in PARENT:
        assert set(graph.objects(None, parent)) <= terms
    for term in terms:
        assert (
            graph.value(term, RDFS.label, any=False)
            == graph.value(term, SKOS.prefLabel, any=False)
            is not None
        )


@pytest.mark.parametrize("prefix", SLICED)
def test_every_ancestor_that_the_release_describes_is_reached_and_no_other_term(prefix):
    graph = slice_graph(prefix)
    for term in (term for term in external_terms() if term.prefix == prefix):
        told = set(RELEASE.get_term_ancestors(term.curie, include_self=True))
        described = {iri(curie) for curie in told if RELEASE.is_valid_term_id(curie)}

        assert _above(graph, URIRef(term.iri)) == described, term.curie


def _above(graph, term):
    found, todo = set(), [term]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += [parent for step in PARENT for parent in graph.objects(one, step)]
    return found


@pytest.mark.parametrize("prefix", SLICED)
def test_a_slice_says_of_which_ontology_and_version_it_is(prefix):
    graph, name = slice_graph(prefix), URIRef(f"{GRAPH}slice-{prefix.lower()}")
    version = RELEASE.cxg_schema.supported_ontologies[prefix]["version"]

    assert graph.value(name, OWL.versionInfo) == Literal(version)
    assert graph.value(name, RDFS.label) == Literal(f"{prefix} {version}")
    source = graph.value(name, DCTERMS.source)
    assert source is not None
    assert source.endswith(f"/{prefix.lower()}.owl")


@pytest.mark.parametrize("prefix", SLICED)
def test_a_value_of_ours_has_its_class_and_a_mapping_target_none_of_its_own(prefix):
    graph = slice_graph(prefix)
    valued = {}
    for term in (term for term in external_terms() if term.prefix == prefix and term.act_class):
        for node in _above(graph, URIRef(term.iri)):
            valued.setdefault(node, set()).add(term.act_class)
        assert (URIRef(term.iri), RDF.type, URIRef(ACT + term.act_class)) in graph
    for term in (term for term in external_terms() if term.prefix == prefix and not term.act_class):
        kinds = {str(kind) for kind in graph.objects(URIRef(term.iri), RDF.type) if kind.startswith(ACT)}

        assert kinds <= {ACT + name for name in valued.get(URIRef(term.iri), ())}, term.curie


def test_a_cell_type_is_a_class_and_an_individual_and_its_parents_are_the_same_both_ways():
    graph = slice_graph("CL")
    for cell_type in graph.subjects(RDF.type, URIRef(ACT + "CellType")):
        assert (cell_type, RDF.type, OWL.Class) in graph
        assert set(graph.objects(cell_type, RDFS.subClassOf)) == set(
            graph.objects(cell_type, BROADER_CELL_TYPE)
        )


@pytest.mark.parametrize(("narrow", "is_msc"), [("0002568", True), ("0002540", True), ("0010004", False)])
def test_cells_of_whartons_jelly_are_mesenchymal_and_mononuclear_cells_are_not(narrow, is_msc):
    above = set(slice_graph("CL").transitive_objects(URIRef(PREFIXES["CL"] + narrow), BROADER_CELL_TYPE))

    assert (URIRef(PREFIXES["CL"] + "0000134") in above) is is_msc


@pytest.mark.parametrize("prefix", [name for name, style in SLICED.items() if style.merged])
def test_what_may_be_part_of_another_is_no_subclass_of_it(prefix):
    assert not list(slice_graph(prefix).subject_objects(RDFS.subClassOf))


def test_whartons_jelly_is_found_below_the_umbilical_cord():
    assert (iri("UBERON:0003422"), SKOS.broader, iri("UBERON:0002331")) in slice_graph("UBERON")


@pytest.mark.parametrize("rodent", ["NCBITaxon:10090", "NCBITaxon:10116"])
def test_mice_and_rats_are_found_below_rodents_and_people_are_not(rodent):
    graph = slice_graph("NCBITaxon")

    assert iri("NCBITaxon:9989") in _above(graph, iri(rodent))
    assert iri("NCBITaxon:9989") not in _above(graph, iri("NCBITaxon:9606"))


def test_a_way_through_another_ontology_is_not_lost():
    """Terms of EFO lie below terms of other ontologies that lie below terms of EFO."""
    assert (iri("EFO:0000324"), SKOS.broader, iri("EFO:0000001")) in slice_graph("EFO")


def test_a_part_is_never_written_as_a_subclass_and_a_subclass_is_found_both_ways():
    terms = [
        Term("UBERON:1", 'a "part"\n', is_a=frozenset({"UBERON:2"}), broader=frozenset({"UBERON:3"})),
        Term("UBERON:2", "kind"),
        Term("UBERON:3", "whole"),
    ]

    text = turtle("UBERON", terms, classes={"UBERON:1": "Tissue"}, version="1", origin="a test")

    graph = Graph().parse(data=text, format="turtle")
    assert set(graph.objects(iri("UBERON:1"), RDFS.subClassOf)) == {iri("UBERON:2")}
    assert set(graph.objects(iri("UBERON:1"), SKOS.broader)) == {iri("UBERON:2"), iri("UBERON:3")}
    assert graph.value(iri("UBERON:1"), RDFS.label) == Literal('a "part"\n')
    assert [str(kind) for kind in graph.objects(iri("UBERON:3"), RDF.type)] == [str(OWL.Class)]
