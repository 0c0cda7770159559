"""What is told of a request, its operations and asks: by a clock and ids of the test's own."""

import asyncio
from itertools import count
from typing import Any

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from adapters.port import NotFound, Refused
from adapters.telemetry.context import Place
from adapters.telemetry.spans import Span, SpanKind
from adapters.wire.message import Request, Response
from adapters.wire.transport import NoAnswer, NotSent
from graph.telemetry.sampling import sampler
from graph.telemetry.telemetry import Telemetry
from graph.telemetry.tracer import Tracer
from tests.world import CountedIds

NOW = 1_771_578_944_000_000_000
ABOVE = Place("a" * 32, "b" * 16, True)
PARENT = f"00-{'a' * 32}-{'b' * 16}-01"
GET = Request(method="GET", path="/matters/mat_1", headers={"authorization": "Bearer t"})


class Watched:
    """Telemetry whose clock moves on by a second at each look, and whose ids count."""

    def __init__(self, *, traced: bool = True) -> None:
        ticks, numbers = count(), count(1)
        self.spans: list[Span] = []
        tracer = Tracer(
            self.spans.append,
            keeps=sampler("parentbased_always_on", 1),
            digits=lambda length: f"{next(numbers):0{length}x}",
            now=lambda: NOW,
        )
        self.telemetry = Telemetry(
            CountedIds(), tracer=tracer if traced else None, seconds=lambda: float(next(ticks))
        )
        self.sent: list[Request] = []

    async def send(self, request: Request) -> Response:
        self.sent.append(request)
        return Response(status=200, headers={}, body=b"")

    async def call(self) -> Response:
        return await self.telemetry.calls_of("smith")(GET, self.send)

    def samples(self) -> dict[tuple[str, ...], float]:
        """Return the counts: each by its name and its labels' values in their order."""
        registry = CollectorRegistry()
        registry.register(self.telemetry.meters)
        return {
            (it.name, *it.labels.values()): it.value
            for family in text_string_to_metric_families(generate_latest(registry).decode())
            for it in family.samples
            if it.name.endswith(("_total", "_count", "_sum"))
        }


@pytest.fixture
def watched() -> Watched:
    return Watched()


async def nothing() -> int:
    return 1


async def fail(error: BaseException) -> None:
    raise error


async def test_an_operation_its_asks_and_their_calls_are_one_tree(watched: Watched) -> None:
    telemetry = watched.telemetry
    with telemetry.request("caller-7", PARENT) as seen:
        with telemetry.operation("query", "Fifty", "smith") as operation:
            await telemetry.ask("matters.by_id", 50, watched.call())
            operation.answered(clean=True, fallback="fragments")
        assert telemetry.seen is seen
    assert telemetry.seen is None
    call, ask, root = watched.spans
    assert root == Span(
        name="query Fifty",
        kind=SpanKind.SERVER,
        place=Place("a" * 32, f"{1:016x}", True),
        parent_id="b" * 16,
        began=NOW - 5_000_000_000,
        ended=NOW,
        attributes={
            "graphql.operation.type": "query",
            "graphql.operation.name": "Fifty",
            "panther.connection": "smith",
            "panther.fallback": "fragments",
        },
    )
    assert ask == Span(
        name="matters.by_id",
        kind=SpanKind.INTERNAL,
        place=Place("a" * 32, f"{2:016x}", True),
        parent_id=root.place.span_id,
        began=NOW - 3_000_000_000,
        ended=NOW,
        attributes={"panther.batch.keys": 50},
    )
    assert call == Span(
        name="GET /matters/*",
        kind=SpanKind.CLIENT,
        place=Place("a" * 32, f"{3:016x}", True),
        parent_id=ask.place.span_id,
        began=NOW - 1_000_000_000,
        ended=NOW,
        attributes={
            "http.request.method": "GET",
            "url.template": "/matters/*",
            "panther.connection": "smith",
            "http.response.status_code": 200,
        },
    )
    assert [it.headers for it in watched.sent] == [
        {"authorization": "Bearer t", "traceparent": f"00-{'a' * 32}-{3:016x}-01"}
    ]
    assert (seen.id, seen.operations, seen.asks, seen.calls) == ("caller-7", ["query Fifty"], 1, 1)


