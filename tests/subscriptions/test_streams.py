"""Streams over HTTP: which is chosen, each byte of it, slow readers, and how they end."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.port import MatterChange
from graph.app import create_app
from graph.http import caller, running, streams
from graph.http.caller import TurnedAway
from tests.subscriptions.wired import Wired, wired
from tests.world import MATTER

EVENTS = "text/event-stream"
MIXED = "multipart/mixed"
JSON = "application/json"
RESPONSE = "application/graphql-response+json"
WATCH = "subscription { matterChanged { title } }"
NUMBER = '{ matter(id: "mat_9c31d2") { number } }'
DEFERRED = '{ matter(id: "mat_9c31d2") { number ... @defer(label: "a") { title } } }'
STREAMED = '{ matter(id: "mat_9c31d2") { tags @stream(initialCount: 1) } }'
PART = b"\r\ncontent-type: application/json; charset=utf-8\r\n\r\n"


@pytest.fixture
async def graph(
    demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Wired]:
    path = tmp_path / "practice.sqlite"
    shutil.copy(demo_file, path)
    monkeypatch.setenv("PANTHER_EMBEDDED_PATH", str(path))
    async with wired(create_app()) as graph:
        yield graph


async def retitle(graph: Wired, title: str) -> None:
    practice = graph.app.state.doors.default.practice
    await practice.matters.update(MatterChange(id=MATTER, title=title))


def event(title: str) -> bytes:
    return b'event: next\ndata: {"data":{"matterChanged":{"title":"%b"}}}\n\n' % title.encode()


def payload(title: str) -> bytes:
    said = b'{"payload":{"data":{"matterChanged":{"title":"%b"}}}}' % title.encode()
    return PART + said + b"\r\n--graphql"


CHOICES = [
    (NUMBER, None, JSON),
    (NUMBER, "*/*", JSON),
    (NUMBER, f"{EVENTS}, {JSON}", JSON),
    (NUMBER, f"{JSON}, {MIXED}", JSON),
    (NUMBER, EVENTS, EVENTS),
    (NUMBER, f"{EVENTS};q=0.5, {MIXED}", MIXED),
    (NUMBER, f"{EVENTS}, {MIXED};q=0", EVENTS),
    (DEFERRED, None, JSON),
    (DEFERRED, "*/*", JSON),
    (DEFERRED, f"{JSON}, */*", JSON),
    (DEFERRED, f"{RESPONSE}, {EVENTS}", RESPONSE),
    (DEFERRED, f"{JSON}, {MIXED};q=0", JSON),
    (DEFERRED, f"{JSON}, {MIXED}", MIXED),
    (DEFERRED, f"{MIXED};deferSpec=20220824, {JSON}", MIXED),
    (DEFERRED, EVENTS, EVENTS),
    ("{ viewer { user { name } } } # defer", f"{JSON}, {MIXED}", JSON),
    ("{ defer: viewer { user { name } } }", f"{JSON}, {MIXED}", JSON),
]


@pytest.mark.parametrize(("query", "accept", "chosen"), CHOICES)
async def test_an_answer_is_a_stream_only_for_whom_it_suits(
    graph: Wired, query: str, accept: str | None, chosen: str
) -> None:
    reading = graph.ask(query, accept)
    await reading.rest()
    assert reading.status == 200
    assert reading.headers["content-type"].partition(";")[0] == chosen
    await graph.finish()


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, EVENTS),
        ("*/*", EVENTS),
        (EVENTS, EVENTS),
        (f"{JSON}, {EVENTS};q=0.1", EVENTS),
        (f"{EVENTS};q=0.1, {MIXED}", MIXED),
        (f"{MIXED};boundary=graphql;subscriptionSpec=1.0, {JSON}", MIXED),
    ],
)
async def test_a_subscription_is_a_stream_for_who_can_read_one(
    graph: Wired, accept: str | None, chosen: str
) -> None:
    reading = graph.ask(WATCH, accept)
    await reading.more()
    assert (reading.status, reading.headers["content-type"].partition(";")[0]) == (200, chosen)
    assert reading.headers["cache-control"] == "no-store"
    reading.hang_up()
    await graph.finish()


@pytest.mark.parametrize(
    ("query", "accept", "method"),
    [(WATCH, JSON, "POST"), (WATCH, f"{JSON}, {EVENTS};q=0", "POST"), (WATCH, "*/*", "HEAD")],
)
async def test_a_subscription_that_cant_be_told_is_refused(
    graph: Wired, query: str, accept: str, method: str
) -> None:
    reading = graph.ask(query, accept, method)
    said = json.loads(await reading.rest())["errors"][0]["extensions"]
    assert (reading.status, said) == (406, {"code": "NOT_ACCEPTABLE"})
    await graph.finish()


async def test_events_line_by_line(graph: Wired) -> None:
    reading = graph.ask(WATCH, EVENTS)
    assert await reading.more() == b":\n\n"
    for title in ("One", "Two"):
        await retitle(graph, title)
        assert await reading.more() == event(title)
    reading.hang_up()
    await graph.finish()


async def test_an_event_source_asks_by_get(graph: Wired) -> None:
    reading = graph.ask(WATCH, EVENTS, "GET")
    assert await reading.more() == b":\n\n"
    await retitle(graph, "One")
    assert await reading.more() == event("One")
    reading.hang_up()
    await graph.finish()
    other = {"origin": "http://evil.example"}
    refused = graph.ask(WATCH, EVENTS, "GET", **other)
    assert json.loads(await refused.rest())["errors"][0]["extensions"]["code"] == (
        "CROSS_SITE_REQUEST"
    )


async def test_a_change_comes_by_no_get(graph: Wired) -> None:
    reading = graph.ask("mutation { endSession { userErrors { code } } }", EVENTS, "GET")
    said = json.loads(await reading.rest())["errors"][0]["extensions"]
    assert (reading.status, said) == (405, {"code": "METHOD_NOT_ALLOWED"})


async def test_an_answer_as_an_event(graph: Wired) -> None:
    reading = graph.ask(NUMBER, EVENTS)
    assert await reading.rest() == (
        b':\n\nevent: next\ndata: {"data":{"matter":{"number":"2026-0041"}}}\n\n'
        b"event: complete\ndata:\n\n"
    )


async def test_what_is_refused_is_told_in_the_stream(graph: Wired) -> None:
    said = await graph.ask('subscription { invoiceChanged(id: "x") { id } }', EVENTS).rest()
    error = (
        b'{"message":"There is no invoice x.","locations":[{"line":1,"column":16}],'
        b'"path":["invoiceChanged"],"extensions":{"code":"NOT_FOUND","field":null}}'
    )
    assert said == b':\n\nevent: next\ndata: {"errors":[%b]}\n\nevent: complete\ndata:\n\n' % error


async def test_payloads_part_by_part(graph: Wired) -> None:
    reading = graph.ask(WATCH, MIXED)
    assert await reading.more() == b"\r\n--graphql"
    await retitle(graph, "One")
    assert await reading.more() == payload("One")
    graph.app.state.closing.set()
    assert await reading.rest() == b""
    await graph.finish()


async def test_a_deferred_part_comes_after_the_rest(graph: Wired) -> None:
    said = await graph.ask(DEFERRED, MIXED).rest()
    assert said == b"".join(
        [
            b"\r\n---",
            PART,
            (
                b'{"data":{"matter":{"number":"2026-0041"}},'
                b'"pending":[{"id":"0","path":["matter"],"label":"a"}],"hasNext":true}'
            ),
            b"\r\n---",
            PART,
            (
                b'{"hasNext":false,"incremental":[{"data":{"title":"Acme v. Contoso"},"id":"0",'
                b'"path":["matter"],"label":"a"}],"completed":[{"id":"0"}]}'
            ),
            b"\r\n-----\r\n",
        ]
    )


async def test_a_list_comes_item_by_item(graph: Wired) -> None:
    parts = (await graph.ask(STREAMED, MIXED).rest()).split(PART)[1:]
    first, last = (json.loads(part.partition(b"\r\n")[0]) for part in parts)
    assert first["data"] == {"matter": {"tags": ["priority"]}}
    assert last["incremental"] == [{"id": "0", "items": ["trial-prep"], "path": ["matter", "tags"]}]


async def test_who_reads_no_parts_gets_all_at_once(graph: Wired) -> None:
    for query, matter in (
        (DEFERRED, {"number": "2026-0041", "title": "Acme v. Contoso"}),
        (STREAMED, {"tags": ["priority", "trial-prep"]}),
    ):
        assert json.loads(await graph.ask(query, JSON).rest()) == {"data": {"matter": matter}}


async def test_an_error_in_a_later_part_is_masked(
    graph: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts = graph.app.state.doors.default.practice.contacts

    async def break_(ids: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(contacts, "by_id", break_)
    query = '{ matter(id: "mat_9c31d2") { number ... @defer { client { name } } } }'
    said = await graph.ask(query, MIXED).rest()
    assert b"a secret" not in said
    assert said.count(b'"code":"INTERNAL"') == 1


async def test_who_hangs_up_takes_back_no_change_that_is_under_way(
    graph: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    matters = graph.app.state.doors.default.practice.matters
    update, under_way, go_on = matters.update, asyncio.Event(), asyncio.Event()
    done = asyncio.Event()

    async def slowly(change: MatterChange) -> Any:
        under_way.set()
        await go_on.wait()
        done.set()
        return await update(change)

    monkeypatch.setattr(matters, "update", slowly)
    query = """mutation { updateMatter(input: {id: "mat_9c31d2", title: "Done"}) {
        userErrors { code } } }"""
    reading = graph.ask(query, EVENTS)
    await under_way.wait()
    reading.hang_up()
    await graph.finish()
    go_on.set()
    await done.wait()
    said = json.loads(await graph.ask('{ matter(id: "mat_9c31d2") { title } }', JSON).rest())
    assert said == {"data": {"matter": {"title": "Done"}}}


async def test_a_change_is_answered_whole(graph: Wired) -> None:
    query = """mutation { updateMatter(input: {id: "mat_9c31d2", title: "T"}) {
        ... @defer { matter { title } } } }"""
    data = b'{"data":{"updateMatter":{"matter":{"title":"T"}}}}'
    assert await graph.ask(query, f"{JSON}, {MIXED}").rest() == data
    assert await graph.ask(query, MIXED).rest() == b"\r\n---" + PART + data + b"\r\n-----\r\n"


async def test_who_reads_slowly_is_told_the_newest_state_and_never_an_old_one(
    graph: Wired,
) -> None:
    reading = graph.ask(WATCH, EVENTS)
    await reading.more()
    reading.taken.clear()
    await retitle(graph, "0")
    assert await reading.more() == event("0")
    for title in range(1, 100):
        await retitle(graph, str(title))
    reading.taken.set()
    assert await reading.more() == event("99")
    await retitle(graph, "100")
    assert await reading.more() == event("100")
    reading.hang_up()
    await graph.finish()


async def test_a_silent_line_shows_that_it_is_alive(
    graph: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "BEAT_SECONDS", 0.0)
    for accept, beat in ((EVENTS, b":\n\n"), (MIXED, PART + b"{}\r\n--graphql")):
        reading = graph.ask(WATCH, accept)
        await reading.more()
        assert await reading.more() == beat
        reading.hang_up()
    await graph.finish()


OVER = b'{"errors":[{"message":"It is over.","extensions":{"code":"UNAUTHENTICATED"}}]}'


@pytest.mark.parametrize(
    ("accept", "last"),
    [
        (EVENTS, b"event: next\ndata: " + OVER + b"\n\nevent: complete\ndata:\n\n"),
        (MIXED, PART + b'{"payload":null,' + OVER[1:] + b"\r\n--graphql--\r\n"),
    ],
)
async def test_a_stream_ends_with_its_session(
    graph: Wired, monkeypatch: pytest.MonkeyPatch, accept: str, last: bytes
) -> None:
    reading = graph.ask(WATCH, accept)
    await reading.more()

    async def away(*_: object) -> Any:
        raise TurnedAway(401, "UNAUTHENTICATED", "It is over.")

    monkeypatch.setattr("graph.http.endpoint.enter", away)
    await retitle(graph, "Not told")
    assert await reading.rest() == last
    await graph.finish()


async def test_a_stream_on_which_nothing_happens_ends_with_its_session_too(
    graph: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "LOOK_SECONDS", 0.0)
    enter = caller.enter
    let_in = iter(range(5))

    async def away(*asked: Any) -> Any:
        if next(let_in, None) is None:
            raise TurnedAway(401, "UNAUTHENTICATED", "It is over.")
        return await enter(*asked)

    monkeypatch.setattr("graph.http.endpoint.enter", away)
    reading = graph.ask(WATCH, EVENTS)
    said = await reading.rest()
    assert said == b":\n\nevent: next\ndata: " + OVER + b"\n\nevent: complete\ndata:\n\n"


async def test_a_process_that_ends_lets_streams_go_without_a_last_word(graph: Wired) -> None:
    reading = graph.ask(WATCH, EVENTS)
    await reading.more()
    graph.app.state.closing.set()
    assert await reading.more() is None
    await graph.finish()


async def test_nobody_is_left_waiting_when_streams_have_ended(graph: Wired) -> None:
    watches = graph.app.state.doors.default.practice.changes._watches
    readings = [graph.ask(WATCH, EVENTS) for _ in range(20)]
    for reading in readings:
        await reading.more()
    await retitle(graph, "Told to all")
    for reading in readings:
        assert await reading.more() == event("Told to all")
    assert watches
    for reading in readings:
        reading.hang_up()
    await graph.finish()
    assert not watches


async def test_a_socket_that_breaks_while_it_is_told_something_ends_in_peace(graph: Wired) -> None:
    heard = [
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "text": '{"type": "connection_init"}'},
    ]
    told: list[str] = []

    async def receive() -> Any:
        return heard.pop(0)

    async def send(message: Any) -> None:
        told.append(message["type"])
        if message["type"] == "websocket.send":
            raise BrokenPipeError

    scope = {
        "type": "websocket",
        "path": "/graphql",
        "scheme": "ws",
        "headers": [(b"host", b"127.0.0.1:8000")],
        "subprotocols": ["graphql-transport-ws"],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }
    await graph.app(scope, receive, send)
    assert told == ["websocket.accept", "websocket.send"]
