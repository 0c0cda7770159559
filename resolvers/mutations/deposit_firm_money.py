"""Put the firm's own money into trust, for bank charges."""

import datetime as dt

import strawberry

from adapters.port import CurrencyCode, Deposit, PaymentMethod
from resolvers.context import Info
from resolvers.mutations.answers import answers
from resolvers.mutations.inputs import Key, Line, Sum, checked
from resolvers.mutations.inputs import input as declared
from resolvers.mutations.trust_movements import TrustPayload, moved, recorded


@declared(description="The firm's own money, for bank charges and nothing else.")
class DepositFirmMoneyInput:
    idempotency_key: Key = strawberry.field(
        description="The same key and input give the same answer; another input is refused."
    )
    trust_account_id: strawberry.ID = strawberry.field(description="Into which account.")
    amount: Sum = strawberry.field(
        description="How much; no more than the account's policy lets the firm keep in it."
    )
    currency_code: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET,
        description="The account's currency; to have the amount refused should it be another.",
    )
    date: dt.date = strawberry.field(description="When; not ahead of time.")
    method: PaymentMethod = strawberry.field(
        description="How it came, which says whether the bank has still to confirm it."
    )
    reference: Line | None = strawberry.field(
        default=strawberry.UNSET, description="A check number or the like."
    )


@answers(TrustPayload)
async def deposit_firm_money(info: Info, input: DepositFirmMoneyInput) -> TrustPayload:
    said = checked(input)
    deposit = recorded(info, Deposit, said)
    return moved(await info.context.practice.movements.deposit(deposit, said["idempotency_key"]))