async def test_each_is_counted(watched: Watched) -> None:
    telemetry = watched.telemetry
    with telemetry.operation("query", "Fifty", "smith") as operation:
        await telemetry.ask("matters.by_id", 50, watched.call())
        await telemetry.ask("matters.page", 0, nothing())
        operation.answered(clean=False, fallback="fragments")
    assert watched.samples() == {
        ("panther_operations_total", "query", "Fifty", "errors"): 1,
        ("panther_operation_seconds_count", "Fifty"): 1,
        ("panther_operation_seconds_sum", "Fifty"): 7,
        ("panther_fallbacks_total", "fragments"): 1,
        ("panther_ask_seconds_count", "matters.by_id"): 1,
        ("panther_ask_seconds_sum", "matters.by_id"): 3,
        ("panther_ask_seconds_count", "matters.page"): 1,
        ("panther_ask_seconds_sum", "matters.page"): 1,
        ("panther_batch_keys_count", "matters.by_id"): 1,
        ("panther_batch_keys_sum", "matters.by_id"): 50,
        ("panther_upstream_calls_total", "smith", "GET", "200", "/matters/*"): 1,
        ("panther_upstream_call_seconds_count", "smith"): 1,
        ("panther_upstream_call_seconds_sum", "smith"): 1,
    }
    assert watched.spans == []  # of no request, and so of no trace


async def test_histograms_say_how_many_lay_below_each_bound(watched: Watched) -> None:
    for keys in (1, 2, 3, 50, 5000):
        await watched.telemetry.ask("matters.by_id", keys, nothing())
    registry = CollectorRegistry()
    registry.register(watched.telemetry.meters)
    text = generate_latest(registry).decode()
    found = {
        it.labels["le"]: it.value
        for family in text_string_to_metric_families(text)
        for it in family.samples
        if it.name == "panther_batch_keys_bucket"
    }
    assert found == {
        "1.0": 1,
        "2.0": 2,
        "5.0": 3,
        "10.0": 3,
        "20.0": 3,
        "50.0": 4,
        "100.0": 4,
        "200.0": 4,
        "500.0": 4,
        "1000.0": 4,
        "+Inf": 5,
    }


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (asyncio.CancelledError(), "gone"),
        (ValueError("it names a client"), "refused"),
    ],
)
async def test_what_was_not_answered_says_why(
    watched: Watched, error: BaseException, outcome: str
) -> None:
    telemetry = watched.telemetry
    with (
        telemetry.request(None, None),
        pytest.raises(type(error)),
        telemetry.operation("mutation", "Name", "smith"),
    ):
        raise error
    (span,) = watched.spans
    assert (span.name, span.error) == ("mutation", outcome)
    assert watched.samples()["panther_operations_total", "mutation", "(other)", outcome] == 1


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (Refused(NotFound(noun="matter", id="mat_acme")), "NOT_FOUND"),
        (ValueError("it names a client"), "ValueError"),
    ],
)
async def test_an_ask_that_fails_says_how_and_nothing_more(
    watched: Watched, error: Exception, shown: str
) -> None:
    with watched.telemetry.request(None, None), pytest.raises(type(error)):
        await watched.telemetry.ask("matters.by_id", 1, fail(error))
    (span,) = watched.spans
    assert span.error == shown
    assert not any(word in repr(span) for word in ("acme", "client"))


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (NotSent("smith was not reached"), "not_sent"),
        (NoAnswer("smith broke off"), "no_answer"),
        (asyncio.CancelledError(), "given_up"),
    ],
)
async def test_a_call_that_fails_says_how(
    watched: Watched, error: BaseException, outcome: str
) -> None:
    async def send(_: Request) -> Response:
        raise error

    with watched.telemetry.request(None, None) as seen, pytest.raises(type(error)):
        await watched.telemetry.calls_of("smith")(GET, send)
    assert [it.error for it in watched.spans] == [outcome]
    called = ("panther_upstream_calls_total", "smith", "GET", outcome, "/matters/*")
    assert (watched.samples()[called], seen.calls) == (1, 1)


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/matters", "/matters"),
        ("/time-entries/tim_1", "/time-entries/*"),
        ("/sessions/refresh", "/sessions/*"),
        ("/Acme%20Holdings", "/*"),
        ("/mat_1/acme", "/*"),
        ("/", "/*"),
    ],
)
async def test_of_a_path_only_the_dialects_first_word_is_shown(
    watched: Watched, path: str, route: str
) -> None:
    await watched.telemetry.calls_of("smith")(Request(method="GET", path=path), watched.send)
    assert ("panther_upstream_calls_total", "smith", "GET", "200", route) in watched.samples()


