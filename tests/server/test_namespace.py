"""The ontology is served whole at its own address, in every format the same, with a page that explains it."""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import rdflib
from rdflib.compare import isomorphic

from graph.reasoning.java import java
from ontology import ACT, CONCEPTS, SCHEMA
from server.reference import documents
from server.reference.functional import axioms
from server.reference.layout import layout
from server.reference.picture import picture
from server.reference.usage import Usage
from server.reference.vocabulary import vocabulary

RDF = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nt": "nt"}
#: What a document of the ontology is asked for by, and the suffix of what then comes.
ACCEPTED = {
    "text/turtle": "ttl",
    "application/rdf+xml": "rdf",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
    "text/owl-functional": "ofn",
    "text/html,application/xhtml+xml,*/*;q=0.8": "html",
    "*/*": "ttl",
}

OWL_API = """
import sys
import jpype
from graph.reasoning.java import java

found = java()
jpype.startJVM(str(found.library), classpath=[str(found.jar)])
manager = jpype.JClass("org.semanticweb.owlapi.apibinding.OWLManager")
file = jpype.JClass("java.io.File")


def read(path):
    ontology = manager.createOWLOntologyManager().loadOntologyFromOntologyDocument(file(path))
    return {str(one) for one in [*ontology.getAxioms(), *ontology.getAnnotations()]}


first, second = map(read, sys.argv[1:])
print(len(first), len(first ^ second))
"""


