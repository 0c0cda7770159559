"""What is told of each request that an app answers, and that the last of it is told before it ends."""

from contextlib import AsyncExitStack

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from adapters.telemetry.context import Place
from adapters.telemetry.spans import Span, SpanKind
from graph.telemetry.sampling import sampler
from graph.telemetry.served import Served
from graph.telemetry.tracer import Tracer

PARENT = f"00-{'a' * 32}-{'b' * 16}-01"


async def answer(request: Request) -> Response:
    if request.path_params["id"] == "broken":
        raise LookupError("Acme")
    return Response(status_code=404)


def client(spans: list[Span], closed: list[str], *, traced: bool = True) -> TestClient:
    async def open_(stack: AsyncExitStack) -> Tracer | None:
        stack.callback(closed.append, "closed")
        keeps = sampler("parentbased_always_on", 1)
        digits = "c".__mul__
        return Tracer(spans.append, keeps=keeps, digits=digits, now=lambda: 7) if traced else None

    app = Starlette(routes=[Route("/here/matters/{id}", answer)])
    return TestClient(Served(app, "/here", open_), raise_server_exceptions=False)


@pytest.mark.parametrize(("id", "status", "error"), [("mat_1", 404, None), ("broken", 500, "500")])
def test_a_request_is_a_span_of_its_callers_trace(id: str, status: int, error: str | None) -> None:
    spans: list[Span] = []
    closed: list[str] = []
    with client(spans, closed) as asking:
        answered = asking.get(f"/here/matters/{id}", headers={"traceparent": PARENT})
        assert (answered.status_code, closed) == (status, [])
    (span,) = spans
    assert closed == ["closed"]
    assert (span.name, span.kind, span.error) == ("GET /matters/*", SpanKind.SERVER, error)
    assert (span.place, span.parent_id) == (Place("a" * 32, "c" * 16, True), "b" * 16)
    assert span.attributes == {
        "http.request.method": "GET",
        "url.template": "/matters/*",
        "http.response.status_code": status,
    }


def test_without_a_collector_nothing_is_told() -> None:
    spans: list[Span] = []
    with client(spans, [], traced=False) as asking:
        assert asking.get("/here/matters/mat_1").status_code == 404
    assert spans == []
