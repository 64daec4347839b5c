"""The five folders are import packages with common names; nothing else owns them or lies in them unused."""

import re
import shutil
import subprocess
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("ontology", "graph", "loaders", "server", "queries")


@pytest.mark.parametrize("name", PACKAGES)
def test_no_other_distribution_owns_our_import_name(name):
    assert set(packages_distributions().get(name, [])) <= {"als-cell-therapy-kg"}


def test_tests_are_never_imported_as_a_package():
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_every_file_of_a_package_is_of_a_kind_that_something_reads():
    """A file that nothing runs is named here the day it appears."""
    read_by_wildcard = (
        r"ontology/(concepts|slices|shapes)/[a-z-]+\.ttl",
        r"ontology/mappings/[a-z-]+\.sssom\.tsv",
        r"ontology/rules/[a-z-]+\.rq",
        r"ontology/checks/[a-z-]+-violation\.rq",
        r"queries/[a-z]+/[a-z-]+\.rq",
        r"loaders/curated/[a-z0-9-]+/[a-z0-9-]+\.tsv",
        r"server/(templates/[a-z]+\.html|static/[a-z.-]+)",
        r"tests/competency/\d\d-[a-z0-9-]+\.(rq|tsv|ru)",
    )
    named = ("ontology/als-cell-therapy.ttl", "ontology/bridge.ttl", "ontology/external.tsv")
    named += tuple(f"loaders/curated/{name}.tsv" for name in ("conflicts", "floors", "things"))
    git = shutil.which("git") or pytest.skip("git is not installed")
    listed = subprocess.run(
        [git, "ls-files", *PACKAGES, "tests/competency"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    strange = [
        path
        for path in listed.stdout.split()
        if not path.endswith(".py")
        and path not in named
        and not any(re.fullmatch(pattern, path) for pattern in read_by_wildcard)
    ]
    assert strange == []


def test_every_template_and_module_is_used_by_another():
    """A template is rendered or extended, a module imported or run, somewhere in the packages."""
    code = {
        path: path.read_text(encoding="utf-8") for name in PACKAGES for path in (ROOT / name).rglob("*.py")
    }
    pages = {
        path: path.read_text(encoding="utf-8") for path in (ROOT / "server" / "templates").glob("*.html")
    }
    entry = {"server/cli.py", "graph/engines/worker.py", "ontology/slicing.py"}
    for path in pages:
        users = [text for other, text in {**code, **pages}.items() if other != path and path.name in text]
        assert users, path.name
    for path in code:
        name = path.relative_to(ROOT).with_suffix("").as_posix()
        if path.name == "__init__.py" or f"{name}.py" in entry:
            continue
        package, _, module = name.rpartition("/")
        dotted = package.replace("/", ".")
        ways = (rf"from {dotted} import [^#]*\b{module}\b", rf"(from|import) {dotted}\.{module}\b")
        pattern = "|".join(ways)
        assert any(re.search(pattern, text) for other, text in code.items() if other != path), name


def test_no_package_imports_the_tests_and_no_module_is_longer_than_its_noun_needs():
    for name in PACKAGES:
        for path in (ROOT / name).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert "import tests" not in text, path
            assert len(text.splitlines()) <= 300, path
