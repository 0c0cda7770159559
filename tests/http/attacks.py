"""What a caller may send by mistake or in anger, and what each of it gets.

``python -m tests.http.attacks`` prints the table; the tests hold every row of it.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from tests.http.serving import JSON, Served, ask, request, send, serving

GOOD = "{ __typename }"
CHANGE = 'mutation { deleteTimeEntry(input: {id: "tim_c812e0"}) { userErrors { code } } }'
STILL_THERE = '{ timeEntry(id: "tim_c812e0") { id } }'
_GOOD = json.dumps({"query": GOOD}).encode()
_CHANGE = json.dumps({"query": CHANGE}).encode()
_BAD, _MEDIA, _PARSE = "BAD_REQUEST", "UNSUPPORTED_MEDIA_TYPE", "GRAPHQL_PARSE_FAILED"
_OPERATION, _INVALID = "OPERATION_RESOLUTION_FAILURE", "GRAPHQL_VALIDATION_FAILED"
_CROSS = "CROSS_SITE_REQUEST"
_RESULT = {"accept": "application/graphql-response+json"}


class Attack(NamedTuple):
    """What is sent, and the status and code that it gets; None for an answer without an error."""

    name: str
    raw: bytes | Callable[[], bytes]
    status: int
    code: str | None

    def sent(self) -> bytes:
        """Return the bytes; those of 20 MB are not kept around."""
        return self.raw() if callable(self.raw) else self.raw


def _json(body: bytes, **headers: str) -> bytes:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return request(body, {"content-type": JSON, **named})


def _said(**parts: object) -> bytes:
    return _json(json.dumps(parts).encode())


def _query(document: str) -> bytes:
    return request(json.dumps({"query": document}).encode(), {"content-type": JSON, **_RESULT})


def _get(**parts: str) -> bytes:
    said = "&".join(f"{name}={quote(value)}" for name, value in parts.items())
    return request(None, method="GET", path=f"/graphql?{said}")


def _big() -> bytes:
    return b'{"query": "{ __typename }", "x": "' + b"x" * 20_000_000 + b'"}'


def _chunked() -> bytes:
    head = request(None, {"content-type": JSON, "transfer-encoding": "chunked"})
    return head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(_big()), _big())


def _bodies() -> Iterator[Attack]:
    for name, body in {
        "a string": b'"x"',
        "null": b"null",
        "a number": b"7",
        "a list of numbers": b"[1]",
        "an empty list": b"[]",
        "a list of operations": b"[" + _GOOD + b"]",
        "nothing": b"",
        "a space": b" ",
        "cut off": b'{"query": "{ __ty',
        "invalid UTF-8": b"\xff\xfe",
        "invalid UTF-8 in a string": b'{"query": "{ __typename }\xff"}',
        "UTF-16": json.dumps({"query": GOOD}).encode("utf-16"),
        "a byte order mark": b"\xef\xbb\xbf" + _GOOD,
        "half a surrogate pair": b'{"query": "{ __typename }", "operationName": "\\ud800"}',
        "two values": _GOOD + _GOOD,
        "NaN": b'{"query": "{ __typename }", "variables": {"x": NaN}}',
        "a number too long": b'{"query": "{ __typename }", "variables": {"x": '
        + b"9" * 5000
        + b"}}",
        "an exponent too long": b'{"query": "x", "variables": {"x": 1e99999999999999999999}}',
        "200,000 brackets": b"[" * 200_000,
        "100,000 objects in one another": b'{"a":' * 100_000,
        "no query": b"{}",
    }.items():
        yield Attack(f"body: {name}", _json(body), 400, _BAD)
    for field in ("query", "operationName", "variables", "extensions"):
        wrong = [7, True, ["a"], "x" if field in ("variables", "extensions") else {"a": 1}]
        for value in wrong:
            parts = {"query": GOOD, field: value}
            yield Attack(f"body: {field} is {value!r}", _said(**parts), 400, _BAD)
    yield Attack("body: 20 MB", lambda: _json(_big()), 413, "CONTENT_TOO_LARGE")
    yield Attack("body: 20 MB in a chunk", _chunked, 413, "CONTENT_TOO_LARGE")
    endless = request(None, {"content-type": JSON, "content-length": "9" * 18})
    yield Attack("body: announced as 10^18 bytes", endless, 413, "CONTENT_TOO_LARGE")


def _forms() -> Iterator[Attack]:
    for name, kind in {
        "no content-type": None,
        "a form": "application/x-www-form-urlencoded",
        "plain text": "text/plain",
        "plain text that names JSON": "text/plain; application/json",
        "multipart": "multipart/form-data; boundary=x",
        "application/graphql": "application/graphql",
        "JSON in UTF-16": "application/json; charset=utf-16",
        "two content-types": "application/json, text/plain",
        "JSON with more to it": "application/json; boundary=x",
    }.items():
        headers = {"content-type": kind} if kind else {}
        yield Attack(f"change by POST: {name}", request(_CHANGE, headers), 415, _MEDIA)
    packed = request(_CHANGE, {"content-type": JSON, "content-encoding": "gzip"})
    yield Attack("change by POST: gzip", packed, 415, _MEDIA)
    method = "METHOD_NOT_ALLOWED"
    yield Attack("change by GET", _get(query=CHANGE), 405, method)
    two = f"query A {GOOD} {CHANGE.replace('mutation', 'mutation B')}"
    yield Attack("change by GET, named", _get(query=two, operationName="B"), 405, method)
    for name in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        sent = request(_CHANGE, {"content-type": JSON}, name)
        yield Attack(f"change by {name}", sent, 405, method)
    page = f"/graphql?query={quote(GOOD)}"
    for name, headers in {
        "another site's page": {"sec-fetch-site": "cross-site"},
        "a sister site's page": {"sec-fetch-site": "same-site"},
        "an older browser": {"origin": "https://evil.example"},
        "a page of no origin": {"origin": "null"},
    }.items():
        yield Attack(f"query by GET: {name}", request(None, headers, "GET", page), 403, _CROSS)


def _documents() -> Iterator[Attack]:
    for name, document, code in (
        ("no document", "", _PARSE),
        ("half a document", "{", _PARSE),
        ("a control character", "{ \x00 }", _PARSE),
        ("20,000 tokens", "{ " + "a " * 20_000 + "}", "QUERY_TOO_LONG"),
        ("5,000 levels", "{a" * 5000 + "}" * 5000, _PARSE),
        ("a comment of 200 KB", "{ __typename } #" + "x" * 200_000, "QUERY_TOO_LONG"),
        ("two operations without a name", f"query A {GOOD} query B {GOOD}", _OPERATION),
        ("no operation", "fragment F on Query { __typename }", _OPERATION),
        ("an unknown field", "{ nothing }", _INVALID),
        ("a fragment in itself", "{ ...F } fragment F on Query { ...F }", _INVALID),
        ("a variable that is missing", "query ($id: ID!) { matter(id: $id) { id } }", _INVALID),
        ("a directive that is unknown", "{ __typename @nothing }", _INVALID),
    ):
        yield Attack(f"document: {name}", _query(document), 400, code)
    subscription = _query("subscription { anything }")
    yield Attack("document: a subscription by POST", subscription, 406, "NOT_ACCEPTABLE")
    named = _said(query=GOOD, operationName="B")
    yield Attack("document: an unknown name, to who reads JSON", named, 200, _OPERATION)


def _addresses() -> Iterator[Attack]:
    for name, path in {
        "no query": "",
        "invalid UTF-8": "query=%ff%fe",
        "twice a query": f"query={quote(GOOD)}&query={quote(GOOD)}",
        "variables that are no JSON": f"query={quote(GOOD)}&variables=x",
        "variables that are a list": f"query={quote(GOOD)}&variables=[1]",
        "extensions that are a string": f"query={quote(GOOD)}&extensions=%22x%22",
        "100 parameters": "&".join(f"a{it}=1" for it in range(100)),
    }.items():
        sent = request(None, method="GET", path=f"/graphql?{path}")
        yield Attack(f"address: {name}", sent, 400, _BAD)


def _headers() -> Iterator[Attack]:
    for name, accept in {
        "plain text": "text/plain",
        "nothing": "*/*;q=0",
        "an image": "image/*",
    }.items():
        sent = _json(_GOOD, accept=accept)
        yield Attack(f"header: who reads {name}", sent, 406, "NOT_ACCEPTABLE")
    many = {f"x-{it}": "y" for it in range(150)}
    yield Attack("header: 150 of them", request(None, many, "GET"), 400, None)
    long = request(None, {"x-long": "y" * 300_000}, "GET")
    yield Attack("header: 300 KB", long, 431, None)
    twice = b"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 2\r\n"
    smuggled = b"transfer-encoding: chunked\r\n\r\n0\r\n\r\n"
    yield Attack("header: a length and chunks", twice + smuggled, 400, None)
    lengths = b"content-length: 5\r\n\r\n{}"
    yield Attack("header: two lengths", twice + lengths, 400, None)
    folded = b"GET /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\nx: y\r\n z\r\n\r\n"
    yield Attack("header: one in two lines", folded, 400, None)
    page = b"GET /graphql?query=%7B__typename%7D HTTP/1.1\r\n"
    hosts = page + b"host: 127.0.0.1\r\nhost: evil.example\r\n\r\n"
    yield Attack("header: two hosts", hosts, 400, _BAD)
    rebound = b"GET /graphql HTTP/1.1\r\nhost: evil.example\r\n\r\n"
    yield Attack("header: a host that is not ours", rebound, 401, "UNAUTHENTICATED")
    yield Attack(
        "no HTTP at all", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, None
    )
    yield Attack("header: a time that is none", _json(_GOOD, x_request_timeout="-1"), 400, _BAD)
    accepts = ",".join(f"a/{it};q=0.5" for it in range(6000))
    yield Attack("header: 6,000 media types", _json(_GOOD, accept=accepts), 406, "NOT_ACCEPTABLE")


ATTACKS = [*_bodies(), *_forms(), *_documents(), *_addresses(), *_headers()]


def main() -> None:
    """Try them all on a demo firm of their own, and print what each got."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "practice.sqlite") as served,
    ):
        _print(served)


def _print(served: Served) -> None:
    print("| sent | status | code |\n|---|---|---|")
    wrong = 0
    for attack in ATTACKS:
        answer = send(served.port, attack.sent())
        wrong += (answer.status, answer.code) != (attack.status, attack.code)
        print(f"| {attack.name} | {answer.status} | {answer.code or ''} |")
    there = send(served.port, ask(STILL_THERE))
    print(f"\n{len(ATTACKS)} tried, {wrong} answered otherwise than told; then: {there.body!r}")


if __name__ == "__main__":
    main()
