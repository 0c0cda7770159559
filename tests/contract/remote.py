"""A practice over the wire from a sandbox, what its upstream was asked, and what goes wrong."""

from typing import Any

import httpx

from adapters.port import Entitlement, SystemClock, Viewer
from adapters.supergood.habits import ReadMode
from adapters.supergood.opening import open_practice
from adapters.supergood.practice import SupergoodPractice
from graph.schema import schema
from loaders import Loaders
from resolvers.context import Context
from tests.adapters.wire.pretend import Time
from tests.contract.conftest import CREDENTIALS
from tests.world import LINKS, CountedIds, StandingClock


class Remote:
    """A practice over the wire that waits for nothing, and what its sandbox was asked."""

    def __init__(self, base_url: str, mode: ReadMode) -> None:
        self.desk = f"{base_url.rpartition('/integrations')[0]}/_sandbox"
        time = Time()
        self.practice: SupergoodPractice = open_practice(
            base_url,
            CREDENTIALS,
            mode=mode,
            clock=StandingClock(),
            ids=CountedIds(),
            seconds=time,
            sleep=time.sleep,
        )

    async def asked(self) -> dict[str, int]:
        async with httpx.AsyncClient(trust_env=False) as client:
            asked: dict[str, int] = (await client.get(f"{self.desk}/requests")).json()
            return asked

    async def fault(self, match: str, fault: str, times: int = 1) -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            wanted = [{"match": match, "fault": fault, "times": times}]
            answer = await client.post(f"{self.desk}/faults", json=wanted)
            assert answer.status_code < 300, answer.text

    async def ask(self, document: str, variables: dict[str, Any]) -> Any:
        practice: Any = self.practice
        context = Context(
            practice=practice,
            loaders=Loaders(practice),
            viewer=Viewer(connection="test", user_id=None, entitlements=tuple(Entitlement)),
            clock=SystemClock(),
            ids=CountedIds(),
            links=LINKS,
        )
        return await schema.execute(document, variable_values=variables, context_value=context)
