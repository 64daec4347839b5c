"""What a researcher gets from the running service, on the real data."""

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"


def numbers(service, query: str) -> set[str]:
    answer = service.get(f"/queries/trials?{query}&limit=1000").json()
    assert answer["total"] == len(answer["rows"])
    return {number for row in answer["rows"] for number in row["registryIds"]}


def test_every_registry_number_of_both_documents_is_found_by_trials(service, seeds):
    for name in ("000_477eb93482ed0058.txt", "001_b1aae45c24f900be.txt"):
        printed = set(re.findall(r"NCT\d{8}", (seeds / name).read_text(encoding="utf-8")))
        assert printed <= numbers(service, "")
        for number in printed:
            (row,) = service.get(f"/queries/trials?text={number}").json()["rows"]
            assert number in row["registryIds"]


def test_msc_trials_by_the_intrathecal_route_leave_out_the_mononuclear_ones(service):
    found = numbers(service, "cellType=MSC&route=intrathecal&minPhase=2")
    nurown = {"NCT03280056", "NCT02017912", "NCT01777646", "NCT01051882"}

    assert nurown | {"NCT04651855"} <= found
    assert not found & {"NCT00855400", "NCT01254539", "NCT02286011", "NCT02193893"}


def test_a_label_in_a_shifted_block_does_not_make_a_trial_a_whartons_jelly_one(service):
    found = numbers(service, "product=WJ-MSC")

    assert found == {"NCT04651855", "NCT02881476"}
    assert {"NCT02492516", "NCT03268603"} <= numbers(service, "product=AT-MSC")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cellType=CL:0000134", "cellType=mesenchymal stromal cell"),
        ("route=intrathecal", "route=IT"),
        ("phase=1/2a", "phase=I/IIa"),
        ("product=NurOwn", "product=msc-ntf"),
        ("condition=ALS", "condition=MONDO:0004976"),
    ],
)
def test_a_concept_may_be_named_by_identifier_label_or_synonym(one, other, service):
    assert numbers(service, one) == numbers(service, other) != set()


def test_every_dose_has_number_unit_statistic_route_and_place(service):
    found = service.get("/queries/regimens?limit=1000").json()["rows"]
    dosed = [row for row in found if row["doseMin"] is not None]

    assert len(dosed) >= 53
    for row in dosed:
        assert row["doseMin"] <= row["doseMax"]
        assert row["unit"] in ("{cells}", "{cells}/kg")
        assert all(row[name] for name in ("statistic", "route", "product", "asReported", "source", "locator"))
    assert all(row["source"] and row["locator"] for row in found)


IT, IV, IM, SPINAL = "intrathecal", "intravenous", "intramuscular", "intraspinal"
CELLS, PER_KG = "{cells}", "{cells}/kg"


@pytest.mark.parametrize(
    ("trial", "expected"),
    [
        ("NCT00855400", {(SPINAL, 462e6, 462e6, "median", CELLS, None)}),
        ("cashman2008", {(IV, 1.5e6, 7.6e6, "range", PER_KG, None)}),
        ("NCT03268603", {(IT, 1e8, 1e8, "exact", CELLS, 4)}),
        ("NCT03828123", {(IT, 15e6, 15e6, "mean", CELLS, None)}),
        ("NCT01640067", {(SPINAL, 75e3, 75e3, "exact", CELLS, 3), (SPINAL, 75e3, 75e3, "exact", CELLS, 6)}),
        ("NCT01051882", {(IM, 1e6, 1e6, "exact", CELLS, 24), (IT, 1e6, 1e6, "exact", PER_KG, None)}),
        (
            "rushkevich2015",
            {(IV, 0.5e6, 1.5e6, "range", PER_KG, None), (IT, 5e6, 9.7e6, "range", CELLS, None)},
        ),
    ],
)
def test_doses_of_every_shape_are_numbers(trial, expected, service):
    found = service.get(f"/queries/regimens?trial={trial}").json()["rows"]
    names = ("route", "doseMin", "doseMax", "statistic", "unit", "administrations")

    assert {tuple(row[name] for name in names) for row in found} == expected


def test_a_row_with_two_registry_numbers_is_one_trial_under_either(service):
    one, other = (
        service.get(f"/queries/trial?id={number}&format=csv").text
        for number in ("NCT01759797", "NCT01771640")
    )

    assert one == other


def test_csv_json_and_sparql_json_give_the_same_rows(service):
    plain = service.get("/queries/trials?format=json").json()
    table = list(csv.DictReader(io.StringIO(service.get("/queries/trials?format=csv").text)))
    sparql = service.get("/queries/trials?format=sparql-json").json()["results"]["bindings"]

    assert [row["trial"] for row in plain["rows"]] == [row["trial"] for row in table]
    assert [row["trial"] for row in plain["rows"]] == [row["trial"]["value"] for row in sparql]
    assert ["; ".join(row["registryIds"]) for row in plain["rows"]] == [row["registryIds"] for row in table]


def test_an_endless_query_is_stopped_while_others_are_answered_and_the_next_one_works(service):
    question = {
        "query": "SELECT (COUNT(*) AS ?n) { ?trial a <https://w3id.org/als-cell-therapy/ns#ClinicalTrial> }"
    }
    with ThreadPoolExecutor(2) as pool:
        endless = pool.submit(service.get, "/sparql", params={"query": ENDLESS})
        while not endless.done():
            assert service.get("/sparql", params=question).status_code == 200
            assert service.get("/queries/sources").status_code == 200
        stopped = endless.result()

    assert stopped.status_code in (504, 507)
    assert stopped.headers["content-type"] == "application/problem+json"
    assert service.get("/sparql", params=question).json()["results"]["bindings"][0]["n"]["value"] == "78"


def test_the_start_page_lists_every_query_with_examples_that_work(service):
    page = service.get("/").text
    names = [
        query["name"]
        for query in service.get("/queries", headers={"Accept": "application/json"}).json()["queries"]
    ]

    assert {"trials", "trial", "regimens", "sources", "provenance", "search"} <= set(names)
    links = set(re.findall(r'href="(/[^"]*)"', page))
    assert all(any(link.startswith(f"/queries/{name}") for link in links) for name in names)
    for link in links:
        assert service.get(link.replace("&amp;", "&")).status_code == 200, link
    assert not re.search(r'<(?:script|img|link)[^>]+(?:src|href)="(?:https?:)?//', page)


def test_the_list_of_queries_says_what_each_parameter_and_column_means_and_its_links_work(service):
    page = service.get("/queries", headers={"Accept": "text/html"}).text

    for name in ("minPhase", "donorRelation", "asReported", "evidenceKind"):
        assert f"<code>{name}</code>" in page
    assert "`" not in page
    for link in set(re.findall(r'href="(/[^"]*)"', page)):
        assert service.get(link.replace("&amp;", "&")).status_code == 200, link


def test_the_version_served_is_the_version_built(service, release):
    assert service.get("/readyz").json()["version"] == release.version
    assert release.version in service.get("/version").text
