"""Two processes on one database: nothing is made twice, held twice or used twice."""

import asyncio
import json
import sys
from typing import Any

from sqlalchemy import text

from tests.adapters.state.child import STEPS, TURNS
from tests.adapters.state.conftest import OpenState


async def _together(url: str) -> list[Any]:
    """Return what each of two processes reports, let loose on an empty database at once."""
    command = [sys.executable, "-W", "error", "-m", "tests.adapters.state.child", url]
    pipe = asyncio.subprocess.PIPE
    children = [
        await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe)
        for _ in range(2)
    ]
    for child in children:
        assert child.stdout
        await child.stdout.readline()
    done = await asyncio.gather(*(child.communicate(b"go\n") for child in children))
    assert [errors for _, errors in done] == [b"", b""]
    return [json.loads(report) for report, _ in done]


async def test_two_processes_contend(url: str, open_state: OpenState) -> None:
    one, two = await _together(url)
    state = await open_state()

    # Both opened an empty database at once; it was made once, and so was the connection.
    async with state._store.reading() as connection:
        versions = await connection.scalars(text("select version_num from state_version"))
        assert versions.all() == ["v0002"]
    (firm,) = await state.connections.list()
    assert sorted([one["added"], two["added"]]) == [False, True]

    # A count that is safe only under the lease lost nothing, though both counted.
    assert await state.knowledge.get(firm.id, "count", int) == 2 * TURNS
    assert sorted(one["fences"] + two["fences"]) == [*range(1, 2 * TURNS + 1)]

    # No step was taken twice, and none after a later one.
    assert not {*one["steps"]} & {*two["steps"]}
    assert max(one["steps"] + two["steps"]) == STEPS - 1
    assert all(report["steps"] == sorted({*report["steps"]}) for report in (one, two))
