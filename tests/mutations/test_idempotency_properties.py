"""logTime under retries: each key makes one entry, whatever order the calls come in."""

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.world import MATTER, OWNER, World

Call = tuple[str, str]
calls = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(["0.1", "0.2", "25"])), max_size=8
)


async def _log(world: World, key: str, hours: str) -> Any:
    return await world.change(
        "logTime",
        "timeEntry { id hours }",
        idempotencyKey=key,
        matterId=MATTER,
        userId=OWNER,
        date="2026-02-15",
        description="Work",
        hours=hours,
    )


async def _play(world: World, calls: list[Call]) -> None:
    """Make the calls and hold every answer against what its key has answered before."""
    begun = world.sql("select count(*) from time_entries")[0][0]
    standing = world.everything()
    made: dict[str, tuple[str, Any]] = {}
    for key, hours in calls:
        answer = await _log(world, key, hours)
        codes = [error["code"] for error in answer["userErrors"]]
        if hours == "25":
            assert (answer["timeEntry"], codes) == (None, ["INVALID_INPUT"])
        elif key not in made:
            assert (answer["timeEntry"]["hours"], codes) == (hours, [])
            made[key] = hours, answer
            standing = world.everything()
        elif made[key][0] == hours:
            assert answer == made[key][1]
        else:
            assert (answer["timeEntry"], codes) == (None, ["IDEMPOTENCY_MISMATCH"])
        assert world.everything() == standing
    assert world.sql("select count(*) from time_entries") == [(begun + len(made),)]
    assert len({answer["timeEntry"]["id"] for _, answer in made.values()}) == len(made)
    assert world.sql("select key from idempotency_keys order by key") == [
        (key,) for key in sorted(made)
    ]


@settings(max_examples=12, deadline=None, derandomize=True, database=None)
@given(calls=calls)
def test_each_key_makes_one_entry_and_a_mismatch_never_writes(
    demo_file: Path, calls: list[Call]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "practice.sqlite"
        shutil.copy(demo_file, path)
        world = World(str(path))
        try:
            asyncio.run(_play(world, calls))
        finally:
            world.practice.close()
