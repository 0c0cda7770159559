"""Who calls: what a request's headers say, and whose door that opens, as whom and for how long."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers

from adapters.port import Desk, Viewer, Visit
from adapters.telemetry.context import TRACEPARENT
from graph.compose.door import Door, Doors
from graph.compose.identity import Denied, Expired, Misdirected, Unreachable
from graph.http.answers import Refusal
from graph.settings import loopback
from graph.telemetry.telemetry import REQUEST_ID_HEADER
from resolvers.allowance import Allowance
from resolvers.context import Context

__all__ = [
    "CONNECTION_HEADER",
    "HEADERS",
    "PERSON_HEADER",
    "TIMEOUT_HEADER",
    "BadHeader",
    "Caller",
    "Entry",
    "TurnedAway",
    "address_of",
    "caller_of",
    "enter",
    "must_sign_in",
]

AUTHORIZATION = "Authorization"
CONNECTION_HEADER = "X-Panther-Connection"
PERSON_HEADER = "panther-person"
TIMEOUT_HEADER = "X-Request-Timeout"
COST_HEADER = "GraphQL-Cost"
GATEWAY_HEADER = "X-Panther-Gateway-Key"
HEADERS = {
    AUTHORIZATION: "A token, as `Bearer …`: of `createSession`, of a service account, or of the firm's "
    "identity provider. It names the connection.",
    CONNECTION_HEADER: "Whose practice to sign in to: a name in `PANTHER_CONNECTION`; the first of "
    "them unless sent. With a token, its own or nothing.",
    PERSON_HEADER: "For whom a service account asks, or who you are in the demo: somebody's id or "
    "e-mail.",
    REQUEST_ID_HEADER: "Your own id for the request: up to 128 letters, digits, `.`, `_` and `-`. The "
    "answer and the log name it, or one that was made here.",
    TRACEPARENT: "Where the request stands in your trace, as W3C has it; upstreams are told, too.",
    TIMEOUT_HEADER: "How many seconds you wait, as `2.5`; never more than "
    "`PANTHER_REQUEST_TIMEOUT_SECONDS`.",
    COST_HEADER: "With `report`, `extensions.cost` of the answer tells what the request costs, and "
    "`Server-Timing` how often the practice was asked, and its upstream called.",
    GATEWAY_HEADER: "The gateway's key, to be shown the schema where it is not for everybody.",
}

_KEYS = {name: name.lower().encode() for name in HEADERS}
_SECONDS = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)
_BEARER = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9._~+/-]{1,8192}=*) *", re.ASCII)
_CAME_TO = re.compile(r"[\w.:\[\]-]{1,255}", re.ASCII)
_HOST = re.compile(r"(?:\[([^\[\]]+)\]|([^:\[\]]+))(?::\d{1,5})?", re.ASCII)
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class BadHeader(Exception):
    """A header that can't be read; the message names it and says how it is written."""


