"""Releases of ontologies in every format that `alskg load ontology` takes, written from one list of terms.

No release can be shipped with the project, so tests make some of the size and the shape of one.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape

__all__ = ["FORMATS", "Class", "iri", "sized"]

OBO = "http://purl.obolibrary.org/obo/"
OIO = "http://www.geneontology.org/formats/oboInOwl#"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
EFO = "http://www.ebi.ac.uk/efo/"
VERSION = "2026-11-01"


@dataclass(frozen=True)
class Class:
    """A class of an ontology, with what a slice takes of it and some of what it must leave."""

    curie: str
    label: str
    exact: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    is_a: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    develops_from: tuple[str, ...] = ()
    replaced_by: str = ""
    obsolete: bool = False
    definition: str = 'A class of which much is said, with a <tag>, an & and a "quotation".'


def iri(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return f"{EFO if prefix == 'EFO' else OBO}{prefix}_{local}"


def sized(terms: list[Class], prefix: str, number: int) -> Iterator[Class]:
    """Yield the terms spread evenly among fillers of the same ontology, `number` classes in all."""
    fillers = number - len(terms)
    every = max(1, fillers // max(1, len(terms)))
    todo = iter(reversed(terms))  # a child before its parents, as releases in no order have it
    for place in range(fillers):
        if place % every == 0 and (term := next(todo, None)):
            yield term
        parents = tuple(f"{prefix}:9{up:06d}" for up in sorted({place // 2, place // 3} - {place}))
        yield Class(
            f"{prefix}:9{place:06d}",
            f"filler number {place}",
            exact=(f"stuffing {place}",),
            related=(f"padding {place}",),
            is_a=parents,
            part_of=(f"{prefix}:9{place // 5:06d}",) if place else (),
            develops_from=(f"{prefix}:9{place // 7:06d}",),
        )
    yield from todo


def obo(name: str, classes: Iterable[Class]) -> Iterator[str]:
    yield f"format-version: 1.2\ndata-version: {name}/releases/{VERSION}/{name}.obo\nontology: {name}\n"
    for one in classes:
        yield f"\n[Term]\nid: {one.curie}\nname: {one.label}\n"
        yield f"def: {json.dumps(one.definition)} [PMID:1]\n"
        for text in one.exact:
            yield f"synonym: {json.dumps(text)} EXACT []\n"
        for text in one.related:
            yield f"synonym: {json.dumps(text)} RELATED []\n"
        for parent in one.is_a:
            yield f'is_a: {parent} {{source="X:1"}} ! a parent\n'
        for whole in one.part_of:
            yield f"relationship: part_of {whole} ! a whole\n"
        for origin in one.develops_from:
            yield f"relationship: RO:0002202 {origin}\n"
        if one.obsolete:
            yield "is_obsolete: true\n"
        if one.replaced_by:
            yield f"replaced_by: {one.replaced_by}\n"
    yield "\n[Typedef]\nid: part_of\nname: part of\nxref: BFO:0000050\n"


def rdf_xml(name: str, classes: Iterable[Class]) -> Iterator[str]:
    yield f"""<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [ <!ENTITY obo "{OBO}"> ]>
<rdf:RDF xmlns="{OBO}{name}.owl#" xmlns:obo="{OBO}" xmlns:oboInOwl="{OIO}" xmlns:owl="{OWL}" xmlns:rdf="{RDF}"
 xmlns:rdfs="{RDFS}">
