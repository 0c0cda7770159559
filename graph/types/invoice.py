"""Invoice: what a client is asked to pay, line by line, and what was paid."""

import datetime as dt
from decimal import Decimal

import strawberry

from adapters import port
from graph.connections import Connection, Node
from graph.presents import presents
from graph.refs import (
    ContactRef,
    CreditRef,
    DisputeRef,
    ExpenseRef,
    InvoiceLineItemRef,
    InvoiceRef,
    InvoiceStepRef,
    MatterRef,
    MoneyRef,
    PaymentRef,
    TimeEntryRef,
    TrustExplanationRef,
    UserRef,
)
from graph.scalars import URL
from resolvers import references
from resolvers.edges import books, receivable
from resolvers.edges import invoice as edges


@presents(port.InvoiceDiscount, description="One discount, and what it took off.")
class InvoiceDiscount:
    type: port.DiscountType = strawberry.field(description="Per cent, or money.")
    value: Decimal = strawberry.field(description="As it was given.")
    amount: MoneyRef = strawberry.field(description="What it took off, exact.")
    applies_to: list[port.LineItemKind] | None = strawberry.field(
        description="The kinds of lines it was taken off; null for all."
    )


@presents(port.InvoiceTax, description="One tax, over all lines.")
class InvoiceTax:
    name: str = strawberry.field(description="As the client reads it.")
    rate: Decimal = strawberry.field(description="Per cent.")
    compound: bool = strawberry.field(description="Whether it counts on the tax before it too.")
    amount: MoneyRef = strawberry.field(description="What it comes to, exact.")
    settled: MoneyRef = strawberry.field(description="What it comes to line by line, settled.")


@presents(port.ClosingStatement, description="How a contingent fee came about.")
class ClosingStatement:
    recovery: MoneyRef = strawberry.field(description="What was recovered.")
    basis: port.CostBasis = strawberry.field(description="What the fee is a share of.")
    costs: MoneyRef = strawberry.field(description="The expenses on this invoice.")
    percent: Decimal = strawberry.field(description="The share, as the matter's terms had it.")
    fee: MoneyRef = strawberry.field(description="The fee, rounded half up.")


@presents(port.LineTax, description="One tax on one line.")
class LineTax:
    name: str = strawberry.field(description="As the client reads it.")
    rate: Decimal = strawberry.field(description="Per cent.")
    compound: bool = strawberry.field(description="Whether it counts on the tax before it too.")
    amount: MoneyRef = strawberry.field(description="What it comes to, rounded half up.")


@presents(port.InvoiceLineItem, description="One line of an invoice; settled, so lines add up.")
class InvoiceLineItem:
    kind: port.LineItemKind = strawberry.field(description="What it charges for.")
    description: str = strawberry.field(description="As the client reads it.")
    date: dt.date | None = strawberry.field(description="When the work was done.")
    quantity: Decimal = strawberry.field(description="Hours, or pieces.")
    rate: MoneyRef = strawberry.field(description="For one hour or piece.")
    amount: MoneyRef = strawberry.field(description="Quantity times rate.")
    discount: MoneyRef = strawberry.field(
        description="All that is off it: its own and its share of the invoice's."
    )
    own_discount: InvoiceDiscount | None = strawberry.field(
        description="What it alone has off, taken before the invoice's discounts."
    )
    tax: MoneyRef = strawberry.field(description="All tax on what is left of it.")
    taxes: list[LineTax] = strawberry.field(description="Each tax on it; at most 2.")
    taxable: bool = strawberry.field(description="Whether tax falls on it.")
    time_entry: TimeEntryRef | None = strawberry.field(
        resolver=edges.time_entry, description="The time it bills."
    )
    expense: ExpenseRef | None = strawberry.field(
        resolver=edges.expense, description="The expense it bills."
    )
    interest_on: InvoiceRef | None = strawberry.field(
        resolver=edges.interest_on, description="The overdue invoice that its interest is on."
    )


@presents(
    port.Payment,
    keys=["id"],
    reference=references.payment,
    description="Money received for an invoice.",
)
class Payment:
    id: strawberry.ID = strawberry.field(description="Unique in the practice; opaque.")
    invoice: InvoiceRef | None = strawberry.field(
        resolver=edges.invoice_of_payment, description="What it paid."
    )
    amount: MoneyRef = strawberry.field(description="How much of it paid the invoice.")
    surplus: MoneyRef = strawberry.field(
        description="What came beyond what was due, and became the client's credit."
    )
    date: dt.date = strawberry.field(description="When.")
    method: port.PaymentMethod = strawberry.field(description="How it came.")
    reference: str | None = strawberry.field(description="A check number or the like.")
    reversed: bool = strawberry.field(description="Whether it was undone.")
    reversed_on: dt.date | None = strawberry.field(description="When it was undone.")
    created_at: dt.datetime = strawberry.field(description="When it was recorded.")


