"""Prove a trust account against the bank's statement, and keep the proof."""

import datetime as dt

import strawberry

from adapters.port import CurrencyCode, Reconciliation, Statement
from resolvers.context import Info
from resolvers.mutations.answers import Payload, answers
from resolvers.mutations.inputs import Ids, Key, Sum, checked
from resolvers.mutations.inputs import input as declared
from resolvers.mutations.trust_movements import recorded


@declared(description="What a bank statement says, and which entries it does not show yet.")
class ReconcileTrustInput:
    idempotency_key: Key | None = strawberry.field(
        default=strawberry.UNSET,
        description="The same key and input give the same answer; another input is refused.",
    )
    trust_account_id: strawberry.ID = strawberry.field(description="Which account.")
    as_of: dt.date = strawberry.field(description="The day that the statement ends with.")
    statement_balance: Sum | None = strawberry.field(
        default=strawberry.UNSET,
        description="The statement's balance; without it the reconciliation is INCOMPLETE.",
    )
    currency_code: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET,
        description="The account's currency; to have the balance refused should it be another.",
    )
    outstanding_ids: Ids | None = strawberry.field(
        default=strawberry.UNSET, description="Payments that the bank has not seen, at most 1,000."
    )
    in_transit_ids: Ids | None = strawberry.field(
        default=strawberry.UNSET,
        description="Deposits that the bank has not credited, at most 1,000.",
    )
    close_period: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="If it balances, let nothing be dated up to that day any more.",
    )


class ReconcileTrustPayload(Payload, frozen=True, kw_only=True):
    reconciliation: Reconciliation | None = None


@answers(ReconcileTrustPayload)
async def reconcile_trust(info: Info, input: ReconcileTrustInput) -> ReconcileTrustPayload:
    said = checked(input)
    statement = recorded(info, Statement, {**said, "balance": said.get("statement_balance")})
    proved = await info.context.practice.books.reconcile(statement, said.get("idempotency_key"))
    return ReconcileTrustPayload(reconciliation=proved)
