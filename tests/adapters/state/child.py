"""Another process: opens the state when it is told to, contends for everything, and reports."""

import asyncio
import json
import os
import sys

from adapters.port import RandomIds, SystemClock
from adapters.state.records import ConnectionKind, NameTaken
from adapters.state.seal import Sealer, generate
from adapters.state.state import State

TURNS, STEPS = 15, 60


async def add(state: State) -> bool:
    """Add the connection that the other one adds, too."""
    try:
        await state.connections.add("acme", ConnectionKind.EMBEDDED)
    except NameTaken:
        return False
    return True


async def count(state: State, connection_id: str) -> list[int]:
    """Count in a way that is safe only for whoever holds the lease; return the fences."""
    fences: list[int] = []
    while len(fences) < TURNS:
        held = await state.leases.acquire("count", str(os.getpid()), 60)
        if held is None:
            await asyncio.sleep(0.003)
            continue
        seen = await state.knowledge.get(connection_id, "count", int)
        await asyncio.sleep(0.001)
        await state.knowledge.put(connection_id, "count", (seen or 0) + 1)
        assert await state.leases.release(held)
        fences.append(held.fence)
    return fences


async def main(url: str) -> None:
    sealer = Sealer.from_text(generate())
    print("ready", flush=True)
    sys.stdin.readline()
    async with await State.open(url, sealer=sealer, clock=SystemClock(), ids=RandomIds()) as state:
        added = await add(state)
        (firm,) = await state.connections.list()
        fences = await count(state, firm.id)
        steps = [step for step in range(STEPS) if await state.totp.take(firm.id, step)]
        print(json.dumps({"added": added, "fences": fences, "steps": steps}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
