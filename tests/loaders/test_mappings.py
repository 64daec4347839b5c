"""Mappings are loaded as SSSOM says them; a row that cannot be held is named with file, line and column."""

from hashlib import sha256

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import SourceError
from graph.terms import actd, graph_node, prefixed
from loaders.mappings import quads
from loaders.sssom import COLUMNS, files, published, read
from ontology import ACTD, MAPPINGS
from ontology.slicing import external_terms

HEAD = """# curie_map:
#   CL: http://purl.obolibrary.org/obo/CL_
#   OBI: http://purl.obolibrary.org/obo/OBI_
#   actd: https://w3id.org/als-cell-therapy/id/
#   bioregistry: https://bioregistry.io/registry/
# mapping_set_id: https://w3id.org/als-cell-therapy/mappings/x
# mapping_set_version: "2026-01-01"
# mapping_set_title: X
# mapping_set_description: Of x.
# license: https://creativecommons.org/licenses/by/4.0/
# creator_label:
#   - curators
# subject_source: https://w3id.org/als-cell-therapy/ns
"""
FIRST = HEAD.count("\n") + 2
LABELS = {f"{ACTD}route-intravenous": {"intravenous"}, f"{ACTD}route-csf": {"CSF"}}
TERM = next(term for term in external_terms() if term.curie == "OBI:0000994")
ROW = {
    "subject_id": "actd:route-intravenous", "subject_label": "intravenous", "predicate_id": "skos:closeMatch",
    "predicate_modifier": "", "object_id": TERM.curie, "object_label": TERM.label,
    "mapping_justification": "semapv:ManualMappingCuration", "confidence": "0.8",
    "object_source": "bioregistry:obi", "object_source_version": TERM.version, "author_label": "curators",
    "comment": "a process",
}  # fmt: skip
NOTHING = ROW | {
    "subject_id": "actd:route-csf", "subject_label": "CSF", "predicate_id": "skos:exactMatch",
    "object_id": "sssom:NoTermFound", "object_label": "", "confidence": "", "object_source": "",
    "object_source_version": "", "comment": "searched in OBI 1; NCIT 2",
}  # fmt: skip


@pytest.fixture
def loaded(tmp_path):
    """Load a folder with one file of these rows: ``loaded(ROW, head=..., name=...)``."""

    def load(*rows, head=HEAD, columns=COLUMNS, name="x.sssom.tsv"):
        lines = ["\t".join(columns), *("\t".join(row[column] for column in COLUMNS) for row in rows), ""]
        (tmp_path / name).write_text(head + "\n".join(lines), encoding="utf-8")
        return list(quads(LABELS, tmp_path))

    return load


def faults(found):
    return [(fault.path, fault.row, fault.column) for fault in found if isinstance(fault, SourceError)]


def node(row):
    parts = "\t".join(row[name] for name in ("subject_id", "predicate_id", "predicate_modifier", "object_id"))
    return actd("mapping-" + sha256(parts.encode()).hexdigest()[:16])


