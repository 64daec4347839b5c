"""Questions that a researcher in the field asks; each answer was checked by hand against the documents.

    <nn>-<name>.rq    the question, plain SPARQL over the union of all graphs
    <nn>-<name>.tsv   its answer, in the order of the question; our own things as actd:<local name>
    <nn>-<name>.ru    a small change of the graph, after which the answer is another

An answer that changes with the data is a finding: look into the documents before the table is touched.
"""

import gzip
import re
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

FOLDER = Path(__file__).parent
STEMS = sorted({path.stem for path in FOLDER.iterdir() if path.suffix in {".rq", ".tsv", ".ru"}})
OURS = "https://w3id.org/als-cell-therapy/id/"


@pytest.fixture(scope="module")
def dump(release) -> bytes:
    """The N-Quads of the release."""
    return gzip.decompress(release.dump.read_bytes())


@pytest.fixture
def copy(dump) -> Store:
    """Everything in the release, in memory, to be changed by one test."""
    store = Store()
    store.bulk_load(dump, format=RdfFormat.N_QUADS)
    return store


def answer(store: Store, stem: str) -> list[list[str]]:
    """Return what a question finds: its variables, then its rows, empty where nothing is bound."""
    found = store.query(written(stem, "rq"), use_default_graph_as_union=True)
    names = [variable.value for variable in found.variables]
    rows = [["" if row[name] is None else row[name].value for name in names] for row in found]
    return [names, *([value.replace(OURS, "actd:") for value in row] for row in rows)]


def table(stem: str) -> list[list[str]]:
    """Return the rows of a question's table, the header first."""
    return [line.split("\t") for line in written(stem, "tsv").splitlines()]


def written(stem: str, kind: str) -> str:
    """Return the text of one of a question's files."""
    return (FOLDER / f"{stem}.{kind}").read_text(encoding="utf-8")


def test_there_are_twenty_four_questions_and_their_numbers_leave_no_gap():
    assert [stem[:3] for stem in STEMS] == [f"{number:02}-" for number in range(1, 25)]


@pytest.mark.parametrize("stem", STEMS)
def test_a_question_has_its_words_its_answer_and_a_change(stem):
    missing = [kind for kind in ("rq", "tsv", "ru") if not (FOLDER / f"{stem}.{kind}").is_file()]
    assert missing == []

    head = written(stem, "rq").partition("PREFIX")[0].replace("\n#  ", "")  # lines that go on are indented
    assert re.fullmatch(r"# Question: [^\n]+\?\n# Why: [^\n]+\.\n", head)
    assert re.match(r"# .+\.\n", written(stem, "ru"))
    assert len(table(stem)) > 1


@pytest.mark.parametrize("stem", STEMS)
def test_the_graph_answers_as_the_documents_do(release_store, stem):
    assert answer(release_store, stem) == table(stem)


@pytest.mark.parametrize("stem", STEMS)
def test_another_graph_answers_otherwise(copy, stem):
    before, size = answer(copy, stem), len(copy)

    copy.update(written(stem, "ru"))

    assert abs(len(copy) - size) <= 10, "the change is not small"
    assert answer(copy, stem) != before
