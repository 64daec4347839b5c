"""A slice is what the pinned release says about the terms we use, and all that is above them."""

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from ontology import ACT, PREFIXES, SLICES
from ontology.slicing import SLICED, external_terms, latest_release, turtle

RELEASE = latest_release()


def slice_graph(prefix):
    return Graph().parse(data=(SLICES / f"{prefix.lower()}.ttl").read_text(encoding="utf-8"), format="turtle")


@pytest.mark.parametrize("prefix", SLICED)
def test_the_committed_slice_is_what_the_pinned_release_gives(prefix):
    committed = (SLICES / f"{prefix.lower()}.ttl").read_text(encoding="utf-8")

    assert committed == turtle(prefix, RELEASE)


def test_each_slice_file_belongs_to_a_sliced_ontology():
    assert {file.name for file in SLICES.iterdir()} == {f"{prefix.lower()}.ttl" for prefix in SLICED}


@pytest.mark.parametrize("prefix", SLICED)
def test_each_term_of_the_table_and_each_parent_is_in_the_slice_with_a_label(prefix):
    graph = slice_graph(prefix)
    terms = set(graph.subjects(RDF.type, OWL.Class))

    assert {URIRef(term.iri) for term in external_terms() if term.prefix == prefix} <= terms
    for parent in (RDFS.subClassOf, SKOS.broader, URIRef(ACT + "broaderCellType")):
        assert set(graph.objects(None, parent)) <= terms
    for term in terms:
        assert (
            graph.value(term, RDFS.label, any=False)
            == graph.value(term, SKOS.prefLabel, any=False)
            is not None
        )


def test_a_cell_type_is_a_class_and_an_individual_and_its_parents_are_the_same_both_ways():
    graph = slice_graph("CL")
    for cell_type in graph.subjects(RDF.type, OWL.Class):
        assert (cell_type, RDF.type, URIRef(ACT + "CellType")) in graph
        assert set(graph.objects(cell_type, RDFS.subClassOf)) == set(
            graph.objects(cell_type, URIRef(ACT + "broaderCellType"))
        )


@pytest.mark.parametrize(("narrow", "is_msc"), [("0002568", True), ("0002540", True), ("0010004", False)])
def test_cells_of_whartons_jelly_are_mesenchymal_and_mononuclear_cells_are_not(narrow, is_msc):
    above = set(
        slice_graph("CL").transitive_objects(URIRef(PREFIXES["CL"] + narrow), URIRef(ACT + "broaderCellType"))
    )

    assert (URIRef(PREFIXES["CL"] + "0000134") in above) is is_msc


def test_a_part_of_the_body_is_no_subclass_of_the_whole():
    graph = slice_graph("UBERON")

    assert not list(graph.subject_objects(RDFS.subClassOf))
    jelly, cord = URIRef(PREFIXES["UBERON"] + "0003422"), URIRef(PREFIXES["UBERON"] + "0002331")
    assert (jelly, SKOS.broader, cord) in graph
