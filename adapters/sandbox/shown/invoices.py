"""Invoices as JSON: exact figures unrounded, settled ones beside them, lines and payments within."""

from collections.abc import Sequence

from adapters.port import ClosingStatement, Invoice, InvoiceDiscount, InvoiceLineItem, Payment
from adapters.sandbox.values import Json, amount, number, only, present

__all__ = ["invoice", "payment_receipt", "receipt"]

_RECEIPT = [
    "invoiceId",
    "status",
    "subtotal",
    "discount",
    "tax",
    "trustApplied",
    "total",
    "paymentLink",
    "createdAt",
]


def invoice(record: Invoice, lines: Sequence[InvoiceLineItem], payments: Sequence[Payment]) -> Json:
    """Show an invoice with its lines and what was paid."""
    return {
        **_figures(record),
        "lineItems": [_line(line) for line in lines],
        "payments": [_payment(payment) for payment in payments],
    }


def receipt(record: Invoice) -> Json:
    """Return what is answered to an invoice made."""
    return only(_RECEIPT, _figures(record))


def payment_receipt(record: Payment) -> Json:
    """Return what is answered to a payment recorded."""
    return {
        "paymentId": record.id,
        "invoiceId": record.invoice_id,
        "createdAt": record.created_at,
    }


def _figures(record: Invoice) -> Json:
    return present(
        {
            "invoiceId": record.id,
            "number": record.number,
            "status": record.status,
            "issueDate": record.issue_date,
            "dueDate": record.due_date,
            "overdue": record.overdue,
            "matterId": record.matter_id,
            "clientId": record.client_id,
            "currency": record.subtotal.currency_code,
            "subtotal": amount(record.subtotal),
            "discounts": [_discount(given) for given in record.discounts],
            "discount": amount(record.discount),
            "taxRate": number(record.tax_rate),
            "taxes": [
                {
                    "name": it.name,
                    "rate": number(it.rate),
                    "compound": it.compound,
                    "amount": amount(it.amount),
                    "settled": amount(it.settled),
                }
                for it in record.taxes
            ]
            or None,
            "tax": amount(record.tax),
            "trustApplied": amount(record.trust_applied),
            "total": amount(record.total),
            "amountBilled": amount(record.amount_billed),
            "amountCredited": amount(record.amount_credited),
            "amountWrittenOff": amount(record.amount_written_off),
            "amountPaid": amount(record.amount_paid),
            "amountDue": amount(record.amount_due),
            "roundingDelta": amount(record.rounding_delta),
            "closingStatement": record.closing_statement and _closing(record.closing_statement),
            "trustReplenishment": amount(record.trust_replenishment),
            "paymentLink": record.payment_link,
            "notes": record.notes,
            "createdById": record.created_by_id,
            "approvedById": record.approved_by_id,
            "createdAt": record.created_at,
            "updatedAt": record.updated_at,
        }
    )


def _closing(statement: ClosingStatement) -> Json:
    return {
        "recovery": amount(statement.recovery),
        "basis": statement.basis,
        "costs": amount(statement.costs),
        "percent": number(statement.percent),
        "fee": amount(statement.fee),
    }


def _discount(given: InvoiceDiscount) -> Json:
    return present(
        {
            "type": given.type,
            "value": number(given.value),
            "amount": amount(given.amount),
            "appliesTo": given.applies_to,
        }
    )


def _line(line: InvoiceLineItem) -> Json:
    return present(
        {
            "kind": line.kind,
            "description": line.description,
            "date": line.date,
            "quantity": number(line.quantity),
            "rate": amount(line.rate),
            "amount": amount(line.amount),
            "discount": amount(line.discount),
            "ownDiscount": line.own_discount and _discount(line.own_discount),
            "tax": amount(line.tax),
            "taxable": line.taxable,
            "taxes": [
                {
                    "name": it.name,
                    "rate": number(it.rate),
                    "compound": it.compound,
                    "amount": amount(it.amount),
                }
                for it in line.taxes
            ]
            or None,
            "timeEntryId": line.time_entry_id,
            "expenseId": line.expense_id,
            "interestOnId": line.interest_on_id,
        }
    )


def _payment(payment: Payment) -> Json:
    return present(
        {
            "paymentId": payment.id,
            "amount": amount(payment.amount),
            "surplus": amount(payment.surplus),
            "date": payment.date,
            "method": payment.method,
            "reference": payment.reference,
            "reversed": payment.reversed,
            "reversedOn": payment.reversed_on,
            "createdAt": payment.created_at,
        }
    )
