"""The sandbox itself: its practice, its sessions, and what it has been told to get wrong."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from starlette.requests import Request

from adapters.port import Clock, Entitlement, Practice
from adapters.sandbox.codes import Codes
from adapters.sandbox.config import RateLimit, Reads, SandboxConfig
from adapters.sandbox.faults import Schedule
from adapters.sandbox.problems import Problem, invalid
from adapters.sandbox.sessions import Session, Sessions

__all__ = ["Limit", "OpenPractice", "Sandbox", "key_of", "sandbox_of"]

_LONGEST_KEY = 200


class _OwnPractice(Practice, Protocol):
    """A practice that is closed with the sandbox."""

    def close(self) -> None: ...


OpenPractice = Callable[[], _OwnPractice]


class Limit:
    """Counts requests in stretches of time, and refuses what is too many for one."""

    def __init__(self, clock: Clock, limit: RateLimit | None) -> None:
        self._clock = clock
        self._limit = limit
        self._until: datetime | None = None
        self._taken = 0

    def take(self) -> None:
        """Count a request. Raises ``Problem``, with the seconds to wait, for one too many."""
        if self._limit is None:
            return
        now = self._clock.now()
        if self._until is None or now >= self._until:
            self._until = now + timedelta(seconds=self._limit.seconds)
            self._taken = 0
        self._taken += 1
        if self._taken > self._limit.requests:
            wait = -int(-(self._until - now).total_seconds() // 1)
            message = f"At most {self._limit.requests} requests in {self._limit.seconds} s."
            raise Problem(429, "rate_limited", message, headers={"Retry-After": str(wait)})


class Sandbox:
    """All that requests share; the practice is there from the app's start to its end."""

    practice: Practice

    def __init__(self, clock: Clock, config: SandboxConfig) -> None:
        self.clock = clock
        self.config = config
        self.sessions = Sessions(clock, config)
        self.codes = Codes(clock)
        self.limit = Limit(clock, config.rate_limit)
        self.schedule = Schedule()
        self.requests: Counter[str] = Counter()

    @property
    def only_seed(self) -> bool:
        return self.config.reads is Reads.SEED

    def signed_in(self, request: Request, entitlement: Entitlement | None = None) -> Session:
        """Return who asks. Raises ``Problem`` for nobody, or for somebody who may not."""
        session = self.sessions.of(request.headers.get("authorization"))
        if entitlement is not None and entitlement not in session.user.entitlements:
            message = f"{session.user.name} may not work with {entitlement.value}."
            details = {"entitlement": entitlement.value}
            raise Problem(403, "not_entitled", message, details=details)
        return session


def sandbox_of(request: Request) -> Sandbox:
    """Return the sandbox that a request came to."""
    sandbox: Sandbox = request.app.state.sandbox
    return sandbox


def key_of(request: Request) -> str | None:
    """Return a request's idempotency key. Raises ``Problem`` for one that is too long."""
    key = request.headers.get("idempotency-key")
    if key is not None and not 0 < len(key) <= _LONGEST_KEY:
        rule = f"An idempotency key has 1 to {_LONGEST_KEY} characters."
        raise invalid(("Idempotency-Key",), rule)
    return key
