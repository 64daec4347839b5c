"""The canned queries as a caller meets them: addresses, parameters, pages, formats, caching, errors."""

import asyncio
import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, Store, parse_query_results

from graph import search
from graph.releases import Release, activate
from queries.catalogue import catalogue
from server.app import create_app
from server.examples import problems
from server.settings import Settings

FIXTURE = Path(__file__).parent.parent / "queries" / "fixture.trig"
ACTD = "https://w3id.org/als-cell-therapy/id/"
#: A call of each query that the small graph has something for; the others are asked on the real data.
EVERY = {
    "trials": {},
    "regimens": {},
    "sources": {},
    "trial": {"id": "NCT03280056"},
    "provenance": {"id": "NCT03280056"},
    "search": {"text": "msc"},
}
PARSED = {
    "tsv": QueryResultsFormat.TSV,
    "sparql-json": QueryResultsFormat.JSON,
    "sparql-xml": QueryResultsFormat.XML,
}


def release(home, version):
    """Make a release of the fixture and serve it from now on."""
    made = Release(home / "releases" / version)
    made.path.mkdir(parents=True)
    store = Store(str(made.store))
    store.load(path=FIXTURE, format=RdfFormat.TRIG)
    store.flush()
    search.write(store, made.search)
    (made.path / "manifest.json").write_text(json.dumps({"version": version}))
    activate(home, made)
    return made


class Caller:
    """Asks the application, under a prefix as behind a proxy, with worker processes and all."""

    def __init__(self, home, root_path=""):
        self.runner = asyncio.Runner()
        self.root_path = root_path
        self.app = create_app(Settings(home=home, workers=1, root_path=root_path))
        self.lifespan = self.app.behind.router.lifespan_context(self.app.behind)
        self.runner.run(self.lifespan.__aenter__())

    def __call__(self, path, params=(), *, method="GET", **headers):
        names = {name.replace("_", "-"): value for name, value in headers.items()}

        async def ask():
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, path, params=params or None, headers=names)

        return self.runner.run(ask())

    def close(self):
        self.runner.run(self.lifespan.__aexit__(None, None, None))
        self.runner.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = tmp_path_factory.mktemp("home")
    release(made, "0.1.0-fixture")
    return made


@pytest.fixture(scope="module")
def call(home):
    caller = Caller(home)
    yield caller
    caller.close()


def links(answer):
    """Return the addresses of the Link header by relation."""
    return {rel: url for url, rel in re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers["link"])}


# --- answers --------------------------------------------------------------------------------------


def test_an_answer_says_what_was_asked_of_which_data_and_how_many_rows_there_are(call):
    answer = call("/queries/trials", {"cellType": "MSC", "route": "intrathecal"})

    body = answer.json()
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert {name: body[name] for name in ("query", "version", "total", "limit", "offset")} == {
        "query": "trials",
        "version": "0.1.0-fixture",
        "total": 2,
        "limit": 100,
        "offset": 0,
    }
    assert body["columns"] == list(body["rows"][0]) == list(catalogue()["trials"].columns)


def test_numbers_are_numbers_several_values_arrays_and_an_empty_cell_null(call):
    trials = {row["label"]: row for row in call("/queries/trials").json()["rows"]}

    bare, nurown = trials["Barczewska et al. 2019"], trials["NCT03280056"]
    assert (nurown["participants"], nurown["hasResults"], nurown["phase"]) == (196, True, "3")
    assert nurown["sources"] == ["chakraborty2022", "vasques2021"]
    assert nurown["references"] == ["10.1001/jamaneurol.2015.4321"]
    assert (bare["registryIds"], bare["hasResults"], bare["country"]) == ([], None, "Poland; Spain")
    assert trials["NCT00855400"]["hasResults"] is False


def test_a_dose_is_exact_whether_it_has_a_fraction_or_not(call):
    rows = call("/queries/regimens").json()["rows"]

    assert [(row["doseMin"], row["doseMax"]) for row in rows] == [
        (100000000, 200000000),
        (None, None),
        (125000000, 125000000),
        (None, None),
        (400000.5, 400000.5),
    ]
    assert isinstance(rows[0]["doseMin"], int)


