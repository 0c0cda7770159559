"""Expected refusals, as data in the schema: one type for each that carries facts of its own."""

import datetime as dt
from decimal import Decimal

import strawberry

from adapters import port
from graph.presents import presents
from graph.refs import MoneyRef

__all__ = ["PROBLEMS", "UserError"]


@strawberry.interface(description="Why a change was refused; nothing of it was made.")
class UserError:
    code: port.RefusalCode = strawberry.field(description="Branch on this.")
    message: str = strawberry.field(description="For a person to read; its wording may change.")
    field: list[str] | None = strawberry.field(
        description="The path inside the input, as [billing, type]; null if it is about the whole."
    )


@presents(port.InvalidInput, description="A value breaks a rule.")
class InvalidInput(UserError):
    pass


@presents(port.NotFound, description="There is no such record, or none this viewer may see.")
class NotFound(UserError):
    id: strawberry.ID = strawberry.field(description="What was looked for.")


@presents(port.Forbidden, description="The viewer lacks an entitlement.")
class Forbidden(UserError):
    entitlement: port.Entitlement = strawberry.field(description="The one that is needed.")


@presents(port.AlreadyExists, description="A value that must be unique is taken.")
class AlreadyExists(UserError):
    value: str = strawberry.field(description="The value.")


@presents(port.AlreadyBilled, description="The work stands on an invoice that is not void.")
class AlreadyBilled(UserError):
    id: strawberry.ID = strawberry.field(description="The time entry or expense.")
    invoice_id: strawberry.ID = strawberry.field(description="The invoice it stands on.")


@presents(port.FlatFeeBilled, description="Not so much of the flat fee is left to bill.")
class FlatFeeBilled(UserError):
    invoice_id: strawberry.ID = strawberry.field(description="The last that bills a part of it.")
    left: MoneyRef = strawberry.field(description="What is on no invoice yet.")


@presents(port.MatterClosed, description="The matter takes no new work.")
class MatterClosed(UserError):
    matter_id: strawberry.ID = strawberry.field(description="The matter.")


@presents(port.InsufficientTrustFunds, description="More was asked than a trust ledger has.")
class InsufficientTrustFunds(UserError):
    shortfall: MoneyRef = strawberry.field(description="How much is missing.")


@presents(port.TrustBalanceRemains, description="The matter still holds trust money.")
class TrustBalanceRemains(UserError):
    pass


@presents(port.CurrencyMismatch, description="Two currencies met where there may be only one.")
class CurrencyMismatch(UserError):
    expected: port.CurrencyCode = strawberry.field(description="The currency it must be in.")
    given: port.CurrencyCode = strawberry.field(description="The currency it was in.")


@presents(port.IdempotencyMismatch, description="The key was used before with another input.")
class IdempotencyMismatch(UserError):
    key: str = strawberry.field(description="The key.")


@presents(port.NotSupportedByUpstream, description="This practice's upstream can't do that.")
class NotSupportedByUpstream(UserError):
    capability: str = strawberry.field(description="What it can't do.")


@presents(port.OutcomeUnknown, description="Nothing tells whether the change was made.")
class OutcomeUnknown(UserError):
    change: str = strawberry.field(description="What may have been done, or not.")


@presents(port.UpstreamUnavailable, description="This practice's upstream can't be reached.")
class UpstreamUnavailable(UserError):
    reason: str = strawberry.field(description="What is wrong, and what to do about it.")


@presents(port.NeedsPerson, description="The connection waits for a code sent to somebody.")
class NeedsPerson(UserError):
    kind: str = strawberry.field(description="How the code was sent, as sms or email.")


@presents(port.FundsNotCleared, description="The bank has not confirmed that trust money yet.")
class FundsNotCleared(UserError):
    shortfall: MoneyRef = strawberry.field(description="How much of it is needed.")
    uncleared: MoneyRef | None = strawberry.field(description="How much awaits the bank.")


