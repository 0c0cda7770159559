"""Move a client's trust money to another of that client's ledgers."""

import datetime as dt

import strawberry

from adapters.port import CurrencyCode, Transfer
from resolvers.context import Info
from resolvers.mutations.answers import answers
from resolvers.mutations.inputs import Key, Sum, Text, checked
from resolvers.mutations.inputs import input as declared
from resolvers.mutations.trust_movements import TrustPayload, moved, recorded


@declared(description="A client's money to move: give toLedgerId or toMatterId, not both.")
class TransferTrustInput:
    idempotency_key: Key = strawberry.field(
        description="The same key and input give the same answer; another input is refused."
    )
    from_ledger_id: strawberry.ID = strawberry.field(description="Where it lies.")
    to_ledger_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Where it goes: a ledger of the same client."
    )
    to_matter_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Or the client's matter it is for, whose ledger is opened if it has none.",
    )
    amount: Sum = strawberry.field(description="How much; no more than is available.")
    currency_code: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET,
        description="The account's currency; to have the amount refused should it be another.",
    )
    date: dt.date = strawberry.field(description="When; not ahead of time.")
    reason: Text = strawberry.field(description="Why, for the record.")


@answers(TrustPayload)
async def transfer_trust(info: Info, input: TransferTrustInput) -> TrustPayload:
    said = checked(input)
    transfer = recorded(info, Transfer, said)
    return moved(await info.context.practice.movements.transfer(transfer, said["idempotency_key"]))