class Page(HTMLParser):
    """What a page has: ids, the addresses of its links, and what it loads."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loads, self.inline = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        held = dict(attrs)
        if "id" in held:
            self.ids.append(held["id"])
        if tag == "a":
            self.links.append(held.get("href", ""))
        elif tag in ("link", "script", "img", "iframe"):
            self.loads.append(held.get("href") or held.get("src") or "")
        if tag in ("script", "style") or "style" in held or any(name.startswith("on") for name in held):
            self.inline.append((tag, held))


@pytest.fixture(scope="module")
def html(service):
    answer = service.get("/ns.html")
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.fixture(scope="module")
def shown(html):
    return Page(html)


@pytest.fixture(scope="module")
def entries(html):
    """Return (count as written, example query) of each term by the anchor of its entry."""
    found = {}
    for article in re.findall(r'<article class="term".*?</article>', html, re.DOTALL):
        anchor = re.search(r'id="([^"]+)"', article)[1]
        ask = next(link for link in Page(article).links if "/sparql?" in link)
        count = re.search(r"<dt>Count</dt><dd>([^<]*)</dd>", article)
        found[anchor] = (count[1] if count else "", parse_qs(urlsplit(ask).query)["query"][0])
    return found


@pytest.fixture(scope="module")
def sources():
    """The graph that the files themselves give, by module."""
    found = {"schema": rdflib.Graph(), "concepts": rdflib.Graph()}
    found["schema"].parse(data=SCHEMA.read_bytes(), format="turtle")
    for file in CONCEPTS.iterdir():
        found["concepts"].parse(data=file.read_bytes(), format="turtle")
    found["all"] = found["schema"] + found["concepts"]
    return found


@pytest.mark.parametrize("form", RDF)
def test_every_format_gives_the_graph_of_the_files(service, sources, form):
    read = rdflib.Graph().parse(data=service.get(f"/ns.{form}").content, format=RDF[form])

    assert isomorphic(read, sources["all"])


@pytest.mark.parametrize("form", RDF)
def test_the_concepts_alone_are_an_ontology_that_imports_the_schema(service, sources, form):
    read = rdflib.Graph().parse(data=service.get(f"/ns/concepts.{form}").content, format=RDF[form])
    me = rdflib.URIRef(documents.IRI + "/concepts")

    assert (me, rdflib.OWL.imports, rdflib.URIRef(documents.IRI)) in read
    assert set(read) - set(read.triples((me, None, None))) == set(sources["concepts"])


def test_the_turtle_of_the_schema_is_the_file_with_its_order_and_comments(service):
    assert service.get("/ns/schema.ttl").content == SCHEMA.read_bytes()


def test_the_turtle_of_everything_lists_each_prefix_once_and_begins_with_the_schema(service):
    text = service.get("/ns.ttl").text
    prefixes = re.findall(r"^@prefix (\S+)", text, re.MULTILINE)

    assert prefixes == sorted(set(prefixes), key=str.lower)
    assert text.index("owl:versionIRI") < text.index("act:CellProduct") < text.index("actd:route-intrathecal")


def test_the_json_ld_needs_no_other_address_to_be_read(service):
    for path in ("/ns.jsonld", "/ns/concepts.jsonld"):
        context = service.get(path).json()["@context"]
        assert isinstance(context, dict)
        assert all(isinstance(value, str) for value in context.values())


def test_the_functional_syntax_says_what_the_rdf_says_to_the_owl_api(service, tmp_path):
    java()  # a missing one is named here, not by a failure inside the other process
    for form in ("rdf", "ofn"):
        (tmp_path / f"all.{form}").write_bytes(service.get(f"/ns.{form}").content)
    command = [sys.executable, "-c", OWL_API, str(tmp_path / "all.rdf"), str(tmp_path / "all.ofn")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found, different = map(int, run.stdout.split())

    assert different == 0
    assert found > 5000


def test_a_disjointness_of_many_classes_is_one_axiom_of_the_functional_syntax(service, sources):
    groups = [
        len(list(sources["schema"].items(head)))
        for head in sources["schema"].objects(None, rdflib.OWL.members)
    ]
    text = service.get("/ns/schema.ofn").text
    sizes = [line.count("act:") for line in text.splitlines() if line.strip().startswith("DisjointClasses")]

    assert groups
    assert not set(groups) - set(sizes)


def test_the_modules_together_have_the_axioms_of_the_whole():
    parts = [axioms(documents.body(module, "ofn")) for module in ("schema", "concepts")]
    whole = axioms(documents.body("all", "ofn"))

    assert not set(whole) - {axiom for part in parts for axiom in part}


@pytest.mark.parametrize(("accept", "suffix"), ACCEPTED.items())
def test_one_address_gives_what_the_caller_accepts_and_names_the_document(service, accept, suffix):
    answer = service.get("/ns", headers={"accept": accept})

    assert answer.status_code == 200
    assert answer.content == service.get(f"/ns.{suffix}").content
    assert answer.headers["content-location"] == f"/ns.{suffix}"
    assert "Accept" in answer.headers["vary"]
    assert f'</ns.{suffix}>; rel="alternate"' in answer.headers["link"]
    assert f'<{documents.IRI}>; rel="describes"' in answer.headers["link"]


@pytest.mark.parametrize(
    ("path", "suffix"),
    [
        ("/ns.owl", "rdf"),
        ("/ns?format=turtle", "ttl"),
        ("/ns?format=ofn", "ofn"),
        ("/ns/0.1.0", "ttl"),
        ("/ns/0.1.0.owl", "rdf"),
        ("/ns/0.1.0.html", "html"),
    ],
)
def test_other_names_of_the_same_document_give_the_same_bytes(service, path, suffix):
    assert service.get(path).content == service.get(f"/ns.{suffix}").content


def test_a_suffix_counts_before_the_header(service):
    answer = service.get("/ns.nt", headers={"accept": "text/html"})

    assert answer.headers["content-type"] == "application/n-triples"
    assert "vary" not in answer.headers


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/ns?format=pdf", 406, "ofn (text/owl-functional)"),
        ("/ns/concepts?format=html", 406, "ttl (text/turtle)"),
        ("/ns.ttl?format=nt", 422, ".ttl"),
        ("/ns?format=nt&format=ttl", 422, "once"),
        ("/ns/CellProduct", 404, "/ns#CellProduct"),
        ("/ns/0.0.9", 404, "/ns/0.1.0"),
        ("/ns.pdf", 404, "/ns"),
        ("/ns/", 404, "/ns"),
        ("/ns/concepts.html", 404, "/ns.html"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(service, path, status, told):
    answer = service.get(path)

    assert answer.status_code == status
    assert told in answer.json()["detail"]


def test_a_header_that_takes_nothing_there_is_is_told_what_there_is(service):
    answer = service.get("/ns", headers={"accept": "image/png"})

    assert answer.status_code == 406
    for kind in ("text/turtle", "application/ld+json", "application/rdf+xml", "text/html"):
        assert kind in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/ns.ttl", "/ns.html", "/ns/model.svg", "/ns/schema.ofn"])
def test_a_cache_that_has_the_answer_is_not_sent_it_again(service, path):
    first = service.get(path)
    again = service.get(path, headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
    head = service.head(path)

    assert again.status_code == 304
    assert again.content == b""
    assert head.headers["etag"] == first.headers["etag"] == again.headers["etag"]
    assert head.content == b""
    assert head.headers["content-length"] == str(len(first.content))


def test_the_ontology_is_read_and_not_written(service):
    answer = service.post("/ns", content=b"")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


def test_the_documents_have_the_same_bytes_in_every_process():
    program = (
        "import hashlib; from server.reference import documents as d; from server.triples import *; "
        "bodies = [d.body('schema', form) for form in d.FORMS]; "
        "bodies += [written(d.triples('concepts'), form) for form in MEDIA_TYPES]; "
        "print([hashlib.sha256(body).hexdigest() for body in bodies])"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }

    assert len(told) == 1


def test_every_term_and_concept_has_an_anchor_that_its_iri_leads_to(shown):
    found = vocabulary()
    ours = {iri.removeprefix(ACT) for iri, term in found.terms.items() if term.ours}
    concepts = {concept.name for scheme in found.schemes for concept in scheme.concepts}

    assert not (ours | concepts) - set(shown.ids)
    assert len(shown.ids) == len(set(shown.ids))


def test_every_link_inside_the_page_leads_somewhere(shown):
    inside = {link[1:] for link in shown.links if link.startswith("#")}

    assert not inside - set(shown.ids)


def test_the_page_asks_no_other_host_and_has_no_script_or_style_of_its_own(shown):
    assert all(link.startswith("/static/") for link in shown.loads)
    assert shown.inline == []


def test_every_term_has_an_example_query_that_gives_rows_whenever_it_is_used(entries, release_store):
    wrong = []
    for anchor, (count, query) in entries.items():
        used = any(int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", count))
        rows = list(release_store.query(query, use_default_graph_as_union=True))
        if bool(rows) != used:
            wrong.append((anchor, count, len(rows)))

    assert len(entries) == len(vocabulary().terms)
    assert wrong == []


def test_an_example_query_is_asked_by_its_link(service, entries):
    _, query = entries["route"]
    rows = service.get("/sparql", params={"query": query}).json()["results"]["bindings"]

    assert 0 < len(rows) <= 20
    assert all(row["routeLabel"]["value"] for row in rows)


def test_counts_are_those_of_the_served_release(entries, ask):
    (trials,) = ask(f"SELECT (COUNT(*) AS ?n) {{ ?trial a <{ACT}ClinicalTrial> }}")
    (uses,) = ask(f"SELECT (COUNT(*) AS ?n) {{ ?one <{ACT}hasArm> ?arm }}")
    (claims,) = ask(
        f"SELECT (COUNT(*) AS ?n) {{ ?claim <{ACT}onProperty> <{ACT}hasArm> ; <{ACT}about> ?one }}"
    )

    assert re.match(rf"{trials['n']} in the data", entries["ClinicalTrial"][0])
    assert entries["hasArm"][0] == f"{uses['n']} uses in the data, stated by {claims['n']} claims"


def test_axioms_are_told_in_words_with_links(html):
    entry = html[html.index('id="MSCProduct"') :]
    entry = entry[: entry.index("</article>")]

    assert (
        '<a href="#CellProduct">cell product</a> <b>and</b> '
        '(<a href="#cellTypeOrBroader">cell type or broader</a> <b>value</b>' in entry
    )
    assert "mesenchymal stem cell (CL:0000134)" in entry


def test_mappings_are_told_with_the_label_there(html):
    entry = html[html.index('id="route-intravenous"') :]

    assert "exactMatch" in entry[: entry.index("</tr>")]
    assert "NCIT:C38276" in entry[: entry.index("</tr>")]


def test_the_page_before_the_first_build_explains_terms_and_counts_nothing(serve, tmp_path):
    client = serve(home=tmp_path / "empty").client
    answer = client.get("/ns", headers={"accept": "text/html"})

    assert answer.status_code == 200
    assert 'id="CellProduct"' in answer.text
    assert "<dt>Count</dt>" not in answer.text
    assert client.get("/ns.ttl").status_code == 200
    assert client.get("/ns/model.svg").status_code == 200


def test_behind_a_proxy_every_address_has_its_path(serve):
    client = serve(root_path="/als").client
    answer = client.get("/als/ns", headers={"accept": "text/html"})
    links = [link for link in Page(answer.text).links if link.startswith("/")]

    assert links
    assert all(link.startswith("/als/") for link in links)
    assert '</als/ns.ttl>; rel="alternate"' in answer.headers["link"]


def test_the_picture_shows_what_the_ontology_declares(service):
    root = ET.fromstring(service.get("/ns/model.svg").content)  # noqa: S314 - our own
    svg = "{http://www.w3.org/2000/svg}"
    links = [link.get("href") for link in root.iter(f"{svg}a")]
    names = {link.removeprefix("/ns#") for link in links}
    declared = {term.name for term in vocabulary().terms.values()}

    assert len(names) > 30
    assert not names - declared
    assert {"Study", "Arm", "Intervention", "Claim", "Passage"} <= names


def test_no_text_of_the_picture_leaves_its_box_and_no_box_covers_another():
    root = ET.fromstring(picture(vocabulary(), Usage()))  # noqa: S314 - our own
    svg = "{http://www.w3.org/2000/svg}"
    boxes = []
    for group in root.iter(f"{svg}g"):
        rect = group.find(f"{svg}rect")
        place = re.findall(r"-?\d+", group.get("transform", ""))
        if rect is None or rect.get("class") != "model-box":
            continue
        x, y = map(int, place)
        width, height = int(rect.get("width")), int(rect.get("height"))
        boxes.append((x, y, x + width, y + height))
        for text in group.iter(f"{svg}text"):
            letters = len("".join(text.itertext()))
            assert letters * 6.4 <= width, "".join(text.itertext())
            assert float(text.get("y")) <= height
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    assert len(boxes) == 16


def test_boxes_that_point_in_a_circle_are_placed_all_the_same():
    found = layout(dict.fromkeys("abc", (10, 10)), [("a", "b"), ("b", "c"), ("c", "a")])

    assert [found.places[name].column for name in "abc"] == [0, 1, 2]
    assert len({(place.x, place.y) for place in found.places.values()}) == 3


def test_the_bridge_is_served_like_the_other_modules_where_there_is_one(service):
    if "bridge" not in documents.modules():
        assert service.get("/ns/bridge").status_code == 404
        return
    graphs = [
        rdflib.Graph().parse(data=service.get(f"/ns/bridge.{form}").content, format=RDF[form]) for form in RDF
    ]

    assert all(isomorphic(graphs[0], other) for other in graphs[1:])
    assert b"SubClassOf" in service.get("/ns/bridge.ofn").content


def test_what_the_page_links_to_of_our_own_answers(service, shown):
    paths = {urlsplit(link).path for link in shown.links if link.startswith("/") and "/sparql?" not in link}
    things = sorted(path for path in paths if path.startswith("/id/"))
    asked = {*paths} - {*things} | {*things[::20]}

    assert things
    assert {path: service.head(path).status_code for path in asked} == dict.fromkeys(asked, 200)


def test_the_json_of_the_schema_has_each_class_with_its_definition(service):
    nodes = {node["@id"]: node for node in json.loads(service.get("/ns/schema.jsonld").content)["@graph"]}

    assert nodes["act:CellProduct"]["@type"] == "owl:Class"
    assert nodes["act:CellProduct"]["skos:definition"]


def test_a_client_that_follows_the_links_finds_every_format(service):
    links = service.get("/ns").headers["link"]
    found = re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"', links)

    assert len(found) == 6
    for path, kind in found:
        answer: httpx.Response = service.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].split(";")[0] == kind
