"""How many repeats an upstream may get: a share of what it is asked, so that none can storm."""

from collections.abc import Callable
from time import monotonic

__all__ = ["Budget"]


class Budget:
    """A token for each repeat: every request brings ``share`` of one, every second ``floor``.

    At most ``most`` are kept, so that a quiet hour saves nothing up for a bad one.
    """

    def __init__(
        self,
        *,
        share: float = 0.2,
        floor: float = 1.0,
        most: float = 20.0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._share, self._floor, self._most, self._clock = share, floor, most, clock
        self._tokens, self._counted = most, clock()

    def asked(self) -> None:
        """Count a request that is no repeat."""
        self._tokens = min(self._most, self._tokens + self._share)

    def take(self) -> bool:
        """Take a token for one repeat, if there is one."""
        now = self._clock()
        earned = max(0.0, now - self._counted) * self._floor
        self._tokens, self._counted = min(self._most, self._tokens + earned), now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