class TurnedAway(Refusal):
    """A caller who is not let in: by which status, under which code, and why."""

    def __init__(self, status: int, code: str, message: str, challenge: str | None = None) -> None:
        headers = {"WWW-Authenticate": challenge} if challenge else None
        super().__init__(status, code, message, headers)


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller, as they present themselves; None stands for whatever is usual."""

    connection: str | None
    person: str | None
    seconds: float | None
    token: str | None = None
    gateway_key: str | None = None
    reports_cost: bool = False

    def __repr__(self) -> str:
        return f"Caller({self.connection!r}, {self.person!r}, {self.seconds!r}, …)"


@dataclass(frozen=True, slots=True)
class Entry:
    """A caller let in: through whose door, as whom, and for how long.

    Without a viewer it is somebody who may sign in there, and do nothing else.
    """

    door: Door
    viewer: Viewer | None
    seconds: float | None
    desk: Desk
    allowance: Allowance
    is_gateway: bool = False

    @property
    def patience(self) -> float:
        """Return how many seconds the request may take, all in all."""
        longest = self.door.longest
        return longest if self.seconds is None else min(self.seconds, longest)

    def context(self, address: str) -> Context:
        """Make the context of a request to this address; inside the running event loop."""
        if self.viewer is None:
            return self.door.strangers_context(address, self.desk, self.allowance)
        return self.door.context(self.viewer, address, self.desk, self.allowance)


def caller_of(headers: Headers) -> Caller:
    """Read a request's headers; nothing else tells who calls, and no address does.

    Raises ``BadHeader``, or ``TurnedAway`` for an Authorization that is no bearer's.
    """
    said: dict[bytes, list[bytes]] = {}
    for name, value in headers.raw:
        said.setdefault(name, []).append(value)
    return Caller(
        connection=_once(said, CONNECTION_HEADER),
        person=_once(said, PERSON_HEADER),
        seconds=_seconds(_once(said, TIMEOUT_HEADER)),
        token=_token(_once(said, AUTHORIZATION)),
        gateway_key=_once(said, GATEWAY_HEADER),
        reports_cost=_reports(_once(said, COST_HEADER)),
    )


async def enter(doors: Doors, scope: Mapping[str, Any]) -> Entry:
    """Let a caller in at the door that their token, or else their header, names, and at no other.

    Raises ``TurnedAway``, which says why not.
    """
    headers = Headers(raw=scope["headers"])
    try:
        caller = caller_of(headers)
    except BadHeader as error:
        raise TurnedAway(400, "BAD_REQUEST", str(error)) from None
    if doors.identity.is_demo and not _is_local(scope, headers):
        message = "This is a demo, for callers on its own machine only."
        raise TurnedAway(401, "UNAUTHENTICATED", message, "Bearer")
    if caller.token is not None:
        return await _borne(doors, scope, caller, caller.token)
    door = doors.named(caller.connection)
    if door is None:
        message = f"No connection served here has the name that {CONNECTION_HEADER} says."
        raise TurnedAway(404, "NOT_FOUND", message)
    viewer = None
    if doors.identity.is_demo and (viewer := door.viewer(caller.person)) is None:
        message = f"Nobody here has the id or e-mail that {PERSON_HEADER} names."
        raise TurnedAway(401, "UNAUTHENTICATED", message, "Bearer")
    desk = doors.identity.desk(door.name, Visit(address=_address(scope)))
    allowance = _allowance(doors, caller, viewer)
    is_gateway = doors.gate.is_gateway(caller.gateway_key)
    return Entry(door, viewer, caller.seconds, desk, allowance, is_gateway)


def address_of(scope: Mapping[str, Any]) -> str:
    """Return where a request came to over HTTP, which its links lead back to."""
    host = Headers(raw=scope["headers"]).get("host", "")
    if not _CAME_TO.fullmatch(host):
        server, port = scope.get("server") or ("localhost", None)
        host = server if port is None else f"{server}:{port}"
    scheme = "https" if scope["scheme"] in ("https", "wss") else "http"
    return f"{scheme}://{host}{scope.get('root_path', '')}/"


def must_sign_in() -> TurnedAway:
    """Return what somebody hears who asks for more than to sign in, and has not."""
    message = "Sign in first: createSession gives a token, which goes in the Authorization header."
    return TurnedAway(401, "UNAUTHENTICATED", message, "Bearer")


async def _borne(doors: Doors, scope: Mapping[str, Any], caller: Caller, token: str) -> Entry:
    """Let the bearer of a token in. One that is no good is never as if there were none."""
    invalid = 'Bearer error="invalid_token"'
    try:
        admission = await doors.identity.admit(token, caller.connection, caller.person)
    except Expired:
        message = "The session is over: refresh it, or sign in again."
        raise TurnedAway(401, "UNAUTHENTICATED", message, invalid) from None
    except Denied:
        message = "The token is not one that lets anybody in here."
        raise TurnedAway(401, "UNAUTHENTICATED", message, invalid) from None
    except Misdirected as error:
        raise TurnedAway(403, "FORBIDDEN", str(error)) from None
    except Unreachable:
        message = "Nothing tells just now whether the token is good; try again later."
        raise TurnedAway(503, "UPSTREAM_UNAVAILABLE", message) from None
    door = doors.named(admission.connection)
    assert door is not None
    visit = Visit(address=_address(scope), sign_in_id=admission.sign_in_id)
    desk = doors.identity.desk(door.name, visit)
    allowance = _allowance(doors, caller, admission.viewer)
    return Entry(door, admission.viewer, caller.seconds, desk, allowance)


def _allowance(doors: Doors, caller: Caller, viewer: Viewer | None) -> Allowance:
    return doors.gate.allowance(viewer, caller.gateway_key, caller.reports_cost)


def _once(said: Mapping[bytes, list[bytes]], name: str) -> str | None:
    """Return a header's value. Of two that differ nobody could say which one was meant."""
    values = said.get(_KEYS[name])
    if values is None:
        return None
    if len(values) > 1:
        raise BadHeader(f"{name} was sent {len(values)} times; send it once.")
    return values[0].decode("latin-1")


def _seconds(text: str | None) -> float | None:
    if text is None:
        return None
    seconds = float(text) if _SECONDS.fullmatch(text) else 0.0
    if seconds <= 0:
        raise BadHeader(f"{TIMEOUT_HEADER} is a number of seconds above 0, as 2.5.")
    return seconds


def _reports(text: str | None) -> bool:
    if text not in (None, "report"):
        raise BadHeader(f"{COST_HEADER} is report, or is not sent.")
    return text is not None


def _token(text: str | None) -> str | None:
    if text is None:
        return None
    found = _BEARER.fullmatch(text)
    if found is None:
        message = f"{AUTHORIZATION} is Bearer and a token."
        raise TurnedAway(401, "UNAUTHENTICATED", message, 'Bearer error="invalid_request"')
    return found[1]


def _address(scope: Mapping[str, Any]) -> str:
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


def _is_local(scope: Mapping[str, Any], headers: Headers) -> bool:
    """Whether a request went from this machine to this machine, and through no proxy: the socket's
    both ends are its own, and so is the name it was sent to, which a page elsewhere can't choose.
    """
    ends = [scope.get("client"), scope.get("server")]
    if any(end is None or not loopback(str(end[0])) for end in ends):
        return False
    if any(name in headers for name in _FORWARDED):
        return False
    host = _HOST.fullmatch(headers.get("host", ""))
    return host is not None and loopback(host[1] or host[2])
