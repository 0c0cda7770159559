"""Make a draft invoice of a matter's unbilled work."""

import datetime as dt
from typing import Annotated

import strawberry
from pydantic import Field

from adapters.port import (
    CostBasis,
    CostType,
    DiscountType,
    Entitlement,
    Forbidden,
    InvalidInput,
    Invoice,
    LineItemKind,
    NewInvoice,
    Refused,
    TrustLimit,
)
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import (
    Amount,
    Code,
    Ids,
    Key,
    Line,
    Percent,
    Rate,
    Said,
    Text,
    checked,
    draft,
)
from resolvers.mutations.inputs import input as declared


@declared(description="A tax to charge.")
class TaxInput:
    name: Line = strawberry.field(description="As the client will read it, as State tax.")
    rate: Percent = strawberry.field(description="Per cent of a line after discounts, as 8.25.")
    compound: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether it counts on the tax before it as well; false unless given.",
    )


Taxes = Annotated[list[TaxInput], Field(max_length=2)]


@declared(description="The taxes of one line; name either the time entry or the expense.")
class LineTaxesInput:
    time_entry_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="A time entry that this invoice bills."
    )
    expense_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="A recorded expense that this invoice bills."
    )
    taxes: Taxes = strawberry.field(
        description="At most two, in place of the invoice's; empty for none."
    )


@declared(description="An expense that this invoice is the first to record, on its issue date.")
class InvoiceExpenseInput:
    description: Text = strawberry.field(description="What for, as the client will read it.")
    amount: Amount = strawberry.field(description="How much, in the matter's currency.")
    taxable: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether the invoice's taxes fall on it; false unless given.",
    )
    expense_code: Code | None = strawberry.field(
        default=strawberry.UNSET, description="A UTBMS expense code, as E112."
    )
    cost_type: CostType | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether the bank paid somebody for it; SOFT unless given.",
    )
    bank_reference: Line | None = strawberry.field(
        default=strawberry.UNSET,
        description="The bank's reference of the payment; for a HARD cost, and only for one.",
    )
    taxes: Taxes | None = strawberry.field(
        default=strawberry.UNSET,
        description="At most two, in place of the invoice's, taxable or not; empty for none.",
    )


@declared(description="A discount on what the ones before it have left.")
class DiscountInput:
    type: DiscountType = strawberry.field(description="Per cent, or money.")
    value: Amount = strawberry.field(
        description="Up to 100 per cent, or up to what is left, in the matter's currency."
    )
    applies_to: Annotated[list[LineItemKind], Field(min_length=1, max_length=10)] | None = (
        strawberry.field(
            default=strawberry.UNSET,
            description="The kinds of lines it is taken off, never INTEREST; all the others unless "
            "given.",
        )
    )


@declared(description="A discount on one line; name either the time entry or the expense.")
class LineDiscountInput:
    time_entry_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="A time entry that this invoice bills."
    )
    expense_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="A recorded expense that this invoice bills."
    )
    type: DiscountType = strawberry.field(description="Per cent of the line, or money.")
    value: Amount = strawberry.field(
        description="Up to 100 per cent, or up to the line's amount, in the matter's currency."
    )


@declared(
    description="What a CONTINGENCY matter recovered; the matter's percentage of it is the fee."
)
class RecoveryInput:
    amount: Amount = strawberry.field(description="How much, in the matter's currency.")
    costs: CostBasis | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether the fee is a share of all of it, or of what the expenses on this "
        "invoice leave (nothing if they take it all); GROSS unless given.",
    )


@declared(description="Trust money to hold for this invoice.")
class ApplyTrustOption:
    enabled: bool = strawberry.field(description="Whether to hold any.")
    max_amount: Rate | None = strawberry.field(
        default=strawberry.UNSET, description="At most this much; all that is due unless given."
    )


