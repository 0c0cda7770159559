"""Watching: nothing is missed, nothing is told twice, and being slow costs nothing."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.port import Change, Changing
from adapters.watching import MemoryLog, Watches

M, I = Changing.MATTER, Changing.INVOICE


class Announced:
    """A log, and who waits at it."""

    def __init__(self, most: int = 10_000) -> None:
        self.log = MemoryLog(most)
        self.watches = Watches(self.log)

    def change(self, id: str, noun: Changing = M) -> None:
        change = Change(noun=noun, id=id)
        self.log.add(change)
        self.watches.wake(change)


async def test_it_tells_what_changes_from_the_call_on() -> None:
    it = Announced()
    it.change("before")
    watch = it.watches.watch(M)
    it.change("a")
    it.change("other", I)
    it.change("b")
    assert [(await anext(watch)).id, (await anext(watch)).id] == ["a", "b"]
    await watch.aclose()
    assert not it.watches


async def test_who_waits_is_woken_by_what_they_wait_for() -> None:
    it = Announced()
    every, one, invoices = it.watches.watch(M), it.watches.watch(M, "b"), it.watches.watch(I)
    waiting = [asyncio.create_task(anext(watch)) for watch in (every, one, invoices)]
    await asyncio.sleep(0)
    assert it.watches
    it.change("a")
    await asyncio.sleep(0)
    assert [task.done() for task in waiting] == [True, False, False]
    it.change("b")
    await asyncio.sleep(0)
    assert [task.done() for task in waiting] == [True, True, False]
    it.change("b", I)
    assert await waiting[2] == Change(noun=I, id="b")


async def test_who_is_slow_is_told_each_record_once_in_the_order_of_its_newest_change() -> None:
    it = Announced()
    watch = it.watches.watch(M)
    for id in ("a", "b", "a", "c", "b", "a"):
        it.change(id)
    assert [(await anext(watch)).id for _ in range(3)] == ["c", "b", "a"]


async def test_a_watch_whose_log_forgot_something_ends() -> None:
    it = Announced(most=2)
    watch, late = it.watches.watch(M), it.watches.watch(M)
    for id in ("a", "b"):
        it.change(id)
    assert (await anext(watch)).id == "a"
    it.change("c")
    assert [(await anext(watch)).id, (await anext(watch)).id] == ["b", "c"]
    with pytest.raises(StopAsyncIteration):
        await anext(late)


STEPS = st.lists(st.tuples(st.sampled_from("abcd-"), st.sampled_from([M, I])), max_size=30)


@given(STEPS)
def test_however_it_is_read_each_change_is_told_after_it_was_made(
    steps: list[tuple[str, Changing]],
) -> None:
    """A dash reads what there is; each other step changes a record."""

    async def check() -> None:
        it = Announced()
        watch = it.watches.watch(M)
        pending: dict[str, None] = {}
        for id, noun in [*steps, ("-", M)]:
            if id != "-":
                it.change(id, noun)
                if noun is M:
                    pending.pop(id, None)
                    pending[id] = None
                continue
            found = [(await anext(watch)).id for _ in pending]
            assert found == list(pending)
            pending.clear()

    asyncio.run(check())
