"""Every thing of the graph answers at its own address with what the graph says of it, in every format."""

import re
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import RDF, RDFS, URIRef

from ontology import ACT, ACTD, GRAPH

FORMATS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nt": "nt"}
TRIAL = "NCT03280056"
#: The thing that most claims are about, and one that most nodes point to.
COHORT, DOCUMENT = "NCT04821479", "source-petrou2021"


def graph(service, name, form="nt"):
    """Return the description of a thing as a graph."""
    answer = service.get(f"/id/{name}.{form}")
    assert answer.status_code == 200, answer.text
    return rdflib.Graph().parse(data=answer.content, format=FORMATS[form])


def own(store, name):
    """Return the triples that the store holds of a thing, as N-Triples."""
    me = NamedNode(ACTD + name)
    return {str(quad.triple) for quad in store.quads_for_pattern(me, None, None, None)}


@pytest.mark.parametrize(
    "name", [TRIAL, "product-nurown", "route-intrathecal", DOCUMENT, "rule-tests-product"]
)
def test_the_description_holds_everything_that_is_said_of_the_thing(service, release_store, name):
    lines = {line.removesuffix(" .") for line in service.get(f"/id/{name}.nt").text.splitlines()}

    assert own(release_store, name)
    assert not own(release_store, name) - lines


@pytest.mark.parametrize("form", ["ttl", "rdf", "jsonld"])
def test_every_format_gives_the_same_triples(service, form):
    assert set(graph(service, TRIAL, form)) == set(graph(service, TRIAL))


def test_trig_names_the_graph_of_every_triple(service, release_store):
    quads = set(parse(service.get(f"/id/{TRIAL}.trig").content, format=RdfFormat.TRIG))
    graphs = {quad.graph_name.value.removeprefix(GRAPH) for quad in quads}

    assert {"studies", "inferred", "source-vasques2021"} <= graphs
    assert all(quad in release_store for quad in quads)


def test_a_thing_of_every_class_has_a_page(service, ask):
    rows = ask(
        f"SELECT ?class (MIN(STR(?thing)) AS ?one) {{ ?thing a ?class "
        f"FILTER(STRSTARTS(STR(?thing), '{ACTD}')) }} GROUP BY ?class"
    )
    found = {row["class"]: row["one"].removeprefix(ACTD) for row in rows}
    status = {kind: service.get(f"/id/{name}.html").status_code for kind, name in found.items()}

    assert len(found) > 60
    assert Counter(status.values()) == {200: len(status)}


def test_whatever_a_thing_points_to_has_its_label_in_the_description(service, release_store):
    read = graph(service, TRIAL)
    for value in set(read.objects(URIRef(ACTD + TRIAL))):
        if isinstance(value, URIRef):
            label = NamedNode(str(RDFS.label))
            known = list(release_store.quads_for_pattern(NamedNode(str(value)), label, None, None))
            assert bool(known) == ((value, RDFS.label, None) in read), value


def test_claims_come_with_the_place_they_are_stated_in(service):
    read = graph(service, TRIAL)
    claims = list(read.subjects(URIRef(ACT + "about"), URIRef(ACTD + TRIAL)))
    stated = [claim for claim in claims if (claim, RDF.type, URIRef(ACT + "Claim")) in read]

    assert len(stated) > 30
    for claim in stated:
        places = list(read.objects(claim, URIRef(ACT + "statedIn")))
        assert places or (claim, RDF.type, URIRef(ACT + "CuratedView")) in read
        assert all((place, URIRef(ACT + "locator"), None) in read for place in places)
        assert all((place, URIRef(ACT + "sourceDocument"), None) in read for place in places)


def test_what_is_inferred_says_which_rule_or_axiom_made_it(service, release_store):
    me, inferred = NamedNode(ACTD + TRIAL), NamedNode(GRAPH + "inferred")
    facts = list(release_store.quads_for_pattern(me, None, None, inferred))
    read = graph(service, TRIAL)
    explained = {
        (read.value(node, RDF.predicate), read.value(node, RDF.object))
        for by in ("byRule", "byAxiom")
        for node in read.subjects(URIRef(ACT + by))
        if read.value(node, RDF.subject) == URIRef(ACTD + TRIAL)
    }

    assert facts
    assert {(URIRef(q.predicate.value), URIRef(q.object.value)) for q in facts} <= explained


def test_the_page_names_the_rule_beside_what_is_inferred_and_nothing_beside_what_is_stated(service):
    text = service.get(f"/id/{TRIAL}.html").text
    row = next(row for row in re.findall(r"<tr>.*?</tr>", text, re.DOTALL) if ">tests product<" in row)
    stated = next(row for row in re.findall(r"<tr>.*?</tr>", text, re.DOTALL) if ">status<" in row)

    assert '<a href="/id/product-nurown">' in row
    assert 'rule <a href="/id/rule-' in row
    assert "inferred" not in stated


def test_mappings_are_on_the_page_with_their_own_description(service, ask):
    rows = ask(
        "PREFIX owl: <http://www.w3.org/2002/07/owl#> SELECT ?node ?target { ?node owl:annotatedSource "
        f"<{ACTD}route-intrathecal> ; owl:annotatedTarget ?target }}"
    )
    text = service.get("/id/route-intrathecal.html").text
    read = graph(service, "route-intrathecal")

    assert rows
    for row in rows:
        assert f'href="{row["target"]}"' in text
        assert f"/id/{row['node'].removeprefix(ACTD)}" in text
        assert (URIRef(row["node"]), None, None) in read


