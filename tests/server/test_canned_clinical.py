"""Outcomes, trials and sources, adverse events, participants and how they fared, read by hand."""

import pytest

ACTD = "https://w3id.org/als-cell-therapy/id/"
PETROU = "NCT04821479"

#: A call of each query, and for each of its parameters values that leave fewer rows of it.
CALLS = {
    "outcomes": {"trial": PETROU},
    "adverse-events": {},
    "participants": {},
    "progression": {},
}
NARROWED = [
    ("outcomes", "trial", PETROU),
    ("outcomes", "measure", "ALSFRS-R"),
    ("outcomes", "measure", "disease progression"),
    ("outcomes", "direction", "improved"),
    ("outcomes", "direction", "no significant difference"),
    ("adverse-events", "system", "NERVOUS"),
    ("adverse-events", "relatedness", "not related"),
    ("participants", "responder", "true"),
    ("participants", "responder", "false"),
    ("participants", "onset", "bulbar"),
    ("progression", "participant", "participant-petrou-007"),
    ("progression", "interval", "overall"),
]


@pytest.mark.parametrize("name", CALLS)
def test_json_csv_and_sparql_results_say_the_same(name, told):
    json, csv, sparql = ([[tidy(cell) for cell in row] for row in rows] for rows in told(name, **CALLS[name]))

    assert json == csv == sparql != []


def tidy(cell: str) -> str:
    """Return a number without the digits that say nothing."""
    try:
        return f"{float(cell):g}"
    except ValueError:
        return cell


@pytest.mark.parametrize(("name", "parameter", "value"), NARROWED)
def test_a_parameter_leaves_some_of_the_rows(name, parameter, value, asked):
    everything, found = asked(name), asked(name, **{parameter: value})

    assert 0 < len(found) < len(everything)
    assert [row for row in everything if row in found] == found


# --- outcomes -------------------------------------------------------------------------------------


def test_the_mean_change_of_the_run_in_has_unit_deviation_and_place(asked):
    rows = asked("outcomes", trial=PETROU, measure="ALSFRS-R")

    (mean,) = [row for row in rows if row["asReported"] == "-1.054 ± 0.86" and "Table 3A" in row["locator"]]
    assert (mean["value"], mean["deviation"], mean["unit"]) == (-1.054, 0.86, "{score}/mo")
    assert (mean["direction"], mean["period"], mean["statistic"]) == ("worsened", "run-in", "mean")


def test_an_outcome_of_an_interval_is_a_text_with_both_ends(asked):
    values = {row["value"] for row in asked("outcomes", trial=PETROU) if row["statistic"]}

    assert "-1.46–-0.65" in values


def test_an_outcome_that_counts_people_has_count_and_whole(asked):
    counted = {(row["period"], row["count"], row["outOf"]) for row in asked("outcomes", trial=PETROU)}

    assert ("1st-2nd", 15, 19) in counted


def test_products_drugs_and_studies_in_animals_and_cell_culture_have_outcomes(asked):
    riluzole = asked("outcomes", trial="riluzole", measure="survival")
    (excitable,) = asked("outcomes", trial="study-wainger2014")

    assert any((row["value"], row["unit"]) == (3, "mo") for row in riluzole)
    assert {row["label"] for row in riluzole} == {"Riluzole"}
    assert any("animal study" in row["label"] for row in asked("outcomes"))
    assert (excitable["direction"], excitable["group"]) == ("increased", "SOD1 A4V")
    assert all(row["measure"] and row["direction"] and row["source"] for row in asked("outcomes"))


def test_an_outcome_of_an_animal_study_says_what_it_was_compared_with(asked):
    rows = asked("outcomes", trial="study-suzuki2008", measure="survival")

    assert {row["arm"] for row in rows} == {"a", "b"}
    assert all("untreated animals" in row["comparison"] for row in rows)


# --- trials, sources and search -------------------------------------------------------------------


def test_trials_are_found_by_what_their_cells_are_claimed_to_do(asked):
    everything = [row["trial"] for row in asked("trials")]

    for mechanism in ("neuroprotection", "trophic support"):
        found = [row["trial"] for row in asked("trials", mechanism=mechanism)]
        assert len(set(found)) == len(found) < len(everything)
        assert ACTD + "NCT03280056" in found
        assert [trial for trial in everything if trial in found] == found


def test_the_trials_of_a_source_are_clinical_trials_and_those_that_trials_finds(asked):
    counts = {row["source"]: row["trials"] for row in asked("sources")}

    assert counts == {source: len(asked("trials", source=source)) for source in counts}


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("hgnc:11179", "Gene", "SOD1"),
        ("CL:0000134", "CellType", "mesenchymal stem cell"),
        ("chebi:8863", "Drug", "Riluzole"),
        ("TPN-101", "GeneTherapy", "TPN-101"),
        ("lead concentration", "Biomarker", "lead concentration"),
    ],
)
def test_a_thing_is_found_by_its_curie_and_by_its_name(text, kind, label, asked):
    first = asked("search", text=text)[0]

    assert (first["type"], first["label"], first["score"]) == (kind, label, 3)
    assert asked("search", text=text, type=kind)[0]["id"] == first["id"]


