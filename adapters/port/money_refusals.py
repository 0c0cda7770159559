"""What a practice refuses about money, by name: each a fact, with what the caller needs to act."""

import datetime as dt
from decimal import Decimal

from adapters.port.money import CURRENCIES, Money
from adapters.port.refusals import Refusal, RefusalCode

__all__ = [
    "AlreadyReversed",
    "AmountNotPositive",
    "AmountTooLarge",
    "CrossClientTrust",
    "CurrencyMismatch",
    "FeesDisputed",
    "FirmMoneyCapped",
    "FlatFeeBilled",
    "FundsNotCleared",
    "HasPayments",
    "InsufficientCredit",
    "InsufficientTrustFunds",
    "InvalidState",
    "LedgerMismatch",
    "PeriodClosed",
    "SecondPersonNeeded",
    "SubunitAmount",
    "TrustBalanceRemains",
    "WouldOverdraw",
]


def _said(money: Money) -> str:
    return f"{money.amount} {money.currency_code}"


class InsufficientTrustFunds(Refusal, frozen=True, kw_only=True):
    """More was asked of a trust ledger than it has available."""

    code = RefusalCode.INSUFFICIENT_TRUST_FUNDS
    shortfall: Money

    @property
    def message(self) -> str:
        return f"Trust funds fall short by {_said(self.shortfall)}."


class TrustBalanceRemains(Refusal, frozen=True, kw_only=True):
    """A matter that still holds a client's money can't be closed (TR15)."""

    code = RefusalCode.TRUST_BALANCE_REMAINS
    number: str

    @property
    def message(self) -> str:
        return f"Matter {self.number} still holds trust money; refund or move it first."


class CurrencyMismatch(Refusal, frozen=True, kw_only=True):
    """Two currencies met where there may be only one."""

    code = RefusalCode.CURRENCY_MISMATCH
    expected: str
    given: str

    @property
    def message(self) -> str:
        return f"This must be in {self.expected}, not in {self.given}."


class FundsNotCleared(Refusal, frozen=True, kw_only=True):
    """The ledger has the money, but the bank has not confirmed it yet (TR5)."""

    code = RefusalCode.FUNDS_NOT_CLEARED
    shortfall: Money
    uncleared: Money

    @property
    def message(self) -> str:
        return (
            f"{_said(self.shortfall)} more is needed of money that the bank has not confirmed yet."
        )


class CrossClientTrust(Refusal, frozen=True, kw_only=True):
    """One client's money never serves another, nor another matter (TR6, TR11)."""

    code = RefusalCode.CROSS_CLIENT_TRUST
    ledger_id: str

    @property
    def message(self) -> str:
        return f"The money of ledger {self.ledger_id} may not be used for this."


class FeesDisputed(Refusal, frozen=True, kw_only=True):
    """The client disputes a part of the invoice, which stays in trust until settled (TR17)."""

    code = RefusalCode.FEES_DISPUTED
    invoice_id: str
    disputed: Money
    undisputed: Money

    @property
    def message(self) -> str:
        return (
            f"{_said(self.disputed)} of invoice {self.invoice_id} is disputed; trust money may "
            f"pay {_said(self.undisputed)} of it now."
        )


class LedgerMismatch(Refusal, frozen=True, kw_only=True):
    """Account, client and matter don't belong together (TR1)."""

    code = RefusalCode.LEDGER_MISMATCH
    rule: str

    @property
    def message(self) -> str:
        return self.rule


class FirmMoneyCapped(Refusal, frozen=True, kw_only=True):
    """The firm's own money in trust is for bank charges, and no more than those need (TR10)."""

    code = RefusalCode.FIRM_MONEY_CAPPED
    most: Money

    @property
    def message(self) -> str:
        return f"The firm may keep at most {_said(self.most)} of its own in this account."


