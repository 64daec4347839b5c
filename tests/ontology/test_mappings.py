"""Mappings to other ontologies are valid SSSOM, and what they say together makes sense."""

from functools import cache

import bioregistry
import pytest
from pyoxigraph import NamedNode, Store
from rdflib import URIRef
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
from sssom.writers import to_rdf_graph

from graph.errors import SourceError
from graph.terms import LABEL, prefixed
from loaders.mappings import quads
from loaders.sssom import COLUMNS, NO_TERM, UNREGISTERED, files, read
from ontology import CHECKS, MAPPINGS, PREFIXES
from ontology.slicing import external_terms

FILES = files()

PREFIX_LINES = "".join(f"PREFIX {name}: <{start}>\n" for name, start in PREFIXES.items())


def held(subject: str, relation: str, value: str, modifier: str = "", *, label: str = "x") -> str:
    """SPARQL that adds a mapping as the loader would, the node named after its parts."""
    subject = subject if ":" in subject else f"actd:{subject}"
    node = f"actd:mapping-{'-'.join((subject, relation, value)).replace(':', '')}{modifier}"
    source = value.partition(":")[0].lower()
    lines = [
        f"{node} a sssom:Mapping ; owl:annotatedSource {subject} ; owl:annotatedProperty skos:{relation}",
        f"; owl:annotatedTarget {value} ; sssom:object_label '{label}'",
        f"; sssom:object_source bioregistry:{source} ." if value != NO_TERM else ".",
    ]
    if modifier:
        lines.append(f"{node} sssom:predicate_modifier sssom:NegatedPredicate .")
    elif value != NO_TERM:
        lines.append(f"{subject} skos:{relation} {value} .")
    return f"GRAPH actg:mappings {{ {' '.join(lines)} }}"


def also(graph: str, triples: str) -> str:
    return f"GRAPH actg:{graph} {{ {triples} }}"


OURS = """
    act:TrophicFactor rdfs:subClassOf act:Protein .
    actd:phase-1 a act:Phase . actd:phase-2 a act:Phase .
    actd:route-intravenous a act:Route .
    actd:route-intrathecal a act:Route ; skos:broader actd:route-csf .
    hgnc:4232 a act:Gene . uniprot:P39905 a act:TrophicFactor .
    MONDO:0004976 a act:Condition . HP:0002380 a act:Phenotype .
"""

#: Check -> what each plants one fault, and the first column of the row that must be found.
PLANTED = {
    "mapping-object-obsolete": [
        (
            [
                held("phase-1", "closeMatch", "OBI:9"),
                also("user", 'OBI:9 owl:deprecated true ; IAO:0100001 "OBI:8"'),
            ],
            "phase-1",
        ),
        (
            [
                held("phase-1", "closeMatch", "OBI:9"),
                also("user", 'OBI:9 owl:deprecated "true"'),
            ],
            "phase-1",
        ),
    ],
    "mapping-missing": [
        ([also("vocab", "actd:phase-9 a skos:Concept")], "phase-9"),
        ([also("schema", "act:Novelty a owl:Class")], "Novelty"),
    ],
    "mapping-outside-mappings-graph": [
        ([also("vocab", "actd:phase-1 skos:closeMatch OBI:9")], "phase-1"),
        ([also("mappings", "actd:phase-1 skos:closeMatch OBI:9")], "phase-1"),
    ],
    "mapping-two-exact-objects": [
        (
            [held("phase-1", "exactMatch", "OBI:9"), held("phase-1", "exactMatch", "OBI:8")],
            "phase-1",
        )
    ],
    "mapping-two-exact-subjects": [
        ([held("phase-1", "exactMatch", "OBI:9"), held("phase-2", "exactMatch", "OBI:9")], "OBI_9")
    ],
    "mapping-contradicted": [
        (
            [held("phase-1", "exactMatch", "OBI:9"), held("phase-1", "broadMatch", "OBI:9")],
            "phase-1",
        ),
        (
            [
                held("phase-1", "exactMatch", "OBI:9"),
                held("phase-1", "exactMatch", "OBI:9", "Not"),
            ],
            "phase-1",
        ),
        (
            [held("phase-1", "exactMatch", "OBI:9"), held("phase-1", "exactMatch", NO_TERM)],
            "phase-1",
        ),
    ],
    "mapping-against-hierarchy": [
        # narrower here, broader there
        (
            [
                held("route-intrathecal", "exactMatch", "NCIT:C1"),
                held("route-csf", "exactMatch", "NCIT:C2"),
                also("user", "NCIT:C2 rdfs:subClassOf NCIT:C3 . NCIT:C3 rdfs:subClassOf NCIT:C1"),
            ],
            "route-intrathecal",
        ),
        (
            [
                held("route-intrathecal", "exactMatch", "NCIT:C1"),
                held("route-csf", "broadMatch", "NCIT:C1"),
            ],
            "route-intrathecal",
        ),
        (
            [
                held("route-intrathecal", "narrowMatch", "NCIT:C1"),
                held("route-csf", "exactMatch", "NCIT:C1"),
            ],
            "route-intrathecal",
        ),
        (
            [
                held("phase-1", "exactMatch", "NCIT:C1"),
                held("phase-1", "broadMatch", "NCIT:C2"),
                also("user", "NCIT:C2 rdfs:subClassOf NCIT:C1"),
            ],
            "phase-1",
        ),
        (
            [
                held("phase-1", "exactMatch", "NCIT:C1"),
                held("phase-1", "narrowMatch", "NCIT:C2"),
                also("user", "NCIT:C1 rdfs:subClassOf NCIT:C2"),
            ],
            None,
        ),
    ],
    "mapping-kinds-clash": [
        ([held("hgnc:4232", "exactMatch", "uniprot:P1")], "4232"),
        ([held("uniprot:P39905", "exactMatch", "hgnc:1")], "P39905"),
        ([held("route-intravenous", "exactMatch", "MAXO:1")], "route-intravenous"),
        ([held("route-intravenous", "exactMatch", "GO:1")], "route-intravenous"),
        ([held("MONDO:0004976", "exactMatch", "HP:1")], "MONDO_0004976"),
        ([held("HP:0002380", "exactMatch", "MONDO:1")], "HP_0002380"),
        ([held("act:Gene", "exactMatch", "uniprot:P1")], "Gene"),
    ],
    "mapping-words-clash": [
        ([held("uniprot:P39905", "exactMatch", "NCIT:C1", label="GDNF Gene")], "P39905"),
        ([held("hgnc:4232", "exactMatch", "mesh:D1", label="Glial Cell Line-Derived Protein")], "4232"),
        ([held("route-intravenous", "exactMatch", "OBI:1")], "route-intravenous"),
        ([held("route-intravenous", "exactMatch", "mesh:D1")], "route-intravenous"),
    ],
    "mapping-by-identity": [
        ([also("mappings", "actd:phase-1 owl:sameAs OBI:9")], "phase-1"),
        ([also("schema", "OBI:9 owl:equivalentClass act:Phase")], "OBI_9"),
    ],
}
CASES = [(check, parts, found) for check, cases in PLANTED.items() for parts, found in cases]

