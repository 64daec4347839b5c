"""A build gives a whole release or changes nothing, and says what is wrong."""

import csv
import gzip
import shutil
from importlib.resources import as_file
from pathlib import Path

import pytest
from pyoxigraph import Store

from graph.errors import BuildError
from graph.releases import current
from loaders import vocabulary
from loaders.build import build
from loaders.curation import CURATED


@pytest.fixture
def curated(tmp_path) -> Path:
    """A copy of the curated tables that a test may break."""
    with as_file(CURATED) as folder:
        return Path(shutil.copytree(folder, tmp_path / "curated"))


def edit(file: Path, old: str, new: str) -> int:
    """Replace the first occurrence and return its line number."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_same_input_gives_the_same_bytes_and_the_same_version(release, tmp_path):
    again = build(tmp_path / "elsewhere").release

    assert again.version == release.version
    assert again.dump.read_bytes() == release.dump.read_bytes()


def test_the_dump_has_every_triple_of_the_store_and_no_blank_node(release, release_store):
    lines = gzip.decompress(release.dump.read_bytes()).decode().splitlines()

    assert len(lines) == len(set(lines)) == len(list(release_store.quads_for_pattern(None, None, None, None)))
    assert not any(line.startswith("_:") or " _:" in line for line in lines)


def test_a_build_is_skipped_when_nothing_has_changed_and_done_when_something_has(home, curated, tmp_path):
    assert build(home).fresh is False

    other = tmp_path / "home"
    assert build(other, curated=curated).fresh is True
    assert build(other, curated=curated).fresh is False
    edit(curated / "things.tsv", "The company that developed NurOwn.", "The company behind NurOwn.")
    assert build(other, curated=curated).fresh is True


def test_no_disagreement_is_left_without_a_curators_reading(tmp_path):
    assert build(tmp_path).unsettled == []


@pytest.mark.parametrize(
    ("file", "old", "new", "column", "reason"),
    [
        ("vasques2021/table-1-regimens.tsv", "\t462000000\t", "\t462e6\t", "number", "not a plain decimal"),
        (
            "vasques2021/table-1-regimens.tsv",
            "\tmedian\t",
            "\tmode\t",
            "statistic",
            "none of exact, mean, median",
        ),
        (
            "vasques2021/table-1-regimens.tsv",
            "\t{cells}/kg\t",
            "\tcells/kg\t",
            "unit",
            "none of {cells}, {cells}/kg",
        ),
        (
            "vasques2021/table-1-regimens.tsv",
            "route-intrathecal",
            "route-intrathecel",
            "value",
            "described nowhere",
        ),
        (
            "vasques2021/table-1-trials.tsv",
            "NCT03085706\t\t\t",
            "NCT3085706\t\t\t",
            "subject",
            "no NCT number",
        ),
        ("vasques2021/table-1-trials.tsv", "MONDO:", "MUNDO:", "value", "no known prefix"),
        (
            "vasques2021/table-1-trials.tsv",
            "\tphase\t",
            "\tphaze\t",
            "property",
            "no property of the ontology",
        ),
        ("vasques2021/table-1-trials.tsv", "ECO:0000033", "ECO:33", "evidence", "no known ECO term"),
        (
            "vasques2021/table-1-trials.tsv",
            "\tjanson2001\t",
            "\tjansen2001\t",
            "cites",
            "in no reference list",
        ),
        (
            "vasques2021/table-1-results.tsv",
            "outcome-safety",
            "outcome-luck",
            "measure",
            "no known outcome measure",
        ),
        ("vasques2021/readings.tsv", "\treading\t", "\tguess\t", "role", "none of printed, reading"),
        ("isscr-als/references.tsv", "\n2\t", "\n1\t", "number", "stands already in line"),
        ("isscr-als/document.tsv", "publisher\t", "printer\t", "property", "is not one of title"),
    ],
)
def test_a_bad_row_is_quarantined_with_its_place_and_reason_and_what_was_served_is_served_still(
    home, curated, file, old, new, column, reason
):
    served = current(home).version
    line = edit(curated / file, old, new)
    line += old.startswith("\n")

    with pytest.raises(BuildError, match=r"refused, \d+ faults"):
        build(home, curated=curated)

    with (home / "quarantine.tsv").open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text, dialect="excel-tab"))
    (row,) = [row for row in rows if row["file"] == file and row["line"] == str(line)]
    assert row["column"] == column
    assert reason in row["reason"]
    assert current(home).version == served


def test_a_row_that_is_lost_silently_is_missed_by_its_floor(home, curated):
    file = curated / "vasques2021" / "table-1-results.tsv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), encoding="utf-8")

    with pytest.raises(BuildError, match=r"graph source-vasques2021 has \d+ Claim, its floor is \d+"):
        build(home, curated=curated)


def test_a_repeated_row_is_refused_and_names_the_row_it_repeats(home, curated):
    file = curated / "vasques2021" / "table-1-results.tsv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join([*lines, lines[-1]]), encoding="utf-8")

    with pytest.raises(BuildError, match=rf"says the same as vasques2021/table-1-results.tsv:{len(lines)}"):
        build(home, curated=curated)


def test_moving_the_rows_of_a_table_changes_nothing(release, curated, tmp_path):
    file = curated / "vasques2021" / "table-1-results.tsv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    head = next(number for number, line in enumerate(lines) if line.startswith("subject\t")) + 1
    file.write_text("".join([*lines[:head], *reversed(lines[head:])]), encoding="utf-8")

    assert build(tmp_path / "home", curated=curated).release.version == release.version


def test_two_sources_that_disagree_without_a_reading_are_reported_and_both_claims_stay(curated, tmp_path):
    edit(
        curated / "vasques2021" / "table-1-trials.tsv",
        "NCT03280056\t\t\tphase\t\tphase-3",
        "NCT03280056\t\t\tphase\t\tphase-2",
    )

    built = build(tmp_path / "home", curated=curated)

    assert any(line.startswith("NCT03280056 phase:") for line in built.unsettled)
    rows = Store.read_only(str(built.release.store)).query(
        """PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
        SELECT DISTINCT ?value WHERE { ?claim act:onProperty act:phase ; act:statedValue ?value .
        ?claim act:about <https://w3id.org/als-cell-therapy/id/NCT03280056> }""",
        use_default_graph_as_union=True,
    )
    assert len(list(rows)) == 2


def test_an_axiom_keeps_its_name_when_another_is_added_before_it(tmp_path, monkeypatch):
    prefixes = "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix e: <http://example.org/> . "
    axiom = (
        "e:A owl:equivalentClass [ owl:intersectionOf ( e:B [ owl:onProperty e:p ; owl:hasValue e:v ] ) ] ."
    )
    twin = axiom.replace("e:A", "e:Z").replace("equivalentClass", "disjointWith")

    def named(text):
        (tmp_path / "schema.ttl").write_text(prefixes + text, encoding="utf-8")
        monkeypatch.setattr(vocabulary, "SCHEMA", tmp_path / "schema.ttl")
        return {str(quad) for quad in vocabulary.schema()}

    assert named(axiom) < named(twin + axiom)
    assert len(named(twin + axiom)) == 2 * len(named(axiom))
