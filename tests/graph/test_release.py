"""What is served is one whole release, and what it holds keeps the promises of the model."""

import json
import sqlite3
from contextlib import closing

import pytest

from graph.clauses import rules
from graph.errors import NoReleaseError
from graph.names import folded
from graph.releases import Release, activate, current, releases
from graph.validate import check_findings, checks, shape_findings

PREFIX = """PREFIX act: <https://w3id.org/als-cell-therapy/ns#> PREFIX actd: <https://w3id.org/als-cell-therapy/id/>
PREFIX actg: <https://w3id.org/als-cell-therapy/graph/> """


def test_a_home_without_a_release_says_what_to_do(tmp_path):
    with pytest.raises(NoReleaseError, match="run `alskg build`"):
        current(tmp_path)


def test_releases_are_listed_oldest_first_and_the_one_activated_is_served(tmp_path):
    for name in ("1.0-a", "1.0-b"):
        folder = tmp_path / "releases" / name
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(json.dumps({"version": name}))
    (tmp_path / "releases" / "1.0-c.draft").mkdir()

    assert [release.version for release in releases(tmp_path)] == ["1.0-a", "1.0-b"]
    activate(tmp_path, Release(tmp_path / "releases" / "1.0-a"))
    activate(tmp_path, Release(tmp_path / "releases" / "1.0-b"))
    assert current(tmp_path).version == "1.0-b"
    assert current(tmp_path).manifest["version"] == "1.0-b"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["current", "releases"]


def test_the_real_data_passes_every_check_and_every_shape(release_store):
    assert list(check_findings(release_store)) == []
    assert list(shape_findings(release_store)) == []


def test_every_check_and_rule_opens_with_the_sentence_it_stands_for():
    texts = {rule.name: f"# {rule.sentence}" for rule in rules()}
    for name, text in {**checks(), **texts}.items():
        first = text.splitlines()[0]
        assert first.startswith("# "), name
        assert first.endswith("."), name


def test_every_fact_of_the_spine_has_a_claim_with_a_passage(ask):
    spine = ask(
        PREFIX
        + "SELECT ?s ?p ?o { GRAPH actg:studies { ?s ?p ?o } GRAPH actg:schema { ?p act:spineValues ?n } }"
    )
    backed = ask(
        PREFIX
        + """SELECT DISTINCT ?s ?p ?o { ?claim act:about ?s ; act:onProperty ?p .
        ?claim act:statedIn/act:sha256 ?sum .
        { ?claim act:statedValue ?o } UNION { ?claim act:hasQuantity ?o } }"""
    )

    facts = {tuple(row.values()) for row in spine}
    assert len(facts) > 700
    assert facts <= {tuple(row.values()) for row in backed}


def test_every_inferred_triple_names_the_rule_or_axiom_that_made_it(ask):
    triples = ask(
        PREFIX
        + """SELECT ?s ?p ?o { GRAPH actg:inferred { ?s ?p ?o
        FILTER NOT EXISTS { ?s a ?kind FILTER(?kind IN (act:Statement, act:Rule, act:Axiom)) } } }"""
    )
    reasons = ask(
        PREFIX
        + """PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> SELECT ?s ?p ?o
        { ?i rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; act:byRule|act:byAxiom ?why .
          ?why a ?kind }"""
    )

    assert triples
    assert {tuple(row.values()) for row in triples} == {tuple(row.values()) for row in reasons}


def test_a_mononuclear_product_is_no_msc_product_though_it_contains_some(ask):
    members = {row["p"].rpartition("/")[2] for row in ask(PREFIX + "SELECT ?p { ?p a act:MSCProduct }")}

    assert {"product-nurown", "product-wj-msc", "product-at-msc-autologous"} <= members
    assert not members & {"product-bm-mnc", "product-bm-mnc-autologous", "product-nsi-566"}


def test_the_search_index_knows_things_by_label_synonym_identifier_and_class(release):
    with closing(sqlite3.connect(release.search)) as database:

        def found(text, cls):
            query = "SELECT DISTINCT iri, kind FROM names WHERE folded = ? AND class = ?"
            return {
                (iri.rpartition("/")[2], kind) for iri, kind in database.execute(query, (folded(text), cls))
            }

        assert found("msc", "CellType") == {("CL_0000134", "synonym")}
        assert found("Wharton's-Jelly MESENCHYMAL stem cells", "CellProduct") == {
            ("product-wj-msc", "preferred")
        }
        assert ("NCT03280056", "identifier") in found("nct03280056", "ClinicalTrial")
        assert ("NCT03280056", "identifier") in found("nct03280056", "Study")
        assert ("work-berry2019", "identifier") in found("10.1212/WNL.0000000000008620", "Work")
        assert not found("intrathecal", "CellType")


def test_each_trial_that_a_class_has_as_its_example_is_one_of_its_members(ask):
    named = ask(
        PREFIX
        + """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?class ?example ?trial ?number {
          ?class rdfs:subClassOf+ act:ClinicalTrial ; skos:example ?example .
          BIND(STRBEFORE(CONCAT(?example, "; not "), "; not ") AS ?members)
          ?trial act:registryId ?number FILTER(CONTAINS(?members, ?number)) }"""
    )
    members = {
        (row["trial"], row["class"])
        for row in ask(PREFIX + "SELECT ?trial ?class { ?trial a act:ClinicalTrial ; a ?class }")
    }

    assert len(named) > 20
    assert {(row["trial"], row["class"]) for row in named} <= members
