"""Expected refusals, as data in the schema: one type for each that carries facts of its own."""

import strawberry

from adapters import port
from graph.presents import presents
from graph.refs import MoneyRef

__all__ = ["PROBLEMS", "UserError"]


@strawberry.interface(description="Why a change was refused; nothing of it was made.")
class UserError:
    code: port.RefusalCode = strawberry.field(description="Branch on this.")
    message: str = strawberry.field(description="For a person to read; its wording may change.")
    field: list[str] | None = strawberry.field(
        description="The path inside the input, as [billing, type]; null if it is about the whole."
    )


@presents(port.InvalidInput, description="A value breaks a rule.")
class InvalidInput(UserError):
    pass


@presents(port.NotFound, description="There is no such record, or none this viewer may see.")
class NotFound(UserError):
    id: strawberry.ID = strawberry.field(description="What was looked for.")


@presents(port.AlreadyExists, description="A value that must be unique is taken.")
class AlreadyExists(UserError):
    value: str = strawberry.field(description="The value.")


@presents(port.AlreadyBilled, description="The work stands on an invoice that is not void.")
class AlreadyBilled(UserError):
    id: strawberry.ID = strawberry.field(description="The time entry or expense.")
    invoice_id: strawberry.ID = strawberry.field(description="The invoice it stands on.")


@presents(port.FlatFeeBilled, description="Not so much of the flat fee is left to bill.")
class FlatFeeBilled(UserError):
    invoice_id: strawberry.ID = strawberry.field(description="The last that bills a part of it.")
    left: MoneyRef = strawberry.field(description="What is on no invoice yet.")


@presents(port.MatterClosed, description="The matter takes no new work.")
class MatterClosed(UserError):
    matter_id: strawberry.ID = strawberry.field(description="The matter.")


@presents(port.InsufficientTrustFunds, description="More was asked than a trust ledger has.")
class InsufficientTrustFunds(UserError):
    shortfall: MoneyRef = strawberry.field(description="How much is missing.")


@presents(port.TrustBalanceRemains, description="The matter still holds trust money.")
class TrustBalanceRemains(UserError):
    pass


@presents(port.CurrencyMismatch, description="Two currencies met where there may be only one.")
class CurrencyMismatch(UserError):
    expected: port.CurrencyCode = strawberry.field(description="The currency it must be in.")
    given: port.CurrencyCode = strawberry.field(description="The currency it was in.")


@presents(port.IdempotencyMismatch, description="The key was used before with another input.")
class IdempotencyMismatch(UserError):
    key: str = strawberry.field(description="The key.")


@presents(port.NotSupportedByUpstream, description="This practice's upstream can't do that.")
class NotSupportedByUpstream(UserError):
    capability: str = strawberry.field(description="What it can't do.")


@presents(port.OutcomeUnknown, description="Nothing tells whether the change was made.")
class OutcomeUnknown(UserError):
    change: str = strawberry.field(description="What may have been done, or not.")


@presents(port.UpstreamUnavailable, description="This practice's upstream can't be reached.")
class UpstreamUnavailable(UserError):
    reason: str = strawberry.field(description="What is wrong, and what to do about it.")


@presents(port.NeedsPerson, description="The connection waits for a code sent to somebody.")
class NeedsPerson(UserError):
    kind: str = strawberry.field(description="How the code was sent, as sms or email.")


PROBLEMS = [
    InvalidInput,
    NotFound,
    AlreadyExists,
    AlreadyBilled,
    FlatFeeBilled,
    MatterClosed,
    InsufficientTrustFunds,
    TrustBalanceRemains,
    CurrencyMismatch,
    IdempotencyMismatch,
    NotSupportedByUpstream,
    OutcomeUnknown,
    UpstreamUnavailable,
    NeedsPerson,
]
