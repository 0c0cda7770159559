"""Spans on their way to a collector, which may be slow, gone or back again."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.telemetry.context import Place
from adapters.telemetry.exporter import Exporter
from adapters.telemetry.spans import Span, SpanKind
from adapters.wire.message import Response
from adapters.wire.transport import NotSent
from tests.adapters.wire.pretend import Played, answer, until

NEVER = 3600.0


def span(number: int) -> Span:
    return Span(
        name=f"span {number}",
        kind=SpanKind.INTERNAL,
        place=Place("1" * 32, f"{number + 1:016x}", True),
        parent_id=None,
        began=1,
        ended=2,
        attributes={},
    )


def names(transport: Played) -> list[list[str]]:
    """Return the names of the spans in each request."""
    found = []
    for request in transport.sent:
        body: Any = json.loads(request.body or b"")
        (scope,) = body["resourceSpans"][0]["scopeSpans"]
        found.append([it["name"] for it in scope["spans"]])
    return found


class Opened:
    """An exporter over a transport that plays what it is told."""

    def __init__(self, *outcomes: Any, seconds: float = NEVER) -> None:
        self.transport = Played(*outcomes)
        self.exporter = Exporter(
            self.transport, "/v1/traces", headers={"x-key": "k"}, resource={}, seconds=seconds
        )


@pytest.fixture
async def opened() -> AsyncIterator[Opened]:
    it = Opened()
    yield it
    await it.exporter.close()


async def test_what_waits_is_sent_at_the_end(opened: Opened) -> None:
    opened.exporter.add(span(0))
    opened.exporter.add(span(1))
    await opened.exporter.close()
    assert names(opened.transport) == [["span 0", "span 1"]]
    (request,) = opened.transport.sent
    assert (request.method, request.path, request.repeatable) == ("POST", "/v1/traces", True)
    assert request.headers == {"x-key": "k", "content-type": "application/json"}
    assert opened.transport.closed


async def test_enough_of_them_are_sent_at_once(opened: Opened) -> None:
    for number in range(257):
        opened.exporter.add(span(number))
    await until(lambda: len(opened.transport.sent) == 2)
    assert [len(it) for it in names(opened.transport)] == [256, 1]
    assert opened.exporter.lost == 0


async def test_after_a_while_few_are_sent_too() -> None:
    it = Opened(seconds=0.001)
    it.exporter.add(span(0))
    await until(lambda: it.transport.sent)
    await it.exporter.close()
    assert names(it.transport) == [["span 0"]]


async def test_of_too_many_the_last_are_lost(opened: Opened) -> None:
    for number in range(5000):
        opened.exporter.add(span(number))
    assert opened.exporter.lost == 5000 - 4096
    await opened.exporter.close()
    assert sum(map(len, names(opened.transport))) == 4096


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (answer(403), "it answered 403"),
        (NotSent("collector:4318 was not reached: refused"), "collector:4318 was not reached"),
    ],
)
async def test_a_collector_that_takes_none_is_told_of_once(
    outcome: Response | NotSent, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    it = Opened(outcome, outcome, answer(200))
    with caplog.at_level(logging.WARNING, "panther.telemetry"):
        for turn in range(3):
            for number in range(256):
                it.exporter.add(span(number))
            await until(lambda turn=turn: len(it.transport.sent) == turn + 1)
            await asyncio.sleep(0)
        await it.exporter.close()
    first, second = [record.getMessage() for record in caplog.records]
    assert first.startswith(f"The collector takes no spans: {said}")
    assert second == "The collector takes spans again; 512 were lost."
    assert it.exporter.lost == 512


async def test_what_is_under_way_at_the_end_is_sent_again_and_not_lost(opened: Opened) -> None:
    opened.transport.gate = asyncio.Event()
    for number in range(256):
        opened.exporter.add(span(number))
    await until(lambda: opened.transport.running == 1)
    closing = asyncio.create_task(opened.exporter.close())
    await until(lambda: len(opened.transport.sent) == 2)
    opened.transport.gate.set()
    await closing
    assert [len(it) for it in names(opened.transport)] == [256, 256]
    assert opened.exporter.lost == 0
