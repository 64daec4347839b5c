"""The best of what a client takes is what it gets, and a client that takes nothing we have is told so."""

import pytest

from graph.errors import NotAcceptableError
from graph.negotiation import choose, media_type, refusal

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "rows", "triples"),
    [
        (None, JSON, "text/turtle"),
        ("", JSON, "text/turtle"),
        ("*/*", JSON, "text/turtle"),
        (BROWSER, JSON, "text/turtle"),
        ("application/json", "application/json", "application/json"),
        ("application/xml", "application/xml", "application/xml"),
        ("text/xml;q=0.9, */*;q=0.1", "text/xml", "text/xml"),
        ("application/json, */*", JSON, "text/turtle"),
        ("APPLICATION/SPARQL-RESULTS+XML, application/RDF+xml", XML, "application/rdf+xml"),
        (f"{CSV};q=0.3, {XML};q=0.4, application/n-triples;q=0.1", XML, "application/n-triples"),
        (f"{CSV};q=0.4, {XML};q=0.4, application/trig, text/turtle;q=0.9", XML, "application/trig"),
        (f"{JSON};q=0, text/turtle;q=0.0, */*", XML, "application/n-triples"),
        ("text/*", CSV, "text/turtle"),
        (f"text/*;q=0.5, {CSV};q=0, application/n-quads", TSV, "application/n-quads"),
        (f"{CSV}; charset=utf-8, text/turtle;charset=UTF-8;q=0.7", CSV, "text/turtle"),
        ('application/ld+json;profile="a,b;c", text/csv;header=present', CSV, "application/ld+json"),
        (f", ,{CSV},text/turtle", CSV, "text/turtle"),
        ("nonsense;;;", JSON, "text/turtle"),
        (f"{CSV};q=7", JSON, "text/turtle"),
    ],
)
def test_the_type_a_client_likes_best_is_chosen(accept: str | None, rows: str, triples: str) -> None:
    assert (media_type(accept, "rows"), media_type(accept, "triples")) == (rows, triples)


@pytest.mark.parametrize("accept", [CSV, "text/html", "image/png", "*/*;q=0", "text/turtle"])
def test_a_client_that_takes_nothing_an_ask_query_has_is_told_what_there_is(accept: str) -> None:
    with pytest.raises(NotAcceptableError, match=r"sparql-results\+json, application/sparql-results\+xml"):
        media_type(accept, "boolean")


def test_the_refusal_of_each_form_names_its_types() -> None:
    assert "text/csv" in str(refusal("rows"))
    assert "text/turtle" in str(refusal("triples"))
    assert "text/csv" not in str(refusal("boolean"))


def test_other_addresses_can_choose_among_their_own_types() -> None:
    assert (
        choose("text/html;q=0.4, application/json;q=0.5", ["text/html", "application/json"])
        == "application/json"
    )
    assert choose("text/html", ["application/json"]) is None
