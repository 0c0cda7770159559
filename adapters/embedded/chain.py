"""Chain: the hash that each entry of the trust journal carries on from the one before it."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import msgspec

__all__ = ["FIRST_CLEARING", "FIRST_ENTRY", "chained", "clearing_hash", "entry_hash"]

FIRST_ENTRY = "the first entry"
FIRST_CLEARING = "the first clearing"

_ENTRY = (
    *("id", "ledger_id", "kind", "purpose", "amount", "running_balance", "date", "method"),
    *("reference", "payee", "payer", "reason", "reverses_id", "transfer_id", "invoice_id"),
    *("recorded_by_id", "authorised_by_id", "created_at"),
)
_CLEARING = ("entry_id", "cleared_on", "recorded_by_id", "created_at")


def entry_hash(
    before: str, entry: Mapping[str, Any], whose: Sequence[str | None], cleared_on: str | None
) -> str:
    """Return an entry's hash; ``whose`` is its ledger's account, client and matter, and
    ``cleared_on`` as it was when the entry was made.
    """
    return chained(before, [entry.get(name) for name in _ENTRY] + [*whose, cleared_on])


def clearing_hash(before: str, clearing: Mapping[str, Any]) -> str:
    """Return the hash of a deposit's clearing."""
    return chained(before, [clearing.get(name) for name in _CLEARING])


def chained(before: str, values: list[Any]) -> str:
    """Return 64 hex digits that no other history and no other values would give."""
    return sha256(before.encode() + b"\n" + msgspec.json.encode(values)).hexdigest()
