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
    "CHECKS",
    "CONCEPTS",
    "EXTERNAL",
    "GRAPH",
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
PREFIXES: Final[dict[str, str]] = {
    "act": ACT,
    "actd": ACTD,
    "actg": GRAPH,
    "CHEBI": "http://purl.obolibrary.org/obo/CHEBI_",
    "CL": "http://purl.obolibrary.org/obo/CL_",
    "CTO": "http://purl.obolibrary.org/obo/CTO_",
    "ECO": "http://purl.obolibrary.org/obo/ECO_",
    "EFO": "http://www.ebi.ac.uk/efo/EFO_",
    "GO": "http://purl.obolibrary.org/obo/GO_",
    "HP": "http://purl.obolibrary.org/obo/HP_",
    "IAO": "http://purl.obolibrary.org/obo/IAO_",
    "MAXO": "http://purl.obolibrary.org/obo/MAXO_",
    "MONDO": "http://purl.obolibrary.org/obo/MONDO_",
    "NCBITaxon": "http://purl.obolibrary.org/obo/NCBITaxon_",
    "NCIT": "http://purl.obolibrary.org/obo/NCIT_",
    "OBI": "http://purl.obolibrary.org/obo/OBI_",
    "PATO": "http://purl.obolibrary.org/obo/PATO_",
    "SEPIO": "http://purl.obolibrary.org/obo/SEPIO_",
    "UBERON": "http://purl.obolibrary.org/obo/UBERON_",
    "UO": "http://purl.obolibrary.org/obo/UO_",
    "clinicaltrials": "https://www.clinicaltrials.gov/study/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "doi": "https://doi.org/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hgnc": "http://identifiers.org/hgnc/",
    "mesh": "http://id.nlm.nih.gov/mesh/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "uniprot": "http://purl.uniprot.org/uniprot/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_HERE: Final[Traversable] = files(__name__)
#: The OWL schema, one Turtle file.
SCHEMA: Final = _HERE / "als-cell-therapy.ttl"
#: Concept schemes, one Turtle file a scheme.
CONCEPTS: Final = _HERE / "concepts"
#: Used terms of other ontologies with all their ancestors, one Turtle file an ontology.
SLICES: Final = _HERE / "slices"
#: Terms of other ontologies that are values or mapping targets, a row each, with a pinned label.
EXTERNAL: Final = _HERE / "external.tsv"
#: SHACL shapes, one Turtle file a kind of thing.
SHAPES: Final = _HERE / "shapes"
#: ``*-violation.rq``: each must return no row on a finished build.
CHECKS: Final = _HERE / "checks"
#: ``*.rq``: each CONSTRUCT gives the triples of graph ``inferred`` that one rule makes.
RULES: Final = _HERE / "rules"
