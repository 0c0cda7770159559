"""What a request's headers say of its caller: whose practice, as whom, and for how long."""

import re
from dataclasses import dataclass

from starlette.datastructures import Headers

__all__ = [
    "CONNECTION_HEADER",
    "HEADERS",
    "PERSON_HEADER",
    "TIMEOUT_HEADER",
    "BadHeader",
    "Caller",
    "caller_of",
]

CONNECTION_HEADER = "X-Panther-Connection"
PERSON_HEADER = "panther-person"
TIMEOUT_HEADER = "X-Request-Timeout"
HEADERS = {
    CONNECTION_HEADER: "Whose practice to ask: a name in `PANTHER_CONNECTION`; the first of them "
    "unless sent.",
    PERSON_HEADER: "Who you are in the demo: somebody's id or e-mail; the owner unless sent.",
    TIMEOUT_HEADER: "How many seconds you wait, as `2.5`; never more than "
    "`PANTHER_REQUEST_TIMEOUT_SECONDS`.",
}

_SECONDS = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)


class BadHeader(Exception):
    """A header that can't be read; the message names it and says how it is written."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller, as they present themselves; None stands for whatever is usual."""

    connection: str | None
    person: str | None
    seconds: float | None


def caller_of(headers: Headers) -> Caller:
    """Read a request's headers; nothing else tells which firm's practice it reaches.

    Once callers sign in, their token names the connection, here. Raises ``BadHeader``.
    """
    return Caller(
        connection=_once(headers, CONNECTION_HEADER),
        person=_once(headers, PERSON_HEADER),
        seconds=_seconds(_once(headers, TIMEOUT_HEADER)),
    )


def _once(headers: Headers, name: str) -> str | None:
    """Return a header's value. Of two that differ nobody could say which one was meant."""
    values = headers.getlist(name)
    if len(values) > 1:
        raise BadHeader(f"{name} was sent {len(values)} times; send it once.")
    return values[0] if values else None


def _seconds(text: str | None) -> float | None:
    if text is None:
        return None
    seconds = float(text) if _SECONDS.fullmatch(text) else 0.0
    if seconds <= 0:
        raise BadHeader(f"{TIMEOUT_HEADER} is a number of seconds above 0, as 2.5.")
    return seconds