@declared(description="A draft to make. Null is the same as absent.")
class GenerateInvoiceInput:
    idempotency_key: Key | None = strawberry.field(
        default=strawberry.UNSET,
        description="The same key and input give the same answer; another input is refused.",
    )
    matter_id: strawberry.ID = strawberry.field(description="Whose work is billed.")
    client_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="If given, it must be the matter's client."
    )
    issue_date: dt.date = strawberry.field(
        description="The invoice's date; no later work is on it."
    )
    due_date: dt.date | None = strawberry.field(
        default=strawberry.UNSET, description="Unless given, by the client's terms, if it has any."
    )
    time_entry_ids: Ids | None = strawberry.field(
        default=strawberry.UNSET,
        description="Absent: every unbilled, billable entry up to issueDate. Empty: none.",
    )
    expense_ids: Ids | None = strawberry.field(
        default=strawberry.UNSET, description="Recorded expenses to bill; none unless given."
    )
    expenses: Annotated[list[InvoiceExpenseInput], Field(max_length=100)] | None = strawberry.field(
        default=strawberry.UNSET, description="Expenses not recorded yet."
    )
    flat_fee: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Bill a FLAT_FEE matter's fee: flatFeeAmount of it, or all that is left.",
    )
    flat_fee_amount: Amount | None = strawberry.field(
        default=strawberry.UNSET,
        description="How much of the flat fee to bill, as at a milestone; at most what is left.",
    )
    recovery: RecoveryInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="Bill a CONTINGENCY matter's fee; without it there is none.",
    )
    interest: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Charge, by interestTerms, for what ran on the matter's overdue invoices up to "
        "issueDate and is charged by none; false unless given.",
    )
    discounts: Annotated[list[DiscountInput], Field(max_length=10)] | None = strawberry.field(
        default=strawberry.UNSET,
        description="On the whole invoice, after lineDiscounts and before tax: in this order, each "
        "on what is left.",
    )
    line_discounts: Annotated[list[LineDiscountInput], Field(max_length=2000)] | None = (
        strawberry.field(
            default=strawberry.UNSET,
            description="On single lines, one each, taken before the discounts on the invoice.",
        )
    )
    tax_rate: Percent | None = strawberry.field(
        default=strawberry.UNSET,
        description="Per cent, as 8.25, on time, fees and taxable expenses, after discounts. It is "
        "one tax without a name; not together with taxes.",
    )
    taxes: Taxes | None = strawberry.field(
        default=strawberry.UNSET,
        description="At most two, on time, fees and taxable expenses, after discounts; each is "
        "rounded half up on each line.",
    )
    line_taxes: Annotated[list[LineTaxesInput], Field(max_length=2000)] | None = strawberry.field(
        default=strawberry.UNSET, description="Lines that are taxed otherwise than the rest."
    )
    apply_trust: ApplyTrustOption | None = strawberry.field(
        default=strawberry.UNSET,
        description="Hold the client's trust money for this matter; it moves on approval.",
    )
    notes: Text | None = strawberry.field(
        default=strawberry.UNSET, description="Printed on the invoice."
    )


class GenerateInvoicePayload(Payload, frozen=True, kw_only=True):
    invoice: Invoice | None = None
    trust_limit: TrustLimit | None = None


@answers(GenerateInvoicePayload)
async def generate_invoice(info: Info, input: GenerateInvoiceInput) -> GenerateInvoicePayload:
    said = checked(input)
    trust = said.get("apply_trust")
    if trust and trust["enabled"] and not info.context.viewer.may_change(Entitlement.TRUST):
        raise Refused(Forbidden(field=("applyTrust",), entitlement=Entitlement.TRUST))
    told = {
        **said,
        "trust": trust if trust and trust["enabled"] else None,
        "flat_fee": _flat_fee(said),
        "created_by_id": info.context.viewer.user_id,
    }
    key = said.get("idempotency_key")
    made = await info.context.practice.invoices.generate(draft(NewInvoice, told), key)
    return GenerateInvoicePayload(invoice=made.record, trust_limit=made.trust_limit)


def _flat_fee(said: Said) -> Said | None:
    """Return what was said of the flat fee in the port's words, if it is to be billed."""
    wanted, amount = said.get("flat_fee"), said.get("flat_fee_amount")
    if wanted is False and amount is not None:
        rule = "flatFee says that none of the fee is billed, and flatFeeAmount how much."
        raise Refused(InvalidInput(field=("flatFeeAmount",), rule=rule))
    return {"amount": amount} if wanted or amount is not None else None
