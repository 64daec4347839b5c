"""Shapes accept a sample that is right and refuse each way of breaking it, in words a curator understands."""

from functools import cache

import pytest
from pyoxigraph import RdfFormat, parse, serialize
from pyshacl import validate
from rdflib import RDF, RDFS, SH, Graph

from ontology import ACT, SCHEMA, SHAPES

SPINE = ACT + "spineValues"

PREFIXES = """
PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
PREFIX actd: <https://w3id.org/als-cell-therapy/id/>
PREFIX actg: <https://w3id.org/als-cell-therapy/graph/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX CL: <http://purl.obolibrary.org/obo/CL_>
"""


def drop(subject: str, predicate: str) -> str:
    return f"DELETE WHERE {{ {subject} {predicate} ?value }}"


def add(subject: str, rest: str) -> str:
    return f"INSERT DATA {{ {subject} {rest} }}"


def put(subject: str, predicate: str, value: str) -> str:
    return f"{drop(subject, predicate)} ; {add(subject, f'{predicate} {value}')}"


CLAIM, DOSE, PASSAGE, SAFETY, VIEW = (
    "actd:claim-phase",
    "actd:quantity-dose",
    "actd:passage-1",
    "actd:claim-safety",
    "actd:view-donor",
)
TRIAL, ARM, GIVEN, PRODUCT = (
    "actd:trial-1",
    "actd:trial-1-arm-1",
    "actd:trial-1-intervention-1",
    "actd:product-wj",
)
SOURCE, WORK, CITATION = ("actd:source-demo2020", "actd:work-1", "actd:citation-1")

