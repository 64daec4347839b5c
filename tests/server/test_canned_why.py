"""Why an inferred fact holds, asked of the real service on the real data."""

import pytest


@pytest.fixture
def why(service):
    """Return the rows of a proof."""

    def rows(**parameters):
        answer = service.get("/queries/why", params={**parameters, "limit": 10_000})
        assert answer.status_code == 200, answer.text
        return answer.json()["rows"]

    return rows


def test_each_trial_found_by_mesenchymal_stem_cell_is_explained_down_to_a_place(service, why):
    hits = service.get("/queries/trials", params={"cellType": "CL:0000134", "limit": 1000}).json()["rows"]

    assert len(hits) > 40
    for hit in hits:
        rows = why(subject=hit["trial"], property="testsCellType", object="CL:0000134")
        assert rows[0]["depth"] == 0, hit["label"]
        assert rows[0]["kind"] == "rule"
        ends = [row for row in rows if row["kind"] == "asserted"]
        assert ends
        assert all(row["source"] and row["locator"] for row in ends)
        assert any(row["claim"] and row["statement"].partition(", ")[2] for row in ends)


def test_a_trial_found_by_mesenchymal_stem_cell_tests_no_mixture_of_mononuclear_cells_alone(service, ask):
    hits = service.get("/queries/trials", params={"cellType": "CL:0000134", "limit": 1000}).json()["rows"]
    members = {
        row["t"]
        for row in ask("""PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
            SELECT ?t { ?t a act:ClinicalTrial ; act:testsProduct ?p . ?p a act:MSCProduct
                        FILTER NOT EXISTS { ?p a act:MononuclearCellProduct } }""")
    }

    assert {hit["trial"] for hit in hits} == members


def test_a_rule_or_axiom_stands_in_words_and_an_assertion_with_its_claim(why):
    rows = why(subject="product-nurown", property="is a", object="MSC product")

    assert rows[0]["kind"] == "axiom"
    assert all(bool(row["rule"]) == (row["kind"] != "asserted") for row in rows)
    assert any(row["source"] == "vasques2021" and row["claim"] for row in rows)
    assert [row["source"].partition(" ")[0] for row in rows if row["locator"] == "CL:0002540"] == ["CL"]


def test_each_step_but_the_first_is_used_for_a_step_above_it(why):
    rows = why(subject="NCT03280056", object="direct CNS delivery trial")
    depth = {row["step"]: row["depth"] for row in rows}

    assert min(depth.values()) == 0 < max(depth.values())
    for row in rows:
        assert (row["usedFor"] == []) == (row["depth"] == 0)
        assert all(depth[above] < row["depth"] for above in row["usedFor"])


def test_a_fact_that_was_not_inferred_is_answered_with_its_claims(why):
    rows = why(subject="NCT03280056", property="phase")

    assert {row["kind"] for row in rows} == {"asserted"}
    assert len({row["source"] for row in rows}) > 1
    assert all(row["claim"] for row in rows)


@pytest.mark.parametrize(
    "value", ["MSC product", "msc PRODUCT", "MSCProduct", "https://w3id.org/als-cell-therapy/ns#MSCProduct"]
)
def test_a_value_is_named_by_label_local_name_or_iri(value, why):
    assert (
        why(subject="product-nurown", object=value)[0]["conclusion"] == "MSC-NTF (NurOwn), is a: MSC product"
    )
