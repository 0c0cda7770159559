"""Movements of trust money as they are said: one body for each kind."""

import datetime as dt
from decimal import Decimal
from enum import Enum
from typing import Any

from msgspec import Struct

from adapters.port import (
    Application,
    Bounce,
    Clearing,
    Deposit,
    Disbursement,
    PaymentMethod,
    Reversal,
    Transfer,
    TrustPurpose,
)
from adapters.sandbox.said.fields import Line, Text, currency, figure, given, read

__all__ = ["Movement", "bounce", "clearing", "movement", "reversal"]

Movement = Deposit | Disbursement | Transfer | Application


class _Deposit(Struct, rename="camel", kw_only=True):
    trust_account_id: str
    amount: Decimal
    date: dt.date
    method: PaymentMethod
    payer: Line | None = None
    client_id: str | None = None
    matter_id: str | None = None
    currency: str | None = None
    reference: Line | None = None


class _Disbursement(Struct, rename="camel", kw_only=True):
    ledger_id: str
    purpose: TrustPurpose
    amount: Decimal
    date: dt.date
    payee: Line
    reference: Line | None = None
    invoice_id: str | None = None
    currency: str | None = None


class _Transfer(Struct, rename="camel", kw_only=True):
    from_ledger_id: str
    amount: Decimal
    date: dt.date
    reason: Text
    to_ledger_id: str | None = None
    to_matter_id: str | None = None
    currency: str | None = None


class _Application(Struct, rename="camel", kw_only=True):
    invoice_id: str
    ledger_id: str | None = None
    max_amount: Decimal | None = None
    currency: str | None = None


class _Kind(Enum):
    DEPOSIT = "deposit"
    DISBURSEMENT = "disbursement"
    TRANSFER = "transfer"
    APPLICATION = "application"


class _OfKind(Struct):
    kind: _Kind


_SHAPES: dict[_Kind, type[_Deposit | _Disbursement | _Transfer | _Application]] = {
    _Kind.DEPOSIT: _Deposit,
    _Kind.DISBURSEMENT: _Disbursement,
    _Kind.TRANSFER: _Transfer,
    _Kind.APPLICATION: _Application,
}


class _Clearing(Struct, rename="camel"):
    cleared_on: dt.date


class _Undoing(Struct):
    reason: Text


def movement(body: bytes, by: str) -> Movement:
    """Read a movement of the kind that it says it is."""
    said = read(body, _SHAPES[read(body, _OfKind).kind])
    fields: dict[str, Any] = {**given(said), "recorded_by_id": by}
    fields["currency_code"] = currency(fields.pop("currency"), "currency")
    match said:
        case _Application():
            if said.max_amount is not None:
                fields["max_amount"] = figure(said.max_amount, "maxAmount")
            return Application(**fields)
        case _Deposit():
            fields["account_id"] = fields.pop("trust_account_id")
            return Deposit(**{**fields, "amount": figure(said.amount, "amount")})
        case _Disbursement():
            return Disbursement(**{**fields, "amount": figure(said.amount, "amount")})
        case _Transfer():
            return Transfer(**{**fields, "amount": figure(said.amount, "amount")})


def clearing(id: str, body: bytes, by: str) -> Clearing:
    """Read that a deposit has cleared."""
    said = read(body, _Clearing)
    return Clearing(transaction_id=id, cleared_on=said.cleared_on, recorded_by_id=by)


def bounce(id: str, body: bytes, by: str) -> Bounce:
    """Read that a deposit never came."""
    return Bounce(transaction_id=id, reason=read(body, _Undoing).reason, recorded_by_id=by)


def reversal(id: str, body: bytes, by: str) -> Reversal:
    """Read an entry to undo."""
    return Reversal(transaction_id=id, reason=read(body, _Undoing).reason, recorded_by_id=by)
