"""The command writes the same bytes that the service gives."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from server.reference import documents

COMMAND = str(Path(sys.executable).with_name("alskg"))


@pytest.fixture
def export(home, release, tmp_path):
    """Run `alskg export` in another folder, on the release that the service serves."""
    assert release.version

    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("ALSKG_")}
        environment |= {"ALSKG_HOME": str(home)} | variables
        return subprocess.run(
            [COMMAND, "export", *words], cwd=tmp_path, env=environment, capture_output=True, check=False
        )

    return run


@pytest.mark.parametrize(
    ("words", "path"),
    [
        (["ontology"], "/ns.ttl"),
        (["ontology", "--format", "rdf", "--module", "schema"], "/ns/schema.rdf"),
        (["ontology", "--format", "jsonld", "--module", "concepts"], "/ns/concepts.jsonld"),
        (["ontology", "--format", "nt"], "/ns.nt"),
        (["ontology", "--format", "ofn"], "/ns.ofn"),
        (["ontology", "--format", "html"], "/ns.html"),
    ],
)
def test_a_document_has_the_bytes_that_the_service_gives(export, service, words, path):
    written = export(*words)

    assert written.returncode == 0, written.stderr
    assert written.stdout == service.get(path).content


def test_a_document_is_written_to_a_file_and_the_command_says_so(export, tmp_path):
    written = export("ontology", "--output", "ontology.ttl")

    assert written.returncode == 0
    assert written.stdout == b""
    assert b"ontology.ttl" in written.stderr
    assert (tmp_path / "ontology.ttl").read_bytes() == documents.body("all", "ttl")


def test_the_picture_is_written_with_links_to_the_terms_themselves(export):
    root = ET.fromstring(export("model").stdout)  # noqa: S314 - our own
    links = [link.get("href") for link in root.iter("{http://www.w3.org/2000/svg}a")]

    assert links
    assert all(link.startswith(documents.IRI + "#") for link in links)


def test_without_a_release_the_ontology_is_written_all_the_same(export, tmp_path):
    page = export("ontology", "--format", "html", ALSKG_HOME=str(tmp_path / "empty"))

    assert page.returncode == 0
    assert b'id="CellProduct"' in page.stdout
    assert b"<dt>Count</dt>" not in page.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["ontology", "--format", "pdf"],
        ["ontology", "--module", "everything"],
        ["ontology", "--format", "html", "--module", "schema"],
    ],
)
def test_what_cannot_be_written_is_wrong_usage(export, words):
    refused = export(*words)

    assert refused.returncode == 2
    assert refused.stdout == b""
