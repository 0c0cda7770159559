"""What the upstream says of sessions: opened, refused, challenged, and by which clock."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import msgspec

from adapters.wire.message import Response

__all__ = ["Opened", "Refusal", "refusal", "skew"]


class Opened(msgspec.Struct, rename="camel"):
    """A session: its bearer token, and how many seconds it lasts."""

    auth_token: str
    expires_in: int


class _Challenge(msgspec.Struct, rename="camel"):
    id: str
    type: str
    sent_to: str | None = None


class _Details(msgspec.Struct):
    challenge: _Challenge | None = None


class Refusal(msgspec.Struct):
    """Why not, by its code, and what is asked for instead."""

    code: str = ""
    details: _Details = msgspec.field(default_factory=_Details)


class _Failed(msgspec.Struct):
    error: Refusal


def refusal(answer: Response) -> Refusal:
    """Return why a sign-in was refused; an empty one where it does not say."""
    try:
        return msgspec.json.decode(answer.body, type=_Failed).error
    except msgspec.MsgspecError:
        return Refusal()


def skew(answer: Response, now: datetime) -> timedelta:
    """Return how far the upstream's clock is ahead of ours, as its answer's date tells."""
    try:
        return parsedate_to_datetime(answer.headers["date"]) - now
    except (KeyError, ValueError, TypeError):
        return timedelta(0)
