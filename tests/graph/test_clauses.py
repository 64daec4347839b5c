"""Rules and axioms are of a form whose every step can be explained, or they are refused by name."""

import pytest

from graph import clauses
from graph.errors import BuildError

PREFIX = "PREFIX act: <https://w3id.org/als-cell-therapy/ns#> PREFIX e: <http://example.org/>"


@pytest.fixture
def rules_of(monkeypatch, tmp_path):
    """Return the rules of a folder that has one rule of this text."""

    def rules(text):
        (tmp_path / "mine.rq").write_text(text, encoding="utf-8")
        monkeypatch.setattr(clauses, "RULES", tmp_path)
        return clauses.rules.__wrapped__()

    return rules


@pytest.fixture
def axioms_of(monkeypatch, tmp_path):
    """Return the axioms of a schema of this text."""

    def axioms(text):
        prefixes = """@prefix act: <https://w3id.org/als-cell-therapy/ns#> .
            @prefix owl: <http://www.w3.org/2002/07/owl#> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."""
        (tmp_path / "schema.ttl").write_text(f"{prefixes} {text} .", encoding="utf-8")
        monkeypatch.setattr(clauses, "SCHEMA", tmp_path / "schema.ttl")
        return clauses.axioms.__wrapped__()

    return axioms


@pytest.mark.parametrize(
    "text",
    [
        "CONSTRUCT { ?a e:p ?b } WHERE { ?a e:q/e:r ?b }",
        "CONSTRUCT { ?a e:p ?b } WHERE { ?a e:q* ?b }",
        "CONSTRUCT { ?a e:p ?b } WHERE { ?a e:q ?b FILTER(?a != ?b) }",
        "CONSTRUCT { ?a e:p ?b } WHERE { ?a e:q ?b OPTIONAL { ?b e:r ?c } }",
        "CONSTRUCT { ?a e:p ?b . ?b e:p ?a } WHERE { ?a e:q ?b }",
        "SELECT ?a { ?a e:q ?b }",
        "CONSTRUCT { ?a e:p ?b } WHERE {",
    ],
)
def test_a_rule_whose_steps_could_not_be_explained_is_refused_by_name(rules_of, text):
    with pytest.raises(BuildError, match=r"ontology/rules/mine\.rq"):
        rules_of(f"{PREFIX} {text}")


def test_a_rule_has_its_sentence_and_its_body_from_the_subject_onward(rules_of):
    (rule,) = rules_of(
        f"# All is well.\n{PREFIX} CONSTRUCT {{ ?a e:p ?c }} WHERE {{ ?b e:r ?c . ?a e:q ?b }}"
    )

    assert rule.sentence == "All is well."
    assert [str(pattern[1]) for pattern in rule.body] == ["<http://example.org/q>", "<http://example.org/r>"]


@pytest.mark.parametrize(
    "axiom",
    [
        "act:A owl:equivalentClass [ owl:unionOf ( act:B act:C ) ]",
        "[ owl:intersectionOf ( [ owl:onProperty act:p ; owl:allValuesFrom act:C ] ) ] rdfs:subClassOf act:A",
        "[ owl:intersectionOf ( [ owl:onProperty act:p ; owl:hasValue act:x ] ) ] rdfs:subClassOf act:A",
        "act:A rdfs:subClassOf [ owl:onProperty act:p ; owl:hasValue act:x ]",
    ],
)
def test_an_axiom_whose_members_could_not_be_explained_is_refused(axioms_of, axiom):
    with pytest.raises(BuildError, match="ontology: "):
        axioms_of(axiom)


def test_several_axioms_of_one_class_are_numbered_and_an_axiom_between_classes_names_both(axioms_of):
    found = axioms_of("""
        act:A rdfs:subClassOf act:B .
        [ owl:intersectionOf ( act:B [ owl:onProperty act:p ; owl:hasValue act:x ] ) ] rdfs:subClassOf act:A .
        [ owl:intersectionOf ( act:B [ owl:onProperty act:q ; owl:someValuesFrom act:C ] ) ]
            rdfs:subClassOf act:A
    """)

    assert [axiom.name for axiom in found] == ["A-1", "A-2", "A-is-B"]
