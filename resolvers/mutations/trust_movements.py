"""What movements of trust money have in common: their answer, and in whose name they are made."""

from typing import TypeVar

from msgspec import Struct

from adapters.port import Moved, TrustLedger, TrustRequested, TrustTransaction
from resolvers.context import Info
from resolvers.mutations.answers import Payload
from resolvers.mutations.inputs import Said, draft

__all__ = ["TrustPayload", "moved", "recorded"]

Record = TypeVar("Record", bound=Struct)


class TrustPayload(Payload, frozen=True, kw_only=True):
    transaction: TrustTransaction | None = None
    ledger: TrustLedger | None = None
    request: TrustRequested | None = None


def recorded(info: Info, record: type[Record], said: Said) -> Record:
    """Make a movement of what was said, in the viewer's name; an account goes by its id."""
    named = {"account_id": said["trust_account_id"]} if "trust_account_id" in said else {}
    return draft(record, {**said, **named, "recorded_by_id": info.context.viewer.user_id})


def moved(done: Moved) -> TrustPayload:
    """Answer with what came of a movement."""
    return TrustPayload(transaction=done.transaction, ledger=done.ledger, request=done.request)