async def test_only_names_of_valid_documents_are_shown_and_a_hundred_of_them(
    watched: Watched,
) -> None:
    async def ask(name: str | None, *, valid: bool) -> None:
        with watched.telemetry.operation("query", name, "smith") as operation:
            if valid:
                operation.answered(clean=True)

    await ask("Invalid", valid=False)
    await ask(None, valid=False)
    await ask(None, valid=True)
    await ask("N" * 65, valid=True)
    for number in range(150):
        await ask(f"Name{number}", valid=True)
    await ask("Name7", valid=False)  # known by now
    found = {
        (labels[1], labels[2]): value
        for (name, *labels), value in watched.samples().items()
        if name == "panther_operations_total"
    }
    shown = {(f"Name{number}", "ok"): 1 for number in range(100)}
    assert found == {
        **shown,
        ("Name7", "refused"): 1,
        ("(other)", "refused"): 2,
        ("(unnamed)", "ok"): 1,
        ("(other)", "ok"): 51,
    }


async def test_what_is_late_is_said_to_be(watched: Watched) -> None:
    with watched.telemetry.operation("query", "Slow", "smith") as operation:
        operation.late()
    assert watched.samples()["panther_operations_total", "query", "(other)", "late"] == 1


async def test_of_a_stream_that_goes_on_the_first_operations_are_remembered(
    watched: Watched,
) -> None:
    with watched.telemetry.request(None, None) as seen:
        for number in (*range(3), *range(20)):
            with watched.telemetry.operation("query", f"Q{number}", "smith") as operation:
                operation.answered(clean=True)
    assert seen.operations == [f"query Q{number}" for number in range(10)]


async def test_without_a_tracer_a_callers_place_is_handed_on_as_it_came() -> None:
    watched = Watched(traced=False)
    telemetry = watched.telemetry
    with telemetry.request(None, PARENT) as seen, telemetry.operation("query", None, "smith"):
        await telemetry.ask("matters.page", 0, watched.call())
    assert seen.place == ABOVE
    assert [it.headers["traceparent"] for it in watched.sent] == [PARENT]
    with watched.telemetry.request(None, "nonsense"):
        await watched.call()
    assert watched.sent[1] is GET
    assert watched.spans == []


async def test_a_trace_that_is_not_kept_is_handed_on_and_told_to_nobody(watched: Watched) -> None:
    telemetry, parent = watched.telemetry, PARENT.removesuffix("1") + "0"
    with telemetry.request(None, parent), telemetry.operation("query", None, "smith"):
        await telemetry.ask("matters.page", 0, watched.call())
    assert [it.headers["traceparent"] for it in watched.sent] == [f"00-{'a' * 32}-{1:016x}-00"]
    assert watched.spans == []


async def test_a_new_trace_begins_where_the_caller_has_none(watched: Watched) -> None:
    with watched.telemetry.request(None, None):
        for name in ("One", "Two"):
            with watched.telemetry.operation("query", name, "smith") as operation:
                operation.answered(clean=True)
    first, second = watched.spans
    assert first.place.trace_id == second.place.trace_id == f"{1:032x}"
    assert (first.parent_id, second.parent_id) == (None, None)


async def test_tasks_that_are_made_inside_stand_below(watched: Watched) -> None:
    async def ask(number: int) -> None:
        await asyncio.sleep(0)
        await watched.telemetry.ask(f"matters.{number}", 0, watched.call())

    telemetry = watched.telemetry
    with telemetry.request(None, PARENT) as seen, telemetry.operation("query", None, "smith"):
        await asyncio.gather(*(ask(number) for number in range(5)))
    *others, root = watched.spans
    asks = {it.place.span_id: it for it in others if it.kind is SpanKind.INTERNAL}
    calls = [it for it in others if it.kind is SpanKind.CLIENT]
    assert {it.parent_id for it in asks.values()} == {root.place.span_id}
    assert sorted(it.parent_id or "" for it in calls) == sorted(asks)
    assert (seen.asks, seen.calls) == (5, 5)


@pytest.mark.parametrize(
    ("said", "id"),
    [
        ("caller-7_x.Y", "caller-7_x.Y"),
        ("x" * 128, "x" * 128),
        ("x" * 129, "req_000001"),
        ("", "req_000001"),
        ("two words", "req_000001"),
        ('quoted"', "req_000001"),
        ("line\n", "req_000001"),
        ("é", "req_000001"),
        (None, "req_000001"),
    ],
)
def test_a_callers_id_is_taken_if_it_is_one(said: str | None, id: str) -> None:
    watched: Any = Watched()
    with watched.telemetry.request(said, None) as seen:
        assert seen.id == id