<owl:Ontology rdf:about="&obo;{name}.owl">
<owl:versionIRI rdf:resource="&obo;{name}/releases/{VERSION}/{name}.owl"/>
<owl:versionInfo>{VERSION}</owl:versionInfo>
</owl:Ontology>
"""
    for one in classes:
        yield f'<owl:Class rdf:about="{iri(one.curie)}">\n'
        for parent in one.is_a:
            yield f'<rdfs:subClassOf rdf:resource="{iri(parent)}"/>\n'
        for relation, wholes in (("BFO_0000050", one.part_of), ("RO_0002202", one.develops_from)):
            for whole in wholes:
                yield (
                    f'<rdfs:subClassOf><owl:Restriction><owl:onProperty rdf:resource="{OBO}{relation}"/>'
                    f'<owl:someValuesFrom rdf:resource="{iri(whole)}"/></owl:Restriction></rdfs:subClassOf>\n'
                )
        yield f"<rdfs:label>{escape(one.label)}</rdfs:label><rdfs:label xml:lang='fr'>chose</rdfs:label>\n"
        yield f"<obo:IAO_0000115>{escape(one.definition)}</obo:IAO_0000115>\n"
        for text in one.exact:
            yield f"<oboInOwl:hasExactSynonym>{escape(text)}</oboInOwl:hasExactSynonym>\n"
        for text in one.related:
            yield f"<oboInOwl:hasRelatedSynonym>{escape(text)}</oboInOwl:hasRelatedSynonym>\n"
        if one.obsolete:
            yield '<owl:deprecated rdf:datatype="http://www.w3.org/2001/XMLSchema#boolean">true</owl:deprecated>\n'
        if one.replaced_by:
            yield f'<obo:IAO_0100001 rdf:resource="{iri(one.replaced_by)}"/>\n'
        yield "</owl:Class>\n"
        for text in one.exact:
            yield (
                f'<owl:Axiom><owl:annotatedSource rdf:resource="{iri(one.curie)}"/>'
                f'<owl:annotatedProperty rdf:resource="{OIO}hasExactSynonym"/>'
                f"<owl:annotatedTarget>{escape(text)}</owl:annotatedTarget></owl:Axiom>\n"
            )
    yield "</rdf:RDF>\n"


def owl_xml(name: str, classes: Iterable[Class]) -> Iterator[str]:
    yield f"""<?xml version="1.0"?>
<Ontology xmlns="{OWL}" xml:base="{OBO}{name}.owl" ontologyIRI="{OBO}{name}.owl"
 versionIRI="{OBO}{name}/releases/{VERSION}/{name}.owl">
