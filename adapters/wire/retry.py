"""What may be sent again, and when: decided from the request and what came of it, without I/O.

- ``NotSent`` is repeated whatever the request: the upstream never got it.
- 429 and 503 with a ``Retry-After`` are repeated too, writes included: to name a time is to have
  read the request and refused it (RFC 9110 15.6.4, RFC 6585 4). Without one they may come from
  something in between that lost a request already passed on, so they count as the rest does.
- ``NoAnswer``, 429 and what else of 5xx may pass are repeated only where the request says that it
  may be: the work may have been done.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from msgspec import Struct

from adapters.wire.message import Request, Response
from adapters.wire.transport import NoAnswer, NotSent, WireFailure

__all__ = ["Outcome", "Policy", "asked_wait", "pause", "unsure"]

Outcome = Response | WireFailure

_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")
_NEVER_BETTER = {501, 505}
_ANY_TIME = datetime.min.replace(tzinfo=UTC)


class Policy(Struct, frozen=True, kw_only=True):
    """How often, and how long between. All times are seconds."""

    attempts: int = 4
    first: float = 0.1
    longest: float = 5.0
    longest_asked: float = 20.0


def pause(
    policy: Policy,
    request: Request,
    attempt: int,
    outcome: Outcome,
    *,
    now: datetime,
    left: float | None,
    random: Callable[[], float],
) -> float | None:
    """Return the seconds to wait before attempt ``attempt + 1``, or None to leave it as it is.

    A pause that the upstream asked for is never cut short: where it is longer than the policy or
    the time ``left`` allows, there is no further attempt.
    """
    asked = asked_wait(outcome, now) if isinstance(outcome, Response) else None
    if attempt >= policy.attempts or not _may_repeat(request, outcome, asked):
        return None
    if asked is not None and asked > policy.longest_asked:
        return None
    backoff = min(policy.longest, policy.first * 2.0 ** min(attempt - 1, 60))
    wait = (asked or 0.0) + random() * backoff
    return wait if left is None or wait < left else None


def unsure(outcome: Outcome) -> bool:
    """Whether a write that came to this may have been done all the same.

    Who fails may have done it first, and a bare 503 may be of something in between that lost the
    answer. Who can't do such a thing at all has not, nor who names a time to come again.
    """
    if not isinstance(outcome, Response):
        return isinstance(outcome, NoAnswer)
    if outcome.status == 503 and asked_wait(outcome, _ANY_TIME) is not None:
        return False
    return outcome.status >= 500 and outcome.status not in _NEVER_BETTER


def asked_wait(response: Response, now: datetime) -> float | None:
    """Return the seconds that ``Retry-After`` asks for; None without one that can be read."""
    text = response.headers.get("retry-after", "").strip()
    if not text:
        return None
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:  # the oldest of the three forms names no zone and means GMT
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


def _may_repeat(request: Request, outcome: Outcome, asked: float | None) -> bool:
    if isinstance(outcome, NotSent):
        return True
    if not isinstance(outcome, Response):
        return request.repeatable
    if outcome.status in (429, 503) and asked is not None:
        return True
    passing = outcome.status == 429 or outcome.status >= 500
    return request.repeatable and passing and outcome.status not in _NEVER_BETTER
