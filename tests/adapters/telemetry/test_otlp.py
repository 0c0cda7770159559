"""Spans as OpenTelemetry's protocol has them, read by its own message types."""

import base64
import json
from typing import Any

from google.protobuf.json_format import ParseDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from adapters.telemetry.context import Place
from adapters.telemetry.otlp import encoded
from adapters.telemetry.spans import Span, SpanKind

TRACE, SPAN, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "b7ad6b7169203331"


def read(body: bytes) -> ExportTraceServiceRequest:
    """Read a body as a collector does: the ids are hexadecimal there, which protobuf's own JSON
    does not know; an unknown field or a wrong type is an error.
    """
    said: dict[str, Any] = json.loads(body)
    for resource in said["resourceSpans"]:
        for scope in resource["scopeSpans"]:
            for span in scope["spans"]:
                for name in ("traceId", "spanId", "parentSpanId"):
                    if name in span:
                        span[name] = base64.b64encode(bytes.fromhex(span[name])).decode()
    return ParseDict(said, ExportTraceServiceRequest())


def test_spans_are_read_by_the_protocols_own_types() -> None:
    began = 1_771_578_944_000_000_001
    root = Span(
        name="query Fifty",
        kind=SpanKind.SERVER,
        place=Place(TRACE, PARENT, True),
        parent_id=None,
        began=began,
        ended=began + 5,
        attributes={"graphql.operation.name": "Fifty", "panther.batch.keys": 2**53 + 1},
    )
    failed = Span(
        name="GET /matters",
        kind=SpanKind.CLIENT,
        place=Place(TRACE, SPAN, True),
        parent_id=PARENT,
        began=began + 1,
        ended=began + 2,
        attributes={},
        error="503",
    )
    (of,) = read(encoded({"service.name": "panther"}, [root, failed])).resource_spans
    assert [(it.key, it.value.string_value) for it in of.resource.attributes] == [
        ("service.name", "panther")
    ]
    (scope,) = of.scope_spans
    assert scope.scope.name == "panther"
    first, second = scope.spans
    assert (first.name, first.kind, first.trace_id.hex(), first.span_id.hex()) == (
        "query Fifty",
        first.SPAN_KIND_SERVER,
        TRACE,
        PARENT,
    )
    assert (first.parent_span_id, first.status.code) == (b"", first.status.STATUS_CODE_UNSET)
    assert (first.start_time_unix_nano, first.end_time_unix_nano) == (began, began + 5)
    assert first.attributes[0].value.string_value == "Fifty"
    assert first.attributes[1].value.int_value == 2**53 + 1
    assert (second.kind, second.parent_span_id.hex()) == (second.SPAN_KIND_CLIENT, PARENT)
    assert second.status.code == second.status.STATUS_CODE_ERROR
    assert [(it.key, it.value.string_value) for it in second.attributes] == [("error.type", "503")]
