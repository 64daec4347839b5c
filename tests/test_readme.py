"""What the README and the other pages say is so."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESSES = sorted(set(re.findall(r"<http://127\.0\.0\.1:8000(/[^>]*)>", README)))


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_in_the_readme_answers(address, service):
    assert service.get(address).status_code == 200


def rows(service, name) -> list[dict]:
    (address,) = [
        address for address in ADDRESSES if urlsplit(address).path + "?" + urlsplit(address).query == name
    ]
    return service.get(address).json()["rows"]


def test_the_first_question_has_thirteen_answers_and_nurown_four_of_them(service):
    found = rows(service, "/queries/trials?cellType=MSC&route=intrathecal&minPhase=2&condition=ALS")

    assert len(found) == 13
    assert sum("MSC-NTF (NurOwn)" in row["products"] for row in found) == 4


def test_the_second_question_has_the_doses_of_the_three_cohorts(service):
    found = rows(service, "/queries/regimens?trial=NCT01777646")
    doses = {(row["arm"], row["route"], row["unit"]): row["doseMin"] for row in found}

    assert doses == {
        ("cohort 1", "intrathecal", "{cells}/kg"): 1_000_000,
        ("cohort 2", "intrathecal", "{cells}/kg"): 1_500_000,
        ("cohort 3", "intrathecal", "{cells}/kg"): 2_000_000,
        ("cohort 1", "intramuscular", "{cells}"): 24_000_000,
        ("cohort 2", "intramuscular", "{cells}"): 36_000_000,
        ("cohort 3", "intramuscular", "{cells}"): 48_000_000,
    }
    assert "110^6 cells/kg IT" in {row["asReported"] for row in found}


def test_the_third_question_shows_every_status_with_place_and_reason(service):
    status = [row for row in rows(service, "/queries/trial?id=NCT03280056") if row["property"] == "status"]

    assert {(row["source"], row["valueLabel"]) for row in status} == {
        ("isscr-als", "ongoing"),
        ("isscr-als", "completed"),
        ("vasques2021", "completed"),
        ("petrou2021", "completed"),
        ("chakraborty2022", "recruiting"),
    }
    assert all(row["locator"] for row in status)
    (reading,) = [row for row in status if row["evidenceKind"] == "curator inference"]
    assert "the chapter of 2021 prints Completed" in reading["reason"]


def test_the_fourth_question_says_adipose_tissue_and_why(service):
    said = [row for row in rows(service, "/queries/trial?id=staff2016") if row["property"] == "uses product"]
    (held,) = [row for row in said if row["preferred"]]

    assert held["valueLabel"] == "autologous adipose tissue mesenchymal stem cells"
    assert "three rows too high" in held["reason"]


def test_the_fifth_question_has_thirteen_participants_one_with_a_slope_in_conflict(service):
    found = rows(service, "/queries/participants?responder=true")
    conflicts = service.get("/queries/conflicts?limit=1000").json()["rows"]
    doubtful = {row["subject"].rpartition("/")[2] for row in conflicts if "-overall" in row["subject"]}
    numbers = {row["participant"].rpartition("-")[2] for row in found}

    assert len(found) == 13
    assert {row["onset"] for row in found} == {"bulbar", "fine motor", "gross motor"}
    assert {f"interval-petrou-{number}-overall" for number in numbers} & doubtful == {
        "interval-petrou-009-overall"
    }


def test_the_sixth_question_has_claims_for_against_and_open_with_their_papers(service):
    found = rows(service, "/queries/mechanism-claims?mechanism=cell+replacement")

    assert {row["polarity"] for row in found} == {"supports", "refutes", "uncertain"}
    assert any(row["reference"] for row in found)


def test_the_seventh_question_finds_more_than_a_hundred_conflicts_with_two_sides_each(service):
    found = service.get("/queries/conflicts?limit=1000").json()["rows"]

    assert len(found) > 100
    assert all(len(row["statements"]) > 1 for row in found)


def test_the_sparql_question_runs_and_finds_trials_without_a_dose(service):
    (text,) = re.findall(r"```sparql\n(.*?)```", README, flags=re.DOTALL)
    found = service.get("/sparql", params={"query": text}).json()["results"]["bindings"]

    assert {"NCT03280056", "NCT04651855"} <= {row["id"]["value"] for row in found}
    assert "NCT02017912" not in {row["id"]["value"] for row in found}


def test_every_link_of_every_page_leads_to_a_file():
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_module_named_in_the_documentation_is_there():
    for page in (ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))):
        for path in re.findall(r"`([a-z]+/[\w/.-]+\.(?:py|tsv|ttl))`", page.read_text(encoding="utf-8")):
            assert (ROOT / path).exists(), f"{page.name}: {path}"


def test_every_make_target_is_in_the_help_and_every_named_one_is_a_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^([a-z-]+):.*##", makefile))
    phony = set(re.search(r"(?m)^\.PHONY: (.*)$", makefile)[1].split())

    assert targets == phony
    for page in (README, (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")):
        assert set(re.findall(r"`?make ([a-z]+)\b", page)) - {"up"} <= targets