def test_a_dose_that_no_source_gives_shows_what_the_source_prints_instead(call):
    rows = {row["arm"]: row for row in call("/queries/regimens", {"trial": "NCT00855400"}).json()["rows"]}

    untold = rows["NCT00855400, arm b"]
    assert (untold["doseMin"], untold["asReported"], untold["source"]) == (None, "N/A", "chakraborty2022")


def test_two_sources_that_differ_are_both_shown_and_one_is_preferred(call):
    rows = call("/queries/trial", {"id": "NCT03280056"}).json()["rows"]

    status = {
        row["valueLabel"]: (row["preferred"], row["source"]) for row in rows if row["property"] == "status"
    }
    assert status == {"completed": (True, "vasques2021"), "recruiting": (False, "chakraborty2022")}
    assert [row["preferred"] for row in rows if row["property"] == "outcome"] == [None]


def test_search_puts_the_whole_name_first(call):
    rows = call("/queries/search", {"text": "msc"}).json()["rows"]

    assert [(row["label"], row["matched"], row["type"], row["score"]) for row in rows[:2]] == [
        ("mesenchymal stem cell", "MSC", "CellType", 3),
        ("NurOwn", "MSC-NTF", "CellProduct", 2),
    ]
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)


# --- parameters -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "msc",
    [
        "MSC",
        "msc",
        "Mesenchymal Stromal Cell",
        "mesenchymal-stem_cell",
        "CL:0000134",
        "cl:0000134",
        "http://purl.obolibrary.org/obo/CL_0000134",
        "  MSC  ",
    ],
)
def test_a_concept_is_understood_however_it_is_named(call, msc):
    assert call("/queries/trials", {"cellType": msc}).json()["total"] == 2


@pytest.mark.parametrize(
    "trial",
    ["NCT00855400", "nct00855400", "EudraCT 2006-003096-12", "actd:NCT00855400", ACTD + "NCT00855400"],
)
def test_a_trial_is_found_by_any_of_its_identifiers(call, trial):
    assert call("/queries/trial", {"id": trial}).json()["total"] == 5


REFUSED = [
    ("trials", [("cellTyp", "MSC")], "cellTyp", "cellType", "has no parameter 'cellTyp'"),
    ("sources", [("text", "x")], "text", "limit", "has no parameter 'text'"),
    ("trials", [("text", "a"), ("text", "b")], "text", None, "given twice"),
    ("trials", [("limit", "5"), ("limit", "6")], "limit", None, "given twice"),
    ("trial", [], "id", "NCT03280056", "trial needs id"),
    ("trial", [("id", "")], "id", "NCT03280056", "trial needs id"),
    ("trial", [("id", "NCT99999999")], "id", None, "no ClinicalTrial is called"),
    ("trial", [("id", "NurOwn")], "id", None, "no ClinicalTrial is called"),
    ("provenance", [("id", "NurOwm")], "id", "NurOwn", "no thing is called"),
    ("trials", [("route", "intrathecl")], "route", "intrathecal", "the nearest: intrathecal"),
    ("trials", [("route", "IT")], "route", "actd:route-intraspinal", "may mean"),
    ("trials", [("route", ACTD + "route-none")], "route", None, "no Route is called"),
    ("trials", [("route", "CL:0000134")], "route", None, "no Route is called"),
    ("trials", [("phase", "4")], "phase", "1/2", "no Phase is called"),
    ("trials", [("minPhase", "two")], "minPhase", None, "no whole number"),
    ("trials", [("minPhase", "5")], "minPhase", None, "more than 4"),
    ("trials", [("hasResults", "maybe")], "hasResults", "true", "neither true nor false"),
    ("trials", [("text", "a\x00b")], "text", None, "control character"),
    ("trials", [("text", "x" * 501)], "text", None, "longer than 500"),
    ("regimens", [("minDose", "5")], "unit", None, "minDose needs unit"),
    ("regimens", [("unit", "{cells}"), ("minDose", "NaN")], "minDose", None, "no decimal number"),
    ("regimens", [("unit", "{cells}"), ("minDose", "-1")], "minDose", None, "less than 0"),
    ("search", [("text", "x"), ("type", "Trial")], "type", "ClinicalTrial", "is none of"),
    ("trials", [("limit", "0")], "limit", None, "less than 1"),
    ("trials", [("limit", "10001")], "limit", None, "more than 10000"),
    ("trials", [("offset", "-1")], "offset", None, "less than 0"),
    ("trials", [("offset", "1e3")], "offset", None, "no whole number"),
]


