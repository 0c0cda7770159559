"""Interest: the dialect has no words for its terms, so every ask is refused by name."""

from typing import NoReturn

from adapters.port import (
    Capability,
    InterestTerms,
    NewInterestTerms,
    NotSupportedByUpstream,
    Refused,
)

__all__ = ["SupergoodInterest"]


class SupergoodInterest:
    """Keeps :class:`adapters.port.Interest` by refusing."""

    async def terms(self) -> InterestTerms | None:
        _refuse()

    async def set(self, draft: NewInterestTerms) -> InterestTerms | None:
        _refuse()


def _refuse() -> NoReturn:
    raise Refused(NotSupportedByUpstream(capability=Capability.CHARGE_INTEREST.value))
