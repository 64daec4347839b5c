"""Mechanisms, the claims on them, the chain from a trial to its evidence, and the arms of animal studies."""

import pytest

ACTD = "https://w3id.org/als-cell-therapy/id/"

#: A call of each query, and for each of its parameters a value that leaves fewer rows of it.
CALLS = {
    "mechanisms": {},
    "mechanism-claims": {},
    "evidence-chain": {"trial": "NCT03280056"},
    "preclinical-arms": {},
}
NARROWED = [
    ("mechanism-claims", "mechanism", "trophic support"),
    ("mechanism-claims", "cellType", "MSC"),
    ("mechanism-claims", "polarity", "refutes"),
    ("mechanism-claims", "evidence", "in vivo"),
    ("mechanism-claims", "evidence", "in vitro"),
    ("mechanism-claims", "evidence", "clinical"),
    ("mechanism-claims", "source", "lewis2014"),
    ("preclinical-arms", "species", "rat"),
    ("preclinical-arms", "cellType", "MSC"),
    ("preclinical-arms", "route", "intrathecal"),
    ("preclinical-arms", "factor", "GDNF"),
    ("preclinical-arms", "timing", "before onset"),
    ("preclinical-arms", "source", "lewis2014"),
]

#: Table 1 of lewis2014 as printed: arm, route, doses, and by how many percent the animals became ill
#: later, lived longer and had more motor neurons. None where the cell is empty, says 'no significant'
#: or has several figures.
TABLE_1 = [
    ("Boucherie 2009", "treated", "intrathecal", 2e6, 2e6, 12, 13, 71),
    ("Chan-Il 2013", "1a", "intravenous", 1e6, 1e6, None, None, None),
    ("Chan-Il 2013", "1b", "intravenous", 1e6, 1e6, None, None, None),
    ("Chan-Il 2013", "2a", "intravenous", 1e6, 1e6, None, None, None),
    ("Chan-Il 2013", "2b", "intravenous", 1e6, 1e6, None, None, None),
    ("Chan-Il 2013", "3a", "intravenous", 1e6, 1e6, None, None, None),
    ("Chan-Il 2013", "3b", "intravenous", 1e6, 1e6, None, 7.3, None),
    ("Forostyak 2011", "treated", "intraspinal", 1e5, 1e5, None, 6.1, None),
    ("Forostyak 2011", "treated", "intravenous", 2e6, 2e6, None, 6.1, None),
    ("Kim 2010", "a", "intrathecal", 1e4, 1e4, None, None, None),
    ("Kim 2010", "b", "intrathecal", 2e5, 2e5, None, 4.7, 41),
    ("Kim 2010", "c", "intrathecal", 1e6, 1e6, None, 6.5, 79),
    ("Knippenberg 2012", "treated", "intracerebroventricular", 2500, 3000, None, 11, None),
    ("Krakora 2013", "a", "intramuscular", 1.5e6, 1.5e6, None, None, None),
    ("Krakora 2013", "b", "intramuscular", 1.5e6, 1.5e6, None, 10, 200),
    ("Krakora 2013", "c", "intramuscular", 1.5e6, 1.5e6, 5, 7.5, 150),
    ("Krakora 2013", "d", "intramuscular", 1.5e6, 1.5e6, None, None, None),
    ("Krakora 2013", "e", "intramuscular", 1.5e6, 1.5e6, None, None, None),
    ("Krakora 2013", "f", "intramuscular", 1.5e6, 1.5e6, 5, 16, 230),
    ("Suzuki 2008", "a", "intramuscular", 1.2e6, 1.2e6, None, None, 28),
    ("Suzuki 2008", "b", "intramuscular", 1.2e6, 1.2e6, None, 17, 36),
    ("Uccelli 2012", "treated", "intravenous", 1e6, 1e6, None, 15, None),
    ("Vercelli 2008", "treated", "intraspinal", 1e5, 1e5, None, None, 54),
    ("Zhao 2007", "treated", "intravenous", 3e6, 3e6, 9, 9.8, None),
]


@pytest.fixture(scope="module")
def arms(asked):
    """The rows of lewis2014 by study (author and year) and arm; the last route of an arm wins."""
    return {
        (row["study"].split(",")[0], row["arm"]): row for row in asked("preclinical-arms", source="lewis2014")
    }


