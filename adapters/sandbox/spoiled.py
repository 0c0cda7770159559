"""Answers spoiled on purpose: fields that come, go or change, and pieces of what was to be sent."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime

from starlette.responses import HTMLResponse, Response

from adapters.sandbox.faults import Fault
from adapters.sandbox.problems import Problem
from adapters.sandbox.values import Json, encode

__all__ = ["altered", "instead", "pieces"]

_PIECES = 8
_PAGE = "<!doctype html><title>Sign in</title><h1>Please sign in</h1>"
_ALTERED = ("added-field", "renamed-field", "changed-type", "new-value")


def instead(fault: Fault, now: datetime) -> Response | None:
    """Return what is answered instead of the answer, if this fault is that; ``now`` is in UTC."""
    match fault.kind:
        case "404":
            return Problem(404, "not_found", "There is nothing here for now.").response
        case "429":
            return _too_many(str(fault.number))
        case "429-date":
            until = now + timedelta(seconds=fault.number)
            return _too_many(format_datetime(until, usegmt=True))
        case "500" | "500-after":
            return Problem(500, "internal_error", "Something broke.").response
        case "503":
            wait = {"Retry-After": fault.value} if fault.value else {}
            return Problem(503, "unavailable", "Down for a while.", headers=wait).response
        case "expired":
            return Problem(401, "session_expired", "The session has ended.").response
        case "garbage" | "garbage-after":
            noise = b'{"items": [\x00\xfe\xed{"matterId": "mat_'
            return Response(noise, media_type="application/json")
        case "html":
            return HTMLResponse(_PAGE)
        case _:
            return None


def _too_many(retry_after: str) -> Response:
    wait = {"Retry-After": retry_after}
    return Problem(429, "rate_limited", "Too many requests.", headers=wait).response


def altered(fault: Fault, body: bytes) -> bytes:
    """Return a body whose objects have drifted from the dialect; errors are left alone."""
    if fault.kind not in _ALTERED or not body:
        return body
    value = json.loads(body, parse_float=Decimal)
    if "error" in value:
        return body
    drift = _DRIFTS[fault.kind]
    if "items" in value:
        value["items"] = [drift(item, fault.value) for item in value["items"]]
        return encode(value)
    return encode(drift(value, fault.value))


def pieces(body: bytes) -> Iterator[bytes]:
    """Part a body in pieces that are sent one by one."""
    size = max(1, -(-len(body) // _PIECES))
    return (body[start : start + size] for start in range(0, len(body), size))


def _added(item: Json, _name: str | None) -> Json:
    return {**item, "sandboxAddition": {"since": "2026-03-01", "values": [1, 2]}}


def _renamed(item: Json, name: str | None) -> Json:
    wanted = name or _second(item)
    return {f"{field}V2" if field == wanted else field: item[field] for field in item}


def _retyped(item: Json, name: str | None) -> Json:
    wanted = name or _second(item)
    return {f: {"value": item[f]} if f == wanted else item[f] for f in item}


def _renewed(item: Json, name: str | None) -> Json:
    return {field: "sandbox_addition" if field == name else item[field] for field in item}


def _second(item: Json) -> str:
    """Return the field that drifts unless one is named: the one after the id."""
    return [*item, "", ""][1]


_DRIFTS: dict[str, Callable[[Json, str | None], Json]] = {
    "added-field": _added,
    "renamed-field": _renamed,
    "changed-type": _retyped,
    "new-value": _renewed,
}
