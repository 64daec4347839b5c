"""Every identifier of another ontology that a release links to was compared with what was pinned of it."""

import csv
import json

import pytest
from pyoxigraph import Literal, Quad, Store

from graph.errors import BuildError
from graph.terms import LABEL, act, actd, graph_node, prefixed
from loaders.identifiers import faults, linked, reports
from ontology.slicing import external_terms

TERM = next(term for term in external_terms() if term.curie == "NCIT:C38276")


@pytest.fixture
def store() -> Store:
    """A trial with a value that is pinned, and its label as a build shows it."""
    made = Store()
    node = prefixed(TERM.curie)
    made.add(Quad(node, LABEL, Literal(TERM.label), graph_node("vocab")))
    made.add(Quad(actd("trial-1"), act("condition"), node, graph_node("studies")))
    return made


def only(store):
    (found,) = linked(store)
    return found


def test_a_value_that_is_pinned_with_its_label_is_checked(store):
    found = only(store)

    assert (found.id, found.label, found.ontology, found.linked, found.fault) == (
        TERM.curie, TERM.label, "ncit", "value", "",
    )  # fmt: skip
    assert not list(faults([found]))


def test_a_value_that_is_mapped_to_as_well_is_both(store):
    mapped = Quad(
        actd("route-intravenous"), prefixed("skos:exactMatch"), prefixed(TERM.curie), graph_node("mappings")
    )
    store.add(mapped)

    assert only(store).linked == "both"


def test_the_object_of_a_refused_mapping_is_not_linked():
    store = Store()
    target = prefixed("owl:annotatedTarget")
    store.add(Quad(actd("mapping-1"), target, prefixed(TERM.curie), graph_node("mappings")))

    assert linked(store) == []


@pytest.mark.parametrize("graph", ["schema", "slice-ncit", "inferred"])
def test_what_only_axioms_other_ontologies_or_rules_say_is_not_linked(graph):
    store = Store()
    store.add(Quad(actd("x"), act("condition"), prefixed(TERM.curie), graph_node(graph)))

    assert linked(store) == []


@pytest.mark.parametrize("curie", ["doi:10.1/x", "clinicaltrials:NCT1", "skos:Concept", "act:Trial"])
def test_works_trials_and_vocabularies_are_no_terms(curie):
    store = Store()
    store.add(Quad(actd("x"), act("condition"), prefixed(curie), graph_node("studies")))

    assert linked(store) == []


def test_an_identifier_that_nobody_looked_up_is_a_fault_that_names_it(store):
    store.add(Quad(actd("trial-1"), act("condition"), prefixed("MONDO:9999999"), graph_node("studies")))

    (fault,) = faults(linked(store))

    assert isinstance(fault, BuildError)
    assert "MONDO:9999999" in str(fault)
    assert "external.tsv" in str(fault)


def test_a_label_that_is_not_the_pinned_one_is_a_fault(store):
    store.add(Quad(prefixed(TERM.curie), LABEL, Literal("another"), graph_node("slice-ncit")))

    assert TERM.curie in str(next(faults(linked(store))))


def test_the_reports_of_a_release_count_as_many_checked_as_linked(release):
    told = json.loads((release.path / "reports" / "external-ids.json").read_text(encoding="utf-8"))
    with (release.path / "reports" / "external-ids.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))

    assert told["linked"] == told["checked"] == len(rows) == len({row["id"] for row in rows}) > 100
    assert sum(told["ontologies"].values()) == sum(told["how"].values()) == told["linked"]
    assert all(
        row["label"] and row["check"] and row["linked"] in ("value", "mapping", "both") for row in rows
    )


def test_the_reports_name_what_was_compared(store):
    text = reports(linked(store))["external-ids.tsv"]

    assert text.splitlines()[0].split("\t") == ["id", "label", "ontology", "version", "linked", "check"]
    assert TERM.source in text
