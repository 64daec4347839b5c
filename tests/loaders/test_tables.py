"""A curated table says what it holds, and a line that breaks the rules is named, not dropped."""

import pytest

from graph.errors import SourceError
from loaders.kinds import KINDS
from loaders.tables import read, written

META = {
    "kind": "statements",
    "source": "someone2020",
    "about": "a table for tests",
    "extracted-by": "a test",
    "checked-on": "2026-11-22",
}
GOOD = {
    "subject": "NCT00000001",
    "property": "phase",
    "value": "phase-1",
    "evidence": "ECO:0000033",
    "role": "printed",
    "locator": "Table 1",
    "start": "0",
    "end": "4",
    "sha256": "0" * 64,
}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "table.tsv"
    path.write_text(written(META, [GOOD]), encoding="utf-8")
    return path


def test_a_table_that_was_written_is_read_as_it_was(file):
    table = read(file, "someone2020/table.tsv")

    assert [row.cells for row in table.rows] == [GOOD]
    assert table.faults == []


def test_every_column_of_every_kind_is_documented_in_the_table_itself():
    for kind in KINDS.values():
        text = written(META | {"kind": kind.name}, [])
        assert all(f"#   {name}: {words}" in text for name, words in kind.columns.items())


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("# kind: statements", "# kind: opinions", "kind 'opinions' is none of statements"),
        ("# source: ", "# origin: ", "should begin with '# source: '"),
        ("2026-11-22", "22 November", "checked-on: Invalid isoformat string"),
        ("a registry number, the local name", "something else", "header line should be"),
        ("subject\tarm", "arm\tsubject", "header line should be"),
        ("\n", "\r\n", "carriage returns"),
    ],
)
def test_a_header_that_is_not_the_kinds_own_is_refused(file, old, new, reason):
    file.write_bytes(file.read_bytes().replace(old.encode(), new.encode()))

    with pytest.raises(SourceError, match=reason):
        read(file, "someone2020/table.tsv")


@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        ("\tphase-1\t", "\tphase-1", "", "cells, the kind has"),
        ("phase-1", " phase-1", "value", "has spaces around it"),
        ("ECO:0000033", "", "evidence", "is empty"),
        ("0" * 64 + "\t", "0" * 64 + "\tsome words", "anchor", "run alskg locate"),
    ],
)
def test_a_broken_line_is_named_with_file_line_and_column_and_the_others_are_read(
    file, old, new, column, reason
):
    good = file.read_text(encoding="utf-8")
    line = good.splitlines()[-1]
    file.write_text(good + line.replace(old, new) + "\n", encoding="utf-8")

    table = read(file, "someone2020/table.tsv")

    assert len(table.rows) == 1
    (fault,) = table.faults
    assert (fault.path, fault.row, fault.column) == (
        "someone2020/table.tsv",
        len(good.splitlines()) + 1,
        column,
    )
    assert reason in fault.reason
