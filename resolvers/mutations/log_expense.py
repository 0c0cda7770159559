"""Record money spent on a matter."""

import datetime as dt

import strawberry

from adapters.port import CostType, Expense, NewExpense
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Amount, Code, Key, Line, Text, checked, draft
from resolvers.mutations.inputs import input as declared


@declared(description="Money to record as spent. Null is the same as absent.")
class LogExpenseInput:
    idempotency_key: Key | None = strawberry.field(
        default=strawberry.UNSET,
        description="The same key and input give the same answer; another input is refused.",
    )
    matter_id: strawberry.ID = strawberry.field(description="What it was spent on.")
    date: dt.date = strawberry.field(description="When; not ahead of time.")
    description: Text = strawberry.field(description="What for, as the client will read it.")
    amount: Amount = strawberry.field(description="How much, in the matter's currency.")
    taxable: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether an invoice's tax falls on it; false unless."
    )
    billable: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether it is to be charged; true unless given."
    )
    expense_code: Code | None = strawberry.field(
        default=strawberry.UNSET,
        description="A UTBMS expense code, as E112, or one of the firm's own.",
    )
    cost_type: CostType | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether the bank paid somebody for it; SOFT unless given.",
    )
    bank_reference: Line | None = strawberry.field(
        default=strawberry.UNSET,
        description="The bank's reference of the payment; for a HARD cost, and only for one.",
    )


class LogExpensePayload(Payload, frozen=True, kw_only=True):
    expense: Expense | None = None


@answers(LogExpensePayload)
async def log_expense(info: Info, input: LogExpenseInput) -> LogExpensePayload:
    said = checked(input)
    expense = await info.context.practice.expenses.log(
        draft(NewExpense, said), said.get("idempotency_key")
    )
    return LogExpensePayload(expense=expense)