#: Message -> changes of the sample, each of which must give it.
BROKEN = {
    "a claim is about exactly one thing": [
        drop(CLAIM, "act:about"),
        add(CLAIM, "act:about actd:x"),
        put(CLAIM, "act:about", "'x'"),
    ],
    "a claim gives a value of exactly one property": [
        drop(CLAIM, "act:onProperty"),
        add(CLAIM, "act:onProperty act:status"),
    ],
    "a claim states exactly one value: either act:statedValue or act:hasQuantity": [
        drop(CLAIM, "act:statedValue"),
        add(CLAIM, "act:statedValue actd:phase-3"),
        add(CLAIM, f"act:hasQuantity {DOSE}"),
    ],
    "the quantity of a claim is a thing of its own, given by its IRI": [
        put("actd:claim-dose", "act:hasQuantity", "5")
    ],
    "a claim has exactly one evidence kind, and it is an ECO term": [
        drop(CLAIM, "act:evidenceKind"),
        put(CLAIM, "act:evidenceKind", "CL:0000134"),
        put(CLAIM, "act:evidenceKind", "'ECO:0000204'"),
        add(CLAIM, "act:evidenceKind <http://purl.obolibrary.org/obo/ECO_0000180>"),
        drop(VIEW, "act:evidenceKind"),
    ],
    "a claim is stated in exactly one passage": [
        drop(CLAIM, "act:statedIn"),
        add(CLAIM, "act:statedIn actd:passage-2"),
    ],
    "the figure as printed is one text": [add(CLAIM, "act:asReported '2'")],
    "an efficacy or safety claim judges exactly one outcome measure": [drop(SAFETY, "act:outcomeMeasure")],
    "an efficacy or safety claim has exactly one direction, the same as its stated value": [
        drop(SAFETY, "act:direction"),
        put(SAFETY, "act:direction", "actd:direction-improved"),
    ],
    "an efficacy or safety claim is on the property act:outcome": [
        put(SAFETY, "act:onProperty", "act:status")
    ],
    "a curated view gives its reason": [drop(VIEW, "act:reason"), put(VIEW, "act:reason", "''")],
    "a curated view prefers claims, given by their IRIs": [put(VIEW, "act:prefers", "'x'")],
    "a curated view rejects claims, given by their IRIs": [put(VIEW, "act:rejects", "'x'")],
    "a passage is a span of exactly one source document": [
        drop(PASSAGE, "act:sourceDocument"),
        add(PASSAGE, "act:sourceDocument actd:x"),
    ],
    "a passage says in words where it is, exactly once": [
        drop(PASSAGE, "act:locator"),
        put(PASSAGE, "act:locator", "''"),
    ],
    "a passage starts at one character offset, from 0, before its end": [
        drop(PASSAGE, "act:charStart"),
        put(PASSAGE, "act:charStart", "42"),
        put(PASSAGE, "act:charStart", "-1"),
        put(PASSAGE, "act:charStart", "'10'"),
    ],
    "a passage ends at one character offset": [drop(PASSAGE, "act:charEnd")],
    "a passage has one SHA-256 of 64 lower-case hexadecimal digits": [
        drop(PASSAGE, "act:sha256"),
        put(PASSAGE, "act:sha256", "'abc'"),
        put(PASSAGE, "act:sha256", f"'{'G' * 64}'"),
    ],
    "a quantity keeps the figure as printed, exactly once": [
        drop(DOSE, "act:asReported"),
        add(DOSE, "act:asReported 'x'"),
    ],
    "a quantity has exactly one unit, a UCUM code": [drop(DOSE, "act:unitUCUM")],
    "a quantity has exactly one statistic": [drop(DOSE, "act:statistic")],
    "a quantity has at most one dose basis": [add(DOSE, "act:doseBasis actd:basis-total")],
    "a quantity has at most one value, a decimal": [
        add(DOSE, "act:value 1.0 , 2.0"),
        add(DOSE, "act:value 5"),
    ],
    "a quantity has at most one minimum, a decimal below its maximum": [
        put(DOSE, "act:minValue", "2000000.0"),
        put(DOSE, "act:minValue", "3000000.0"),
    ],
    "a quantity has at most one maximum, a decimal": [
        add(DOSE, "act:maxValue 4000000.0"),
        put(DOSE, "act:maxValue", "2e6"),
    ],
    "a quantity has at most one standard deviation, a decimal not below 0": [
        add(DOSE, "act:standardDeviation '-1.0'^^xsd:decimal")
    ],
    "a quantity has either a value or both a minimum and a maximum": [
        drop(DOSE, "act:minValue"),
        f"{drop(DOSE, 'act:minValue')} ; {drop(DOSE, 'act:maxValue')}",
        add(DOSE, "act:value 1500000.0"),
    ],
    "a cell product has exactly one name": [drop(PRODUCT, "rdfs:label")],
    "a cell product has at most one cell type; use act:contains for a mixture": [
        add(PRODUCT, "act:cellType CL:0002540")
    ],
    "a cell product has at most one donor relation": [
        add(PRODUCT, "act:donorRelation actd:autologous"),
        put(PRODUCT, "act:donorRelation", "actd:arm-control"),
    ],
    "a cell product has at most one donor stage": [
        add(PRODUCT, "act:donorStage actd:donor-stage-fetal , actd:donor-stage-adult")
    ],
    "a clinical trial has exactly one name": [drop(TRIAL, "rdfs:label"), add(TRIAL, "rdfs:label 'x'")],
    "a clinical trial has a registry identifier, a report, or a name in a table of things": [
        drop(TRIAL, "act:registryId")
    ],
    "a registry identifier is a text without spaces": [
        put(TRIAL, "act:registryId", "'NCT01759797 NCT01771640'")
    ],
    "a clinical trial has at most one preferred phase": [add(TRIAL, "act:phase actd:phase-3")],
    "a clinical trial has at most one preferred status": [
        add(TRIAL, "act:status actd:status-completed , actd:status-unknown")
    ],
    "a clinical trial has at most one preferred value of results reporting": [
        add(TRIAL, "act:resultsReporting actd:results-reported , actd:results-none-posted")
    ],
    "a clinical trial has at most one number of participants, a whole number above 0": [
        add(TRIAL, "act:participants 0"),
        add(TRIAL, "act:participants 7 , 8"),
        add(TRIAL, "act:participants '7'"),
    ],
    "a clinical trial has at most one follow-up, a decimal number of months": [
        add(TRIAL, "act:followUpMonths 12")
    ],
    "an arm belongs to exactly one study": [
        drop(TRIAL, "act:hasArm"),
        add("actd:trial-2", f"act:hasArm {ARM}"),
    ],
    "an arm has at most one role": [add(ARM, "act:armRole actd:arm-placebo")],
    "an arm has at most one number of participants, a whole number above 0": [add(ARM, "act:participants 0")],
    "an intervention belongs to exactly one arm": [drop(ARM, "act:hasIntervention")],
    "an intervention uses at most one product": [add(GIVEN, "act:usesProduct actd:product-2")],
    "an intervention has at most one route; give each route its own intervention": [
        add(GIVEN, "act:route actd:route-intravenous")
    ],
    "an intervention has at most one dose": [add(GIVEN, "act:hasDose actd:quantity-2")],
    "an intervention has at most one number of administrations, a whole number above 0": [
        add(GIVEN, "act:numberOfAdministrations 0")
    ],
    "an intervention has at most one interval, an ISO 8601 duration such as P2M": [
        add(GIVEN, "act:administrationInterval 'monthly'")
    ],
    "a source document has exactly one key of lower-case letters, digits and hyphens": [
        drop(SOURCE, "act:key"),
        put(SOURCE, "act:key", "'Demo 2020'"),
    ],
    "a source document has exactly one title": [drop(SOURCE, "dcterms:title")],
    "a source document has one SHA-256 of 64 lower-case hexadecimal digits": [
        put(SOURCE, "act:fileSha256", "'abc'")
    ],
    "a source document has exactly one graph": [drop(SOURCE, "act:graph")],
    "a source document has at most one year, a whole number": [
        add(SOURCE, "act:year 2021"),
        put(SOURCE, "act:year", "'2020'"),
    ],
    "a source document has at most one DOI, without resolver": [
        add(SOURCE, "act:doi 'https://doi.org/10.1/x'")
    ],
    "a source document has at most one licence": [add(SOURCE, "dcterms:license actd:a , actd:b")],
    "a work has exactly one key": [drop(WORK, "act:key")],
    "a work has exactly one label": [drop(WORK, "rdfs:label")],
    "a work has at most one title": [add(WORK, "dcterms:title 'a' , 'b'")],
    "a work has at most one year, a whole number": [add(WORK, "act:year 2018")],
    "a work has at most one DOI, without resolver": [add(WORK, "act:doi 'doi:10.1/x'")],
    "a work has at most one PubMed identifier, digits only": [add(WORK, "act:pmid 'PMID 1'")],
    "a citation stands for exactly one work": [drop(CITATION, "act:cites")],
    "a citation has at most one number": [add(CITATION, "act:referenceNumber '2'")],
    "a conflict says in words what stands against what": [drop("actd:conflict-1", "rdfs:label")],
    "a conflict is about exactly one thing": [
        drop("actd:conflict-1", "act:about"),
        add("actd:conflict-1", "act:about actd:trial-1"),
    ],
    "a conflict has exactly one kind": [drop("actd:conflict-1", "act:conflictKind")],
    "a conflict has two statements or more": [
        "DELETE DATA { actd:conflict-1 act:hasStatement actd:claim-type }",
        drop("actd:conflict-1", "act:hasStatement"),
    ],
    "a citation in the text means exactly one entry": [drop("actd:mention-1", "act:meansEntry")],
    "a citation in the text stands in exactly one passage": [drop("actd:mention-1", "act:statedIn")],
}
CASES = [(message, change) for message, changes in BROKEN.items() for change in changes]


