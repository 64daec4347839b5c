"""The command does one thing at a time, says what it did, and its exit code says how it went."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.curation import CURATED

COMMAND = [str(Path(sys.executable).with_name("alskg"))]


@pytest.fixture
def run(tmp_path):
    """Run the real command in another folder with its own home."""

    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("ALSKG_")}
        environment |= {"ALSKG_HOME": str(tmp_path / "home"), "COLUMNS": "200"} | variables
        return subprocess.run(
            [*COMMAND, *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    return run


def test_a_build_says_what_it_built_and_the_next_one_that_nothing_had_changed(run):
    first = run("build")
    second = run("build")

    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("built: 0.1.0-")
    assert second.stdout == first.stdout.replace("built:", "up to date:")
    assert run("releases").stdout.startswith("* 0.1.0-")


def test_a_bad_row_stops_the_build_with_65_names_its_place_and_leaves_what_is_served(run, tmp_path):
    assert run("build").returncode == 0
    served = run("releases").stdout
    shutil.copytree(str(CURATED), tmp_path / "mine")
    table = tmp_path / "mine" / "vasques2021" / "table-1-regimens.tsv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("\t462000000\t", "\tmany\t", 1), encoding="utf-8")
    line = text[: text.index("\t462000000\t")].count("\n") + 1

    done = run("build", "--curated", str(tmp_path / "mine"))

    assert done.returncode == 65
    assert f"vasques2021/table-1-regimens.tsv:{line} [number] 'many' is not a decimal number" in done.stderr
    quarantine = (tmp_path / "home" / "quarantine.tsv").read_text(encoding="utf-8").splitlines()
    assert quarantine[0] == "file\tline\tcolumn\treason"
    assert quarantine[1].startswith(f"vasques2021/table-1-regimens.tsv\t{line}\tnumber\t")
    assert run("releases").stdout == served


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("fly",), 2, "No such command"),
        (("build", "--home"), 2, "requires an argument"),
        (("serve", "--port", "99999"), 2, "ALSKG_PORT: Input should be less than or equal to 65535"),
        (("releases", "--use", "9.9.9"), 75, "there is no release 9.9.9"),
        (("check", "grounding", "--sources", "nowhere"), 65, "the folder has no file"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line_and_in_the_exit_code(run, words, code, says):
    done = run(*words)

    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_setting_stops_the_start_and_the_nearest_one_is_named(run):
    done = run("serve", ALSKG_QUERY_TIMEOUT="3")

    assert done.returncode == 2
    assert "ALSKG_QUERY_TIMEOUT_S" in done.stderr


def test_an_address_that_is_taken_is_said_and_may_be_tried_again(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--port", str(taken.getsockname()[1]))

    assert done.returncode == 75
    assert "address already in use" in done.stderr


def test_every_command_has_a_help_that_says_what_it_is_for(run):
    for words in ((), ("build",), ("serve",), ("releases",), ("locate",), ("check",), ("check", "grounding")):
        done = run(*words, "--help")
        assert done.returncode == 0
        assert "Usage: alskg" in done.stdout


def test_a_place_is_found_by_words_or_by_a_table_locator(run, seeds):
    cell = run(
        "locate",
        "vasques2021",
        "--place",
        "Table 1, row NCT02017912, column Cell Dose",
        "--sources",
        str(seeds),
    )
    words = run("locate", "isscr-als", "The cells were only given once", "--sources", str(seeds))
    twice = run("locate", "isscr-als", "ALS", "--sources", str(seeds))

    assert cell.stdout.split("\t")[:3] == ["Table 1, row NCT02017912, column Cell Dose", "28232", "28256"]
    assert words.stdout.startswith("section ADDITIONAL RESOURCES, paragraph ")
    assert twice.returncode == 65
    assert "more than once" in twice.stderr


def test_a_table_with_anchors_is_filled_in_place(run, seeds, tmp_path):
    table = tmp_path / "text-trials.tsv"
    shutil.copy(str(CURATED / "isscr-als" / "text-trials.tsv"), table)
    whole = table.read_text(encoding="utf-8")
    line = next(
        line
        for line in whole.splitlines()
        if "The cells" not in line and line.startswith("NCT02943850\ttreated")
    )
    cells = line.split("\t")
    draft = "\t".join([*cells[:-5], "", "", "", "", "The cells were only given once"])
    table.write_text(whole.replace(line, draft), encoding="utf-8")

    done = run("locate", "isscr-als", "--table", str(table), "--sources", str(seeds))

    assert done.returncode == 0, done.stderr
    assert "The cells were only given once" not in table.read_text(encoding="utf-8")
    assert len(table.read_text(encoding="utf-8").splitlines()) == len(whole.splitlines())
