"""A code sent to somebody: the connection waits for a person, says so, and goes on once told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.sandbox import MfaKind, Reads
from adapters.supergood.habits import ReadMode
from tests.contract.conftest import Served
from tests.contract.remote import Remote
from tests.world import World

HEALTH = "{ connectionHealth { needsPerson { kind sentTo since message } } }"
FINISH = """mutation ($code: String!) { finishSignIn(input: {code: $code}) {
    connectionHealth { needsPerson { kind } } userErrors { code message field } } }"""


@pytest.mark.parametrize("kind", [MfaKind.SMS, MfaKind.EMAIL])
async def test_a_connection_that_needs_a_person_goes_on_once_they_have_entered_the_code(
    copied: Callable[[str], Path], kind: MfaKind
) -> None:
    served = Served(copied("upstream.sqlite"), Reads.EXTENDED, kind)
    with served as base_url:
        remote = Remote(base_url, ReadMode.EXTENDED)
        result = await remote.ask("{ users { totalCount } }", {})
        (error,) = [it.formatted for it in result.errors]
        message = f"The practice sent a code by {kind.value} to +1…99; somebody must enter it."
        assert error["message"] == message
        assert error["extensions"]["code"] == "MFA_REQUIRED"

        health = (await remote.ask(HEALTH, {})).data["connectionHealth"]
        assert health["needsPerson"] == {
            "kind": kind.value,
            "sentTo": "+1…99",
            "since": "2026-02-20T09:15:44Z",
            "message": message,
        }

        wrong = (await remote.ask(FINISH, {"code": "000000"})).data["finishSignIn"]
        assert wrong["connectionHealth"] is None
        assert wrong["userErrors"][0]["code"] in ("MFA_REQUIRED", "UPSTREAM_UNAVAILABLE")

        sent: dict[str, str] = served.app.state.sandbox.codes.sent
        right = (await remote.ask(FINISH, {"code": [*sent.values()][-1]})).data["finishSignIn"]
        assert right == {"connectionHealth": {"needsPerson": None}, "userErrors": []}
        result = await remote.ask("{ users { totalCount } }", {})
        assert (result.errors, result.data) == (None, {"users": {"totalCount": 10}})
        await remote.practice.close()


async def test_a_practice_that_waits_for_no_code_says_so(world: World) -> None:
    data = await world.ask(FINISH, code="123456")
    assert data["finishSignIn"] == {
        "connectionHealth": None,
        "userErrors": [
            {
                "code": "INVALID_INPUT",
                "message": "This practice waits for no code.",
                "field": ["code"],
            }
        ],
    }
