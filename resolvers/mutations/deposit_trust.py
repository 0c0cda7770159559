"""Receive a client's money into trust."""

import datetime as dt

import strawberry

from adapters.port import CurrencyCode, Deposit, PaymentMethod
from resolvers.context import Info
from resolvers.mutations.answers import answers
from resolvers.mutations.inputs import Key, Line, Sum, checked
from resolvers.mutations.inputs import input as declared
from resolvers.mutations.trust_movements import TrustPayload, moved, recorded


@declared(description="Money received from or for a client, whole.")
class DepositTrustInput:
    idempotency_key: Key = strawberry.field(
        description="The same key and input give the same answer; another input is refused."
    )
    trust_account_id: strawberry.ID = strawberry.field(description="Into which account.")
    client_id: strawberry.ID = strawberry.field(description="Whose money it is.")
    matter_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="What it is for; the client at large unless given.",
    )
    amount: Sum = strawberry.field(description="All that came, before anybody's fees.")
    currency_code: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET,
        description="The account's currency; to have the amount refused should it be another.",
    )
    date: dt.date = strawberry.field(description="When it came; not ahead of time.")
    method: PaymentMethod = strawberry.field(
        description="How it came, which says whether the bank has still to confirm it."
    )
    reference: Line | None = strawberry.field(
        default=strawberry.UNSET, description="A check number or the like."
    )
    payer: Line = strawberry.field(description="Who paid; not the firm itself.")


@answers(TrustPayload)
async def deposit_trust(info: Info, input: DepositTrustInput) -> TrustPayload:
    said = checked(input)
    deposit = recorded(info, Deposit, said)
    return moved(await info.context.practice.movements.deposit(deposit, said["idempotency_key"]))
