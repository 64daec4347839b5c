"""A release of an ontology in any format becomes the slice that it should be, or nothing is changed."""

import gzip
import importlib.util
import json
import os
import re
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Store

from graph.errors import SourceError
from loaders.build import fingerprint
from loaders.dataset import dataset
from loaders.ontologies.kept import folder, forget, keep, restore
from loaders.ontologies.slices import slice_of
from loaders.vocabulary import slices
from ontology import PREFIXES, sliced
from ontology.slicing import external_terms

# beside this file, and tests are no package
_SPEC = importlib.util.spec_from_file_location("releases", Path(__file__).with_name("releases.py"))
releases = importlib.util.module_from_spec(_SPEC)
sys.modules["releases"] = releases
_SPEC.loader.exec_module(releases)
Class, FORMATS, sized, iri = releases.Class, releases.FORMATS, releases.sized, releases.iri

COMMAND = str(Path(sys.executable).with_name("alskg"))
#: What must be above the used terms: by `is a`, by `part of`, and by a way through another ontology.
ROOT = "9999999"
#: Peak memory may grow by this share of the file's own growth: the table of parents has 17 bytes a step,
#: which takes three times that or more in any format.
GROWTH = 0.25
#: Bytes by which two readings of one file differ.
NOISE = 2_000_000


def used(prefix: str) -> dict[str, str]:
    return {term.curie: term.label for term in external_terms() if term.prefix == prefix}


def ontology(prefix: str) -> list[Class]:
    """All used terms of an ontology in one chain of `is a`, each part of the second one of the chain."""
    root, whole, far = f"{prefix}:{ROOT}", f"{prefix}:9999998", "BFO:0000002"
    classes = [
        Class(root, "everything", exact=("all", 'the "whole" of it \\ and\tmore')),
        Class(whole, "a whole & more", related=("not exact",), is_a=(root,)),
        Class(far, "continuant", is_a=(whole,)),
    ]
    above = far  # of another ontology, so the first used term counts as below the whole
    for curie, label in sorted(used(prefix).items()):
        parts = () if above == far else (whole,)
        classes.append(Class(curie, label, (f"{label} too", label), ("x",), (above,), parts, (root,)))
        above = curie
    return classes


def expected(prefix: str) -> str:
    """The slice that follows from `ontology`, told without reading any format."""
    curies = sorted(used(prefix))
    whole = f"{prefix}:9999998"
    terms = [
        sliced.Term(f"{prefix}:{ROOT}", "everything", ("all", 'the "whole" of it \\ and\tmore')),
        sliced.Term(whole, "a whole & more", is_a=frozenset({f"{prefix}:{ROOT}"})),
    ]
    for number, curie in enumerate(curies):
        label = used(prefix)[curie]
        above = curies[number - 1] if number else whole
        parts = frozenset({whole} if number else ())
        terms.append(sliced.Term(curie, label, (f"{label} too",), frozenset({above}), parts))
    classes = {term.curie: term.act_class for term in external_terms() if term.prefix == prefix}
    origin = "a file by `alskg load ontology`"
    return sliced.turtle(prefix, terms, classes=classes, version=releases.VERSION, origin=origin)


@pytest.fixture
def write(tmp_path):
    """Write a release of an ontology in one format and return its file."""

    def write(form: str, classes, name: str = "cl") -> Path:
        suffix, writer = FORMATS[form]
        file = tmp_path / f"{name}.{suffix}"
        with file.open("w", encoding="utf-8") as out:
            out.writelines(writer(name, classes))
        return file

    return write


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("prefix", ["CL", "EFO", "UBERON"])
def test_every_format_gives_the_same_slice_to_the_byte(write, form, prefix):
    file = write(form, ontology(prefix), prefix.lower())

    loaded = slice_of(file)

    assert loaded.text == expected(prefix)
    assert (loaded.prefix, loaded.form, loaded.version) == (prefix, form, releases.VERSION)
    assert loaded.in_slice == len(used(prefix)) + 2
    assert loaded.in_file == len(ontology(prefix)) - 1  # one is of another ontology
    assert loaded.warnings == ()


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_is_known_by_what_is_in_it_and_may_be_gzipped(write, form, tmp_path):
    file = tmp_path / "download (1).bin"
    file.write_bytes(gzip.compress(b"\n" * (form == "Turtle") + write(form, ontology("CL")).read_bytes()))

    loaded = slice_of(file)

    assert (loaded.form, loaded.text) == (form, expected("CL"))


