"""Whether all systems say the same: compared as JSON, with the order of fields, before any load."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from tests.benchmarks.peers.questions import Question
from tests.benchmarks.peers.systems import System

__all__ = ["Unequal", "answer", "check", "compare"]


class Unequal(Exception):
    """A system answered with errors, or otherwise than the first; the message says which."""


async def answer(system: System, question: Question) -> httpx.Response:
    """Ask a system once."""
    headers = {"content-type": "application/json", "accept": "application/json"}
    headers["accept-encoding"] = "identity"
    if system.token:
        headers["authorization"] = f"Bearer {system.token}"
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        return await client.post(system.url, content=question.body, headers=headers)


async def check(systems: Sequence[System], questions: Sequence[Question]) -> None:
    """Ask all systems every question. Raises ``Unequal``."""
    for question in questions:
        said = {it.name: (await answer(it, question)).json() for it in systems}
        try:
            compare(said)
        except Unequal as wrong:
            raise Unequal(f"{question.name}: {wrong}") from None


def compare(answers: Mapping[str, Any]) -> None:
    """Hold each answer's data to the first one's. Raises ``Unequal``."""
    first, expected = next(iter(answers.items()))
    for name, told in answers.items():
        if told.get("errors") or not told.get("data"):
            raise Unequal(f"{name} answers {json.dumps(told)[:500]}")
        one, other = json.dumps(expected["data"]), json.dumps(told["data"])
        if one != other:
            place = next(
                (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0
            )
            around = slice(max(0, place - 60), place + 60)
            raise Unequal(f"{first} says …{one[around]}…, and {name} …{other[around]}…")
