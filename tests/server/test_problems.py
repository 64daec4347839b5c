"""Every error has one status and one shape, and tells nothing it should not."""

import json

import pytest

from graph import errors
from server.problems import KINDS, RequestError, describe


@pytest.mark.parametrize(
    ("error", "status", "name"),
    [
        (errors.QueryError("x"), 400, "bad-query"),
        (errors.QuerySyntaxError("x"), 400, "query-syntax"),
        (errors.ForbiddenQueryError("x"), 403, "forbidden-query"),
        (errors.NotAcceptableError("x"), 406, "not-acceptable"),
        (errors.ParameterError("x"), 422, "bad-parameter"),
        (errors.NoReleaseError("x"), 503, "no-release"),
        (errors.EngineBusyError("x"), 503, "busy"),
        (errors.QueryTimeoutError("x"), 504, "time-limit"),
        (errors.QueryMemoryError("x"), 507, "memory-limit"),
        (RequestError(404, "x"), 404, "not-found"),
        (RequestError(405, "x"), 405, "method-not-allowed"),
        (RequestError(413, "x"), 413, "too-large"),
        (RequestError(415, "x"), 415, "unsupported-media-type"),
        (RequestError(429, "x"), 429, "too-many-requests"),
        (RequestError(418, "x"), 418, "error"),
    ],
)
def test_each_error_has_its_status_and_name(error, status, name):
    found, _, body = describe(error)

    assert (found, json.loads(body)["status"]) == (status, status)
    assert json.loads(body)["type"] == f"https://w3id.org/als-cell-therapy/problems/{name}"
    assert json.loads(body)["detail"] == "x"


def test_a_narrower_error_of_ours_has_the_status_of_its_nearest_kind():
    class DeepError(errors.QuerySyntaxError):
        pass

    assert describe(DeepError("x"))[0] == 400


@pytest.mark.parametrize(
    "error", [ValueError("/srv/secret"), errors.EngineError("/srv/secret"), KeyError("secret")]
)
def test_an_error_nobody_expected_is_logged_and_says_nothing_of_the_inside(error, caplog):
    status, _, body = describe(error)

    assert status == 500
    assert b"secret" not in body
    assert "secret" in caplog.text


def test_a_parameter_error_names_the_parameter_and_what_would_do():
    _, _, body = describe(errors.ParameterError("x", parameter="route", candidates=("intrathecal", "é")))

    assert json.loads(body)["parameter"] == "route"
    assert json.loads(body)["candidates"] == ["intrathecal", "é"]


@pytest.mark.parametrize(
    "error", [errors.EngineBusyError("x"), errors.NoReleaseError("x"), RequestError(429, "x")]
)
def test_what_passes_says_when_to_try_again(error):
    assert int(describe(error)[1]["retry-after"]) > 0


def test_a_problem_of_the_request_brings_its_headers_and_members():
    _, headers, body = describe(RequestError(405, "x", headers={"allow": "GET"}, more=1))

    assert headers == {"allow": "GET"}
    assert json.loads(body)["more"] == 1


def test_every_error_a_query_can_end_with_has_a_status():
    ends = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.QueryError)
    ]

    assert all(any(known in KINDS for known in kind.__mro__) for kind in ends)