class SecondPersonNeeded(Refusal, frozen=True, kw_only=True):
    """Somebody else has to do this: nobody approves what they asked for (TR13)."""

    code = RefusalCode.SECOND_PERSON_NEEDED
    asked_by_id: str

    @property
    def message(self) -> str:
        return f"User {self.asked_by_id} asked for this, so another person must approve it."


class AlreadyReversed(Refusal, frozen=True, kw_only=True):
    """An entry or a payment is reversed once (TR12)."""

    code = RefusalCode.ALREADY_REVERSED
    id: str
    reversed_by_id: str | None

    @property
    def message(self) -> str:
        by = f" by {self.reversed_by_id}" if self.reversed_by_id else ""
        return f"{self.id} was reversed{by}."


class WouldOverdraw(Refusal, frozen=True, kw_only=True):
    """The money that would be taken back is spent or reserved (TR12)."""

    code = RefusalCode.WOULD_OVERDRAW
    shortfall: Money

    @property
    def message(self) -> str:
        return f"That money is spent or reserved: {_said(self.shortfall)} is missing."


class PeriodClosed(Refusal, frozen=True, kw_only=True):
    """Nothing is dated into a reconciled, closed period (TR14)."""

    code = RefusalCode.PERIOD_CLOSED
    closed_through: dt.date

    @property
    def message(self) -> str:
        return f"The account is reconciled and closed through {self.closed_through}."


class InvalidState(Refusal, frozen=True, kw_only=True):
    """What it is done to can't take it where it stands now."""

    code = RefusalCode.INVALID_STATE
    noun: str
    id: str
    state: str
    rule: str

    @property
    def message(self) -> str:
        return f"The {self.noun} {self.id} is {self.state.replace('_', ' ')}: {self.rule}."


class HasPayments(Refusal, frozen=True, kw_only=True):
    """An invoice with payments or credits is not voided; payments are reversed first (IV12)."""

    code = RefusalCode.HAS_PAYMENTS
    invoice_id: str
    payment_ids: tuple[str, ...]

    @property
    def message(self) -> str:
        what = ", ".join(self.payment_ids) or "its credits"
        return f"Invoice {self.invoice_id} is not voided while {what} stand on it."


class InsufficientCredit(Refusal, frozen=True, kw_only=True):
    """The client has less in credit than that."""

    code = RefusalCode.INSUFFICIENT_CREDIT
    available: Money

    @property
    def message(self) -> str:
        return f"The client has {_said(self.available)} in credit."


class SubunitAmount(Refusal, frozen=True, kw_only=True):
    """Money moves in whole minor units (TR2)."""

    code = RefusalCode.SUBUNIT_AMOUNT
    amount: Decimal
    currency: str

    @property
    def message(self) -> str:
        decimals = CURRENCIES[self.currency]
        return f"{self.amount} has too many decimals: {self.currency} has {decimals}."


class AmountNotPositive(Refusal, frozen=True, kw_only=True):
    """An amount of money is above nothing; what it does says which way it goes."""

    code = RefusalCode.AMOUNT_NOT_POSITIVE
    amount: Decimal

    @property
    def message(self) -> str:
        return f"{self.amount} is no amount to move; it must be above 0."


class AmountTooLarge(Refusal, frozen=True, kw_only=True):
    """More than this can be."""

    code = RefusalCode.AMOUNT_TOO_LARGE
    most: Money

    @property
    def message(self) -> str:
        return f"This can be {_said(self.most)} at most."


class FlatFeeBilled(Refusal, frozen=True, kw_only=True):
    """More was asked of a matter's flat fee than is not on an invoice yet; ``invoice_id`` is the
    last that bills a part of it.
    """

    code = RefusalCode.FLAT_FEE_BILLED
    invoice_id: str
    left: Money

    @property
    def message(self) -> str:
        left = f"{self.left.amount} {self.left.currency_code}" if self.left.amount else "nothing"
        return f"The flat fee stands on invoice {self.invoice_id}, and {left} of it is left."