<Prefix name="obo" IRI="{OBO}"/>
<Annotation><AnnotationProperty abbreviatedIRI="owl:versionInfo"/><Literal>{VERSION}</Literal></Annotation>
"""
    for one in classes:
        yield f'<Declaration><Class IRI="{iri(one.curie)}"/></Declaration>\n'
        subject = f'<Class IRI="{iri(one.curie)}"/>'
        for parent in one.is_a:
            yield (
                "<SubClassOf><Annotation><AnnotationProperty abbreviatedIRI='rdfs:comment'/><Literal>x"
                f'</Literal></Annotation>{subject}<Class IRI="{iri(parent)}"/></SubClassOf>\n'
            )
        for relation, wholes in (("BFO_0000050", one.part_of), ("RO_0002202", one.develops_from)):
            for whole in wholes:
                yield (
                    f"<SubClassOf>{subject}<ObjectSomeValuesFrom>"
                    f'<ObjectProperty abbreviatedIRI="obo:{relation}"/><Class IRI="{iri(whole)}"/>'
                    "</ObjectSomeValuesFrom></SubClassOf>\n"
                )
        notes = [("IRI", f"{RDFS}label", one.label), ("abbreviatedIRI", "obo:IAO_0000115", one.definition)]
        notes += [("IRI", f"{OIO}hasExactSynonym", text) for text in one.exact]
        notes += [("IRI", f"{OIO}hasRelatedSynonym", text) for text in one.related]
        notes += [("abbreviatedIRI", "owl:deprecated", "true")] * one.obsolete
        for kind, predicate, text in notes:
            yield (
                f'<AnnotationAssertion><AnnotationProperty {kind}="{predicate}"/><IRI>{iri(one.curie)}</IRI>'
                f"<Literal>{escape(text)}</Literal></AnnotationAssertion>\n"
            )
        if one.replaced_by:
            yield (
                '<AnnotationAssertion><AnnotationProperty abbreviatedIRI="obo:IAO_0100001"/>'
                f"<IRI>{iri(one.curie)}</IRI><IRI>{iri(one.replaced_by)}</IRI></AnnotationAssertion>\n"
            )
    yield "</Ontology>\n"


def turtle(name: str, classes: Iterable[Class]) -> Iterator[str]:
    yield f"@prefix owl: <{OWL}> .\n@prefix rdfs: <{RDFS}> .\n"
    yield f"@prefix obo: <{OBO}> .\n@prefix oio: <{OIO}> .\n"
    yield f"obo:{name}.owl a owl:Ontology ; owl:versionIRI <{OBO}{name}/releases/{VERSION}/{name}.owl> .\n"
    for number, one in enumerate(classes):
        # a restriction whose three triples lie apart, and in no helpful order
        for place, whole in enumerate(one.part_of):
            yield f"_:r{number}x{place} owl:someValuesFrom <{iri(whole)}> .\n"
        yield f"<{iri(one.curie)}> a owl:Class ; rdfs:label {json.dumps(one.label)}@en , 'chose'@fr .\n"
        for place, _ in enumerate(one.part_of):
            yield f"<{iri(one.curie)}> rdfs:subClassOf _:r{number}x{place} .\n"
        for parent in one.is_a:
            yield f"<{iri(one.curie)}> rdfs:subClassOf <{iri(parent)}> .\n"
        for origin in one.develops_from:
            yield (
                f"<{iri(one.curie)}> rdfs:subClassOf [ a owl:Restriction ; owl:onProperty obo:RO_0002202 ; "
                f"owl:someValuesFrom <{iri(origin)}> ] .\n"
            )
        for text in one.exact:
            yield f"<{iri(one.curie)}> oio:hasExactSynonym {json.dumps(text)} .\n"
        for text in one.related:
            yield f"<{iri(one.curie)}> oio:hasRelatedSynonym {json.dumps(text)} .\n"
        if one.obsolete:
            yield f"<{iri(one.curie)}> owl:deprecated true .\n"
        if one.replaced_by:
            yield f"<{iri(one.curie)}> obo:IAO_0100001 <{iri(one.replaced_by)}> .\n"
        for place, _ in enumerate(one.part_of):
            yield f"_:r{number}x{place} owl:onProperty obo:BFO_0000050 .\n"


def obo_graph(name: str, classes: Iterable[Class]) -> Iterator[str]:
    meta = {
        "version": f"{OBO}{name}/releases/{VERSION}/{name}.json",
        "basicPropertyValues": [{"pred": f"{OWL}versionInfo", "val": VERSION}],
    }
    yield f'{{"graphs": [{{"id": "{OBO}{name}.json", "meta": {json.dumps(meta)}, "nodes": [\n'
    edges = []
    for number, one in enumerate(classes):
        node = {
            "id": iri(one.curie),
            "lbl": one.label,
            "type": "CLASS",
            "meta": {
                "definition": {"val": one.definition, "xrefs": ["PMID:1"]},
                "synonyms": [{"pred": "hasExactSynonym", "val": text} for text in one.exact]
                + [{"pred": "hasRelatedSynonym", "val": text} for text in one.related],
                "basicPropertyValues": [{"pred": f"{OBO}IAO_0100001", "val": iri(one.replaced_by)}]
                if one.replaced_by
                else [],
                "deprecated": one.obsolete,
            },
        }
        yield ("," if number else "") + json.dumps(node) + "\n"
        for predicate, parents in (
            ("is_a", one.is_a),
            (f"{OBO}BFO_0000050", one.part_of),
            (f"{OBO}RO_0002202", one.develops_from),
        ):
            edges += [{"sub": iri(one.curie), "pred": predicate, "obj": iri(parent)} for parent in parents]
    yield '], "edges": [\n' + ",\n".join(map(json.dumps, edges)) + "\n]}]}\n"


#: Name of a format, as the command says it, to suffix and writer. The suffix says nothing to the command.
FORMATS: dict[str, tuple[str, Callable[[str, Iterable[Class]], Iterator[str]]]] = {
    "OBO": ("obo", obo),
    "RDF/XML": ("owl", rdf_xml),
    "OWL/XML": ("owx", owl_xml),
    "Turtle": ("ttl", turtle),
    "OBO-graph JSON": ("json", obo_graph),
}