@pytest.mark.parametrize(
    ("form", "sizes"),
    [("OBO", (2000, 30000)), ("RDF/XML", (2000, 30000)), ("OWL/XML", (500, 4000)),
     ("OBO-graph JSON", (500, 4000))],
)  # fmt: skip
def test_a_file_of_the_size_of_a_release_is_read_in_memory_that_hardly_grows(write, form, sizes):
    """Each size is read by a process of its own, whose peak memory is all it ever had."""
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("this system does not tell the peak memory of a program alone")
    program = (
        "import re, sys\nfrom pathlib import Path\nfrom loaders.ontologies.slices import slice_of\n"
        "sys.stdout.write(slice_of(Path(sys.argv[1])).text)\n"
        f"sys.stderr.write(re.search(r'VmHWM:\\s*(\\d+) kB', Path('{status}').read_text())[1])"
    )
    peaks, bytes_read = [], []
    for size in sizes:
        file = write(form, sized(ontology("CL"), "CL", size))
        done = subprocess.run(
            [sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True
        )
        assert done.stdout == expected("CL")
        peaks.append(int(done.stderr) * 1024)
        bytes_read.append(file.stat().st_size)

    assert peaks[1] - peaks[0] <= NOISE + GROWTH * (bytes_read[1] - bytes_read[0])


@pytest.mark.parametrize("form", FORMATS)
def test_progress_goes_from_nothing_to_all_and_never_back(write, form):
    told = []

    slice_of(
        write(form, sized(ontology("CL"), "CL", 1500)),
        progress=lambda done, total: told.append((done, total)),
    )

    done = [part / total for part, total in told]
    assert done == sorted(done)
    assert done[-1] == 1
    assert len({round(part, 1) for part in done}) > 2


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_that_lacks_a_used_term_is_refused_and_every_such_term_is_named(write, form):
    gone = sorted(used("CL"))[:2]
    classes = [one for one in ontology("CL") if one.curie not in gone]

    with pytest.raises(
        SourceError, match=f"used here and not in this file, nothing was changed: {', '.join(gone)}"
    ):
        slice_of(write(form, classes))


@pytest.mark.parametrize("form", FORMATS)
def test_terms_that_are_obsolete_or_renamed_there_are_told_and_loaded(write, form):
    first, second, *_ = sorted(used("CL"))
    classes = [
        replace(one, obsolete=True, replaced_by=second, is_a=(), part_of=())
        if one.curie == first
        else replace(one, label="renamed")
        if one.curie == second
        else one
        for one in ontology("CL")
    ]

    loaded = slice_of(write(form, classes))

    assert loaded.warnings == (
        f"{first} is obsolete there, to be replaced by {second}: nothing is above it any more",
        f"{second} is called 'renamed' there; it stays {used('CL')[second]!r}, as in external.tsv",
    )
    assert f'rdfs:label "{used("CL")[second]}"' in loaded.text
    assert re.search(r'skos:altLabel .*"renamed"', loaded.text)


def test_a_term_that_was_merged_into_another_is_told_with_the_other(write):
    file = write("OBO", ontology("CL"))
    merged, into, *_ = sorted(used("CL"))
    text = file.read_text(encoding="utf-8")
    text = text.replace(f"\nid: {merged}\n", "\nid: CL:8888888\n").replace(
        f"id: {into}\n", f"id: {into}\nalt_id: {merged}\n"
    )
    file.write_text(text, encoding="utf-8")

    assert any(
        line.startswith(f"{merged} is obsolete there, to be replaced by {into}")
        for line in slice_of(file).warnings
    )


@pytest.mark.parametrize("form", FORMATS)
def test_an_ontology_of_which_nothing_is_used_is_refused_until_a_term_is_named(write, form):
    file = write(
        form, [Class("MAXO:7000001", "upper"), Class("MAXO:7000002", "lower", is_a=("MAXO:7000001",))], "xo"
    )
    file.write_text(file.read_text(encoding="utf-8").replace("MAXO", "XO"), encoding="utf-8")

    with pytest.raises(SourceError, match=r"no term of XO is used here, nothing was changed: .*--term XO:"):
        slice_of(file)

    loaded = slice_of(file, terms=["XO:7000002"])
    assert loaded.in_slice == 2
    assert "XO:7000002 a owl:Class ;" in loaded.text
    assert "act:" not in loaded.text.replace("@prefix act:", "")


def test_a_term_of_another_ontology_is_not_asked_of_this_one(write):
    with pytest.raises(SourceError, match=r"MONDO:0004976 is no term of CL"):
        slice_of(write("OBO", ontology("CL")), terms=["MONDO:0004976"])


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_that_was_cut_short_is_refused(write, form, share):
    file = write(form, ontology("CL"))
    data = file.read_bytes()
    cut = data[: int(len(data) * share)]
    if cut.endswith((b"\n", b" .")):
        cut = cut.rstrip(b"\n .")
    file.write_bytes(cut)

    with pytest.raises(SourceError) as caught:
        slice_of(file)

    assert caught.value.path == file.name
    assert "broken or cut short" in str(caught.value)


@pytest.mark.parametrize("form", ["RDF/XML", "OWL/XML"])
def test_xml_that_is_cut_between_two_tags_is_refused_too(write, form):
    file = write(form, ontology("CL"))
    file.write_bytes(file.read_bytes().rpartition(b"</")[0])

    with pytest.raises(SourceError, match=r"broken or cut short, nothing was changed: no element found"):
        slice_of(file)


def test_a_gzip_file_that_was_cut_short_is_refused(write):
    file = write("OBO", ontology("CL"))
    packed = gzip.compress(file.read_bytes())
    for end in (len(packed) // 2, len(packed) - 5, 12):
        file.write_bytes(packed[:end])

        with pytest.raises(SourceError, match="broken or cut short"):
            slice_of(file)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "no format"), ("Prefix(:=<x>)\nOntology()", "ROBOT converts"), ("Ontology: <x>", "no format"),
     ("<html><body/></html>", "root html"), ('{"@context": {}}', "no 'graphs'"), ("a,b\n1,2\n", "no format"),
     ("[1, 2]", "no format"), ("format-version: 1.2\n", "no class"), ("PK\x03\x04", "no format"),
     ("<?xml version='1.0'?><a>", "root a")],
)  # fmt: skip
def test_a_file_that_is_no_ontology_is_refused_with_what_to_give(tmp_path, text, reason):
    file = tmp_path / "file"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(SourceError) as caught:
        slice_of(file)

    assert reason in str(caught.value)


