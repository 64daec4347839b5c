"""Each identifier of another ontology is alive and still means what it meant when it was pinned."""

import re

import bioregistry
import pytest
from rdflib import OWL, RDF, SKOS, Graph, URIRef

from loaders.sssom import UNREGISTERED
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
    assert re.fullmatch(r"[A-Za-z]+(\.[a-z]+)?:[A-Za-z0-9]+", term.curie)
    assert term.label == term.label.strip() != ""
    assert term.source
    assert all(name == name.strip() for name in term.synonyms)
    assert term.label not in term.synonyms


def spelling_faults(curie: str) -> list[str]:
    """Say in what an identifier differs from the registry's form."""
    prefix, _, local = curie.partition(":")
    registered = bioregistry.get_resource(prefix)
    if registered is None:
        return [f"{prefix} is not registered"]
    faults = []
    if (wanted := registered.get_preferred_prefix() or registered.prefix) != prefix:
        faults.append(f"the prefix is {wanted}")
    if not registered.is_valid_identifier(local):
        faults.append(f"{local} is not {registered.get_pattern()}")
    return faults


def test_what_is_said_to_be_in_no_registry_is_in_none():
    assert [prefix for prefix in UNREGISTERED if bioregistry.get_resource(prefix)] == []


def test_each_identifier_is_spelt_as_bioregistry_spells_it():
    found = {term.curie: spelling_faults(term.curie) for term in TERMS if term.prefix not in UNREGISTERED}

    assert {curie: faults for curie, faults in found.items() if faults} == {}


@pytest.mark.parametrize("wrong", ["MESH:D000690", "mesh:D0000690X", "HGNC:11179", "CL:134", "obi:0003699"])
def test_an_identifier_in_another_spelling_is_noticed(wrong):
    assert spelling_faults(wrong)


def test_only_a_row_from_a_table_of_others_is_without_a_version():
    third = ("third-party table", "third-party FHIR table")

    assert [
        term.curie for term in TERMS if not term.version and not any(t in term.source for t in third)
    ] == []


def test_two_prefixes_never_make_the_same_iri():
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    assert len({term.iri for term in TERMS}) == len(TERMS)


@pytest.mark.parametrize("curie", ["EFO:0000253", "EFO:0003782", "EFO:0001356", "CL:0000493"])
def test_an_identifier_that_its_ontology_gave_up_is_not_in_the_table(curie):
    assert RELEASE.is_term_deprecated(curie)
    assert curie not in {term.curie for term in TERMS}


def test_each_class_in_the_table_is_declared_and_is_the_class_of_its_slice():
    schema = Graph().parse(data=SCHEMA.read_text(encoding="utf-8"), format="turtle")
    for term in TERMS:
        if term.act_class:
            assert (URIRef(ACT + term.act_class), RDF.type, OWL.Class) in schema
        if term.act_class and term.prefix in SLICED:
            assert term.act_class == (SLICED[term.prefix].ancestor_class or term.act_class)


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
    [("iPSC", "EFO:0004905"), ("human", "NCBITaxon:9606"), ("rodents", "NCBITaxon:9989"),
     ("MSC", "CL:0000134"), ("mesenchymal stromal cell", "CL:0000134"), ("BM-MSC", "CL:0002540"),
     ("WJ-MSC", "CL:0002568"), ("UC-MSC", "CL:0002569"), ("AT-MSC", "CL:0002570"), ("NPC", "CL:0011020"),
     ("HSC", "CL:0000037"), ("NSC", "CL:0000047"), ("PBSC", "CL:0002246"), ("Treg", "CL:0000815"),
     ("ALS", "MONDO:0004976"), ("cord blood", "UBERON:0012168"), ("VEGF", "uniprot:P15692")],
)  # fmt: skip
def test_a_word_that_researchers_type_means_one_term(word, curie):
    slices, classes = Graph(), {URIRef(ACT + term.act_class) for term in TERMS if term.act_class}
    for file in SLICES.iterdir():
        slices.parse(data=file.read_text(encoding="utf-8"), format="turtle")
    values = [term for term in TERMS if term.act_class]  # what is only mapped to cannot be asked for
    found = {term.iri for term in values if word.lower() in map(str.lower, (term.label, *term.synonyms))}
    found |= {
        str(subject)
        for kind in (SKOS.prefLabel, SKOS.altLabel)
        for subject, name in slices.subject_objects(kind)
        if str(name).lower() == word.lower() and classes & set(slices.objects(subject, RDF.type))
    }

    assert found == {next(term.iri for term in TERMS if term.curie == curie)}
