"""Counts of trials, gaps and conflicts, against other queries and hand-read sides."""

import pytest

ACTD = "https://w3id.org/als-cell-therapy/id/"
PETROU = "NCT04821479"

#: A call of each query, and for the parameters of conflicts values that leave fewer rows of it.
CALLS = {"trial-counts": {"by": "phase", "and": "status"}, "gaps": {}, "conflicts": {}}
NARROWED = [
    ("conflicts", "subject", PETROU),
    ("conflicts", "property", "Status"),
    ("conflicts", "source", "lewis2014"),
    *(("conflicts", "kind", kind) for kind in ("disagreement", "change over time", "within one source")),
    *(("conflicts", "kind", kind) for kind in ("print or extraction fault", "rounding")),
]
GAPS = (
    "trial without results",
    "trial without dose",
    "mechanism without preclinical study",
    "product without trial",
    "claim without primary reference",
    "stated absence",
)


@pytest.mark.parametrize("name", CALLS)
def test_json_csv_and_sparql_results_say_the_same(name, told):
    json, csv, sparql = told(name, **CALLS[name])

    assert json == csv == sparql != []


@pytest.mark.parametrize(("name", "parameter", "value"), NARROWED)
def test_a_parameter_leaves_some_of_the_rows(name, parameter, value, asked):
    everything, found = asked(name), asked(name, **{parameter: value})

    assert 0 < len(found) < len(everything)
    assert [row for row in everything if row in found] == found


@pytest.mark.parametrize(
    ("by", "column"),
    [("phase", "phase"), ("status", "status"), ("route", "routes"), ("cellType", "cellTypes")],
)
def test_a_count_is_the_number_of_trials_that_trials_lists(asked, by, column):
    trials = asked("trials")

    for cell in asked("trial-counts", by=by):
        label = cell["groupLabel"]
        own = [row for row in trials if row[column] == label or label in (row[column] or ())]
        own = [row for row in own if isinstance(row[column], list) or row[column] == label]
        known = [row["participants"] for row in own if row["participants"] is not None]
        assert cell["trials"] == len(own)
        assert cell["participants"] == (sum(known) if known else None)


def test_a_second_value_divides_each_group(asked):
    whole = {row["groupLabel"]: row["trials"] for row in asked("trial-counts", by="phase")}
    parts = asked("trial-counts", **{"by": "phase", "and": "status"})

    sums = {label: sum(row["trials"] for row in parts if row["groupLabel"] == label) for label in whole}
    assert all(0 < sums[label] <= whole[label] for label in whole)
    assert all(row["and"].startswith(ACTD + "status-") and row["andLabel"] for row in parts)


def test_trials_are_counted_by_cell_type_unless_asked_otherwise_and_by_year_with_years(asked):
    assert asked("trial-counts") == asked("trial-counts", by="cellType")
    years = [row["group"] for row in asked("trial-counts", by="year")]
    assert years == sorted(years)
    assert all(isinstance(year, int) for year in years)


def test_each_kind_of_gap_has_rows_and_together_they_are_all(asked):
    parts = [row for kind in GAPS for row in asked("gaps", kind=kind)]

    assert all(asked("gaps", kind=kind) for kind in GAPS)
    assert sorted(map(str, parts)) == sorted(map(str, asked("gaps")))
    assert all(row["label"] and row["detail"] for row in parts)


def test_a_trial_without_results_says_whether_that_is_told_or_silence(asked):
    rows = {row["subject"].removeprefix(ACTD): row for row in asked("gaps", kind="trial without results")}

    assert rows["NCT02987413"]["source"] == "vasques2021"
    assert "no results are posted" in rows["NCT02987413"]["detail"]
    assert rows["NCT03482050"]["source"] is None
    assert not {PETROU, "NCT03280056"} & set(rows)


def test_a_trial_without_dose_is_one_whose_regimens_have_none(asked):
    doses = {}
    for row in asked("regimens"):
        doses.setdefault(row["trial"], set()).add(row["doseMin"])
    without = {trial for trial, found in doses.items() if found == {None}}

    assert {row["subject"] for row in asked("gaps", kind="trial without dose")} == without


def test_what_a_source_says_is_missing_has_its_place(asked):
    rows = asked("gaps", kind="stated absence")

    controls = [row for row in rows if row["detail"].startswith("no control group (petrou2021, section ")]
    assert {row["subject"] for row in controls} == {ACTD + PETROU}
    assert all(row["source"] and row["locator"] for row in rows)


def test_a_conflict_has_both_sides_as_printed_with_source_and_place(asked):
    (status,) = asked("conflicts", subject="actd:NCT03280056", property="status")

    assert status["kind"] == "change over time"
    assert status["preferred"] == "completed"
    assert "Completed (vasques2021, Table 1, row NCT03280056, column Situation)" in status["statements"]
    assert any(side.startswith("currently recruiting (chakraborty2022, ") for side in status["statements"])
    assert len(status["claims"]) >= len(status["statements"]) >= 2


def test_the_conflicts_of_a_trial_include_those_on_its_participants_and_events(asked):
    rows = {row["conflict"].removeprefix(ACTD): row for row in asked("conflicts", subject=PETROU)}

    assert rows["conflict-petrou-injections-018"]["subject"] == ACTD + "participant-petrou-018"
    assert rows["conflict-petrou-009-overall"]["kind"] == "print or extraction fault"
    assert "conflict-petrou-death" in rows
    assert all(row["label"] and row["subjectLabel"] and row["property"] for row in rows.values())


def test_an_open_conflict_prefers_nothing_and_says_why(asked):
    rows = asked("conflicts")

    open_ones = {row["conflict"].removeprefix(ACTD) for row in rows if row["preferred"] is None}
    assert {"conflict-petrou-familial", "conflict-petrou-headache-count"} <= open_ones
    assert all(row["reason"] and row["statements"] for row in rows)


@pytest.mark.parametrize(
    "side",
    ["therapy-apic-bio-sod1", "biomarker-neurofilament-heavy-chain", "study-forostyak2011", "CL:0000047"],
)
def test_a_conflict_is_found_by_what_one_of_its_sides_is_about(side, asked):
    found = asked("conflicts", subject=side)

    assert found
    assert any(not row["subject"].endswith(side) for row in found)


def test_a_product_that_is_told_to_have_been_in_a_trial_is_not_without_one(asked):
    without = {row["subject"].removeprefix(ACTD) for row in asked("gaps", kind="product without trial")}

    assert "product-hmsc-gdnf" in without
    assert "product-korean-bm-msc" not in without


def test_a_report_needs_no_reference_for_its_own_trial(asked):
    rows = asked("gaps", kind="claim without primary reference")

    assert not any(row["subject"] == ACTD + PETROU and row["source"] == "petrou2021" for row in rows)
