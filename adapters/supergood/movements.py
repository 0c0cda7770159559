"""Movements of trust money over the wire."""

import datetime as dt
from decimal import Decimal
from typing import Any

from msgspec import Struct

from adapters.port import (
    Application,
    Applied,
    Bounce,
    Capability,
    Clearing,
    Deposit,
    Disbursement,
    Moved,
    OutcomeUnknown,
    Refused,
    RequestDecision,
    RequestStatus,
    Reversal,
    Transfer,
    TrustLimit,
    TrustPurpose,
    TrustRequested,
)
from adapters.supergood.client import Client
from adapters.supergood.habits import Habits, lacks
from adapters.supergood.invoices import SupergoodInvoices
from adapters.supergood.items import Told
from adapters.supergood.trust import SupergoodTrust
from adapters.supergood.values import money, said

__all__ = ["SupergoodMovements"]

_PATH = "/trust-transactions"
_NAMES = {"account_id": "trustAccountId", "currency_code": "currency"}
_UNSAID = ("transaction_id", "recorded_by_id")


class _Request(Struct, rename="camel", kw_only=True):
    request_id: str
    ledger_id: str
    purpose: TrustPurpose
    amount: Decimal
    currency: str
    date: dt.date
    payee: str
    requested_by_id: str
    status: RequestStatus
    created_at: dt.datetime
    reference: str | None = None
    invoice_id: str | None = None


class _Moved(Struct, rename="camel"):
    ledger_id: str
    transaction_id: str | None = None
    request: _Request | None = None


class _Applied(Struct, rename="camel"):
    invoice_id: str
    limit: TrustLimit
    transaction_id: str | None = None


class SupergoodMovements:
    """Keeps :class:`adapters.port.Movements`."""

    def __init__(
        self, client: Client, habits: Habits, trust: SupergoodTrust, invoices: SupergoodInvoices
    ) -> None:
        self._client = client
        self._habits = habits
        self._trust = trust
        self._invoices = invoices
        self._told = Told(habits.watch, noun="trust transactions", shape=_Moved)
        self._told_of_application = Told(habits.watch, noun="trust applications", shape=_Applied)

    async def deposit(self, deposit: Deposit, idempotency_key: str) -> Moved:
        return await self._moved("deposit", deposit, idempotency_key, "deposit trust money")

    async def clear(self, clearing: Clearing, idempotency_key: str) -> Moved:
        return await self._done(clearing, "clear", idempotency_key)

    async def bounce(self, bounce: Bounce, idempotency_key: str) -> Moved:
        return await self._done(bounce, "bounce", idempotency_key)

    async def disburse(self, disbursement: Disbursement, idempotency_key: str) -> Moved:
        change = "pay trust money out"
        return await self._moved("disbursement", disbursement, idempotency_key, change)

    async def decide(self, decision: RequestDecision, idempotency_key: str) -> Moved:
        raise lacks(Capability.DECIDE_TRUST_REQUESTS.value)

    async def transfer(self, transfer: Transfer, idempotency_key: str) -> Moved:
        return await self._moved("transfer", transfer, idempotency_key, "transfer trust money")

    async def apply(self, application: Application, idempotency_key: str) -> Applied:
        await self._ready()
        await self._invoices.readable()
        change = f"pay invoice {application.invoice_id} with trust money"
        body = _body(application, kind="application")
        _, made = await self._client.post(
            _PATH, body, self._told_of_application.all, key=idempotency_key, change=change
        )
        id = made.transaction_id
        entry = await self._trust.entered(id, change) if id else None
        invoice, _ = await self._invoices.changed(application.invoice_id, change)
        return Applied(invoice=invoice, transaction=entry, limit=made.limit)

    async def reverse(self, reversal: Reversal, idempotency_key: str) -> Moved:
        return await self._done(reversal, "reverse", idempotency_key)

    async def _moved(self, kind: str, command: Struct, key: str, change: str) -> Moved:
        await self._ready()
        _, made = await self._client.post(
            _PATH, _body(command, kind=kind), self._told.all, key=key, change=change
        )
        return await self._shown(made, change)

    async def _done(self, command: Clearing | Bounce | Reversal, verb: str, key: str) -> Moved:
        """Do something with an entry that is there."""
        await self._ready()
        path, change = (
            f"{_PATH}/{command.transaction_id}/{verb}",
            f"{verb} {command.transaction_id}",
        )
        _, made = await self._client.post(
            path, _body(command), self._told.all, key=key, change=change
        )
        return await self._shown(made, change)

    async def _ready(self) -> None:
        self._habits.require(Capability.MOVE_TRUST)
        await self._trust.readable()

    async def _shown(self, made: _Moved, change: str) -> Moved:
        if made.transaction_id is None and made.request is None:
            raise Refused(OutcomeUnknown(change=change))
        id = made.transaction_id
        return Moved(
            transaction=await self._trust.entered(id, change) if id else None,
            ledger=await self._trust.changed_ledger(made.ledger_id, change),
            request=_requested(made.request) if made.request else None,
        )


def _body(command: Struct, **kind: str) -> dict[str, Any]:
    return {**kind, **said(command, leave_out=_UNSAID, rename=_NAMES)}


def _requested(item: _Request) -> TrustRequested:
    """Make the port's record of a request just made, which nobody has decided."""
    return TrustRequested(
        id=item.request_id,
        ledger_id=item.ledger_id,
        purpose=item.purpose,
        amount=money(item.amount, item.currency),
        date=item.date,
        payee=item.payee,
        reference=item.reference,
        invoice_id=item.invoice_id,
        requested_by_id=item.requested_by_id,
        status=item.status,
        decided_by_id=None,
        decided_at=None,
        transaction_id=None,
        created_at=item.created_at,
    )
