"""Passwords: argon2id, the same work for whoever is asked about, and newer hashes in time."""

import asyncio
from typing import Any

import pytest
from argon2 import PasswordHasher, Type
from argon2.exceptions import HashingError

from adapters.identity.passwords import Passwords

SMALL = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
RIGHT = "correct horse battery"


class Watched:
    """A hasher that writes down what it is asked to do."""

    def __init__(self, hasher: PasswordHasher = SMALL) -> None:
        self.hasher = hasher
        self.done: list[str] = []

    def hash(self, password: bytes) -> str:
        self.done.append("hash")
        return self.hasher.hash(password)

    def verify(self, kept: str, password: bytes) -> bool:
        self.done.append("verify")
        return self.hasher.verify(kept, password)

    def check_needs_rehash(self, kept: str) -> bool:
        return self.hasher.check_needs_rehash(kept)


def watched() -> tuple[Passwords, Watched]:
    hasher: Any = Watched()
    return Passwords(hasher), hasher


async def test_the_parameters_are_those_of_rfc_9106_for_argon2id() -> None:
    hasher = Passwords()._hasher
    assert hasher.type is Type.ID
    assert (hasher.time_cost, hasher.memory_cost, hasher.parallelism) == (3, 65536, 4)


async def test_the_right_password_is_right_and_no_other() -> None:
    passwords, _ = watched()
    kept = await passwords.hash(RIGHT)
    assert kept.startswith("$argon2id$")
    assert RIGHT not in kept
    assert kept != await passwords.hash(RIGHT)
    assert await passwords.right(kept, RIGHT)
    for wrong in ("", "correct horse batter", RIGHT.upper(), f"{RIGHT} ", "é\ud800", "x" * 1024):
        assert not await passwords.right(kept, wrong)
    assert not await passwords.right("no hash at all", RIGHT)


async def test_letters_are_the_same_whichever_keyboard_they_come_from() -> None:
    passwords, _ = watched()
    kept = await passwords.hash("caf\u00e9 au lait")
    assert await passwords.right(kept, "cafe\u0301 au lait")


@pytest.mark.parametrize("first", ["known", "unknown"])
async def test_the_same_work_is_done_whether_anybody_has_the_name_or_not(first: str) -> None:
    passwords, hasher = watched()
    kept = await passwords.hash(RIGHT)
    asked = {"known": kept, "unknown": None}
    order = [first, *(name for name in asked if name != first)]
    work = {}
    for name in order:
        hasher.done.clear()
        assert not await passwords.right(asked[name], "wrong")
        work[name] = [*hasher.done]
    # The first of all makes the password that nobody has, whomever it is about.
    assert work == {order[0]: ["hash", "verify"], order[1]: ["verify"]}
    hasher.done.clear()
    assert not await passwords.right(None, RIGHT)
    assert hasher.done == ["verify"]


async def test_what_nobody_has_is_hashed_as_a_persons_is() -> None:
    passwords, _ = watched()
    await passwords.right(None, RIGHT)
    assert passwords._nobodys is not None
    assert not passwords.stale(passwords._nobodys)


async def test_a_hash_of_other_parameters_is_stale_and_still_right() -> None:
    old = await Passwords(SMALL).hash(RIGHT)
    passwords = Passwords(PasswordHasher(time_cost=2, memory_cost=64, parallelism=1))
    assert passwords.stale(old)
    assert await passwords.right(old, RIGHT)
    assert not passwords.stale(await passwords.hash(RIGHT))


async def test_at_most_four_are_at_work_at_once() -> None:
    inside, most = 0, 0
    gate = asyncio.Event()
    passwords = Passwords(SMALL)
    kept = await passwords.hash(RIGHT)
    await passwords.right(kept, RIGHT)
    places = passwords._places

    class Counted:
        async def __aenter__(self) -> None:
            nonlocal inside, most
            await places.acquire()
            inside += 1
            most = max(most, inside)
            if inside == 4:
                gate.set()
            await gate.wait()

        async def __aexit__(self, *_: object) -> None:
            nonlocal inside
            inside -= 1
            places.release()

    passwords._places = Counted()
    assert all(await asyncio.gather(*(passwords.right(kept, RIGHT) for _ in range(8))))
    assert most == 4


async def test_a_failure_is_not_a_wrong_password() -> None:
    class Broken(Watched):
        def verify(self, kept: str, password: bytes) -> bool:
            raise HashingError

    hasher: Any = Broken()
    passwords = Passwords(hasher)
    with pytest.raises(HashingError):
        await passwords.right("kept", RIGHT)