@pytest.mark.parametrize(("name", "params", "parameter", "candidate", "message"), REFUSED)
def test_a_call_that_cannot_be_meant_is_refused_with_what_could_be(
    call, name, params, parameter, candidate, message
):
    answer = call(f"/queries/{name}", params)

    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["parameter"] == parameter
    assert message in problem["detail"]
    assert candidate is None or candidate in problem["candidates"]


def test_each_candidate_of_an_ambiguous_name_is_accepted(call):
    candidates = call("/queries/trials", {"route": "it"}).json()["candidates"]

    assert candidates == ["actd:route-intraspinal", "actd:route-intrathecal"]
    assert [call("/queries/trials", {"route": one}).json()["total"] for one in candidates] == [1, 3]


def test_a_preferred_label_goes_before_the_synonym_of_something_else(call):
    assert call("/queries/trials", {"phase": "3"}).json()["total"] == 1
    assert call("/queries/trials", {"phase": "III"}).json()["total"] == 1


def test_an_empty_box_of_a_form_does_not_filter(call):
    answer = call("/queries/trials", {"cellType": "", "text": " ", "route": "intrathecal"})

    assert answer.json()["total"] == 3
    assert "cellType" not in answer.headers["link"]


def test_a_dose_may_be_written_with_an_exponent(call):
    answer = call("/queries/regimens", {"unit": "{cells}", "minDose": "1.1e8"})

    assert [row["product"] for row in answer.json()["rows"]] == ["NurOwn"]


# --- pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY)
def test_following_next_from_the_first_page_gives_every_row_once(call, name):
    whole = call(f"/queries/{name}", EVERY[name]).json()

    answer = call(f"/queries/{name}", {**EVERY[name], "limit": 2})
    first, rows = answer, answer.json()["rows"]
    assert answer.headers["x-total-count"] == str(whole["total"])
    assert "prev" not in links(answer)
    while "next" in links(answer):
        before = answer
        answer = call(links(answer)["next"])
        assert call(links(answer)["prev"]).json() == before.json()
        assert call(links(answer)["first"]).json() == first.json()
        rows += answer.json()["rows"]
    assert rows == whole["rows"]
    assert call(links(first)["last"]).json() == answer.json()


def test_links_keep_every_parameter_and_the_format(call):
    asked = {"cellType": "mesenchymal stem cell", "format": "csv", "limit": "1"}

    answer = call("/queries/trials", asked)

    for url in links(answer).values():
        assert url.startswith("/queries/trials?")
        assert {name: httpx.URL(url).params[name] for name in asked} == asked


def test_a_page_behind_the_end_is_empty_and_leads_back(call):
    answer = call("/queries/trials", {"offset": 50, "limit": 2})

    assert answer.json()["rows"] == []
    assert answer.json()["total"] == 3
    assert "next" not in links(answer)
    assert len(call(links(answer)["prev"]).json()["rows"]) == 1


def test_behind_a_proxy_links_have_its_prefix(home):
    caller = Caller(home, "/als")

    try:
        answer = caller("/als/queries/trials", {"limit": 1})
        listed = caller("/als/queries").json()["queries"]
        assert links(answer)["next"].startswith("/als/queries/trials?")
        assert caller(links(answer)["next"]).json()["offset"] == 1
        small = [query for query in listed if query["name"] in EVERY]
        assert all(caller(query["example"]).status_code == 200 for query in small)
    finally:
        caller.close()