@pytest.mark.parametrize("name", CALLS)
def test_json_csv_and_sparql_results_say_the_same(name, told):
    json, csv, sparql = told(name, **CALLS[name])

    assert json == csv == sparql != []


@pytest.mark.parametrize(("name", "parameter", "value"), NARROWED)
def test_a_parameter_leaves_some_of_the_rows(name, parameter, value, asked):
    everything, found = asked(name), asked(name, **{parameter: value})

    assert 0 < len(found) < len(everything)
    assert [row for row in everything if row in found] == found


# --- mechanisms -----------------------------------------------------------------------------------


def test_the_count_of_a_mechanism_includes_those_of_the_narrower_ones(asked):
    counts = {row["label"]: row for row in asked("mechanisms")}

    broad = counts["paracrine action"]
    narrow = [row for row in counts.values() if row["broader"] == "paracrine action"]
    assert broad["claims"] >= max(row["claims"] for row in narrow) > 0
    for label in ("paracrine action", "trophic support", "cell replacement"):
        claims = asked("mechanism-claims", mechanism=label)
        assert counts[label]["claims"] == len(claims)
        for polarity in ("supports", "refutes", "uncertain"):
            assert counts[label][polarity] == sum(row["polarity"] == polarity for row in claims)


def test_a_mechanism_without_claims_has_counts_of_nought_and_not_an_empty_cell(asked):
    for row in asked("mechanisms"):
        assert row["claims"] == row["supports"] + row["refutes"] + row["uncertain"]


def test_a_claim_says_what_kind_of_evidence_it_has_and_where_it_stands(asked):
    kinds = {
        "ECO:0006016": "clinical",
        "ECO:0000179": "in vivo",
        "ECO:0000181": "in vitro",
        "ECO:0000033": "review opinion",
    }

    claims = asked("mechanism-claims")

    assert all(row["source"] and row["locator"] and row["summary"] for row in claims)
    assert {kinds[row["evidenceId"]] for row in claims if row["evidenceId"] in kinds} == set(kinds.values())
    assert all(row["evidenceKind"] == kinds.get(row["evidenceId"], row["evidenceKind"]) for row in claims)


def test_a_null_result_of_an_animal_study_refutes_a_mechanism(asked):
    refuted = asked("mechanism-claims", mechanism="motor neuron protection", polarity="refutes")

    assert ("Uccelli 2012, animal study, treated", "lewis2014") in {
        (row["subjectLabel"], row["source"]) for row in refuted
    }


def test_claims_on_a_cell_type_are_also_those_on_its_products_and_studies(asked):
    subjects = {row["subjectLabel"] for row in asked("mechanism-claims", cellType="MSC")}

    assert {"mesenchymal stem cell", "MSC-NTF (NurOwn)", "Suzuki 2008, animal study, b"} <= subjects
    assert "NSI-566" not in subjects


# --- the chain ------------------------------------------------------------------------------------


def test_the_chain_of_nurown_leads_to_its_own_claims_its_cells_and_animal_studies(asked):
    chain = asked("evidence-chain", trial="NCT03280056")

    assert {row["through"] for row in chain} >= {"product", "cell type", "animal study"}
    own = [row for row in chain if row["subject"] == ACTD + "product-nurown"]
    assert {row["mechanism"] for row in own} >= {"trophic support", "immunomodulation"}
    assert {"supports", "refutes", "uncertain"} == {row["polarity"] for row in chain}
    suzuki = [row for row in chain if row["study"] == "Suzuki 2008, animal study"]
    assert {row["species"] for row in suzuki} == {"Rattus norvegicus"}
    assert all(row["product"] == "MSC-NTF (NurOwn)" for row in chain)


def test_the_chain_of_a_trial_of_neural_progenitors_has_nothing_on_msc(asked):
    chain = asked("evidence-chain", trial="NCT02943850")

    assert "neural progenitor cell" in {row["cellType"] for row in chain}
    assert not any("mesenchymal" in (row["cellType"] or "") for row in chain)


def test_the_chain_needs_a_trial(service):
    answer = service.get("/queries/evidence-chain")

    assert answer.status_code == 422
    assert "trial" in answer.json()["detail"]


# --- animal studies -------------------------------------------------------------------------------