@presents(
    port.Invoice,
    keys=["id"],
    reference=references.invoice,
    description="What a client is asked to pay. subtotal, discount, tax and total are exact, as "
    "the practice computed them; the amount fields are settled in the currency's minor unit: "
    "amountBilled - amountCredited - amountWrittenOff - trustApplied - amountPaid = amountDue, in "
    "every state, where amountBilled is subtotal - discount + tax, settled.",
)
class Invoice(Node):
    number: str | None = strawberry.field(description="Given on approval; unique in the firm.")
    status: port.InvoiceStatus = strawberry.field(description="Where it stands.")
    issue_date: dt.date = strawberry.field(description="The date on it.")
    due_date: dt.date | None = strawberry.field(description="When it falls due.")
    overdue: bool = strawberry.field(description="Whether money is due past its due date.")
    matter: MatterRef | None = strawberry.field(
        resolver=edges.matter, description="Whose work it bills."
    )
    client: ContactRef | None = strawberry.field(resolver=edges.client, description="Who pays.")
    line_items: list[InvoiceLineItemRef] = strawberry.field(
        resolver=edges.line_items, description="Its lines as printed; at most 2,100."
    )
    subtotal: MoneyRef = strawberry.field(description="All lines, before anything is taken off.")
    discounts: list[InvoiceDiscount] = strawberry.field(
        description="Each discount on the whole invoice, in the order given; at most 10."
    )
    discount: MoneyRef = strawberry.field(
        description="All discounts, exact: the sum of discounts and of the lines' ownDiscounts."
    )
    tax_rate: Decimal = strawberry.field(
        description="Per cent, on taxable lines: what the invoice's own taxes come to together."
    )
    tax: MoneyRef = strawberry.field(description="All tax, exact: the sum of taxes.")
    taxes: list[InvoiceTax] = strawberry.field(
        description="Each tax: the invoice's own, then those of single lines; at most 10."
    )
    trust_applied: MoneyRef = strawberry.field(
        description="Trust money: held while it is a draft, moved once it is approved."
    )
    total: MoneyRef = strawberry.field(
        description="subtotal - discount + tax - trustApplied, exact."
    )
    amount_billed: MoneyRef = strawberry.field(
        description="subtotal - discount + tax, settled line by line; before any payment."
    )
    amount_credited: MoneyRef = strawberry.field(
        description="Taken back by credit notes or voiding."
    )
    amount_written_off: MoneyRef = strawberry.field(description="Given up as never to come.")
    amount_paid: MoneyRef = strawberry.field(
        description="Payments received; trust money is in trustApplied and not counted here."
    )
    amount_due: MoneyRef = strawberry.field(description="What is left to pay.")
    rounding_delta: MoneyRef = strawberry.field(
        description="What settling changed: amountBilled - trustApplied - total."
    )
    closing_statement: ClosingStatement | None = strawberry.field(
        description="How its contingent fee came about, if it charges one."
    )
    trust_replenishment: MoneyRef = strawberry.field(
        description="Asked for beside what is due, for the matter's trust ledger; no revenue."
    )
    payments: list[PaymentRef] = strawberry.field(
        resolver=edges.payments,
        description="What was received for it, the oldest first; the latest 1,000.",
    )
    credits: list[CreditRef] | None = strawberry.field(
        resolver=receivable.credits,
        description="Its credit notes and write-offs, the oldest first; the latest 1,000.",
    )
    disputes: list[DisputeRef] | None = strawberry.field(
        resolver=receivable.disputes,
        description="What its client disputes or did, the oldest first; the latest 1,000.",
    )
    steps: list[InvoiceStepRef] | None = strawberry.field(
        resolver=receivable.steps,
        description="What happened to it, the oldest first; the latest 1,000.",
    )
    trust_explain: TrustExplanationRef | None = strawberry.field(
        resolver=books.explain_invoice,
        description="How much of its matter's trust money could pay it now, and why not more.",
    )
    pdf_url: URL | None = strawberry.field(
        resolver=edges.pdf_url,
        description="Its PDF, at an address that holds for some minutes; a draft's says DRAFT.",
    )
    ledes_url: URL | None = strawberry.field(
        resolver=edges.ledes_url,
        description="Its e-billing file, at such an address; null until approved, and once void.",
    )
    quick_books_url: URL | None = strawberry.field(
        resolver=edges.quick_books_url,
        description="Its JSON for QuickBooks Online, at such an address; null as ledesUrl is.",
    )
    payment_link: URL | None = strawberry.field(description="Where the client can pay.")
    notes: str | None = strawberry.field(description="Printed on it.")
    created_by: UserRef | None = strawberry.field(
        resolver=receivable.created_by, description="Who made it."
    )
    approved_by: UserRef | None = strawberry.field(
        resolver=receivable.approved_by, description="Who approved it."
    )
    created_at: dt.datetime = strawberry.field(description="When it was made.")
    updated_at: dt.datetime = strawberry.field(description="When it last changed.")


@strawberry.type(description="A page of invoices.")
class InvoiceConnection(Connection[Invoice]):
    pass
