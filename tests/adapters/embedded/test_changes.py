"""Changes in the file: those of other processes come too, and those that were undone never do."""

import asyncio
import sqlite3
from contextlib import closing, suppress

import pytest

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import Change, Changing, MatterChange, Refused
from tests.world import MATTER, CountedIds, StandingClock, World

ACME = Change(noun=Changing.MATTER, id=MATTER)


def path_of(world: World) -> str:
    return str(world.sql("select file from pragma_database_list")[0][0])


async def test_what_another_process_writes_is_told(world: World) -> None:
    watch = world.practice.changes.watch(Changing.MATTER)
    waiting = asyncio.create_task(anext(watch))
    await asyncio.sleep(0)
    with closing(sqlite3.connect(path_of(world))) as other, other:
        other.execute("update matters set title = 'By another' where id = ?", (MATTER,))
    assert await waiting == ACME
    (matter,) = await world.practice.matters.by_id([MATTER])
    assert matter.title == "By another"
    await watch.aclose()


async def test_a_file_that_is_locked_for_long_is_looked_at_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    read = type(world.practice._db).read

    def locked_once(self: object, sql: str, args: object = ()) -> object:
        if sql.startswith("select noun, id, sequence"):
            looks.append(sql)
            if len(looks) == 1:
                raise sqlite3.OperationalError("database is locked")
        return read(self, sql, args)

    monkeypatch.setattr(type(world.practice._db), "read", locked_once)
    watch = world.practice.changes.watch(Changing.MATTER)
    waiting = asyncio.create_task(anext(watch))
    await asyncio.sleep(0)
    await world.practice.matters.update(MatterChange(id=MATTER, title="Told later"))
    assert await waiting == ACME
    assert len(looks) == 2
    await watch.aclose()


async def test_nobody_looks_once_nobody_waits(world: World) -> None:
    changes = world.practice.changes
    watch = changes.watch(Changing.MATTER, MATTER)
    waiting = asyncio.create_task(anext(watch))
    await asyncio.sleep(0)
    looking = changes._looking
    assert looking is not None and not looking.done()
    await world.practice.matters.update(MatterChange(id=MATTER, title="Told"))
    await waiting
    await watch.aclose()
    await looking
    again = changes.watch(Changing.MATTER, MATTER)
    waiting = asyncio.create_task(anext(again))
    await asyncio.sleep(0)
    assert changes._looking is not looking
    await world.practice.matters.update(MatterChange(id=MATTER, title="Told again"))
    assert await waiting == ACME
    await again.aclose()


async def test_what_is_refused_is_not_told(world: World) -> None:
    watch = world.practice.changes.watch(Changing.MATTER)
    with pytest.raises(Refused):
        await world.practice.matters.update(MatterChange(id="mat_none", title="Nothing"))
    with suppress(ZeroDivisionError), world.practice._db.write() as connection:
        connection.execute("update matters set title = 'Undone' where id = ?", (MATTER,))
        raise ZeroDivisionError
    await world.practice.matters.update(MatterChange(id=MATTER, title="Done"))
    assert await anext(watch) == ACME
    assert world.practice.changes._log.after(
        world.practice.changes._log.newest() - 1, Changing.MATTER, None
    ) == (world.practice.changes._log.newest(), ACME)
    await watch.aclose()


async def test_two_firms_hear_nothing_of_one_another(world: World) -> None:
    other = EmbeddedPractice(":memory:", clock=StandingClock(), ids=CountedIds())
    watch = other.changes.watch(Changing.MATTER, MATTER)
    waiting = asyncio.create_task(anext(watch))
    await asyncio.sleep(0)
    await world.practice.matters.update(MatterChange(id=MATTER, title="Theirs"))
    await asyncio.sleep(0)
    assert not waiting.done()
    await other.matters.update(MatterChange(id=MATTER, title="Ours"))
    assert await waiting == ACME
    await watch.aclose()
    other.close()