def test_xml_in_another_encoding_than_utf_8_is_refused(write):
    file = write("OWL/XML", ontology("CL"))
    text = file.read_text(encoding="utf-8").replace(
        '<?xml version="1.0"?>', '<?xml version="1.0" encoding="latin1"?>'
    )
    file.write_text(text, encoding="utf-8")

    with pytest.raises(SourceError, match="XML in latin1 is refused"):
        slice_of(file)


@pytest.mark.parametrize("form", FORMATS)
def test_a_byte_order_mark_and_the_line_ends_of_windows_do_no_harm(write, form):
    file = write(form, ontology("CL"))
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))

    assert slice_of(file).text == expected("CL")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    pipe = tmp_path / "cl.owl"
    os.mkfifo(pipe)

    with pytest.raises(SourceError, match="ordinary file"):
        slice_of(pipe)


def test_a_line_of_obo_that_does_not_end_is_refused_before_it_is_read_to_its_end(write):
    file = write("OBO", ontology("CL"))
    text = file.read_bytes()
    file.write_bytes(gzip.compress(text + b"[Term]\nid: CL:1\nname: " + b"a" * 8_000_000 + b"\n"))

    with pytest.raises(SourceError, match="is longer than 4000000 bytes"):
        slice_of(file)


def test_properties_are_made_no_classes(tmp_path):
    nodes = [
        {"id": term.iri, "lbl": term.label, "type": "PROPERTY"}
        for term in external_terms()
        if term.prefix == "RO"
    ]
    nodes.append({"id": f"{PREFIXES['RO']}0002577", "lbl": "system", "type": "CLASS"})
    file = tmp_path / "ro.json"
    file.write_text(json.dumps({"graphs": [{"id": "ro", "nodes": nodes}]}), encoding="utf-8")

    with pytest.raises(SourceError, match="no classes in this file"):
        slice_of(file)