@presents(port.CrossClientTrust, description="One client's money never serves another.")
class CrossClientTrust(UserError):
    ledger_id: strawberry.ID = strawberry.field(description="Whose money can't be used for it.")


@presents(port.FeesDisputed, description="The client disputes a part of the invoice.")
class FeesDisputed(UserError):
    invoice_id: strawberry.ID = strawberry.field(description="The invoice.")
    disputed: MoneyRef = strawberry.field(description="How much of it is disputed.")
    undisputed: MoneyRef = strawberry.field(description="How much trust money may pay of it now.")


@presents(port.LedgerMismatch, description="Account, client and matter don't belong together.")
class LedgerMismatch(UserError):
    pass


@presents(port.FirmMoneyCapped, description="The firm may keep no more of its own in trust.")
class FirmMoneyCapped(UserError):
    most: MoneyRef = strawberry.field(description="The most it may keep there.")


@presents(port.SecondPersonNeeded, description="Nobody approves what they asked for.")
class SecondPersonNeeded(UserError):
    asked_by_id: strawberry.ID = strawberry.field(description="The user who asked.")


@presents(port.AlreadyReversed, description="An entry or a payment is undone once.")
class AlreadyReversed(UserError):
    id: strawberry.ID = strawberry.field(description="What was undone.")
    reversed_by_id: strawberry.ID | None = strawberry.field(
        description="The entry that undid it; null for a payment."
    )


@presents(port.WouldOverdraw, description="The money to take back is spent or reserved.")
class WouldOverdraw(UserError):
    shortfall: MoneyRef = strawberry.field(description="How much is missing.")


@presents(port.PeriodClosed, description="The account is reconciled and closed up to a day.")
class PeriodClosed(UserError):
    closed_through: dt.date = strawberry.field(description="That day.")


@presents(port.InvalidState, description="What it is done to can't take it where it stands.")
class InvalidState(UserError):
    id: strawberry.ID = strawberry.field(description="What it was done to.")
    state: str = strawberry.field(description="Where that stands, as draft or pending_approval.")


@presents(port.HasPayments, description="Payments or credits stand on the invoice.")
class HasPayments(UserError):
    invoice_id: strawberry.ID = strawberry.field(description="The invoice.")
    payment_ids: list[strawberry.ID] = strawberry.field(
        description="The payments to reverse first; empty if only credits stand on it."
    )


@presents(port.InsufficientCredit, description="The client has less in credit.")
class InsufficientCredit(UserError):
    available: MoneyRef = strawberry.field(description="What the client has in credit.")


@presents(port.SubunitAmount, description="Money moves in whole minor units.")
class SubunitAmount(UserError):
    amount: Decimal = strawberry.field(description="The amount, as it was given.")
    currency: port.CurrencyCode = strawberry.field(description="The currency it is in.")


@presents(port.AmountNotPositive, description="An amount that moves is above 0.")
class AmountNotPositive(UserError):
    amount: Decimal = strawberry.field(description="The amount, as it was given.")


@presents(port.AmountTooLarge, description="More than this can be.")
class AmountTooLarge(UserError):
    most: MoneyRef = strawberry.field(description="The most that it can be.")


PROBLEMS = [
    InvalidInput,
    NotFound,
    Forbidden,
    AlreadyExists,
    AlreadyBilled,
    FlatFeeBilled,
    MatterClosed,
    InsufficientTrustFunds,
    TrustBalanceRemains,
    CurrencyMismatch,
    IdempotencyMismatch,
    NotSupportedByUpstream,
    OutcomeUnknown,
    UpstreamUnavailable,
    NeedsPerson,
    FundsNotCleared,
    CrossClientTrust,
    FeesDisputed,
    LedgerMismatch,
    FirmMoneyCapped,
    SecondPersonNeeded,
    AlreadyReversed,
    WouldOverdraw,
    PeriodClosed,
    InvalidState,
    HasPayments,
    InsufficientCredit,
    SubunitAmount,
    AmountNotPositive,
    AmountTooLarge,
]
