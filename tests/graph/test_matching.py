"""A text finds the terms that it may mean, best first, and both of two with the same name."""

import pytest
from curies import NamableReference, Reference
from ssslm import LiteralMapping

from graph.matching import NameMatcher, plain

LABEL, SYNONYM = Reference.from_curie("rdfs:label"), Reference.from_curie("skos:altLabel")


def name(curie, text, predicate=LABEL):
    return LiteralMapping(reference=NamableReference.from_curie(curie), predicate=predicate, text=text)


NAMES = NameMatcher(
    [
        name("CL:1", "mesenchymal stem cell"),
        name("CL:1", "MSC", SYNONYM),
        name("CL:2", "neural stem cell"),
        name("CL:3", "motor neuron"),
        name("MONDO:1", "lead"),
        name("CHEBI:1", "lead"),
        name("mesh:1", "Injections, Spinal"),
        name("uniprot:1", "IL-6"),
    ]
)


@pytest.mark.parametrize(
    ("text", "curie", "score", "field"),
    [
        ("mesenchymal stem cell", "CL:1", 1.0, "rdfs:label"),
        ("Mesenchymal Stem-Cell", "CL:1", 0.95, "rdfs:label"),
        ("mesenchymal stem cells", "CL:1", 0.9, "rdfs:label"),
        ("MSC", "CL:1", 0.95, "skos:altLabel"),
        ("msc", "CL:1", 0.902, "skos:altLabel"),
        ("spinal injection", "mesh:1", 0.9, "rdfs:label"),
    ],
)
def test_a_name_scores_by_how_alike_it_is_written(text, curie, score, field):
    best = NAMES.get_matches(text)[0]

    assert (best.curie, best.score, best.field) == (curie, score, field)


def test_words_that_only_look_alike_score_below_the_same_words():
    found = {match.curie: match.score for match in NAMES.get_matches("mesenchymal stem-cels", min_score=0.5)}

    assert 0.8 < found["CL:1"] < 0.9
    assert found.get("CL:2", 0) < found["CL:1"]


def test_two_terms_with_one_name_are_both_found():
    assert [match.curie for match in NAMES.get_matches("lead")] == ["CHEBI:1", "MONDO:1"]


def test_a_term_is_found_once_by_its_best_name():
    found = [match.curie for match in NAMES.get_matches("MSC", min_score=0)]

    assert found.count("CL:1") == 1


@pytest.mark.parametrize("least", [0.0, 0.5, 0.75, 0.95, 1.0])
def test_nothing_below_the_least_score_is_found(least):
    assert all(match.score >= least for match in NAMES.get_matches("mesenchymal stem cells", min_score=least))


def test_abbreviations_are_not_compared_by_likeness():
    assert NAMES.get_matches("IL-7") == []


def test_no_names_find_nothing():
    assert not NameMatcher([]).not_empty()
    assert NameMatcher([]).get_matches("x") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("Stem Cells", "stem cell"), ("cell, stem", "stem cell"), ("co-culture", "co culture")],
)
def test_case_order_hyphens_and_plural_do_not_count(one, other):
    assert plain(one) == plain(other)
