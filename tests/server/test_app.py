"""The service as a whole: it follows the releases, heals, and works behind a proxy."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from pyoxigraph import RdfFormat, Store

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def number(server):
    answer = server.client.get("/sparql", params={"query": COUNT})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def until(condition):
    """Ask again and again, a minute at most, until something is so; each asking is a request."""
    for _ in range(60_000):
        if condition():
            return
    pytest.fail("it never came to be so")


# --- operation ------------------------------------------------------------------------------------


def test_operators_see_that_it_lives_is_ready_and_what_it_serves(server):
    alive, ready, version = (server.client.get(path) for path in ("/livez", "/readyz", "/version"))

    assert alive.json() == {"status": "alive"}
    assert ready.json()["version"] == version.json()["data"] == "1.0-first"
    assert ready.json()["engine"]["workers"] == 3
    assert version.json()["name"] == "als-cell-therapy-kg"
    assert version.json()["counts"]["studies"]["ClinicalTrial"] == 3


def test_before_the_first_build_everything_says_503_and_then_it_is_served(serve, write_release, tmp_path):
    server = serve(home=tmp_path)
    before = [
        server.client.get(path)
        for path in ("/readyz", "/version", "/sparql?query=ASK{}", "/sparql", "/livez", "/")
    ]

    write_release(tmp_path, "1.0-late")
    until(lambda: server.client.get("/readyz").status_code == 200)

    assert [answer.status_code for answer in before] == [503, 503, 503, 200, 200, 200]
    assert before[0].json()["type"].endswith("/no-release")
    assert int(before[0].headers["retry-after"]) > 0
    assert number(server) == 500


def test_a_new_release_is_served_without_a_pause(serve, write_release, tmp_path):
    write_release(tmp_path, "1.0-a", size=10)
    server = serve(home=tmp_path)
    seen = [number(server)]

    write_release(tmp_path, "1.0-b", size=20)
    until(lambda: seen.append(number(server)) or seen[-1] == 20)

    assert set(seen) == {10, 20}
    assert server.client.get("/version").json()["data"] == "1.0-b"
    until(lambda: server.client.get("/livez") and len(server.workers) == 3)


def test_a_release_that_cannot_be_opened_leaves_the_one_before(serve, write_release, tmp_path):
    write_release(tmp_path, "1.0-a", size=10)
    server = serve(home=tmp_path)
    broken = write_release(tmp_path, "1.0-b", size=20)
    (broken / "store" / "CURRENT").write_text("nonsense")

    write_release(tmp_path, "1.0-c", size=30)
    until(lambda: number(server) == 30)

    assert server.client.get("/version").json()["data"] == "1.0-c"


def test_killed_workers_are_replaced(serve):
    server = serve()
    before = server.workers
    for pid in before:
        os.kill(pid, signal.SIGKILL)

    until(lambda: server.client.get("/readyz").status_code == 200 and not before & server.workers)
    until(lambda: server.client.get("/readyz").json()["engine"]["idle"] == 3)

    assert [number(server) for _ in range(6)] == [500] * 6


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_the_server(serve, how):
    server = serve()
    workers = server.workers

    server.process.send_signal(how)
    server.process.wait(30)

    def gone(pid):
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            return True

    assert len(workers) == 3
    until(lambda: all(map(gone, workers)))


def test_a_misspelt_setting_stops_the_start_and_names_the_right_one():
    code = "from server.settings import Settings; Settings()"
    environment = {**os.environ, "ALSKG_PROT": "9000"}

    found = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )

    assert found.returncode != 0
    assert "ALSKG_PROT is not a setting; did you mean ALSKG_PORT?" in found.stderr


# --- every answer ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/sparql", "/sparql?query=ASK{}", "/version", "/nothing", "/static/style.css"]
)
def test_every_answer_has_the_security_headers(server, path):
    headers = server.client.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "path", ["/nothing", "/%2e%2e/etc/passwd", "/static/../settings.py", "/static/none", "/sparql/"]
)
def test_an_address_that_leads_nowhere_is_a_404_in_the_one_shape(server, path):
    answer = server.client.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "https://w3id.org/als-cell-therapy/problems/not-found"


def test_a_method_that_an_address_does_not_take_is_405_with_those_it_takes(server):
    answer = server.client.post("/version")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/", "/version", "/static/style.css"])
def test_head_is_get_without_the_body(server, path):
    head, whole = server.client.head(path), server.client.get(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]


def test_scripts_of_allowed_origins_may_read_and_others_not(serve):
    server = serve(cors_origins="https://a.example,https://b.example")
    ask = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}

    allowed = server.client.get("/sparql?query=ASK{}", headers={"origin": "https://b.example"})
    page = server.client.get("/version", headers={"origin": "https://a.example"})
    refused = server.client.get("/sparql?query=ASK{}", headers={"origin": "https://c.example"})
    before = server.client.options("/sparql", headers={"origin": "https://a.example", **ask})
    before_refused = server.client.options("/sparql", headers={"origin": "https://c.example", **ask})

    assert allowed.headers["access-control-allow-origin"] == "https://b.example"
    assert page.headers["access-control-allow-origin"] == "https://a.example"
    assert "Origin" in allowed.headers["vary"]
    assert "access-control-allow-origin" not in refused.headers
    assert before.status_code == 204
    assert "POST" in before.headers["access-control-allow-methods"]
    assert "Content-Type" in before.headers["access-control-allow-headers"]
    assert "access-control-allow-methods" not in before_refused.headers
    assert "access-control-allow-credentials" not in allowed.headers


def test_an_open_service_lets_every_origin_read(serve):
    answer = serve(cors_origins="*").client.get(
        "/sparql?query=ASK{}", headers={"origin": "https://c.example"}
    )

    assert answer.headers["access-control-allow-origin"] == "*"


# --- pages ----------------------------------------------------------------------------------------


def links(page):
    return re.findall(r'(?:href|src|action)="([^"]*)"', page)


def test_the_start_page_lists_what_can_be_asked_and_every_link_of_ours_leads_somewhere(server):
    page = server.client.get("/")
    paths = {link.partition("?")[0] for link in links(page.text)}

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "1.0-first" in page.text
    assert "clinical trials" in page.text
    assert {"/", "/sparql", "/queries", "/version", "/static/style.css", "/static/icon.svg", "#main"} <= paths
    assert "/queries/trials" in paths
    assert [
        path for path in paths if path.startswith("/") and server.client.get(path).status_code == 404
    ] == []


def test_no_page_asks_another_host_or_carries_style_or_script_of_its_own(server):
    for path in ("/", "/sparql"):
        page = server.client.get(path, headers={"accept": "text/html"}).text
        assert not re.findall(r"<script|<style|\sstyle=|\son[a-z]+=|<img|<iframe|@import", page)
        assert not [
            link for link in re.findall(r'<link[^>]*href="([^"]*)"', page) if not link.startswith("/")
        ]


def test_the_sources_are_listed_with_their_doi(serve, write_release, tmp_path):
    act, dcterms = "https://w3id.org/als-cell-therapy/ns#", "http://purl.org/dc/terms/"
    release = write_release(tmp_path, "1.0-a", size=1)
    store = Store(str(release / "store"))
    turtle = f"""<urn:d> a <{act}SourceDocument> ; <{act}key> "doe2020" ; <{act}year> 2020 ;
        <{act}doi> "10.1/<x>" ; <{dcterms}title> "Cells & <b>nerves</b>" ."""
    store.load(turtle, format=RdfFormat.TURTLE)
    store.flush()
    del store

    page = serve(home=tmp_path).client.get("/").text

    assert "<code>doe2020</code>: Cells &amp; &lt;b&gt;nerves&lt;/b&gt; (2020)" in page
    assert 'href="https://doi.org/10.1/%3Cx%3E"' in page


# --- behind a proxy -------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [True, False], ids=["path kept", "path stripped"])
def test_behind_a_proxy_with_a_path_every_link_has_the_path(serve, kept):
    server = serve(root_path="/als/", public_url="https://kg.example/als")
    start = "/als" if kept else ""

    page = server.client.get(f"{start}/").text
    description = server.client.get(f"{start}/sparql").text

    assert server.client.get(f"{start}/sparql", params={"query": "ASK { }"}).json()["boolean"] is True
    assert server.client.get(f"{start}/version").json()["data"] == "1.0-first"
    assert server.client.get(f"{start}/static/style.css").status_code == 200
    assert [link for link in links(page) if not re.match(r"/als/|#|https://doi\.org/", link)] == []
    assert "<https://kg.example/als/sparql>" in description
    assert server.client.get("/alsatian").status_code == 404


def test_a_host_header_that_is_no_host_is_not_repeated(server):
    answer = server.client.get("/sparql", headers={"host": "x<y"})

    assert answer.status_code in (200, 400)
    assert "x<y" not in answer.text


def test_answers_over_one_connection_follow_each_other(server):
    with httpx.Client(base_url=server.url) as client:
        answers = [client.get("/sparql", params={"query": f"SELECT ({n} AS ?n) {{ }}"}) for n in range(20)]

    assert [answer.json()["results"]["bindings"][0]["n"]["value"] for answer in answers] == [
        str(n) for n in range(20)
    ]