@cache
def shapes() -> Graph:
    graph = Graph()
    for file in SHAPES.iterdir():
        graph.parse(data=file.read_text(encoding="utf-8"), format="turtle")
    return graph


def sample(small_trig: str) -> Graph:
    quads = [*parse(small_trig, format=RdfFormat.TRIG)]
    marks = [
        quad for quad in parse(SCHEMA.read_bytes(), format=RdfFormat.TURTLE) if quad.predicate.value == SPINE
    ]
    triples = (quad.triple for quad in (*quads, *marks))
    return Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")


def messages(graph: Graph) -> set[str]:
    _, report, _ = validate(graph, shacl_graph=shapes())
    return {str(text) for text in report.objects(None, SH.resultMessage)}


def test_a_sample_that_is_right_is_accepted(small_trig):
    assert messages(sample(small_trig)) == set()


@pytest.mark.parametrize(("message", "change"), CASES)
def test_a_broken_sample_is_refused_in_words(small_trig, message, change):
    graph = sample(small_trig)
    graph.update(PREFIXES + change)

    assert message in messages(graph)


def test_each_message_of_a_shape_is_seen_to_be_given():
    assert set(BROKEN) == {str(text) for text in shapes().objects(None, SH.message)}


def test_each_shape_says_why_it_is_there():
    for shape in shapes().subjects(RDF.type, SH.NodeShape):
        assert str(shapes().value(shape, RDFS.comment, any=False)).endswith(".")


def test_a_plain_number_is_a_quantity_too(small_trig):
    graph = sample(small_trig)
    for change in (drop(DOSE, "act:minValue"), drop(DOSE, "act:maxValue"), add(DOSE, "act:value 15000000.0")):
        graph.update(PREFIXES + change)

    assert messages(graph) == set()
