"""The layer in front finds the handler, reads the request and answers whole or visibly not."""

import asyncio

import httpx
import pytest

from graph.errors import QueryTimeoutError
from server.front import Front
from server.messages import Request, Response, fields
from server.problems import RequestError


async def behind(scope, receive, send):
    """The application behind: it tells what it was asked."""
    text = f"{scope['method']} {scope['path']} {scope['root_path']}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": text})


async def echo(request: Request) -> Response:
    return Response(f"{request.method} {request.path} {request.query}".encode(), "text/plain")


def ask(front, method="GET", path="/", **how):
    """Send one request to the application itself."""

    async def asking():
        transport = httpx.ASGITransport(app=front, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://kg.example") as client:
            return await client.request(method, path, **how)

    return asyncio.run(asking())


def talk(front, messages, *, method="GET", path="/", headers=(), http_version="1.1"):
    """Speak ASGI with the application; return what it sent. After the messages, the client stays silent."""
    sent, left = [], list(messages)

    async def receive():
        if left:
            return left.pop(0)
        return await asyncio.Future()

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": list(headers),
        "http_version": http_version,
        "scheme": "http",
    }
    asyncio.run(asyncio.wait_for(front(scope, receive, send), 30))
    return sent


@pytest.fixture
def front():
    found = Front(behind)
    found.routes["/exact"] = echo
    found.prefixes += [("/tree/", echo)]
    return found


def test_an_exact_path_comes_before_a_prefix_and_the_rest_goes_behind(front):
    assert ask(front, path="/exact").text == "GET /exact []"
    assert ask(front, path="/tree/a/b").text == "GET /tree/a/b []"
    assert ask(front, path="/exact/more").text == "GET /exact/more "
    assert ask(front, path="/tree").text == "GET /tree "


def test_a_query_string_keeps_its_order_duplicates_and_empty_values(front):
    assert ask(front, path="/exact?b=1&a=&b=%C3%A9+x").text.endswith("[('b', '1'), ('a', ''), ('b', 'é x')]")


def test_a_form_of_too_many_fields_is_refused():
    with pytest.raises(RequestError, match="at most 200"):
        fields(b"&".join([b"a=1"] * 201))


def test_the_path_prefix_of_a_proxy_may_be_there_or_not():
    front = Front(behind, root_path="/als")
    front.routes["/exact"] = echo

    assert ask(front, path="/als/exact").text == ask(front, path="/exact").text == "GET /exact []"
    assert ask(front, path="/als/other").text == ask(front, path="/other").text == "GET /als/other /als"
    assert ask(front, path="/als").text == "GET /als/ /als"
    assert ask(front, path="/alsatian").text == "GET /als/alsatian /als"


def test_an_error_nobody_expected_is_a_500_that_says_nothing(front):
    async def broken(request):
        raise ValueError("/srv/secret")

    front.routes["/broken"] = broken
    answer = ask(front, path="/broken")

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text


def test_a_body_is_read_up_to_the_limit(front):
    async def reading(request):
        return Response(await request.body(5) + await request.body(5))

    front.routes["/read"] = reading

    assert ask(front, "POST", "/read", content=b"12345").content == b"1234512345"
    assert ask(front, "POST", "/read", content=b"123456").status_code == 413
    assert ask(front, "POST", "/read", content=b"1", headers={"content-encoding": "gzip"}).status_code == 415


def test_a_body_without_a_length_is_stopped_at_the_limit(front):
    async def reading(request):
        return Response(await request.body(5))

    front.routes["/read"] = reading
    pieces = [{"type": "http.request", "body": b"123", "more_body": True}] * 9
    sent = talk(front, pieces, method="POST", path="/read", headers=[(b"transfer-encoding", b"chunked")])

    assert sent[0]["status"] == 413
    assert (b"connection", b"close") in sent[0]["headers"]


async def broken_stream():
    yield b"a,b\r\n"
    raise QueryTimeoutError("stopped")


async def whole_stream():
    yield b"a,b\r\n"
    yield b"1,2\r\n"


def test_a_stream_that_fails_is_never_ended_properly(front):
    async def streaming(request):
        return Response(broken_stream(), "text/csv")

    front.routes["/stream"] = streaming
    sent = talk(front, [], path="/stream")

    assert [message.get("more_body") for message in sent] == [None, True]


def test_a_stream_to_a_client_without_chunks_has_a_length_or_becomes_a_problem(front):
    async def streaming(request):
        return Response(whole_stream() if request.path == "/whole" else broken_stream(), "text/csv")

    front.routes |= {"/whole": streaming, "/broken": streaming}
    whole = talk(front, [], path="/whole", http_version="1.0")
    broken = talk(front, [], path="/broken", http_version="1.0")

    assert (b"content-length", b"10") in whole[0]["headers"]
    assert b"".join(message["body"] for message in whole[1:]) == b"a,b\r\n1,2\r\n"
    assert broken[0]["status"] == 504
    assert (b"content-type", b"application/problem+json") in broken[0]["headers"]
    assert (b"content-type", b"text/csv; charset=utf-8") not in broken[0]["headers"]


class Closing:
    """A stream that remembers being closed."""

    closed = False

    def __aiter__(self):
        return self

    async def __anext__(self):
        return b"x"

    async def aclose(self):
        self.closed = True


def test_a_stream_nobody_reads_is_closed(front):
    stream = Closing()

    async def streaming(request):
        return Response(stream, "text/csv")

    front.routes["/stream"] = streaming
    talk(front, [], method="HEAD", path="/stream")

    assert stream.closed


def test_a_client_that_leaves_cancels_the_work_for_it(front):
    ended = []

    async def working(request):
        try:
            await asyncio.Future()
        finally:
            ended.append(True)

    front.routes["/work"] = working
    sent = talk(front, [{"type": "http.request", "body": b""}, {"type": "http.disconnect"}], path="/work")

    assert ended == [True]
    assert sent == []


def test_charset_is_said_for_text_only(front):
    async def answering(request):
        return Response(b"", request.path[1:].replace("-", "/", 1))

    front.prefixes.append(("/", answering))

    assert ask(front, path="/text-csv").headers["content-type"] == "text/csv; charset=utf-8"
    assert ask(front, path="/application-json").headers["content-type"] == "application/json"


def test_an_answer_without_a_body_has_no_length(front):
    async def answering(request):
        return Response(status=304, headers={"etag": '"a"'})

    front.routes["/same"] = answering

    assert "content-length" not in ask(front, path="/same").headers
