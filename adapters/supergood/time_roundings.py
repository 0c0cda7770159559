"""Roundings of time: the dialect has no words for them, so every ask is refused by name."""

from collections.abc import Sequence
from typing import NoReturn

from adapters.port import (
    Capability,
    NewTimeRounding,
    NotSupportedByUpstream,
    Refused,
    TimeRounding,
)

__all__ = ["SupergoodTimeRoundings"]


class SupergoodTimeRoundings:
    """Keeps :class:`adapters.port.TimeRoundings` by refusing."""

    async def of_firm(self) -> TimeRounding:
        _refuse()

    async def of_users(self, user_ids: Sequence[str]) -> Sequence[TimeRounding]:
        _refuse()

    async def set(self, draft: NewTimeRounding) -> TimeRounding:
        _refuse()


def _refuse() -> NoReturn:
    raise Refused(NotSupportedByUpstream(capability=Capability.ROUND_TIME.value))