def test_every_arm_of_the_table_of_animal_studies_has_the_printed_figures(asked):
    columns = ("onsetDelayPercent", "lifespanIncreasePercent", "motorNeuronIncreasePercent")
    rows = [
        row
        for row in asked("preclinical-arms", source="lewis2014")
        if row["locator"].startswith("Table 1, row")
    ]

    assert sorted(
        (
            row["study"].split(",")[0],
            row["arm"],
            row["route"],
            row["doseMin"],
            row["doseMax"],
            *(row[name] for name in columns),
        )
        for row in rows
    ) == sorted(TABLE_1)
    assert {row["unit"] for row in rows} == {"{cells}"}


def test_a_null_result_has_words_and_no_figure(arms):
    null = arms["Kim 2010", "a"]

    assert null["lifespanOutcome"] == "no significant difference"
    assert null["motorNeuronOutcome"] == "no significant difference (week 15)"
    assert null["lifespanIncreasePercent"] is null["motorNeuronIncreasePercent"] is None


def test_an_outcome_that_was_not_assessed_is_empty_and_said_to_be_so(arms):
    vercelli = arms["Vercelli 2008", "treated"]

    assert vercelli["lifespanIncreasePercent"] is vercelli["lifespanOutcome"] is None
    assert vercelli["asReported"] == "survival: Not assessed"
    assert "improved 54 % (treated females, week 38)" in vercelli["motorNeuronOutcome"]


def test_of_two_regions_none_is_chosen_and_nothing_is_averaged(arms):
    cervical_and_lumbar = arms["Chan-Il 2013", "1b"]

    assert cervical_and_lumbar["motorNeuronIncreasePercent"] is None
    assert cervical_and_lumbar["motorNeuronOutcome"] == (
        "improved 50 % (lumbar spinal cord, week 16); improved 57 % (cervical spinal cord, week 16)"
    )


def test_an_arm_says_what_the_cells_were_made_to_release(arms):
    assert arms["Suzuki 2008", "a"]["factor"] is None
    assert arms["Suzuki 2008", "b"]["factor"] == "GDNF"
    assert arms["Krakora 2013", "f"]["factor"] == "GDNF; VEGF-A"
    assert arms["Chan-Il 2013", "1b"]["factor"] == "neurogenin 1"


def test_two_routes_of_one_arm_are_two_rows_with_the_same_outcomes(asked):
    both = [
        row
        for row in asked("preclinical-arms", source="lewis2014", species="rat")
        if row["study"].startswith("Forostyak")
    ]

    assert {row["route"] for row in both} == {"intraspinal", "intravenous"}
    assert len({row["motorNeuronOutcome"] for row in both}) == 1


def test_microglia_and_motor_tests_have_their_own_columns(arms):
    vercelli = arms["Vercelli 2008", "treated"]

    assert "microglia: decreased 36 % (CD11b+ microglia, week 38)" in vercelli["gliaOutcome"].split("; ")
    assert "rotarod performance: improved (treated males, week 32)" in vercelli["motorOutcome"].split("; ")


def test_what_another_source_says_of_an_arm_is_a_row_of_its_own(asked):
    told = {row["source"]: row for row in asked("preclinical-arms") if row["study"].startswith("Uccelli")}

    assert (told["lewis2014"]["lifespanIncreasePercent"], told["lewis2014"]["doseMin"]) == (15, 1_000_000)
    assert (told["vasques2021"]["lifespanIncreasePercent"], told["vasques2021"]["doseMin"]) == (None, None)
    assert told["vasques2021"]["lifespanOutcome"] == "improved"


def test_an_arm_of_which_nobody_says_what_was_given_has_a_row(asked):
    (row,) = (row for row in asked("preclinical-arms") if row["arm"] == "oligodendrocyte sod1 removed")

    assert (row["product"], row["route"], row["lifespanOutcome"]) == (None, None, "improved")


def test_results_without_a_column_of_their_own_are_told_with_the_others(arms):
    assert "innervation" in arms["Suzuki 2008", "a"]["otherOutcomes"]
    assert "no significant difference" in arms["Suzuki 2008", "a"]["otherOutcomes"]
    assert "24 %" in arms["Uccelli 2012", "treated"]["otherOutcomes"]


def test_what_is_told_of_a_whole_study_of_several_arms_is_marked_so(asked):
    rows = [row for row in asked("preclinical-arms", source="petrou2021") if "myelin" in row["study"]]

    assert {row["otherOutcomes"] for row in rows} == {"whole study: remyelination: improved"}
