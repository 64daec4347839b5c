"""Each identifier of another ontology is alive and still means what it meant when it was pinned."""

import re

import pytest
from rdflib import OWL, RDF, SKOS, Graph, URIRef

from ontology import ACT, PREFIXES, SCHEMA, SLICES
from ontology.slicing import SLICED, external_terms, latest_release

TERMS = external_terms()
CHECKABLE = ("CHEBI", "CL", "EFO", "MONDO", "NCBITaxon", "PATO", "UBERON", "uniprot")
RELEASE = latest_release()


@pytest.mark.parametrize("term", [t for t in TERMS if t.prefix in CHECKABLE], ids=lambda term: term.curie)
def test_an_identifier_is_alive_and_its_label_unchanged_in_the_pinned_release(term):
    ontology = "UniProt" if term.prefix == "uniprot" else term.prefix

    assert RELEASE.is_valid_term_id(term.curie)
    assert not RELEASE.is_term_deprecated(term.curie)
    assert term.version == RELEASE.cxg_schema.supported_ontologies[ontology]["version"]
    label = RELEASE.get_term_label(term.curie)
    assert label == term.label if term.prefix != "uniprot" else label in term.synonyms


def test_each_identifier_stands_once_and_in_order():
    keys = [(term.prefix.lower(), term.curie) for term in TERMS]

    assert keys == sorted(set(keys))


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.curie)
def test_a_row_is_well_formed(term):
    assert term.prefix in PREFIXES
    assert re.fullmatch(r"[A-Za-z]+:[A-Z0-9]+", term.curie)
    assert term.label == term.label.strip() != ""
    assert term.source
    assert all(name == name.strip() for name in term.synonyms)
    assert term.label not in term.synonyms


def test_each_class_in_the_table_is_declared_and_is_the_class_of_its_slice():
    schema = Graph().parse(data=SCHEMA.read_text(encoding="utf-8"), format="turtle")
    for term in TERMS:
        if term.act_class:
            assert (URIRef(ACT + term.act_class), RDF.type, OWL.Class) in schema
        if term.prefix in SLICED:
            assert term.act_class == SLICED[term.prefix].act_class


def test_each_mapping_target_of_the_schema_has_its_pinned_label_in_the_table():
    schema = Graph().parse(data=SCHEMA.read_text(encoding="utf-8"), format="turtle")
    kinds = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)

    assert {str(target) for kind in kinds for target in schema.objects(None, kind)} <= {t.iri for t in TERMS}


def test_no_synonym_of_the_table_repeats_one_of_a_slice():
    for prefix in SLICED:
        text = (SLICES / f"{prefix.lower()}.ttl").read_text(encoding="utf-8")
        graph = Graph().parse(data=text, format="turtle")
        for term in (term for term in TERMS if term.prefix == prefix):
            names = {
                str(name)
                for kind in (SKOS.prefLabel, SKOS.altLabel)
                for name in graph.objects(URIRef(term.iri), kind)
            }

            assert not names & set(term.synonyms), term.curie


@pytest.mark.parametrize(
    ("word", "curie"),
    [("MSC", "CL:0000134"), ("mesenchymal stromal cell", "CL:0000134"), ("BM-MSC", "CL:0002540"),
     ("WJ-MSC", "CL:0002568"), ("UC-MSC", "CL:0002569"), ("AT-MSC", "CL:0002570"), ("NPC", "CL:0011020"),
     ("HSC", "CL:0000037"), ("NSC", "CL:0000047"), ("PBSC", "CL:0002246"), ("Treg", "CL:0000815"),
     ("ALS", "MONDO:0004976"), ("cord blood", "UBERON:0012168"), ("VEGF", "uniprot:P15692")],
)  # fmt: skip
def test_a_word_that_researchers_type_means_one_term(word, curie):
    slices = Graph()
    for file in SLICES.iterdir():
        slices.parse(data=file.read_text(encoding="utf-8"), format="turtle")
    found = {term.iri for term in TERMS if word.lower() in map(str.lower, (term.label, *term.synonyms))}
    found |= {
        str(subject)
        for kind in (SKOS.prefLabel, SKOS.altLabel)
        for subject, name in slices.subject_objects(kind)
        if str(name).lower() == word.lower()
    }

    assert found == {next(term.iri for term in TERMS if term.curie == curie)}