def test_lines_of_obo_that_its_parser_refuses_and_nobody_reads_do_no_harm(write):
    """As they stand in eco.obo and maxo.obo: spaces in a cross-reference, a backslash in an address."""
    file = write("OBO", ontology("CL"))
    strange = 'xref: EC:No 216/2009 MOL\nxref: https://x.org/a\\:F1\ndef: "x" [UniProt:A Person]\n'
    strange += (
        'synonym: "x" RELATED [A Person]\ncreation_date: 202z-09-29\nis_a: CL:9999999 {source="A B"} ! x\n'
    )
    text = file.read_text(encoding="utf-8")
    text = text.replace("name: a whole & more\n", f"name: a whole & more\n{strange}")
    text = text.replace('too" EXACT []', 'too" EXACT ABBREVIATION [A Person, B:1 "with words"] {x="y z"}')
    file.write_text(text, encoding="utf-8")

    assert slice_of(file).text == expected("CL")


def test_a_line_of_obo_that_is_read_and_malformed_is_named_with_its_number(write):
    file = write("OBO", ontology("CL"))
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    number = next(place for place, line in enumerate(lines, 1) if line.startswith("is_a: "))
    lines[number - 1] = "is_a: CL 1 2\n"
    file.write_text("".join(lines), encoding="utf-8")

    with pytest.raises(SourceError, match=f"line {number}"):
        slice_of(file)


ENTITIES = {
    "bomb": '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">',
    "long": f'<!ENTITY a "{"a" * 1000}">',
    "file": '<!ENTITY a SYSTEM "file://{file}">',
    "network": '<!ENTITY a SYSTEM "http://127.0.0.1:{port}/a">',
    "parameter": '<!ENTITY % a SYSTEM "http://127.0.0.1:{port}/a"> %a;',
    "hidden": "<!ENTITY z '<x>'><!ENTITY a SYSTEM \"http://127.0.0.1:{port}/a\">",
}


@pytest.fixture
def listener():
    """Return a port of this machine and the list of connections that anyone made to it."""
    made = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        over = threading.Event()

        def listen():
            while not over.is_set():
                try:
                    made.append(server.accept()[0])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], made
        over.set()
        thread.join()
        for connection in made:
            connection.close()


@pytest.mark.parametrize("form", ["RDF/XML", "OWL/XML"])
@pytest.mark.parametrize("kind", [*ENTITIES, "doctype"])
def test_entities_that_grow_or_lie_elsewhere_are_refused_and_nothing_is_opened(
    write, form, kind, listener, tmp_path
):
    port, made = listener
    secret = tmp_path / "secret"
    secret.write_text("a secret", encoding="utf-8")
    root = "rdf:RDF" if form == "RDF/XML" else "Ontology"
    inner = f'SYSTEM "http://127.0.0.1:{port}/x.dtd"'
    if kind != "doctype":
        inner = "[" + ENTITIES[kind].replace("{file}", str(secret)).replace("{port}", str(port)) + "]"
    body = write(form, ontology("CL")).read_text(encoding="utf-8").partition(f"<{root}")[2]
    file = tmp_path / "evil.owl"
    text = f'<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE {root} {inner}>\n<{root}{body}'
    file.write_text(text.replace("a whole &amp; more", "&a;"), encoding="utf-8")

    with pytest.raises(SourceError) as caught:
        slice_of(file)

    assert "refused" in str(caught.value) or "another file" in str(caught.value)
    assert "secret" not in str(caught.value).replace(str(secret), "")
    assert made == []


def test_the_slice_of_a_user_is_built_in_place_of_ours_and_forgotten_again(write, tmp_path, monkeypatch):
    monkeypatch.setattr("loaders.build._PACKAGES", ())  # whoever edits the code meanwhile does no harm
    home = tmp_path / "home"
    marks = fingerprint(slices=folder(home))
    loaded = slice_of(write("OBO", ontology("CL")))

    kept = keep(home, "CL", loaded.text)

    assert kept.read_text(encoding="utf-8") == loaded.text
    assert [file.name for file in folder(home).iterdir()] == ["cl.ttl"]
    assert fingerprint(slices=folder(home)) != marks
    quads = [quad for quad in slices(folder(home)) if quad.graph_name.value.endswith("/slice-cl")]
    assert any(quad.object.value == "a whole & more" for quad in quads)
    assert not any(quad.subject.value.endswith("CL_0000003") for quad in quads)  # above cells in ours alone
    assert forget(home, "cl")
    assert not forget(home, "CL")
    assert fingerprint(slices=folder(home)) == marks


