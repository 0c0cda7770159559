"""Settled: what an invoice comes to, what was paid of it, what trust holds, and what to send."""

from collections.abc import Iterator

from reportlab.platypus import Flowable, HRFlowable, KeepTogether, Spacer, Table

from adapters.formats.document import Document, TrustSummary
from adapters.formats.grid import grid, pairs, section
from adapters.formats.lettering import RULE, bold, bold_right, caption, note, right, styled, text
from adapters.formats.words import address, day, figure, money, number, span
from adapters.port import DiscountType, Money, PaymentMethod

__all__ = ["payments", "remittance", "totals", "trust"]

_METHODS = {
    PaymentMethod.CHECK: "Check",
    PaymentMethod.ACH: "Bank transfer (ACH)",
    PaymentMethod.CARD: "Card",
    PaymentMethod.WIRE: "Wire",
    PaymentMethod.CASH: "Cash",
    PaymentMethod.TRUST: "From trust",
    PaymentMethod.OTHER: "Other",
}


def totals(document: Document) -> list[Flowable]:
    """Return the sum of it all, from the fees to what is due."""
    rows = [[text(words), right(amount)] for words, amount in _charges(document)]
    rows.append([bold("Total of this invoice"), bold_right(money(document.invoice.amount_billed))])
    rows += [[text(words), right(amount)] for words, amount in _received(document)]
    due = "Amount due if approved" if document.is_draft else "Amount due"
    rows.append([styled("due", due), styled("due right", money(document.invoice.amount_due))])
    return [Spacer(0, 14), KeepTogether([pairs((190, 110), rows, last=True), *_state(document)])]


def payments(document: Document, wide: float) -> list[Flowable]:
    """Return the table of what was received for the invoice, reversed payments left out."""
    received = [payment for payment in document.payments if not payment.reversed]
    if not received:
        return []
    rows = [
        [
            text(day(payment.date)),
            text(_METHODS[payment.method]),
            text(payment.reference or ""),
            right(figure(payment.amount)),
        ]
        for payment in received
    ]
    table = grid(
        (90, 140, wide - 320, 90),
        ("Date", "Payment", "Reference", f"Amount ({document.currency})"),
        rows,
    )
    return section("Payments received", table, len(rows))


def trust(document: Document, wide: float) -> list[Flowable]:
    """Return what became of the client's money in trust while this invoice was drawn up."""
    return [part for summary in document.trust for part in _ledger(document, summary, wide)]


def remittance(document: Document, wide: float) -> list[Flowable]:
    """Return the part that is cut off and sent with the money, where money is due."""
    invoice, firm = document.invoice, document.firm
    if document.is_draft or document.is_void or not invoice.amount_due.amount:
        return []
    to: list[Flowable] = [caption("PLEASE SEND PAYMENT TO"), bold(firm.name)]
    to += [text(line) for line in address(firm.address, document.home)]
    if invoice.payment_link:
        to += [Spacer(0, 4), note(f"Or pay online: {invoice.payment_link}")]
    rows = [
        [text("Client"), right(document.client.name)],
        [text("Matter"), right(document.matter.number)],
        [text("Invoice"), right(invoice.number or "")],
        [text("Due"), right(day(invoice.due_date) if invoice.due_date else "On receipt")],
        [bold("Amount due"), bold_right(money(invoice.amount_due))],
        [text("Amount enclosed"), right("_" * 18)],
    ]
    return [
        KeepTogether(
            [
                Spacer(0, 18),
                HRFlowable("100%", 0.6, color=RULE, dash=(3, 3), spaceAfter=4),
                caption("REMITTANCE \N{EM DASH} PLEASE RETURN THIS PART WITH YOUR PAYMENT"),
                Spacer(0, 6),
                Table(
                    [[to, pairs((90, 170), rows)]],
                    colWidths=[wide - 260, 260],
                    style=[
                        ("VALIGN", (0, 0), (-1, -1), "TOP"),
                        ("LEFTPADDING", (0, 0), (-1, -1), 0),
                        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                    ],
                ),
            ]
        )
    ]


def _charges(document: Document) -> Iterator[tuple[str, str]]:
    """Yield what leads up to the total: fees, expenses, interest, each discount, tax."""
    for words, lines in (
        ("Fees", document.fees),
        ("Expenses", document.expenses),
        ("Interest", document.interest),
    ):
        if lines:
            yield words, figure(document.sum(line.item.amount for line in lines))
    if document.own_discounts.amount:
        yield "Discounts on single lines", figure(_minus(document, document.own_discounts))
    for given, amount in zip(document.invoice.discounts, document.discounts, strict=True):
        percent = given.type is DiscountType.PERCENT
        words = f"Discount of {number(given.value)}%" if percent else "Discount"
        yield words, figure(_minus(document, amount))
    for tax in document.taxes:
        yield f"{tax.name} of {number(tax.rate)}%", figure(tax.settled)


def _received(document: Document) -> Iterator[tuple[str, str]]:
    """Yield what the total is lessened by."""
    invoice = document.invoice
    held = "Trust money held for it" if document.is_draft else "Trust money applied"
    for words, amount in (
        ("Withdrawn" if document.is_void else "Credited", invoice.amount_credited),
        ("Written off", invoice.amount_written_off),
        (held, invoice.trust_applied),
        ("Payments received", invoice.amount_paid),
    ):
        if amount.amount:
            yield words, figure(_minus(document, amount))


def _state(document: Document) -> list[Flowable]:
    """Say below the sum what it asks for."""
    invoice = document.invoice
    if document.is_draft:
        words = "A draft for review. It is not a request for payment."
    elif document.is_void:
        words = "This invoice was withdrawn. Nothing is due on it."
    elif not invoice.amount_due.amount:
        forgone = invoice.amount_credited.amount or invoice.amount_written_off.amount
        words = "Nothing more is due. Thank you." if forgone else "Paid in full. Thank you."
    elif invoice.due_date:
        words = f"Please pay by {day(invoice.due_date)}."
    else:
        words = "Please pay on receipt."
    notes: list[Flowable] = [Spacer(0, 4), styled("note right", words)]
    if invoice.trust_replenishment.amount and not document.is_void:
        asked = f"{figure(invoice.trust_replenishment)} {document.currency}"
        words = f"Beside it, please bring your trust account back to its minimum with {asked}."
        notes.append(styled("note right", words))
    return notes


def _ledger(document: Document, summary: TrustSummary, wide: float) -> Iterator[Flowable]:
    invoice = document.invoice.number or "this draft"
    own = document.matter.title if summary.matter_id else document.client.name
    rows = [
        (f"Balance before {day(summary.first_day)}", summary.opening),
        ("Deposits", summary.deposits),
        ("Other movements", summary.others),
        (f"Applied to invoice {invoice}", _minus(document, summary.applied)),
        (f"Balance on {day(summary.last_day)}", summary.balance),
        ("Of this, held for this draft", summary.held),
    ]
    kept = ("Balance", "Deposits")
    shown = [it for it in rows if it[1].amount or it[0].startswith(kept)]
    if any(it[1].amount for it in shown):
        table = grid(
            (wide - 110, 110),
            (
                f"{own}, {span(summary.first_day, summary.last_day)}",
                f"Amount ({document.currency})",
            ),
            [[text(words), right(figure(amount))] for words, amount in shown],
        )
        yield from section("Trust account", table, len(shown))


def _minus(document: Document, amount: Money) -> Money:
    return document.less(document.sum([]), amount)
