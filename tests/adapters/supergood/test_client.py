"""What is believed of an answer to a write, and what is said where none can be believed."""

from typing import Any

import msgspec
import pytest

from adapters.port import OutcomeUnknown, Refused, UpstreamUnavailable
from adapters.supergood.client import Client
from adapters.supergood.signed import Signed
from adapters.wire.flight import Flight
from adapters.wire.message import Response
from adapters.wire.transport import NoAnswer, NotSent, WireFailure
from tests.adapters.wire.pretend import Played, answer
from tests.world import CountedIds

UNKNOWN = OutcomeUnknown(change="it")


class SignedIn:
    """A session that lasts."""

    async def token(self) -> str:
        return "t"

    async def renewed(self, dead: str) -> str:
        return "t2"


def client(*outcomes: Response | WireFailure) -> tuple[Client, Played]:
    played = Played(*outcomes)
    session: Any = SignedIn()
    writes = Signed(played, session)
    return Client(Played(), writes, Flight("api.example"), session, CountedIds()), played


def object_in(body: bytes) -> None:
    msgspec.json.decode(body, type=dict[str, Any])


async def write(method: str, *outcomes: Response | WireFailure) -> Played:
    """Write once, and return what was played."""
    made, played = client(*outcomes)
    match method:
        case "POST":
            await made.post("/x", {}, object_in, key=None, change="it")
        case "PATCH":
            await made.patch("/x", {}, object_in, change="it")
        case _:
            await made.delete("/x", object_in, change="it")
    return played


WELL = answer(200, body=b"{}")
NOISE = answer(200, body=b"<html>")


@pytest.mark.parametrize(
    ("method", "outcomes"),
    [
        ("POST", [WELL]),
        ("POST", [NOISE, WELL]),
        ("PATCH", [WELL]),
        ("PATCH", [answer(204)]),
        ("PATCH", [NOISE, WELL]),
        ("DELETE", [WELL]),
        ("DELETE", [answer(204)]),
        ("DELETE", [answer(401), WELL]),
    ],
)
async def test_a_write_is_believed(method: str, outcomes: list[Any]) -> None:
    played = await write(method, *outcomes)
    assert [it.method for it in played.sent] == [method] * len(outcomes)
    keys = {it.headers.get("idempotency-key") for it in played.sent}
    assert keys == ({"key_000001"} if method == "POST" else {None})


@pytest.mark.parametrize(
    ("method", "outcomes", "why"),
    [
        ("POST", [answer(204), answer(204)], UNKNOWN),
        ("POST", [NOISE, NOISE], UNKNOWN),
        ("POST", [NOISE, answer(429, "1")], UNKNOWN),
        ("POST", [NOISE, NotSent("down")], UNKNOWN),
        ("PATCH", [answer(200), answer(200)], UNKNOWN),
        ("PATCH", [NOISE, NOISE], UNKNOWN),
        ("DELETE", [NOISE], UNKNOWN),
        ("DELETE", [answer(200)], UNKNOWN),
        ("DELETE", [NoAnswer("cut")], UNKNOWN),
        ("DELETE", [answer(503)], UNKNOWN),
        ("DELETE", [answer(503, "1")], "it answered 503; try again later."),
        ("PATCH", [answer(429, "1")], "it asks us to slow down; try again later."),
        ("POST", [NotSent("down")], "down."),
        ("POST", [answer(401), answer(401)], "it refuses our sign-in."),
    ],
)
async def test_a_write_is_not_believed(
    method: str, outcomes: list[Any], why: OutcomeUnknown | str
) -> None:
    with pytest.raises(Refused) as refused:
        await write(method, *outcomes)
    expected = UpstreamUnavailable(reason=why) if isinstance(why, str) else why
    assert refused.value.refusals == (expected,)


async def test_an_answer_that_many_got_is_read_once_and_one_that_is_garbled_by_each() -> None:
    told, bad = answer(200, body=b'{"a": 1}'), answer(200, body=b"<html>")
    session: Any = SignedIn()
    reads = Played(told, told, bad, bad, bad, bad)
    made = Client(reads, Played(), Flight("api.example"), session, CountedIds())
    read: list[bytes] = []

    def reading(body: bytes) -> Any:
        read.append(body)
        return msgspec.json.decode(body)

    first, second = await made.get("/a", {}, reading), await made.get("/a", {}, reading)
    assert first == {"a": 1}
    assert second is first
    assert read == [told.body]
    for _ in range(2):  # each tries twice
        with pytest.raises(Refused):
            await made.get("/a", {}, reading)
    assert read == [told.body, *[bad.body] * 4]