def test_a_mapping_is_a_skos_triple_and_a_node_in_the_terms_of_sssom(loaded):
    found = loaded(ROW)

    graph, mapping = graph_node("mappings"), node(ROW)
    subject, value = actd("route-intravenous"), prefixed("OBI:0000994")
    assert not faults(found)
    assert Quad(subject, prefixed("skos:closeMatch"), value, graph) in found
    assert {(quad.predicate.value, quad.object) for quad in found if quad.subject == mapping} == {
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", NamedNode("https://w3id.org/sssom/Mapping")),
        ("http://www.w3.org/2002/07/owl#annotatedSource", subject),
        ("http://www.w3.org/2002/07/owl#annotatedProperty", prefixed("skos:closeMatch")),
        ("http://www.w3.org/2002/07/owl#annotatedTarget", value),
        ("https://w3id.org/sssom/subject_label", Literal("intravenous")),
        ("https://w3id.org/sssom/object_label", Literal(TERM.label)),
        (
            "https://w3id.org/sssom/mapping_justification",
            NamedNode("https://w3id.org/semapv/vocab/ManualMappingCuration"),
        ),
        (
            "https://w3id.org/sssom/confidence",
            Literal("0.8", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
        ),
        ("https://w3id.org/sssom/object_source", NamedNode("https://bioregistry.io/registry/obi")),
        ("https://w3id.org/sssom/object_source_version", Literal(TERM.version)),
        ("https://w3id.org/sssom/author_label", Literal("curators")),
        ("http://www.w3.org/2000/01/rdf-schema#comment", Literal("a process")),
    }


def test_a_set_of_mappings_says_its_title_version_and_licence(loaded):
    found = loaded(ROW)

    group = NamedNode("https://w3id.org/als-cell-therapy/mappings/x")
    told = {
        (quad.predicate.value.rpartition("/")[2], quad.object.value)
        for quad in found
        if quad.subject == group
    }
    assert {
        ("title", "X"),
        ("owl#versionInfo", "2026-01-01"),
        ("license", "https://creativecommons.org/licenses/by/4.0/"),
        ("mappings", node(ROW).value),
    } <= told


@pytest.mark.parametrize("row", [ROW | {"predicate_modifier": "Not"}, NOTHING])
def test_what_was_refused_or_not_found_has_a_node_and_no_skos_triple(loaded, row):
    found = loaded(row)

    assert not faults(found)
    assert any(quad.subject == node(row) for quad in found)
    assert not [
        quad for quad in found if quad.predicate.value.startswith("http://www.w3.org/2004/02/skos/core#")
    ]


def test_a_refusal_is_written_in_rdf_as_sssom_writes_it(loaded):
    row = ROW | {"predicate_modifier": "Not"}

    assert Quad(
        node(row),
        NamedNode("https://w3id.org/sssom/predicate_modifier"),
        NamedNode("https://w3id.org/sssom/NegatedPredicate"),
        graph_node("mappings"),
    ) in loaded(row)


@pytest.mark.parametrize(
    ("base", "column", "cell"),
    [
        (ROW, "subject_id", "actd:route-none"),
        (ROW, "subject_id", "xyz:1"),
        (ROW, "subject_id", ""),
        (ROW, "subject_label", "Intravenous"),
        (ROW, "predicate_id", "owl:sameAs"),
        (ROW, "predicate_modifier", "not"),
        (ROW, "object_id", "OBI:9999999"),
        (ROW, "object_id", "HP:0000001"),  # HP is not in the header's curie_map
        (ROW, "object_label", "Intravenous injection"),
        (ROW, "mapping_justification", "semapv:LexicalMatching"),
        (ROW, "confidence", ""),
        (ROW, "confidence", "1.5"),
        (ROW, "object_source", "bioregistry:OBI"),
        (ROW, "object_source_version", "another"),
        (ROW, "author_label", ""),
        (ROW, "comment", 'says "no"'),
        (ROW, "comment", " space"),
        (NOTHING, "comment", ""),
        (NOTHING, "confidence", "0.8"),
        (NOTHING, "predicate_id", "skos:closeMatch"),
    ],
)
def test_a_row_that_cannot_be_held_is_named_with_file_line_and_column(loaded, base, column, cell):
    found = loaded(base | {column: cell})

    assert ("mappings/x.sssom.tsv", FIRST, column) in faults(found)
    assert not any(isinstance(quad, Quad) and quad.subject == actd("route-intravenous") for quad in found)


def test_a_fault_of_the_object_names_the_table_that_mends_it(loaded):
    (fault,) = [one for one in loaded(ROW | {"object_label": "drifted"}) if isinstance(one, SourceError)]

    assert TERM.label in fault.reason
    assert "ontology/external.tsv" in fault.reason


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "x.tsv"},
        {"columns": COLUMNS[:-1]},
        {"head": HEAD.replace("/x\n", "/y\n")},
        {"head": HEAD.replace("/OBI_", "/obi_")},
        {"head": HEAD.replace('"2026-01-01"', "2026-01-01")},
        {"head": HEAD.replace("# license: https://creativecommons.org/licenses/by/4.0/\n", "")},
        {"head": HEAD + "# other: x\n"},
        {"head": HEAD + "# : [\n"},
    ],
    ids=str,
)
def test_a_file_with_another_name_header_or_columns_is_refused_as_a_whole(loaded, changed):
    found = loaded(ROW, **changed)

    assert len(found) == 1
    assert found[0].path == f"mappings/{changed.get('name', 'x.sssom.tsv')}"


def test_a_row_that_stands_twice_or_out_of_order_is_refused(loaded):
    assert faults(loaded(ROW, ROW)) == [("mappings/x.sssom.tsv", FIRST + 1, "")]
    assert faults(loaded(ROW, NOTHING)) == [("mappings/x.sssom.tsv", FIRST + 1, "")]


def test_the_graph_of_a_release_says_what_the_files_say_row_by_row(ask):
    rows = ask("""
        PREFIX actg: <https://w3id.org/als-cell-therapy/graph/>
        PREFIX owl: <http://www.w3.org/2002/07/owl#>
        PREFIX sssom: <https://w3id.org/sssom/>
        SELECT ?subject ?predicate ?object ?modifier ?held WHERE {
          GRAPH actg:mappings {
            ?mapping a sssom:Mapping ; owl:annotatedSource ?subject ; owl:annotatedProperty ?predicate ;
                     owl:annotatedTarget ?object .
            OPTIONAL { ?mapping sssom:predicate_modifier ?modifier }
          }
          BIND(EXISTS { ?subject ?predicate ?object } AS ?held)
        }""")
    pins = {term.curie: term for term in external_terms()}
    labels = {}
    written = {}
    for file in files(MAPPINGS):
        for line in file.read_text(encoding="utf-8").splitlines():
            cells = dict(zip(COLUMNS, line.split("\t"), strict=False))
            if not line.startswith("#") and cells["subject_id"] != "subject_id":
                labels.setdefault(prefixed(cells["subject_id"]).value, set()).add(cells["subject_label"])
        for row in read(file, pins, labels).rows:
            parts = (prefixed(row[name]).value for name in ("subject_id", "predicate_id", "object_id"))
            written[(*parts, bool(row["predicate_modifier"]))] = published(row)

    assert {
        (row["subject"], row["predicate"], row["object"], "modifier" in row): row["held"] == "true"
        for row in rows
    } == written
