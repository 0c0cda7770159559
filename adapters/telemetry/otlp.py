"""OpenTelemetry's protocol in its JSON: spans to the body of one request, without I/O.

https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding: ids are hexadecimal, enums are
numbers, and 64-bit integers are strings.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from adapters.telemetry.spans import Attributes, Span

__all__ = ["encoded"]

_SCOPE = {"name": "panther"}
_FAILED = 2
_encode = msgspec.json.Encoder().encode


def encoded(resource: Attributes, spans: Iterable[Span]) -> bytes:
    """Return an ExportTraceServiceRequest; ``resource`` says of which service the spans are."""
    scope = {"scope": _SCOPE, "spans": [_span(span) for span in spans]}
    of = {"resource": {"attributes": _attributes(resource)}, "scopeSpans": [scope]}
    return _encode({"resourceSpans": [of]})


def _span(span: Span) -> dict[str, Any]:
    said: dict[str, Any] = {
        "traceId": span.place.trace_id,
        "spanId": span.place.span_id,
        "name": span.name,
        "kind": span.kind.value,
        "startTimeUnixNano": str(span.began),
        "endTimeUnixNano": str(span.ended),
        "attributes": _attributes(span.attributes),
    }
    if span.parent_id is not None:
        said["parentSpanId"] = span.parent_id
    if span.error is not None:
        said["attributes"].append({"key": "error.type", "value": {"stringValue": span.error}})
        said["status"] = {"code": _FAILED}
    return said


def _attributes(attributes: Attributes) -> list[dict[str, Any]]:
    return [
        {
            "key": key,
            "value": {"stringValue": value} if isinstance(value, str) else {"intValue": str(value)},
        }
        for key, value in attributes.items()
    ]
