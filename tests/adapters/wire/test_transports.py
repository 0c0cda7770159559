"""Both transports do the same: the same requests go out, the same answers and failures come in."""

import asyncio
import gzip
import socket

import pytest

from adapters.wire.address import Address
from adapters.wire.deadline import in_time, within
from adapters.wire.message import Request, Response
from adapters.wire.transport import NoAnswer, NotSent, Transport
from tests.adapters.wire.conftest import Certificate, Open
from tests.adapters.wire.pretend import until
from tests.adapters.wire.upstream import Upstream, hangs, raw, says, waits

GET = Request(method="GET", path="/matters", repeatable=True)
SECRET = Request(
    method="POST",
    path="/search/Lovelace",
    query=(("q", "Lovelace"),),
    headers={"Authorization": "Bearer s3cret"},
    body=b"s3cret",
)


# --- what goes out and what comes back ------------------------------------------------------------


async def test_an_answer_comes_whole_with_lower_case_headers(
    transport: Transport, upstream: Upstream
) -> None:
    upstream.answers.append(says(201, b'{"a": 1}', {"X-Request-ID": "r1", "ETag": '"e"'}))
    assert await transport.send(GET) == Response(
        status=201,
        headers={"content-length": "8", "x-request-id": "r1", "etag": '"e"'},
        body=b'{"a": 1}',
    )


@pytest.mark.parametrize("status", [200, 204, 301, 302, 304, 400, 401, 404, 409, 429, 500, 503])
async def test_every_status_is_an_answer_and_no_redirect_is_followed(
    transport: Transport, upstream: Upstream, status: int
) -> None:
    upstream.answers.append(says(status, b"", {"Location": f"{upstream.url}/other"}))
    assert (await transport.send(GET)).status == status
    assert [asked.target for asked in upstream.asked] == ["/matters"]


async def test_a_query_is_percent_encoded_in_its_order(
    transport: Transport, upstream: Upstream
) -> None:
    query = (("$filter", "name eq 'Ä & b'"), ("a", "1+1=2"), ("a", "x/y?#"), ("é", "%20"))
    await transport.send(Request(method="GET", path="/a%2Fb/ä'(1)", query=query))
    assert upstream.asked[0].target == (
        "/a%2Fb/%C3%A4'(1)?$filter=name%20eq%20%27%C3%84%20%26%20b%27"
        "&a=1%2B1%3D2&a=x%2Fy%3F%23&%C3%A9=%2520"
    )


async def test_requests_go_below_the_base(opened: Open, upstream: Upstream) -> None:
    await opened(f"{upstream.url}/api/v2/").send(GET)
    assert upstream.asked[0].target == "/api/v2/matters"


async def test_method_headers_and_body_go_out_as_they_are(
    transport: Transport, upstream: Upstream
) -> None:
    body = bytes(range(256)) * 400
    headers = {"Content-Type": "application/json", "X-Key": "k"}
    await transport.send(Request(method="PUT", path="/m", headers=headers, body=body))
    (asked,) = upstream.asked
    assert (asked.method, asked.body) == ("PUT", body)
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["x-key"] == "k"
    assert asked.headers["user-agent"] == "panther-graph"
    assert "transfer-encoding" not in asked.headers


async def test_a_write_without_a_body_says_so(transport: Transport, upstream: Upstream) -> None:
    await transport.send(Request(method="POST", path="/logout"))
    assert upstream.asked[0].headers["content-length"] == "0"


async def test_a_packed_answer_is_unpacked_and_its_headers_do_not_lie(
    transport: Transport, upstream: Upstream
) -> None:
    upstream.answers.append(says(200, gzip.compress(b"a" * 9999), {"Content-Encoding": "gzip"}))
    response = await transport.send(GET)
    assert (response.body, response.headers) == (b"a" * 9999, {})


async def test_a_chunked_answer_comes_whole(transport: Transport, upstream: Upstream) -> None:
    upstream.answers.append(
        raw(
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        )
    )
    assert (await transport.send(GET)).body == b"abcde"


async def test_a_header_that_comes_twice_is_joined(
    transport: Transport, upstream: Upstream
) -> None:
    upstream.answers.append(
        raw(b"HTTP/1.1 200 OK\r\nX-A: b\r\nX-A: c\r\ncontent-length: 0\r\n\r\n")
    )
    assert (await transport.send(GET)).headers["x-a"] == "b, c"


async def test_a_header_beyond_ascii_takes_no_other_with_it(
    transport: Transport, upstream: Upstream
) -> None:
    upstream.answers.append(
        raw(b"HTTP/1.1 429 No\r\nX-A: \xff\r\nRetry-After: 7\r\ncontent-length: 0\r\n\r\n")
    )
    assert (await transport.send(GET)).headers["retry-after"] == "7"


