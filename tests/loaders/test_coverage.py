"""The coverage report says of every stretch of every document what was read and what was left out."""

import csv
import json

import pytest

from loaders.coverage import coverage, gaps
from loaders.curation import document, sources


@pytest.mark.parametrize("source", sources())
def test_no_character_of_a_document_is_outside_the_report(source, seeds):
    sections = [section for section in coverage() if section.source == source]

    assert gaps(sections, len(document(source, seeds))) == []


def test_what_was_left_out_has_a_reason():
    for section in coverage():
        assert bool(section.left_out) == bool(section.why), (section.source, section.section)


def test_a_section_with_nothing_read_says_what_was_left_out():
    for section in coverage():
        assert section.statements or section.references or section.mentions or section.left_out, section


def test_the_release_carries_the_report_as_a_table_and_as_json(release):
    rows = json.loads((release.path / "reports" / "coverage.json").read_text(encoding="utf-8"))
    with (release.path / "reports" / "coverage.tsv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file, dialect="excel-tab"))

    assert [row["section"] for row in table] == [row["section"] for row in rows]
    assert {row["source"] for row in rows} == set(sources())
