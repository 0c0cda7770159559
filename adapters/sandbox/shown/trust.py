"""Trust accounts, ledgers and the journal as JSON."""

from adapters.port import (
    Applied,
    Moved,
    TrustAccount,
    TrustBalance,
    TrustLedger,
    TrustRequested,
    TrustTransaction,
)
from adapters.sandbox.values import Json, amount, present

__all__ = ["account", "applied", "ledger", "moved", "transaction"]


def account(record: TrustAccount) -> Json:
    """Show an account with all that its ledgers hold."""
    return {
        "trustAccountId": record.id,
        "name": record.name,
        "currency": record.currency_code,
        "balance": _balance(record.balance),
    }


def ledger(record: TrustLedger) -> Json:
    """Show a client's, or a matter's, part of an account."""
    return present(
        {
            "ledgerId": record.id,
            "trustAccountId": record.account_id,
            "clientId": record.client_id,
            "matterId": record.matter_id,
            "currency": record.balance.posted.currency_code,
            "balance": _balance(record.balance),
        }
    )


def transaction(record: TrustTransaction) -> Json:
    """Show an entry of the journal."""
    return present(
        {
            "transactionId": record.id,
            "sequence": record.sequence,
            "ledgerId": record.ledger_id,
            "kind": record.kind,
            "purpose": record.purpose,
            "amount": amount(record.amount),
            "currency": record.amount.currency_code,
            "runningBalance": amount(record.running_balance),
            "date": record.date,
            "clearedOn": record.cleared_on,
            "reference": record.reference,
            "payee": record.payee,
            "payer": record.payer,
            "reason": record.reason,
            "transferId": record.transfer_id,
            "reversesId": record.reverses_id,
            "reversedById": record.reversed_by_id,
            "invoiceId": record.invoice_id,
            "recordedById": record.recorded_by_id,
            "authorisedById": record.authorised_by_id,
            "createdAt": record.created_at,
        }
    )


def moved(done: Moved) -> Json:
    """Return what is answered to a movement: its entry, or the request that was made of it."""
    return present(
        {
            "transactionId": done.transaction and done.transaction.id,
            "ledgerId": done.ledger.id,
            "request": done.request and _request(done.request),
        }
    )


def applied(done: Applied) -> Json:
    """Return what is answered to an application, and what kept it from paying more."""
    return present(
        {
            "invoiceId": done.invoice.id,
            "transactionId": done.transaction and done.transaction.id,
            "limit": done.limit,
        }
    )


def _request(record: TrustRequested) -> Json:
    return present(
        {
            "requestId": record.id,
            "ledgerId": record.ledger_id,
            "purpose": record.purpose,
            "amount": amount(record.amount),
            "currency": record.amount.currency_code,
            "date": record.date,
            "payee": record.payee,
            "reference": record.reference,
            "invoiceId": record.invoice_id,
            "requestedById": record.requested_by_id,
            "status": record.status,
            "createdAt": record.created_at,
        }
    )


def _balance(balance: TrustBalance) -> Json:
    return {
        "posted": amount(balance.posted),
        "cleared": amount(balance.cleared),
        "held": amount(balance.held),
        "requested": amount(balance.requested),
        "available": amount(balance.available),
    }
