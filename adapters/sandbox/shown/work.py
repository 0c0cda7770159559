"""Time entries and expenses as JSON."""

from adapters.port import Expense, TimeEntry
from adapters.sandbox.values import Json, amount, number, present

__all__ = ["SEED", "entry", "entry_receipt", "expense", "expense_receipt"]

SEED = [
    "entryId",
    "matterId",
    "userId",
    "date",
    "activityCode",
    "description",
    "hours",
    "billable",
    "rate",
    "amount",
    "tags",
    "createdAt",
]
"""The fields of a time entry that the seed speaks of, in a body or in a receipt."""


def entry(record: TimeEntry) -> Json:
    """Show a time entry."""
    return present(
        {
            "entryId": record.id,
            "matterId": record.matter_id,
            "userId": record.user_id,
            "date": record.date,
            "activityCode": record.activity_code,
            "taskCode": record.task_code,
            "description": record.description,
            "hours": number(record.hours),
            "minutes": record.minutes,
            "billable": record.billable,
            "rate": amount(record.rate),
            "rateSource": record.rate_source,
            "amount": amount(record.amount),
            "currency": record.amount.currency_code,
            "status": record.status,
            "invoiceId": record.invoice_id,
            "tags": record.tags,
            "createdAt": record.created_at,
            "updatedAt": record.updated_at,
        }
    )


def entry_receipt(record: TimeEntry) -> Json:
    """Return what is answered to time logged."""
    return {
        "entryId": record.id,
        "amount": amount(record.amount),
        "createdAt": record.created_at,
    }


def expense(record: Expense) -> Json:
    """Show an expense."""
    return present(
        {
            "expenseId": record.id,
            "matterId": record.matter_id,
            "date": record.date,
            "description": record.description,
            "amount": amount(record.amount),
            "currency": record.amount.currency_code,
            "taxable": record.taxable,
            "billable": record.billable,
            "expenseCode": record.expense_code,
            "costType": record.cost_type,
            "bankReference": record.bank_reference,
            "status": record.status,
            "invoiceId": record.invoice_id,
            "createdAt": record.created_at,
        }
    )


def expense_receipt(record: Expense) -> Json:
    """Return what is answered to an expense recorded, after the fashion of time."""
    return {
        "expenseId": record.id,
        "amount": amount(record.amount),
        "createdAt": record.created_at,
    }
