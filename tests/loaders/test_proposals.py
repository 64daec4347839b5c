"""What a program proposes is for a curator: valid SSSOM, never published as it is, never twice."""

import pytest
from pyoxigraph import Store
from sssom.parsers import parse_sssom_table
from sssom.validators import validate

from graph.errors import SourceError
from loaders.candidates import file_targets, groups, literal, subjects, targets
from loaders.proposals import rows, written
from loaders.sssom import COLUMNS, read
from ontology import PREFIXES

DATA = """
GRAPH actg:schema { act:Gene a owl:Class ; rdfs:label "gene" . }
GRAPH actg:vocab {
  actd:scheme-routes rdfs:label "routes" .
  actd:route-iv a act:Route ; skos:inScheme actd:scheme-routes ; rdfs:label "intravenous" .
  actd:route-iv skos:altLabel "IV" .
  actd:route-im a act:Route ; skos:inScheme actd:scheme-routes ; rdfs:label "intramuscular" .
  actd:route-it a act:Route ; skos:inScheme actd:scheme-routes ; rdfs:label "intrathecal" .
  actd:trial-1 a act:ClinicalTrial ; rdfs:label "gene" .
  CHEBI:25016 a act:Drug ; rdfs:label "lead atom" .
}
GRAPH actg:slice-go {
  actg:slice-go owl:versionInfo "v9" .
  GO:1 rdfs:label "intravenous" . GO:2 rdfs:label "gene" . GO:3 rdfs:label "Intravenous" .
  GO:4 rdfs:label "intrathecal" . GO:5 rdfs:label "intrathecally" . GO:6 rdfs:label "intramuscular" .
}
GRAPH actg:mappings {
  actd:mapping-1 owl:annotatedSource actd:route-im ; owl:annotatedTarget GO:6 .
  actd:mapping-2 owl:annotatedSource actd:route-it ; owl:annotatedTarget sssom:NoTermFound .
}
"""


@pytest.fixture
def store() -> Store:
    made = Store()
    prologue = "".join(f"PREFIX {name}: <{start}>\n" for name, start in PREFIXES.items())
    made.update(f"{prologue} INSERT DATA {{ {DATA} }}")
    return made


def proposed(store, wanted=None, **options):
    chosen = subjects(store) if wanted is None else wanted
    return [(row["subject_id"], row["object_id"]) for row in rows(chosen, list(targets(store)), **options)]


def test_terms_without_a_mapping_and_those_for_which_none_was_found_are_looked_for(store):
    assert [one.id for one in subjects(store)] == ["actd:route-it", "actd:route-iv", "act:Gene"]


def test_homonyms_are_all_proposed_best_first(store):
    found = proposed(store, min_score=0.9)

    assert [value for subject, value in found if subject == "actd:route-iv"] == ["GO:1", "GO:3"]
    assert ("act:Gene", "GO:2") in found


def test_what_was_mapped_or_refused_is_not_proposed_again(store):
    known = [one for one in subjects(store, all_of_them=True) if one.id == "actd:route-im"]

    assert ("actd:route-im", "GO:6") not in proposed(store, known, min_score=0.1)


def test_a_target_has_the_version_of_its_ontology(store):
    versions = {target.id: target.version for target in targets(store)}

    assert versions["GO:1"] == "v9"
    assert versions["CHEBI:25016"] not in ("", "v9")


def test_a_text_means_the_term_of_ours_that_is_called_so_or_itself(store):
    known = subjects(store, all_of_them=True)

    assert [one.id for text in ("IV", "route-iv", "actd:route-iv") for one in literal(text, known)] == [
        "actd:route-iv"
    ] * 3
    assert [(one.id, one.label) for one in literal("jugular", known)] == [("", "jugular")]


def test_subjects_know_their_scheme_and_class(store):
    assert {"routes", "Route", "classes"} <= set(groups(subjects(store)))


def test_proposals_are_valid_sssom_that_says_how_they_were_found(store, tmp_path):
    wanted = [*subjects(store), *literal('in "thecal"', [])]
    file = tmp_path / "proposed.sssom.tsv"
    file.write_text(written(rows(wanted, list(targets(store)), min_score=0.6)), encoding="utf-8")

    table = parse_sssom_table(str(file))
    reports = validate(table, fail_on_error=False)

    assert [result.message for report in reports.values() for result in report.results] == []
    assert set(table.df["mapping_justification"]) == {"semapv:LexicalMatching"}
    first = table.df[table.df["subject_id"] == "actd:route-iv"].iloc[0]
    assert (first["subject_match_field"], first["object_match_field"], first["match_string"]) == (
        "rdfs:label", "rdfs:label", "intravenous",
    )  # fmt: skip
    assert float(first["confidence"]) == 1.0


def test_no_proposals_are_a_table_without_rows(tmp_path):
    file = tmp_path / "proposed.sssom.tsv"
    file.write_text(written([]), encoding="utf-8")

    assert file.read_text(encoding="utf-8").splitlines()[-1].split("\t")[: len(COLUMNS)] == list(COLUMNS)


def test_proposals_are_not_taken_for_a_published_file(store, tmp_path):
    file = tmp_path / "proposed.sssom.tsv"
    file.write_text(written(rows(subjects(store), list(targets(store)))), encoding="utf-8")

    with pytest.raises(SourceError):
        read(file, {}, {})


def test_terms_of_a_file_are_targets_unless_they_are_obsolete(tmp_path):
    file = tmp_path / "go.obo"
    file.write_text(
        "format-version: 1.2\ndata-version: releases/2026-01-01\nontology: go\n\n"
        '[Term]\nid: GO:0000001\nname: one\nsynonym: "uno" EXACT []\n\n'
        "[Term]\nid: GO:0000002\nname: two\nis_obsolete: true\n",
        encoding="utf-8",
    )

    (found,) = file_targets(file)

    assert (found.id, found.label, found.synonyms, found.version) == (
        "GO:0000001", "one", ("uno",), "2026-01-01",
    )  # fmt: skip
