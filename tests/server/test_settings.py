"""Settings come from ALSKG_* variables, and a wrong one stops the start with a sentence that helps."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from server.settings import Settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in [name for name in os.environ if name.startswith("ALSKG_")]:
        monkeypatch.delenv(name)


def test_without_any_setting_it_listens_on_this_machine_only():
    settings = Settings()

    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert (settings.service_allow, settings.cors_origins) == ((), ())
    assert settings.home.is_absolute()


def test_variables_are_read_and_lists_are_written_with_commas(monkeypatch, tmp_path):
    monkeypatch.setenv("ALSKG_HOME", str(tmp_path))
    monkeypatch.setenv("ALSKG_QUERY_TIMEOUT_S", "2.5")
    monkeypatch.setenv("ALSKG_CORS_ORIGINS", "https://a.example, http://localhost:3000,")
    monkeypatch.setenv("ALSKG_SERVICE_ALLOW", "https://a.example/sparql")
    monkeypatch.setenv("ALSKG_ROOT_PATH", "/als/")

    settings = Settings()

    assert settings.home == tmp_path
    assert settings.query_timeout_s == 2.5
    assert settings.cors_origins == ("https://a.example", "http://localhost:3000")
    assert settings.service_allow == ("https://a.example/sparql",)
    assert settings.root_path == "/als"


def test_what_is_given_by_name_wins_over_the_environment(monkeypatch):
    monkeypatch.setenv("ALSKG_PORT", "9000")

    assert Settings(port=9001, cors_origins="*").port == 9001


def test_a_home_may_begin_with_a_tilde():
    assert Settings(home=Path("~/als")).home == Path.home() / "als"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ALSKG_PROT", "1", "did you mean ALSKG_PORT"),
        ("ALSKG_QUERY_TIMEOUT", "1", "did you mean ALSKG_QUERY_TIMEOUT_S"),
        ("alskg_zzzzzz", "1", "is not a setting; there are ALSKG_HOME"),
        ("ALSKG_PORT", "http", "valid integer"),
        ("ALSKG_PORT", "70000", "less than or equal to 65535"),
        ("ALSKG_QUERY_TIMEOUT_S", "601", "less than or equal to 600"),
        ("ALSKG_QUERY_TIMEOUT_S", "nan", "less than or equal to 600"),
        ("ALSKG_WORKERS", "0", "greater than or equal to 1"),
        ("ALSKG_DEFAULT_GRAPH", "all", "'union' or 'own'"),
        ("ALSKG_SERVICE_ALLOW", "sparql", "is not an http or https IRI"),
        ("ALSKG_CORS_ORIGINS", "https://a.example/path", "is not an origin"),
        ("ALSKG_ROOT_PATH", "als", "is not a path"),
        ("ALSKG_ROOT_PATH", "/a//b", "is not a path"),
        ("ALSKG_PUBLIC_URL", "example.org", "is not an address"),
    ],
)
def test_a_wrong_setting_stops_the_start(monkeypatch, name, value, message):
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError, match=message):
        Settings()


def test_settings_do_not_change_once_read():
    settings = Settings()

    with pytest.raises(ValidationError):
        settings.port = 1


def test_a_name_given_that_is_no_setting_is_refused():
    with pytest.raises(ValidationError, match="prot"):
        Settings(prot=1)


def test_every_setting_says_what_it_is():
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
