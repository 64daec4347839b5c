"""alskg explain: the proof of an inferred fact as text, rows and RDF."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import RDF, Graph, URIRef

from ontology import ACT, ACTD


@pytest.fixture
def explain(home, release):
    """Run the real command on the release."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("alskg")), "explain", *words]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("ALSKG_")}
        environment |= {"ALSKG_HOME": str(home)}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    return run


def test_a_proof_is_told_as_text_with_the_places(explain):
    done = explain("NCT03280056", "is a", "MSC trial")

    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert told[0].endswith("is a: MSC trial")
    assert any(line.strip().startswith("said by vasques2021, Table 1, row NCT03280056") for line in told)
    assert any(line.strip().startswith("said by CL v") for line in told)


def test_the_rows_are_those_of_the_canned_query(explain, service):
    done = explain("NCT03280056", "testsRoute", "--format", "csv")
    asked = service.get("/queries/why", params={"subject": "NCT03280056", "property": "testsRoute"}).json()

    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["statement"] for row in rows] == [row["statement"] for row in asked["rows"]]
    assert [row["claim"] or None for row in rows] == [row["claim"] for row in asked["rows"]]
    told = json.loads(explain("NCT03280056", "testsRoute", "--format", "json").stdout)
    assert len(told["results"]["bindings"]) == len(rows)


def test_the_proof_as_turtle_has_the_claims_and_passages(explain):
    done = explain("product-nurown", "is a", "MSCProduct", "--format", "turtle")

    graph = Graph().parse(data=done.stdout, format="turtle")
    assert (
        URIRef(ACTD + "inference-product-nurown-type-MSCProduct"),
        RDF.type,
        URIRef(ACT + "Inference"),
    ) in graph
    assert set(graph.subjects(RDF.type, URIRef(ACT + "Passage")))


def test_a_fact_that_sources_state_is_told_with_all_that_say_so(explain):
    told = explain("NCT03280056", "phase", "3").stdout.splitlines()

    assert told[0].endswith("phase: 3")
    assert len({line.split()[2] for line in told[1:] if "said by" in line}) > 1
    assert "act:StudyFactClaim" in explain("NCT03280056", "phase", "3", "--format", "turtle").stdout


def test_what_was_not_inferred_is_named_with_what_was(explain):
    done = explain("NCT03280056", "testsRoute", "nasal")

    assert done.returncode == 2
    assert "no such fact is known of actd:NCT03280056; what was inferred of it:" in done.stderr
    assert "tests route: intrathecal" in done.stderr


def test_an_unknown_thing_is_answered_with_the_nearest_names(explain):
    done = explain("Nurwon")

    assert done.returncode == 2
    assert "NurOwn" in done.stderr
