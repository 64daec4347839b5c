"""What holds for every canned query, asked of the real service on the real data."""

import pytest

from queries.catalogue import catalogue
from server.descriptions import spelt

RESULTS = "application/sparql-results+json"


@pytest.fixture(params=list(catalogue()))
def query(request):
    """Each query in turn."""
    return catalogue()[request.param]


@pytest.fixture
def example(query):
    """The fields of its example."""
    return {name: spelt(value) for name, value in query.example.items()}


def tidy(cell):
    """Return a cell as a sorted list, since engines may join several values in any order."""
    return sorted(cell.get("value", "").split("; "))


def test_pages_put_together_are_the_whole_answer(query, example, service):
    whole = service.get(f"/queries/{query.name}", params={**example, "limit": 10_000}).json()
    size = max(1, whole["total"] // 3)

    rows = []
    for offset in range(0, whole["total"], size):
        page = service.get(f"/queries/{query.name}", params={**example, "limit": size, "offset": offset})
        rows += page.json()["rows"]

    assert rows == whole["rows"] != []


def test_the_text_pasted_in_an_editor_gives_the_same_rows(query, example, service):
    text = service.get(f"/queries/{query.name}/sparql", params=example).text
    wanted = service.get(
        f"/queries/{query.name}", params={**example, "limit": 10_000, "format": "sparql-json"}
    ).json()

    pasted = service.get("/sparql", params={"query": text}, headers={"accept": RESULTS}).json()

    columns = wanted["head"]["vars"]
    assert pasted["head"]["vars"] == columns
    assert [[tidy(row.get(name, {})) for name in columns] for row in pasted["results"]["bindings"]] == [
        [tidy(row.get(name, {})) for name in columns] for row in wanted["results"]["bindings"]
    ]


@pytest.mark.parametrize(
    "value", ['" } DROP ALL #', "\\u0022 } #", "SERVICE <http://127.0.0.1:1/> { ?s ?p ?o }"]
)
def test_a_hostile_value_is_refused_or_finds_nothing(query, value, service):
    needed = {name: query.example[name] for name, parameter in query.params.items() if parameter.required}
    for parameter in query.params:
        answer = service.get(f"/queries/{query.name}", params={**needed, parameter: value})
        assert answer.status_code == 422 or answer.json()["rows"] == []


def test_a_parameter_that_a_query_does_not_have_is_refused(query, example, service):
    answer = service.get(f"/queries/{query.name}", params={**example, "colour": "red"})

    assert answer.status_code == 422
    assert "colour" in answer.json()["detail"]


def test_no_cell_with_several_values_has_one_twice_or_an_empty_one(query, example, service):
    rows = service.get(f"/queries/{query.name}", params={**example, "limit": 10_000}).json()["rows"]

    for row in rows:
        for name, column in query.columns.items():
            if column.many:
                assert len(row[name]) == len(set(row[name]))
                assert all(row[name])
