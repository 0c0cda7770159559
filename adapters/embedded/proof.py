"""Proof: the trust journal gone through from its first entry, so that no change goes unseen."""

from collections.abc import Iterator
from typing import Any

from adapters.embedded.chain import FIRST_CLEARING, FIRST_ENTRY, clearing_hash, entry_hash
from adapters.embedded.database import Database
from adapters.port import JournalProof

__all__ = ["prove"]

_ENTRY = (
    *("sequence", "id", "ledger_id", "kind", "purpose", "amount", "running_balance", "date"),
    *("cleared_on", "method", "reference", "payee", "payer", "reason", "reverses_id"),
    *("transfer_id", "invoice_id", "recorded_by_id", "authorised_by_id", "created_at"),
    *("prev_hash", "hash"),
)
_CLEARING = (
    *("sequence", "entry_id", "cleared_on", "recorded_by_id", "created_at", "prev_hash", "hash"),
)
_TRANSFER = (
    *("id", "from_ledger_id", "to_ledger_id", "amount", "date", "reason", "reverses_id", "out_id"),
    *("out_hash", "in_id", "in_hash", "recorded_by_id", "created_at"),
)
_SHARED = ("date", "reason", "recorded_by_id", "created_at")
_MOST_PROBLEMS = 100

_Row = dict[str, Any]


def prove(db: Database) -> JournalProof:
    """Recompute every hash, balance and posting (TR13); nothing that is stored is believed."""
    entries = _rows(db, "trust_entries", _ENTRY, "sequence")
    clearings = _rows(db, "trust_clearings", _CLEARING, "sequence")
    whose = {
        id: tuple(owner)
        for id, *owner in db.read("select id, account_id, client_id, matter_id from trust_ledgers")
    }
    problems = [
        *_entries(entries, {it["entry_id"]: it["cleared_on"] for it in clearings}, whose),
        *_clearings(clearings),
        *_postings(db, entries, whose),
        *_transfers(_rows(db, "trust_transfers", _TRANSFER, "created_at, id"), entries),
        *_payments(db, entries),
        *_requests(db),
    ]
    return JournalProof(
        sound=not problems,
        entries=len(entries),
        clearings=len(clearings),
        last_hash=entries[-1]["hash"] if entries else None,
        problems=tuple(problems[:_MOST_PROBLEMS]),
    )


def _rows(db: Database, table: str, columns: tuple[str, ...], order: str) -> list[_Row]:
    rows = db.read(f"select {', '.join(columns)} from {table} order by {order}")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _name(entry: _Row) -> str:
    return f"Entry {entry['sequence']} ({entry['id']})"


def _entries(
    entries: list[_Row], cleared: dict[str, str], whose: dict[str, tuple[str | None, ...]]
) -> Iterator[str]:
    before = FIRST_ENTRY
    balances: dict[str, int] = {}
    for place, entry in enumerate(entries, start=1):
        name = _name(entry)
        later = cleared.get(entry["id"])
        if later is not None and later != entry["cleared_on"]:
            yield f"{name} is not cleared on the day that its clearing says."
        at_first = None if later is not None else entry["cleared_on"]
        if entry["prev_hash"] != before or entry["sequence"] != place:
            yield f"{name} does not follow the entry before it."
        owner = whose.get(entry["ledger_id"], ())
        if entry["hash"] != entry_hash(before, entry, owner, at_first):
            yield f"{name} or its ledger is not as it was written."
        balance = balances.get(entry["ledger_id"], 0) + entry["amount"]
        balances[entry["ledger_id"]] = balance
        if balance != entry["running_balance"]:
            yield f"{name} has another running balance than its ledger."
        if balance < 0:
            yield f"{name} overdraws its ledger."
        before = entry["hash"]


def _clearings(clearings: list[_Row]) -> Iterator[str]:
    before = FIRST_CLEARING
    for place, clearing in enumerate(clearings, start=1):
        whole = clearing["hash"] == clearing_hash(before, clearing)
        if clearing["prev_hash"] != before or clearing["sequence"] != place or not whole:
            yield f"The clearing of {clearing['entry_id']} is not as it was written."
        before = clearing["hash"]


def _postings(
    db: Database, entries: list[_Row], whose: dict[str, tuple[str | None, ...]]
) -> Iterator[str]:
    """Yield entries that are not posted twice in their account, and postings of no entry."""
    sides: dict[int, dict[str, tuple[str, int]]] = {}
    rows = db.read("select sequence, book, account_id, amount from trust_postings")
    for sequence, book, *posted in rows:
        sides.setdefault(sequence, {})[book] = tuple(posted)
    for entry in entries:
        found = sides.pop(entry["sequence"], {})
        other = "between" if entry["transfer_id"] else "bank"
        account, amount = whose.get(entry["ledger_id"], (None,))[0], entry["amount"]
        if found != {"ledger": (account, -amount), other: (account, amount)}:
            yield f"{_name(entry)} is not posted twice, to the cent."
    for sequence in sides:
        yield f"A posting names entry {sequence}, which there is not."


def _transfers(transfers: list[_Row], entries: list[_Row]) -> Iterator[str]:
    """Yield transfers that are not what their two entries say, and entries of no transfer."""
    known = {entry["id"]: entry for entry in entries}
    legs = {entry["id"]: entry["transfer_id"] for entry in entries if entry["transfer_id"]}
    by_id = {it["id"]: it for it in transfers}
    for it in transfers:
        undone = by_id.get(it["reverses_id"], {"in_id": None, "out_id": None})
        sides = (
            ("out", "from_ledger_id", -it["amount"], undone["in_id"]),
            ("in", "to_ledger_id", it["amount"], undone["out_id"]),
        )
        for side, ledger, amount, reverses in sides:
            wanted = {name: it[name] for name in _SHARED} | {
                "ledger_id": it[ledger],
                "amount": amount,
                "hash": it[f"{side}_hash"],
                "transfer_id": it["id"],
                "reverses_id": reverses,
                "kind": "reversal" if it["reverses_id"] else "transfer",
            }
            entry = known.get(it[f"{side}_id"], {})
            legs.pop(it[f"{side}_id"], None)
            if any(entry.get(name) != value for name, value in wanted.items()):
                yield f"Transfer {it['id']} is not what its entry {it[f'{side}_id']} says."
    for id, transfer_id in legs.items():
        yield f"Entry {id} is of transfer {transfer_id}, which there is not."


def _payments(db: Database, entries: list[_Row]) -> Iterator[str]:
    """Yield applications that are not a payment of the same sum, as undone as they are."""
    undone = {entry["reverses_id"] for entry in entries}
    applied = {
        (entry["id"], entry["invoice_id"], -entry["amount"], int(entry["id"] in undone))
        for entry in entries
        if entry["kind"] == "application"
    }
    paid = db.read(
        "select trust_entry_id, invoice_id, amount, reversed from payments where method = 'trust'"
    )
    for id in sorted({str(row[0]) for row in applied.symmetric_difference(paid)}):
        yield f"Entry {id} and the payment that it made differ."


def _requests(db: Database) -> Iterator[str]:
    """Yield approved requests that no entry paid out."""
    rows = db.read(
        "select r.id from trust_requests r left join trust_entries e on e.id = r.entry_id "
        "where r.status = 'approved' and (r.ledger_id, -r.amount, r.payee) "
        "is not (e.ledger_id, e.amount, e.payee)"
    )
    for (id,) in rows:
        yield f"Request {id} was approved, and no entry paid it out."