def test_nothing_is_left_out_of_a_thing_with_hundreds_of_claims(service, ask):
    (count,) = ask(f"SELECT (COUNT(DISTINCT ?claim) AS ?n) {{ ?claim <{ACT}about> <{ACTD}{COHORT}> }}")
    text = service.get(f"/id/{COHORT}.html").text
    table = text[text.index('id="said"') :]
    table = table[: table.index("</table>")]

    assert int(count["n"]) > 300
    assert table.count('<tr><th scope="row">') == int(count["n"])
    read = graph(service, COHORT)
    assert len(set(read.subjects(URIRef(ACT + "about"), URIRef(ACTD + COHORT)))) == int(count["n"])


def test_what_is_only_counted_has_a_query_that_gives_all_of_it(service):
    text = service.get(f"/id/{DOCUMENT}.html").text
    (ask, shown), *_ = re.findall(r'<a href="(/sparql\?[^"]+)">all ([\d,]+)</a>', text)
    query = parse_qs(urlsplit(ask).query)["query"][0]
    rows = service.get("/sparql", params={"query": query}).json()["results"]["bindings"]

    assert int(shown.replace(",", "")) > 1000
    assert len({row["thing"]["value"] for row in rows}) == int(shown.replace(",", ""))


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "html"),
        ("*/*", "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/rdf+xml;q=0.5, application/n-triples", "nt"),
        ("application/trig", "trig"),
    ],
)
def test_one_address_gives_what_the_caller_accepts_and_names_the_document(service, accept, suffix):
    answer = service.get("/id/phase-3", headers={"accept": accept})

    assert answer.status_code == 200
    assert answer.content == service.get(f"/id/phase-3.{suffix}").content
    assert answer.content == service.get(f"/id/phase-3?format={suffix}").content
    assert answer.headers["content-location"] == f"/id/phase-3.{suffix}"
    assert "Accept" in answer.headers["vary"]
    assert '</id/phase-3.trig>; rel="alternate"; type="application/trig"' in answer.headers["link"]
    assert f'<{ACTD}phase-3>; rel="describes"' in answer.headers["link"]


def test_a_cache_that_has_the_answer_is_not_sent_it_again(service):
    for path in (f"/id/{TRIAL}", f"/id/{TRIAL}.ttl"):
        first = service.get(path)
        again = service.get(path, headers={"if-none-match": first.headers["etag"]})
        head = service.head(path)

        assert (again.status_code, again.content) == (304, b"")
        assert head.headers["etag"] == first.headers["etag"]
        assert (head.content, head.headers["content-length"]) == (b"", str(len(first.content)))
    assert service.get(f"/id/{TRIAL}.nt").headers["etag"] != service.get(f"/id/{TRIAL}.ttl").headers["etag"]


@pytest.mark.parametrize(
    "name",
    [
        "no-such-thing",
        "no-such-thing.ttl",
        "",
        "a%3E%20%3Fp%20%3Fo%20%7D%20%23",
        "%22%3E%3Cscript%3E",
        "a/b",
        "%00",
        "ä",
        "x" * 5000,
        "..%2f..%2fetc",
    ],
)
def test_a_name_that_nothing_is_said_of_is_not_found_whatever_is_in_it(service, name):
    answer = service.get(f"/id/{name}")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "/queries/search" in answer.json()["detail"]


def test_a_cache_that_asks_for_anything_is_told_that_there_is_nothing(service):
    assert service.get("/id/no-such-thing", headers={"if-none-match": "*"}).status_code == 404


def test_formats_and_methods_that_there_are_not_are_refused_by_name(service):
    assert "trig (application/trig)" in service.get("/id/phase-3?format=pdf").json()["detail"]
    assert service.get("/id/phase-3", headers={"accept": "image/png"}).status_code == 406
    assert service.post("/id/phase-3").status_code == 405


def test_texts_of_the_data_cannot_become_markup(service, ask):
    rows = ask("SELECT ?thing ?text { ?thing ?p ?text FILTER(ISLITERAL(?text) && REGEX(?text, '[<>]')) }")
    things = {row["thing"].removeprefix(ACTD): row["text"] for row in rows if row["thing"].startswith(ACTD)}

    for name, text in list(things.items())[:20]:
        page = service.get(f"/id/{name}.html").text
        assert text not in page or not re.search(r"<\w", text)


def test_pages_name_no_other_host_to_load_from(service):
    text = service.get(f"/id/{TRIAL}.html").text

    assert re.findall(r'<(?:link|script|img)[^>]*(?:href|src)="([^"]*)"', text)
    assert not re.findall(r'<(?:link|script|img|iframe)[^>]*(?:href|src)="https?:', text)


def test_before_the_first_build_the_answer_says_so(serve, tmp_path):
    answer = serve(home=tmp_path / "empty").client.get("/id/phase-3")

    assert answer.status_code == 503
    assert "built" in answer.json()["detail"]