async def test_no_cookie_of_one_caller_goes_out_for_another(
    transport: Transport, upstream: Upstream
) -> None:
    upstream.answers.append(says(200, b"", {"Set-Cookie": "session=mine; Path=/"}))
    await transport.send(GET)
    await transport.send(GET)
    assert "cookie" not in upstream.asked[1].headers


async def test_a_proxy_in_the_environment_is_not_used(
    monkeypatch: pytest.MonkeyPatch, opened: Open, upstream: Upstream
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert (await opened(upstream.url).send(GET)).status == 200


async def test_a_connection_is_kept_and_used_again(
    transport: Transport, upstream: Upstream
) -> None:
    for _ in range(5):
        await transport.send(GET)
    assert upstream.connections == 1


async def test_a_connection_that_was_closed_while_idle_is_no_failure(
    transport: Transport, upstream: Upstream
) -> None:
    upstream.answers.append(raw(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", then_close=True))
    await transport.send(GET)
    await asyncio.sleep(0.01)
    assert (await transport.send(GET)).body == b"ok"
    assert (upstream.connections, len(upstream.asked)) == (2, 2)


async def test_fifty_callers_share_few_connections(opened: Open, upstream: Upstream) -> None:
    transport = opened(upstream.url, connections=4)
    answers = await asyncio.gather(*(transport.send(GET) for _ in range(50)))
    assert [response.body for response in answers] == [b"ok"] * 50
    assert upstream.connections <= 4


# --- what goes wrong before sending ---------------------------------------------------------------


async def test_a_refused_connection_is_not_sent(opened: Open) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotSent) as caught:
        await opened(f"http://127.0.0.1:{port}").send(SECRET)
    assert str(caught.value) == (f"127.0.0.1:{port} can't be reached: it refuses the connection.")


async def test_a_name_that_is_not_known_is_not_sent(opened: Open) -> None:
    with pytest.raises(
        NotSent, match=r"^no\.such\.invalid can't be reached: its name is not known"
    ):
        await opened("http://no.such.invalid").send(GET)


async def test_a_connection_that_takes_too_long_is_not_sent(opened: Open) -> None:
    with socket.socket() as full, socket.socket() as one, socket.socket() as two:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for filler in (one, two):
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        transport = opened(
            f"http://127.0.0.1:{full.getsockname()[1]}", connect_seconds=0.04, read_seconds=1
        )
        with pytest.raises(NotSent, match="did not take the connection in time"):
            await transport.send(GET)


async def test_waiting_for_a_free_connection_too_long_is_not_sent(
    opened: Open, upstream: Upstream
) -> None:
    transport = opened(upstream.url, connections=1, connect_seconds=0.04)
    gate = asyncio.Event()
    upstream.answers.append(waits(gate, says()))
    first = asyncio.create_task(transport.send(GET))
    await until(lambda: upstream.asked)
    with pytest.raises(NotSent, match="all connections to it are taken"):
        await transport.send(GET)
    gate.set()
    assert (await first).status == 200
    assert len(upstream.asked) == 1


async def test_a_certificate_nobody_vouches_for_is_not_sent_and_named(
    opened: Open, secured: Upstream
) -> None:
    with pytest.raises(NotSent, match="its certificate does not verify") as caught:
        await opened(secured.url).send(SECRET)
    assert str(caught.value).startswith("127.0.0.1:")
    assert "verify" in str(caught.value)
    assert secured.asked == []


async def test_an_authority_of_ones_own_can_be_trusted(
    opened: Open, secured: Upstream, certificate: Certificate
) -> None:
    assert (await opened(secured.url, verify=certificate.pem).send(GET)).body == b"ok"


async def test_verifying_can_be_turned_off(opened: Open, secured: Upstream) -> None:
    assert (await opened(secured.url, verify=False).send(GET)).body == b"ok"


async def test_an_authority_that_is_none_is_refused_at_once(opened: Open) -> None:
    with pytest.raises(OSError, match=r"(?i)pem|cert|ssl"):
        opened("https://127.0.0.1", verify="-----BEGIN CERTIFICATE-----\nabc")


async def test_tls_where_there_is_none_is_not_sent(opened: Open) -> None:
    async def no_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(no_tls, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        with pytest.raises(NotSent, match="does not speak TLS there"):
            await opened(f"https://127.0.0.1:{port}").send(GET)
    finally:
        server.close()
        await asyncio.sleep(0.01)


async def test_a_closed_transport_sends_nothing(transport: Transport, upstream: Upstream) -> None:
    await transport.send(GET)
    await transport.close()
    await transport.close()
    with pytest.raises(NotSent, match="has been closed here"):
        await transport.send(GET)
    assert len(upstream.asked) == 1


# --- what goes wrong after ------------------------------------------------------------------------

CUT = "broke the connection off"
BROKEN = {
    "cut mid-body": (raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc", then_close=True), CUT),
    "cut mid-chunk": (
        raw(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc", then_close=True),
        CUT,
    ),
    "cut mid-head": (raw(b"HTTP/1.1 200 OK\r\ncontent-le", then_close=True), CUT),
    "no answer": (raw(b"", then_close=True), CUT),
    "garbage": (raw(b"\x00\x01\x02 what?\r\n\r\n", then_close=True), "can't be read"),
    "reset": (raw(b"", reset=True), CUT),
    "reset mid-body": (raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab", reset=True), CUT),
    "packed wrongly": (
        raw(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc"),
        "can't be read",
    ),
}


@pytest.mark.parametrize("request_", [GET, SECRET], ids=["read", "write"])
@pytest.mark.parametrize("broken", BROKEN)
async def test_an_answer_that_is_not_whole_is_no_answer(
    transport: Transport, upstream: Upstream, broken: str, request_: Request
) -> None:
    answer, words = BROKEN[broken]
    upstream.answers.append(answer)
    with pytest.raises(NoAnswer, match=words) as caught:
        await transport.send(request_)
    assert str(caught.value).startswith("127.0.0.1:")
    for secret in ("s3cret", "Lovelace", "Bearer", "http:"):
        assert secret not in str(caught.value)
    assert caught.value.__suppress_context__
    assert len(upstream.asked) == 1


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"])
async def test_a_read_that_waits_too_long_is_no_answer(
    opened: Open, upstream: Upstream, said: bytes
) -> None:
    """Also where not one byte came: the request was out all the same."""
    upstream.answers.append(hangs(said))
    with pytest.raises(NoAnswer, match="did not answer in time"):
        await opened(upstream.url, read_seconds=0.04).send(GET)


async def test_a_broken_kept_connection_is_no_answer_and_the_write_not_sent_twice(
    transport: Transport, upstream: Upstream
) -> None:
    upstream.answers.extend([says(), raw(b"", reset=True)])
    await transport.send(GET)
    with pytest.raises(NoAnswer):
        await transport.send(SECRET)
    assert [asked.method for asked in upstream.asked] == ["GET", "POST"]


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"])
async def test_the_deadline_cuts_an_answer_off_and_frees_the_connection(
    opened: Open, upstream: Upstream, said: bytes
) -> None:
    transport = opened(upstream.url, connections=1)
    upstream.answers.append(hangs(said))
    # The upstream never ends its answer: that this ends at all is the deadline's doing.
    with within(0.5), pytest.raises((TimeoutError, NoAnswer)), in_time():
        await transport.send(GET)
    assert (await transport.send(GET)).status == 200
    assert upstream.open == 1


async def test_closing_ends_what_is_under_way(transport: Transport, upstream: Upstream) -> None:
    upstream.answers.append(hangs())
    call = asyncio.create_task(transport.send(GET))
    await until(lambda: upstream.asked)
    await transport.close()
    with pytest.raises(NoAnswer):
        await asyncio.wait_for(call, 1)


# --- what may not be asked ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad",
    [
        Request(method="GET", path="/a/../b"),
        Request(method="GET", path="/a/%2E%2e/b"),
        Request(method="GET", path="/."),
        Request(method="GET", path="a"),
        Request(method="GET", path="/a?b=c"),
        Request(method="GET", path="/a#b"),
        Request(method="GET", path="/a\\..\\b"),
        Request(method="GET", path="/", headers={"X-A": "s3cret\r\nX-B: c"}),
        Request(method="GET", path="/", headers={"X-A": "s3cret\x00"}),
        Request(method="GET", path="/", headers={"X-A": "s3cret é"}),
        Request(method="GET", path="/", headers={"X A": "s3cret"}),
        Request(method="GET", path="/", headers={"X-A: b\r\nX-B": "s3cret"}),
    ],
)
async def test_a_request_that_would_climb_or_split_is_refused(
    transport: Transport, upstream: Upstream, bad: Request
) -> None:
    with pytest.raises(ValueError, match=r"\.$") as caught:
        await transport.send(bad)
    assert "s3cret" not in str(caught.value)
    assert upstream.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://a",
        "a.example",
        "https://",
        "https://u:p@a",
        "https://u@a",
        "https://a?b",
        "https://a#b",
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Address(url)