# --- formats --------------------------------------------------------------------------------------


def written(value):
    """Return a cell of JSON as the text formats have it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("name", EVERY)
def test_every_format_says_the_same(call, name):
    body = call(f"/queries/{name}", EVERY[name]).json()
    cells = [[written(row[column]) for column in body["columns"]] for row in body["rows"]]

    text = call(f"/queries/{name}", {**EVERY[name], "format": "csv"}).text

    assert list(csv.reader(io.StringIO(text, newline=""))) == [body["columns"], *cells]
    for format_name, kind in PARSED.items():
        answer = call(f"/queries/{name}", {**EVERY[name], "format": format_name})
        parsed = parse_query_results(answer.content, kind)
        assert [variable.value for variable in parsed.variables] == body["columns"]
        assert [["" if term is None else term.value for term in row] for row in parsed] == cells


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/json;q=0.5, text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
    ],
)
def test_the_format_follows_accept(call, accept, media_type):
    assert call("/queries/sources", accept=accept).headers["content-type"] == media_type


def test_the_parameter_goes_before_accept(call):
    answer = call("/queries/sources", {"format": "csv"}, accept="application/json")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    ("params", "accept"), [({"format": "html"}, "*/*"), ({"format": "xlsx"}, "*/*"), ({}, "image/png")]
)
def test_a_format_that_is_not_offered_is_refused_by_naming_those_that_are(call, params, accept):
    answer = call("/queries/sources", params, accept=accept)

    assert answer.status_code == 406
    for offered in ("json", "csv", "tsv", "sparql-json", "sparql-xml"):
        assert offered in answer.json()["detail"]


# --- caching --------------------------------------------------------------------------------------


def test_who_has_the_answer_already_is_told_so_without_a_body(call):
    answer = call("/queries/trials", {"cellType": "MSC"})
    tag = answer.headers["etag"]

    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = call("/queries/trials", {"cellType": "MSC"}, if_none_match=sent)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["vary"] == "Accept"
        assert again.headers["cache-control"] == answer.headers["cache-control"]
    assert call("/queries/trials", {"cellType": "MSC"}, if_none_match='"other"').status_code == 200


def test_answers_that_differ_have_tags_that_differ(call):
    asked = [
        {},
        {"cellType": "MSC"},
        {"text": "MSC"},
        {"limit": 1},
        {"limit": 1, "offset": 1},
        {"format": "csv"},
        {"hasResults": "true"},
        {"hasResults": "false"},
    ]

    tags = [call("/queries/trials", params).headers["etag"] for params in asked]

    assert len(set(tags)) == len(tags)
    assert not any(tag.startswith("W/") for tag in tags)


def test_the_same_question_in_other_words_has_the_same_tag(call):
    tags = {call("/queries/trials", {"cellType": name}).headers["etag"] for name in ("MSC", "CL:0000134")}

    assert len(tags) == 1


def test_a_new_release_has_new_tags(tmp_path):
    tags = []
    for version in ("0.1.0-one", "0.1.0-two"):
        release(tmp_path, version)
        caller = Caller(tmp_path)
        tags.append(caller("/queries/trials").headers["etag"])
        caller.close()

    assert tags[0] != tags[1]


def test_head_gives_the_headers_of_get(call):
    got, headed = call("/queries/trials"), call("/queries/trials", method="HEAD")

    assert headed.content == b""
    for name in ("etag", "link", "x-total-count", "content-type", "content-length"):
        assert headed.headers[name] == got.headers[name]


# --- the list and the text ------------------------------------------------------------------------


def test_the_list_tells_all_that_a_caller_needs(call):
    listed = {query["name"]: query for query in call("/queries").json()["queries"]}

    assert set(listed) == set(catalogue())
    trials = listed["trials"]
    assert [parameter["name"] for parameter in trials["parameters"]] == list(catalogue()["trials"].params)
    assert {"name", "type", "class", "required", "description", "example"} <= set(trials["parameters"][0])
    assert [column["name"] for column in trials["columns"]] == list(catalogue()["trials"].columns)
    assert call(trials["url"]).status_code == call(trials["sparql"]).status_code == 200


def test_a_browser_gets_the_list_as_a_page(call):
    answer = call("/queries", accept="text/html,*/*;q=0.8")

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    for name in catalogue():
        assert f'<section id="{name}">' in answer.text
    again = call("/queries", accept="text/html,*/*;q=0.8", if_none_match=answer.headers["etag"])
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("name", "params"),
    [*EVERY.items(), ("trials", {"cellType": "MSC", "text": 'a"\\'}), ("trials", {"limit": 1, "offset": 1})],
)
def test_the_text_pasted_in_an_editor_gives_the_rows_of_the_query(call, name, params):
    text = call(f"/queries/{name}/sparql", params)
    wanted = call(f"/queries/{name}", {**params, "format": "sparql-json"}).json()

    pasted = call("/sparql", {"query": text.text}, accept="application/sparql-results+json").json()

    assert text.headers["content-type"] == "application/sparql-query"
    assert pasted["head"]["vars"] == wanted["head"]["vars"]
    assert [tidy(row) for row in pasted["results"]["bindings"]] == [
        tidy(row) for row in wanted["results"]["bindings"]
    ]


def tidy(row):
    """Return a row of SPARQL JSON without the order within cells and without empty texts."""
    return {name: sorted(cell["value"].split("; ")) for name, cell in row.items() if cell["value"]}


def test_a_query_that_needs_a_value_is_shown_as_its_file_until_it_gets_one(call):
    answer = call("/queries/trial/sparql")

    assert answer.text == catalogue()["trial"].source
    assert call("/queries/trial/sparql", {"id": "NCT03280056"}).text.startswith("# trial: ")


@pytest.mark.parametrize("path", ["/queries/trails", "/queries/", "/queries/trials/", "/queries/trials/rows"])
def test_an_address_without_a_query_is_not_found(call, path):
    answer = call(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_misspelt_name_is_met_with_the_right_one(call):
    assert "trials" in call("/queries/trails").json()["candidates"]


@pytest.mark.parametrize("path", ["/queries", "/queries/trials", "/queries/trials/sparql"])
def test_queries_are_only_read(call, path):
    answer = call(path, method="POST")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize(
    "value", ['" } DROP ALL #', "\\u0022 } #", "SERVICE <http://127.0.0.1:1/> { ?s ?p ?o }"]
)
def test_a_hostile_value_is_refused_or_finds_nothing_more(call, name, value):
    for parameter in catalogue()[name].params:
        answer = call(f"/queries/{name}?{urlencode({**EVERY[name], parameter: value})}")
        assert answer.status_code == 422 or answer.json()["rows"] == []


def test_an_example_that_finds_too_little_is_told():
    store = Store()
    store.load(path=FIXTURE, format=RdfFormat.TRIG)

    # the other queries ask for what the small graph does not have
    known = tuple(f"{catalogue()[name].topic}/{name}.rq " for name in EVERY)
    lacking = "sources/sources.rq with no parameters: 2 rows, expected 5 or more"
    assert [line for line in problems(store) if line.startswith(known)] == [lacking]
    store.update("DELETE WHERE { GRAPH ?g { ?s a <https://w3id.org/als-cell-therapy/ns#SourceDocument> } }")
    assert "sources/sources.rq with no parameters: 0 rows, expected 5 or more" in problems(store)
    store.update("DELETE WHERE { GRAPH ?g { ?s <https://w3id.org/als-cell-therapy/ns#status> ?o } }")
    store.update("DELETE WHERE { GRAPH ?g { ?s <http://www.w3.org/2004/02/skos/core#altLabel> ?o } }")
    assert any(line.startswith("trials/trials.rq with cellType=MSC") for line in problems(store))
