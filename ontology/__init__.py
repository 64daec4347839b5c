"""Terms, concepts, shapes, checks and rules of the knowledge graph.

The Turtle, SPARQL and table files in this folder are the source; this module only names
them. Nothing here imports another package of the project.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

__all__ = [
    "ACT",
    "ACTD",
    "BRIDGE",
    "CHECKS",
    "CONCEPTS",
    "EXTERNAL",
    "GRAPH",
    "MAPPINGS",
    "PREFIXES",
    "RULES",
    "SCHEMA",
    "SHAPES",
    "SLICES",
]

#: Namespace of the terms (classes and properties), prefix ``act:``.
ACT: Final = "https://w3id.org/als-cell-therapy/ns#"
#: Namespace of the things, prefix ``actd:``; local names are flat so that SPARQL can abbreviate them.
ACTD: Final = "https://w3id.org/als-cell-therapy/id/"
#: Namespace of the named graphs.
GRAPH: Final = "https://w3id.org/als-cell-therapy/graph/"

#: The one prefix map of the project: Bioregistry's preferred form where it has one, one IRI form a database.
#: Where Bioregistry's own IRI is a web page, it is the form of Biolink's prefix map instead: identifiers.org,
#: and id.nlm.nih.gov for MeSH. Biolink has none for jaxmice; it is written in the same way.
PREFIXES: Final[dict[str, str]] = {
    "act": ACT,
    "actd": ACTD,
    "actg": GRAPH,
    "CHEBI": "http://purl.obolibrary.org/obo/CHEBI_",
    "CL": "http://purl.obolibrary.org/obo/CL_",
    "CMO": "http://purl.obolibrary.org/obo/CMO_",
    "CTO": "http://purl.obolibrary.org/obo/CTO_",
    "DOID": "http://purl.obolibrary.org/obo/DOID_",
    "ECO": "http://purl.obolibrary.org/obo/ECO_",
    "EFO": "http://www.ebi.ac.uk/efo/EFO_",
    "GO": "http://purl.obolibrary.org/obo/GO_",
    "HP": "http://purl.obolibrary.org/obo/HP_",
    "IAO": "http://purl.obolibrary.org/obo/IAO_",
    "MAXO": "http://purl.obolibrary.org/obo/MAXO_",
    "MMO": "http://purl.obolibrary.org/obo/MMO_",
    "MONDO": "http://purl.obolibrary.org/obo/MONDO_",
    "NCBIGene": "http://identifiers.org/ncbigene/",
    "NCBITaxon": "http://purl.obolibrary.org/obo/NCBITaxon_",
    "NCIT": "http://purl.obolibrary.org/obo/NCIT_",
    "OAE": "http://purl.obolibrary.org/obo/OAE_",
    "OBI": "http://purl.obolibrary.org/obo/OBI_",
    "OPMI": "http://purl.obolibrary.org/obo/OPMI_",
    "PATO": "http://purl.obolibrary.org/obo/PATO_",
    "RO": "http://purl.obolibrary.org/obo/RO_",
    "SEPIO": "http://purl.obolibrary.org/obo/SEPIO_",
    "STATO": "http://purl.obolibrary.org/obo/STATO_",
    "UBERON": "http://purl.obolibrary.org/obo/UBERON_",
    "UO": "http://purl.obolibrary.org/obo/UO_",
    "bioregistry": "https://bioregistry.io/registry/",
    "brainteaser": "https://w3id.org/brainteaser/ontology/schema/",
    "chembl.compound": "http://identifiers.org/chembl.compound/",
    "clinicaltrials": "https://www.clinicaltrials.gov/study/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "doi": "https://doi.org/",
    "drugbank": "http://identifiers.org/drugbank/",
    "ensembl": "http://identifiers.org/ensembl/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hgnc": "http://identifiers.org/hgnc/",
    "jaxmice": "http://identifiers.org/jaxmice/",
    "mesh": "http://id.nlm.nih.gov/mesh/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "uniprot": "http://purl.uniprot.org/uniprot/",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "w3id": "https://w3id.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_HERE: Final[Traversable] = files(__name__)
#: The OWL schema, one Turtle file.
SCHEMA: Final = _HERE / "als-cell-therapy.ttl"
#: How our terms stand below those of OBI, IAO, RO and BFO: published and checked, never loaded.
BRIDGE: Final = _HERE / "bridge.ttl"
#: Concept schemes, one Turtle file a scheme.
CONCEPTS: Final = _HERE / "concepts"
#: Used terms of other ontologies with all their ancestors, one Turtle file an ontology.
SLICES: Final = _HERE / "slices"
#: Terms of other ontologies that are values or mapping targets, a row each, with a pinned label.
EXTERNAL: Final = _HERE / "external.tsv"
#: Mappings of our terms to those of other ontologies, one SSSOM table a topic.
MAPPINGS: Final = _HERE / "mappings"
#: SHACL shapes, one Turtle file a kind of thing.
SHAPES: Final = _HERE / "shapes"
#: ``*-violation.rq``: each must return no row on a finished build.
CHECKS: Final = _HERE / "checks"
#: ``*.rq``: each CONSTRUCT gives the triples of graph ``inferred`` that one rule makes.
RULES: Final = _HERE / "rules"