#: What looks like a fault and is none.
RIGHT = [
    ("mapping-two-exact-objects", [("phase-1", "exactMatch", "OBI:9"), ("phase-1", "exactMatch", "NCIT:C1")]),
    ("mapping-two-exact-objects", [("phase-1", "exactMatch", "OBI:9"), ("phase-1", "closeMatch", "OBI:8")]),
    ("mapping-contradicted", [("phase-1", "closeMatch", "OBI:9"), ("phase-1", "exactMatch", "OBI:9", "Not")]),
    ("mapping-contradicted", [("phase-1", "broadMatch", "OBI:9"), ("phase-1", "exactMatch", NO_TERM)]),
    ("mapping-against-hierarchy", [
        ("route-intrathecal", "exactMatch", "NCIT:C1"), ("route-csf", "exactMatch", "NCIT:C2"),
        "NCIT:C1 rdfs:subClassOf NCIT:C2",
    ]),
    ("mapping-kinds-clash", [("MONDO:0004976", "exactMatch", "MONDO:1")]),
    ("mapping-kinds-clash", [("act:Gene", "exactMatch", "NCIT:C1")]),
    ("mapping-words-clash", [("uniprot:P39905", "exactMatch", "NCIT:C1")]),
    ("mapping-words-clash", [("route-intravenous", "closeMatch", "OBI:1")]),
    ("mapping-words-clash", [("route-intravenous", "exactMatch", "NCIT:C1")]),
    ("mapping-by-identity", ["OBI:9 owl:equivalentClass OBI:8"]),
]  # fmt: skip


def rows(store: Store, check: str) -> list[str]:
    query = (CHECKS / f"{check}-violation.rq").read_text(encoding="utf-8")
    return [row[0].value for row in store.query(query, use_default_graph_as_union=True)]


@cache
def parsed(name: str):
    return parse_sssom_table(str(MAPPINGS / name))


@pytest.fixture
def small() -> Store:
    """A few of our terms, as the schema and the concepts describe them."""
    store = Store()
    store.update(f"{PREFIX_LINES} INSERT DATA {{ {also('vocab', OURS)} }}")
    return store


