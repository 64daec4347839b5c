"""The participants of NCT04821479: what the report derives from its rows is derived again from ours."""

import re
from collections import defaultdict
from statistics import mean, median, stdev

import pytest

PREFIX = "PREFIX act: <https://w3id.org/als-cell-therapy/ns#>\n"
TRIAL = "<https://w3id.org/als-cell-therapy/id/NCT04821479>"


def things(ask, kind: str) -> dict[str, dict[str, str]]:
    """Return the facts of every thing of a kind, local names to values."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    rows = ask(PREFIX + f"SELECT ?thing ?property ?value WHERE {{ ?thing a act:{kind} ; ?property ?value }}")
    for row in rows:
        name = row["thing"].rpartition("/")[2]
        found[name][re.split(r"[#/]", row["property"])[-1]] = row["value"].rpartition("/")[2]
    return found


@pytest.fixture(scope="session")
def people(ask):
    everyone = things(ask, "Participant")
    return {name: one for name, one in everyone.items() if one.get("participantOf") == "NCT04821479"}


@pytest.fixture(scope="session")
def intervals(ask, people):
    """Intervals by measure, name, then number of the participant."""
    found: dict[tuple[str, str], dict[str, dict[str, str]]] = defaultdict(dict)
    for one in things(ask, "ProgressionInterval").values():
        who = one["intervalOf"].rpartition("-")[2]
        name = one["intervalName"].removeprefix("interval-")
        found[one["intervalMeasure"].removeprefix("outcome-"), name][who] = one
    return found


def numbers(rows: dict[str, dict[str, str]], name: str) -> list[float]:
    return [float(row[name]) for row in rows.values() if name in row]


def test_twenty_participants_are_there_and_each_fact_of_theirs_has_a_place_in_table_1(ask, people):
    places = ask(
        PREFIX
        + f"SELECT DISTINCT ?who ?property WHERE {{ ?who act:participantOf {TRIAL} ; ?property ?value ."
        + """
        ?property act:spineValues ?any . FILTER NOT EXISTS {
          ?claim act:about ?who ; act:onProperty ?property ; act:statedIn/act:locator ?place
          FILTER(STRSTARTS(?place, "Table ")) } }"""
    )

    assert len(people) == 20
    assert places == []


@pytest.mark.parametrize(
    ("name", "printed"),
    [("ageYears", 49.97), ("diseaseDurationMonths", 20.61), ("alsfrsBaseline", 31.1),
     ("rateOnsetToBaseline", -0.857)],
)  # fmt: skip
def test_a_mean_of_table_1_is_the_mean_of_its_rows(people, name, printed):
    digits = len(str(printed).partition(".")[2])

    assert round(mean(numbers(people, name)), digits) == pytest.approx(printed, abs=10**-digits)


def test_the_mean_rate_to_inclusion_is_the_mean_of_nineteen_rows_and_not_of_twenty(people):
    without = {who: row for who, row in people.items() if not who.endswith("-005")}

    assert round(mean(numbers(people, "rateOnsetToInclusion")), 3) == -0.917
    assert round(mean(numbers(without, "rateOnsetToInclusion")), 3) == -0.937


def test_sexes_onsets_and_treatments_add_up_to_what_the_foot_of_table_1_prints(ask, people):
    foot = {
        row["property"].rpartition("#")[2]: int(row["value"])
        for row in ask(
            PREFIX + f"SELECT ?property ?value WHERE {{ {TRIAL} ?property ?value FILTER(isNumeric(?value)) }}"
        )
    }
    counted = defaultdict(int)
    for row in people.values():
        counted[row["sex"]] += 1
        counted[row["onsetSite"]] += 1

    assert counted["PATO_0000384"] == foot["participantsMale"] == 16
    assert counted["PATO_0000383"] == foot["participantsFemale"] == 4
    assert counted["onset-bulbar"] == foot["participantsBulbar"] == 4
    assert counted["onset-gross-motor"] == foot["participantsGrossMotor"] == 11
    assert counted["onset-fine-motor"] == foot["participantsFineMotor"] == 5
    assert sum(numbers(people, "treatments")) == foot["totalTreatments"] == 61


@pytest.mark.parametrize(
    ("name", "count", "slope", "deviation"),
    [("run-in", 20, -1.054, 0.86), ("1st-2nd", 19, -0.051, 1.03), ("1st-3rd", 12, 0.019, 0.39),
     ("1st-4th", 10, -0.253, 0.27), ("overall", 19, -0.445, 0.81)],
)  # fmt: skip
def test_a_mean_slope_of_table_3a_is_the_mean_of_its_rows(intervals, name, count, slope, deviation):
    slopes = numbers(intervals["alsfrs-r", name], "changePerMonth")

    assert len(slopes) == count
    assert round(mean(slopes), 3) == pytest.approx(slope, abs=0.001)
    assert round(stdev(slopes), 2) == pytest.approx(deviation, abs=0.01)


def test_the_other_run_in_slope_of_the_text_is_that_of_the_nineteen_who_were_treated(intervals):
    rows = {who: row for who, row in intervals["alsfrs-r", "run-in"].items() if who != "019"}
    slopes = numbers(rows, "changePerMonth")

    assert round(mean(slopes), 3) == -1.036
    assert round(stdev(slopes), 2) == 0.88


@pytest.mark.parametrize(
    ("name", "better", "of", "improvement"),
    [("1st-2nd", 15, 19, 107.1), ("1st-3rd", 11, 12, 91.4), ("1st-4th", 8, 10, 55.5),
     ("overall", 13, 19, 47.4)],
)  # fmt: skip
def test_those_who_improved_by_more_than_a_quarter_and_the_mean_improvement_recompute(
    intervals, name, better, of, improvement
):
    percents = numbers(intervals["alsfrs-r", name], "improvementPercent")

    assert len(percents) == of
    assert sum(percent > 25 for percent in percents) == better
    assert round(mean(percents), 1) == pytest.approx(improvement, abs=0.1)


def test_after_all_treatments_three_improved_by_less_than_a_quarter_and_three_got_worse(intervals):
    percents = numbers(intervals["alsfrs-r", "overall"], "improvementPercent")

    assert sum(0 <= percent <= 25 for percent in percents) == 3
    assert sum(percent < 0 for percent in percents) == 3


def test_seven_scored_higher_after_the_first_injection_by_one_to_four_points(intervals):
    rows = intervals["alsfrs-r", "1st-2nd"].values()
    gains = [float(row["scoreTo"]) - float(row["scoreFrom"]) for row in rows]
    higher = [gain for gain in gains if gain > 0]

    assert (len(higher), min(higher), max(higher)) == (7, 1, 4)
    assert round(mean(higher), 2) == 2.71


def test_each_slope_follows_from_its_scores_and_months_but_for_two_that_the_graph_names_a_conflict(
    ask, intervals
):
    apart = set()
    for (measure, name), rows in intervals.items():
        for who, row in rows.items():
            if measure == "alsfrs-r" and "scoreFrom" in row:
                slope = (float(row["scoreTo"]) - float(row["scoreFrom"])) / float(row["months"])
                if abs(slope - float(row["changePerMonth"])) > 0.02:
                    apart.add((who, name))
    named = ask(
        PREFIX
        + """SELECT ?about WHERE { ?conflict a act:Conflict ; act:about ?about .
        FILTER(CONTAINS(STR(?about), "interval-petrou-")) }"""
    )

    assert apart == {("004", "overall"), ("009", "overall")}
    assert {"interval-petrou-004-overall", "interval-petrou-009-overall"} <= {
        row["about"].rpartition("/")[2] for row in named
    }


@pytest.mark.parametrize(
    ("name", "column", "average", "deviation", "middle"),
    [("run-in", "scoreChange", -8.27, 7.16, -8), ("1st-2nd", "scoreChange", -3.36, 3.85, -3),
     ("2nd-3rd", "scoreChange", -3.82, 6.81, -3), ("run-in", "changePerMonth", -1.34, 0.92, -1.32),
     ("1st-2nd", "changePerMonth", -0.84, 1.43, -0.22), ("1st-3rd", "changePerMonth", -0.86, 1.41, 0.0)],
)  # fmt: skip
def test_each_column_of_table_3b_has_the_mean_deviation_and_median_that_is_printed(
    intervals, name, column, average, deviation, middle
):
    figures = numbers(intervals["fvc", name], column)

    assert len(figures) == 11
    assert mean(figures) == pytest.approx(average, abs=0.006)
    assert stdev(figures) == pytest.approx(deviation, abs=0.006)
    assert median(figures) == pytest.approx(middle, abs=0.001)


#: 97.5 % points of the t-distribution by degrees of freedom.
T = {9: 2.262, 10: 2.228, 11: 2.201, 18: 2.101}


@pytest.mark.parametrize(
    ("measure", "name", "low", "high"),
    [("alsfrs-r", "1st-2nd", -0.55, 0.45), ("alsfrs-r", "1st-3rd", -0.23, 0.27),
     ("alsfrs-r", "1st-4th", -0.44, -0.06), ("alsfrs-r", "overall", -0.83, -0.06),
     ("fvc", "1st-2nd", -1.80, 0.12)],
)  # fmt: skip
def test_a_confidence_interval_that_a_curator_reads_is_that_of_the_rows(
    ask, intervals, measure, name, low, high
):
    slopes = numbers(intervals[measure, name], "changePerMonth")
    half = T[len(slopes) - 1] * stdev(slopes) / len(slopes) ** 0.5
    held = ask(
        PREFIX
        + f"""SELECT ?low ?high WHERE {{
        ?reading a act:CuratedView ; act:about {TRIAL} ; act:effectSize ?size .
        ?size act:minValue ?low ; act:maxValue ?high }}"""
    )

    assert (mean(slopes) - half, mean(slopes) + half) == pytest.approx((low, high), abs=0.0075)
    assert (low, high) in {(float(row["low"]), float(row["high"])) for row in held}


@pytest.mark.parametrize(
    ("earlier", "later", "count", "average", "deviation", "held_by"),
    [(None, "1st-2nd", 16, 3.45, 0.66, "meanMonths1stTo2nd"),
     ("1st-2nd", "1st-3rd", 12, 3.41, 0.63, "meanMonths2ndTo3rd"),
     ("1st-3rd", "1st-4th", 10, 5.44, 1.75, "meanMonths3rdTo4th")],
)  # fmt: skip
def test_a_mean_time_between_injections_that_a_curator_reads_is_that_of_the_rows(
    ask, people, intervals, earlier, later, count, average, deviation, held_by
):
    again = {name.rpartition("-")[2] for name, one in people.items() if int(one["treatments"]) > 1}
    rows = {who: float(row["months"]) for who, row in intervals["alsfrs-r", later].items() if who in again}
    before = intervals["alsfrs-r", earlier] if earlier else {}
    times = [months - (float(before[who]["months"]) if earlier else 0) for who, months in rows.items()]
    (held,) = ask(
        PREFIX
        + f"""SELECT ?value ?deviation WHERE {{ {TRIAL} act:{held_by} ?time .
        ?time act:value ?value ; act:standardDeviation ?deviation }}"""
    )

    assert len(times) == count
    assert mean(times) == pytest.approx(average, abs=0.006)
    assert stdev(times) == pytest.approx(deviation, abs=0.006)
    assert (float(held["value"]), float(held["deviation"])) == (average, deviation)


def test_sixteen_lost_more_than_half_a_point_a_month_to_inclusion_and_eighteen_to_baseline(people):
    assert sum(rate < -0.5 for rate in numbers(people, "rateOnsetToInclusion")) == 16
    assert sum(rate < -0.5 for rate in numbers(people, "rateOnsetToBaseline")) == 18


def test_one_participant_alone_gained_vital_capacity_up_to_the_third_injection(intervals):
    gains = {who for who, row in intervals["fvc", "1st-3rd"].items() if float(row["changePerMonth"]) > 0}

    assert gains == {"006"}


@pytest.fixture(scope="session")
def report(seeds) -> list[str]:
    text = (seeds / "003_847b6fce316d4dfb.txt").read_text(encoding="utf-8")
    return text.splitlines()


def test_each_row_of_table_1_is_in_the_graph_as_it_is_printed(report, people):
    names = ("ageYears", "diseaseDurationMonths", "alsfrsBaseline", "rateOnsetToInclusion",
             "rateOnsetToBaseline", "treatments")  # fmt: skip
    rows = [line.split("\t") for line in report if re.match(r"\d{3}\t[A-ZА-Я]\t", line)]
    for row in rows:
        number = {"800": "008"}.get(row[0], row[0])  # the extraction turned the cell round
        held = people[f"participant-petrou-{number}"]

        assert [float(held[name]) for name in names] == [float(cell) for cell in row[2:8]], number

    assert len(rows) == 20


def test_each_line_of_table_3a_is_in_the_graph_as_it_is_printed(report, intervals):
    names = ("run-in", "1st-2nd", "1st-3rd", "1st-4th", "overall")
    number, seen = 0, 0
    for line in report:
        cells = line.split("\t")
        if len(cells) < 5 or cells[1] not in ("Monthly change", "Absolute change"):
            continue
        number += cells[1] == "Monthly change"
        if number > 20:
            break  # the average
        for name, cell in zip(names, cells[2:], strict=False):
            held = intervals["alsfrs-r", name].get(f"{number:03d}", {})
            if slope := re.fullmatch(
                r"[+-]?[\d.]+", cell.replace("$", "").replace("^{a}", "").replace("^a", "")
            ):
                seen += 1
                assert float(held["changePerMonth"]) == float(slope[0]), (number, name)
            elif scores := re.search(r"(\d+)\D+(\d+)", cell):
                seen += 1
                assert (float(held["scoreFrom"]), float(held["scoreTo"])) == (
                    float(scores[1]),
                    float(scores[2]),
                ), (number, name)

    assert number == 21
    assert seen >= 150