def test_a_slice_older_than_a_used_term_is_a_fault_that_says_how_to_mend_it(write, tmp_path):
    text = slice_of(write("OBO", ontology("CL"))).text
    term = sorted(used("CL"))[-1]
    keep(tmp_path, "CL", text[: text.index(f"\n{term} a ")])
    keep(tmp_path, "PATO", "no turtle")

    faults = [str(fault) for fault in dataset(slices=folder(tmp_path)).faults]

    assert [
        fault
        for fault in faults
        if fault.startswith("slices/cl.ttl") and term in fault and "--forget" in fault
    ]
    assert [fault for fault in faults if fault.startswith("slices/pato.ttl this is no slice")]


def test_restoring_makes_the_slices_what_they_were(tmp_path):
    keep(tmp_path, "CL", "new")
    keep(tmp_path, "EFO", "new")

    restore(tmp_path, {"cl.ttl": "old", "pato.ttl": "old"})

    assert {file.name: file.read_text() for file in folder(tmp_path).iterdir()} == {
        "cl.ttl": "old",
        "pato.ttl": "old",
    }


def run(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALSKG_")}
    command = [COMMAND, "load", "ontology", *map(str, words)]
    return subprocess.run(
        command, env=environment | {"ALSKG_HOME": str(home)}, capture_output=True, text=True, check=False
    )


def test_the_command_tells_what_it_did_and_is_silent_about_progress_in_a_file(write, tmp_path):
    file = write("RDF/XML", ontology("CL"))

    done = run(tmp_path, file, "--no-build")

    assert done.returncode == 0
    number = len(used("CL")) + 2
    assert (
        done.stdout
        == f"loaded: CL {releases.VERSION} (RDF/XML), {number} terms in the file, {number} in the slice\n"
    )
    assert done.stderr == ""
    assert (tmp_path / "slices" / "cl.ttl").read_text(encoding="utf-8") == expected("CL")
    assert run(tmp_path, "--forget", "CL", "--no-build").stdout == "forgotten: CL\n"
    assert not list((tmp_path / "slices").iterdir())


def test_the_command_refuses_with_65_and_changes_nothing(write, tmp_path):
    keep(tmp_path, "CL", "what was")
    file = write("OBO", ontology("CL")[:-1])

    done = run(tmp_path, file)

    assert done.returncode == 65
    assert sorted(used("CL"))[-1] in done.stderr
    assert done.stdout == ""
    assert (tmp_path / "slices" / "cl.ttl").read_text(encoding="utf-8") == "what was"
    assert run(tmp_path, "--forget", "../CL").returncode == 65
    assert run(tmp_path).returncode == 2
    assert run(tmp_path, tmp_path / "none.obo").returncode == 2


def test_a_build_that_fails_puts_the_slices_back_as_they_were(write, tmp_path):
    keep(tmp_path, "PATO", "no turtle")

    done = run(tmp_path, write("OBO", ontology("CL")))

    assert done.returncode == 65
    assert "slices/pato.ttl this is no slice" in done.stderr
    assert "the slices are as they were before" in done.stderr
    assert [file.name for file in folder(tmp_path).iterdir()] == ["pato.ttl"]


def test_a_part_of_the_body_is_found_below_the_whole_in_the_slice_of_a_user_and_is_no_subclass(
    write, tmp_path
):
    keep(tmp_path, "UBERON", slice_of(write("Turtle", ontology("UBERON"), "uberon")).text)

    found = Store()
    found.extend(list(slices(folder(tmp_path))))

    question = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?part WHERE { GRAPH <https://w3id.org/als-cell-therapy/graph/slice-uberon> {
          ?part skos:broader <http://purl.obolibrary.org/obo/UBERON_9999998> .
          FILTER NOT EXISTS { ?part rdfs:subClassOf <http://purl.obolibrary.org/obo/UBERON_9999998> } } }"""
    # the first used term is below the whole by `is a`, all others are parts of it
    assert len(list(found.query(question))) == len(used("UBERON")) - 1