@pytest.fixture
def mapped(vocabulary) -> Store:
    """The vocabulary with its mappings, as a build has them."""
    labels = {}
    for quad in vocabulary.quads_for_pattern(None, LABEL, None, None):
        labels.setdefault(quad.subject.value, set()).add(quad.object.value)
    for quad in quads(labels):
        # things of the curated tables are not in the vocabulary's own files
        if not isinstance(quad, Exception) and not any(
            vocabulary.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        ):
            vocabulary.add(quad)
    return vocabulary


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_is_valid_for_the_sssom_package(file):
    reports = validate(parsed(file.name), fail_on_error=False)

    assert reports
    assert [result.message for report in reports.values() for result in report.results] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_sssom_package_reads_the_same_rows_as_the_build(file):
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")][1:]

    table = parsed(file.name).df.fillna("").astype(str)
    for name in COLUMNS:
        if name not in table:
            table[name] = ""
    theirs = sorted(tuple(row[name] for name in ("subject_id", "predicate_id", "object_id", "object_label",
                                                 "comment")) for _, row in table.iterrows())  # fmt: skip
    places = [
        COLUMNS.index(name) for name in ("subject_id", "predicate_id", "object_id", "object_label", "comment")
    ]

    assert theirs == sorted(tuple(line.split("\t")[place] for place in places) for line in lines)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_graph_says_of_each_mapping_what_the_sssom_package_writes_in_rdf(file, tmp_path):
    (tmp_path / file.name).write_bytes(file.read_bytes())
    theirs = to_rdf_graph(parsed(file.name))

    labels = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        cells = dict(zip(COLUMNS, line.split("\t"), strict=False))
        if not line.startswith("#") and cells["subject_id"] != "subject_id":
            labels.setdefault(prefixed(cells["subject_id"]).value, set()).add(cells["subject_label"])
    ours = [quad for quad in quads(labels, tmp_path) if not isinstance(quad, SourceError)]

    def described(pairs):
        # the kind is owl:Axiom there, a blank node; the source of the subjects is said of the set here
        return frozenset(
            (name, float(value) if name.endswith("confidence") else value)
            for name, value in pairs
            if not name.endswith(("#type", "subject_source"))
        )

    nodes = {quad.object for quad in ours if quad.predicate.value.endswith("sssom/mappings")}
    assert {
        described((str(name), str(value)) for name, value in theirs.predicate_objects(node))
        for node in theirs.objects(None, URIRef(PREFIXES["sssom"] + "mappings"))
    } == {
        described((quad.predicate.value, quad.object.value) for quad in ours if quad.subject == node)
        for node in nodes
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_identifier_is_spelt_as_its_registry_spells_it(file):
    labels = {}
    pins = {term.curie: term for term in external_terms()}
    found = read(file, pins, labels)
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        cells = dict(zip(COLUMNS, line.split("\t"), strict=False))
        if line.startswith("#") or cells["subject_id"] == "subject_id" or cells["object_id"] == NO_TERM:
            continue
        prefix, _, local = cells["object_id"].partition(":")
        if prefix in UNREGISTERED:
            continue
        registered = bioregistry.get_resource(cells["object_source"].removeprefix("bioregistry:"))

        assert registered is not None, (number, prefix)
        assert (registered.get_preferred_prefix() or registered.prefix) == prefix, (number, prefix)
        assert registered.is_valid_identifier(local), (number, cells["object_id"])
    assert found.meta["mapping_set_id"].endswith(file.name.removesuffix(".sssom.tsv"))


def test_the_mappings_that_we_publish_pass_every_check(mapped):
    assert {check: rows(mapped, check) for check in PLANTED} == {check: [] for check in PLANTED}


@pytest.mark.parametrize(("check", "parts", "found"), CASES)
def test_a_planted_fault_is_found(small, check, parts, found):
    small.update(f"{PREFIX_LINES} INSERT DATA {{ {' '.join(parts)} }}")

    answers = rows(small, check)

    assert answers
    assert found is None or any(answer.endswith(found) for answer in answers)


@pytest.mark.parametrize(("check", "parts"), RIGHT)
def test_what_only_looks_like_a_fault_passes(small, check, parts):
    added = [also("user", part) if isinstance(part, str) else held(*part) for part in parts]
    small.update(f"{PREFIX_LINES} INSERT DATA {{ {' '.join(added)} }}")

    assert rows(small, check) == []


def test_an_obsolete_term_is_reported_with_the_one_that_replaces_it(small):
    parts, _ = PLANTED["mapping-object-obsolete"][0]
    small.update(f"{PREFIX_LINES} INSERT DATA {{ {' '.join(parts)} }}")
    query = (CHECKS / "mapping-object-obsolete-violation.rq").read_text(encoding="utf-8")

    (row,) = small.query(query, use_default_graph_as_union=True)

    assert row["object"] == NamedNode(PREFIXES["OBI"] + "9")
    assert row["replacement"].value == "OBI:8"


def test_each_check_of_mappings_has_a_planted_fault_and_says_its_promise_in_a_sentence():
    files_there = [file for file in CHECKS.iterdir() if file.name.startswith("mapping-")]

    assert {file.name for file in files_there} == {f"{check}-violation.rq" for check in PLANTED}
    for file in files_there:
        assert file.read_text(encoding="utf-8").splitlines()[0].endswith(".")
