"""`alskg match` prints proposals on standard output, says on the other how many, and writes nothing."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.sssom import files

COMMAND = [str(Path(sys.executable).with_name("alskg")), "match"]


@pytest.fixture
def match(home, release):
    """Run the real command on the real release."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("ALSKG_")}
        environment |= {"ALSKG_HOME": str(home), "COLUMNS": "300"}
        return subprocess.run(
            [*COMMAND, *words], env=environment, capture_output=True, text=True, check=False
        )

    return run


def table(done: subprocess.CompletedProcess[str]) -> list[dict[str, str]]:
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


def test_terms_without_a_mapping_are_matched_by_name_and_nothing_is_published(match):
    before = {file.name: file.read_bytes() for file in files()}

    found = table(match())

    assert found
    assert {row["mapping_justification"] for row in found} == {"semapv:LexicalMatching"}
    assert all(float(row["confidence"]) >= 0.7 for row in found)
    assert {file.name: file.read_bytes() for file in files()} == before


def test_a_text_finds_the_terms_of_one_ontology(match):
    found = table(match("mesenchymal stem cell", "--ontology", "cl"))

    assert next(row["object_id"] for row in found) == "CL:0000134"
    assert {row["object_source"] for row in found} == {"bioregistry:cl"}


def test_a_score_can_be_asked_for(match):
    assert {row["confidence"] for row in table(match("motor neurone", "--min-score", "1"))} == set()


def test_a_release_of_an_ontology_can_be_looked_in_besides(match, tmp_path):
    file = tmp_path / "uo.obo"
    file.write_text(
        "format-version: 1.2\nontology: uo\n\n[Term]\nid: UO:0000009\nname: jugular day\n", encoding="utf-8"
    )

    (found,) = table(match("jugular day", "--file", str(file), "--ontology", "UO"))

    assert (found["subject_id"], found["subject_type"], found["object_id"]) == (
        "", "rdfs literal", "UO:0000009",
    )  # fmt: skip


@pytest.mark.parametrize(("option", "hint"), [("--scheme", "routes"), ("--ontology", "--file")])
def test_a_scheme_or_ontology_that_is_not_there_is_a_mistake_of_usage_that_names_what_there_is(
    option, hint, match
):
    done = match(option, "nope")

    assert done.returncode == 2
    assert "'nope'" in done.stderr
    assert hint in done.stderr


def test_a_scheme_leaves_its_own_terms(match):
    found = table(match("--scheme", "routes"))

    assert found
    assert all(row["subject_id"].startswith("actd:route-") for row in found)


def test_without_a_release_it_says_to_build_one(tmp_path):
    done = subprocess.run([*COMMAND, "--home", str(tmp_path)], capture_output=True, text=True, check=False)

    assert done.returncode == 75
