"""Explanations: what trust money could do, and in plain words why not more."""

from adapters.embedded.applications import Bill, Reach
from adapters.embedded.journal import LedgerRow
from adapters.port import TrustBalance, TrustExplanation, TrustLimit, from_minor

__all__ = ["explain_invoice", "explain_ledger"]


def explain_invoice(bill: Bill, ledger: LedgerRow | None, within: Reach) -> TrustExplanation:
    """Say how much of the ledger could pay the bill now, and every bound that is reached."""
    return TrustExplanation(
        ledger_id=ledger.id if ledger else None,
        invoice_id=bill.id,
        balance=_balance(ledger) if ledger else None,
        amount_due=from_minor(bill.due, bill.currency),
        disputed=from_minor(bill.disputed, bill.currency),
        applicable=from_minor(within.amount, bill.currency),
        limits=within.limits,
        reasons=tuple(_reason(limit, bill, ledger) for limit in within.limits),
    )


def explain_ledger(ledger: LedgerRow) -> TrustExplanation:
    """Say how much could be paid out of a ledger now, and what keeps the rest."""
    limits = []
    if ledger.posted > ledger.cleared:
        limits.append(TrustLimit.UNCLEARED_FUNDS)
    if ledger.held or ledger.requested:
        limits.append(TrustLimit.RESERVED_FUNDS)
    if not limits:
        limits.append(TrustLimit.AVAILABLE_FUNDS)
    return TrustExplanation(
        ledger_id=ledger.id,
        invoice_id=None,
        balance=_balance(ledger),
        amount_due=None,
        disputed=None,
        applicable=from_minor(max(ledger.available, 0), ledger.currency),
        limits=tuple(limits),
        reasons=tuple(_reason(limit, None, ledger) for limit in limits),
    )


def _balance(ledger: LedgerRow) -> TrustBalance:
    return TrustBalance(
        posted=from_minor(ledger.posted, ledger.currency),
        cleared=from_minor(ledger.cleared, ledger.currency),
        held=from_minor(ledger.held, ledger.currency),
        requested=from_minor(ledger.requested, ledger.currency),
        available=from_minor(ledger.available, ledger.currency),
    )


def _reason(limit: TrustLimit, bill: Bill | None, ledger: LedgerRow | None) -> str:
    """Say a bound to a person, with its figure."""

    def said(amount: int) -> str:
        currency = bill.currency if bill else ledger.currency if ledger else "USD"
        return f"{from_minor(amount, currency).amount} {currency}"

    match limit:
        case TrustLimit.AMOUNT_DUE if bill:
            return f"{said(bill.due)} is due on the invoice."
        case TrustLimit.DISPUTED if bill:
            return f"The client disputes {said(bill.disputed)}; {said(bill.undisputed)} is not."
        case TrustLimit.INTEREST if bill:
            return f"{said(bill.interest)} is interest, which no trust money pays."
        case TrustLimit.INVALID_STATE if bill:
            state = bill.status.replace("_", " ")
            return f"The invoice is {state}; trust money pays an approved, unpaid one."
        case TrustLimit.UNCLEARED_FUNDS if ledger:
            return f"{said(ledger.posted - ledger.cleared)} has not cleared yet."
        case TrustLimit.RESERVED_FUNDS if ledger:
            held, requested = said(ledger.held), said(ledger.requested)
            return f"{held} is held for drafts, {requested} awaits approval to be paid out."
        case TrustLimit.AVAILABLE_FUNDS if ledger:
            return f"The ledger has {said(ledger.available)} available."
        case _:
            return "The matter has no trust ledger in the invoice's currency."