def test_a_unit_of_doses_that_there_is_not_is_refused_with_those_there_are(service):
    answer = service.get("/queries/regimens", params={"unit": "cells/kg"})

    assert answer.status_code == 422
    assert "{cells}/kg" in answer.json()["detail"]


# --- adverse events -------------------------------------------------------------------------------


def test_the_adverse_events_are_those_of_table_2_and_of_the_text(asked):
    rows = {row["term"]: row for row in asked("adverse-events", trial=PETROU)}

    printed = {term: row["patients"] for term, row in rows.items() if row["locator"].startswith("Table 2")}
    assert printed == {
        "Injection site pain": 1,
        "Fatigue": 3,
        "Weakness": 3,
        "Swelling of face": 1,
        "Headache": 2,
        "Aspiration pneumonia": 1,
        "Pneumonitis": 1,
        "Urolithiasis": 1,
        "Fracture of ankle": 1,
        "Death NOS": 1,
    }
    assert rows["Fatigue"]["participants"] == ["006", "011", "014"]
    assert rows["headache and back pain"]["relatedness"] == "related to the procedure"
    assert rows["headache and back pain"]["patients"] == 3


def test_an_event_is_serious_not_serious_or_not_told_to_be_either(asked):
    serious = {row["term"]: row["serious"] for row in asked("adverse-events")}

    assert serious["Death NOS"] is True
    assert serious["general weakness and fatigue"] is False
    assert serious["Headache"] is None


# --- participants ---------------------------------------------------------------------------------


def test_a_participant_has_the_figures_of_the_printed_row(asked):
    rows = {row["label"]: row for row in asked("participants", trial=PETROU)}

    assert len(rows) == 20
    second = rows[f"participant 002 of {PETROU}"]
    assert [second[name] for name in ("sex", "ageYears", "diseaseDurationMonths", "alsfrsBaseline")] == [
        "male",
        60.6,
        20.6,
        26,
    ]
    assert (second["onset"], second["treatments"]) == ("bulbar", 4)
    assert second["medications"] == ["Edaravone", "Riluzole"]
    assert (second["source"], second["locator"]) == ("petrou2021", "Table 1, row 002, column Age (Years)")
    assert round(sum(row["ageYears"] for row in rows.values()) / 20, 2) == 49.97
    assert sum(row["treatments"] for row in rows.values()) == 61


@pytest.mark.parametrize(("onset", "printed"), [("bulbar", 4), ("gross motor", 11), ("fine motor", 5)])
def test_onsets_are_as_many_as_the_table_counts(asked, onset, printed):
    assert len(asked("participants", onset=onset)) == printed


def test_responders_are_those_who_improved_by_more_than_a_quarter_overall(asked):
    rows = asked("participants")

    responders = asked("participants", responder="true")
    assert len(responders) == 13
    assert all(row["overallImprovementPercent"] > 25 for row in responders)
    (untreated,) = [row for row in rows if row["responder"] is None]
    assert untreated["participant"] == ACTD + "participant-petrou-019"
    assert untreated["treatments"] == 0
    assert untreated["overallImprovementPercent"] is None


@pytest.mark.parametrize(
    ("interval", "better", "of"), [("1st-2nd", 15, 19), ("1st-3rd", 11, 12), ("1st-4th", 8, 10)]
)
def test_the_report_counts_the_same_responders_after_each_injection(asked, interval, better, of):
    rows = asked("progression", interval=interval)

    assert len(rows) == of
    assert sum(row["improvementPercent"] > 25 for row in rows) == better


def test_the_intervals_of_a_participant_come_in_the_order_of_the_trial(asked):
    rows = asked("progression", participant="participant-petrou-007")

    assert [(row["interval"], row["scoreFrom"], row["scoreTo"], row["months"]) for row in rows] == [
        ("run-in", 36, 29, 2.27),
        ("1st-2nd", 29, 33, 3.33),
        ("1st-3rd", 29, 33, 7.2),
        ("1st-4th", 29, 32, 11.47),
        ("overall", 29, 30, 21.73),
    ]
    assert rows[0]["improvementPercent"] is None
    assert {row["measure"] for row in rows} == {"ALSFRS-R"}


def test_vital_capacity_has_changes_without_scores(asked):
    rows = asked("progression", measure="FVC", interval="run-in")

    assert {row["measure"] for row in asked("progression")} == {"ALSFRS-R"}
    changes = sorted(row["scoreChange"] for row in rows)
    assert changes == sorted([-12, 0, -11, -8, -15, -3, 0, -9, -3, -6, -24])
    assert all(row["scoreFrom"] is row["scoreTo"] is None for row in rows)
