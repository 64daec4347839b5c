"""The schema explains itself and stays inside what every reasoner can take."""

import re

import pytest
from rdflib import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, VANN, Graph, Literal, URIRef

from ontology import ACT, CHECKS, CONCEPTS, PREFIXES, RULES, SCHEMA, SHAPES, SLICES

KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
SCHEMA_GRAPH = Graph().parse(data=SCHEMA.read_text(encoding="utf-8"), format="turtle")
TERMS = {
    str(term)
    for kind in KINDS
    for term in SCHEMA_GRAPH.subjects(RDF.type, kind)
    if isinstance(term, URIRef) and str(term).startswith(ACT)
}


@pytest.mark.parametrize("term", sorted(TERMS))
def test_each_term_has_a_label_a_one_sentence_definition_and_an_example(term):
    label = SCHEMA_GRAPH.value(URIRef(term), RDFS.label, any=False)
    definition = SCHEMA_GRAPH.value(URIRef(term), SKOS.definition, any=False)

    assert str(label) == str(label).strip()
    assert re.fullmatch(r"[A-Z].+[a-z0-9]\.", str(definition))
    assert list(SCHEMA_GRAPH.objects(URIRef(term), SKOS.example))


def test_no_two_terms_have_the_same_label():
    labels = [str(SCHEMA_GRAPH.value(URIRef(term), RDFS.label)).lower() for term in TERMS]

    assert sorted(labels) == sorted(set(labels))


def test_the_ontology_says_its_version_licence_and_dates():
    header = URIRef(ACT.removesuffix("#"))

    assert SCHEMA_GRAPH.value(header, OWL.versionIRI) == URIRef(f"{header}/0.1.0")
    assert SCHEMA_GRAPH.value(header, OWL.versionInfo) == Literal("0.1.0")
    assert SCHEMA_GRAPH.value(header, VANN.preferredNamespaceUri) == Literal(ACT)
    for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.bibliographicCitation):
        assert SCHEMA_GRAPH.value(header, needed)
    for day in (DCTERMS.created, DCTERMS.modified):
        assert SCHEMA_GRAPH.value(header, day, any=False).datatype == URIRef(PREFIXES["xsd"] + "dateTime")


def test_the_makers_of_the_ontology_are_roles_that_are_described():
    header = URIRef(ACT.removesuffix("#"))

    for role in (DCTERMS.creator, DCTERMS.publisher):
        maker = SCHEMA_GRAPH.value(header, role, any=False)
        assert (maker, RDF.type, PROV.Agent) in SCHEMA_GRAPH
        assert SCHEMA_GRAPH.value(maker, RDFS.label, any=False)
        assert SCHEMA_GRAPH.value(maker, SKOS.definition, any=False)


@pytest.mark.parametrize(
    ("axiom", "note"),
    [(RDFS.domain, "domainIncludes"), (RDFS.range, "rangeIncludes")],
    ids=["domain", "range"],
)
def test_a_property_has_an_axiom_or_a_note_on_its_use_and_never_both(axiom, note):
    note = URIRef("https://schema.org/" + note)
    both = set(SCHEMA_GRAPH.subjects(axiom)) & set(SCHEMA_GRAPH.subjects(note))

    assert not both
    for place in (place for kind in (axiom, note) for place in SCHEMA_GRAPH.objects(None, kind)):
        ours = str(place).startswith(ACT)
        assert (
            str(place) in TERMS
            if ours
            else str(place).startswith((PREFIXES["xsd"], PREFIXES["owl"], PREFIXES["skos"]))
        )


def test_a_spine_property_has_one_value_or_many():
    spine = dict(SCHEMA_GRAPH.subject_objects(URIRef(ACT + "spineValues")))

    assert set(map(str, spine.values())) == {"one", "many"}
    assert str(spine[URIRef(ACT + "phase")]) == "one"
    assert str(spine[URIRef(ACT + "registryId")]) == "many"
    assert not {ACT + name for name in ("testsProduct", "outcome", "mechanism")} & set(map(str, spine))


@pytest.mark.parametrize(
    "construct",
    [
        "owl:inverseOf",
        "owl:FunctionalProperty",
        "owl:SymmetricProperty",
        "owl:sameAs",
        "owl:unionOf",
        "owl:complementOf",
        "owl:allValuesFrom",
        "owl:maxCardinality",
        "owl:oneOf",
        "xsd:date",
        "xsd:gYear",
        "xsd:boolean",
        "xsd:double",
        "xsd:float",
    ],
)
def test_nothing_that_leaves_the_profiles_is_used(construct):
    prefix, _, name = construct.partition(":")
    construct = URIRef(PREFIXES[prefix] + name)

    assert (construct, None, None) not in SCHEMA_GRAPH
    assert (None, construct, None) not in SCHEMA_GRAPH
    assert (None, None, construct) not in SCHEMA_GRAPH


def test_no_foreign_term_is_made_equal_to_ours():
    equal_to = {
        str(term) for term in SCHEMA_GRAPH.objects(None, OWL.equivalentClass) if isinstance(term, URIRef)
    }
    above = {str(term) for term in SCHEMA_GRAPH.objects(None, RDFS.subClassOf) if isinstance(term, URIRef)}

    assert not equal_to
    assert all(term.startswith(ACT) for term in above)


@pytest.mark.parametrize("folder", [CONCEPTS, SLICES, SHAPES, CHECKS, RULES], ids=lambda folder: folder.name)
def test_each_term_that_a_file_names_is_declared(folder, list_files):
    for suffix in (".ttl", ".rq"):
        for file in list_files(folder, suffix):
            text = re.sub(r'"(?:[^"\\]|\\.)*"|#.*', "", file.read_text(encoding="utf-8"))
            named = {ACT + name for name in re.findall(r"\bact:(\w+)", text)}

            assert {name for name in named if not name.endswith("Shape")} <= TERMS, file.name


@pytest.mark.parametrize("folder", [CONCEPTS, SLICES, SHAPES], ids=lambda folder: folder.name)
def test_each_turtle_file_parses_and_has_no_language_tag(folder, list_files):
    assert list_files(folder, ".ttl")
    for file in list_files(folder, ".ttl"):
        graph = Graph().parse(data=file.read_text(encoding="utf-8"), format="turtle")

        assert len(graph)
        assert not [text for text in graph.objects() if isinstance(text, Literal) and text.language]


def test_the_schema_has_no_language_tag():
    assert not [text for text in SCHEMA_GRAPH.objects() if isinstance(text, Literal) and text.language]
