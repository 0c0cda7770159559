"""Everything a practice may refuse, by name: each a fact, raised together in one ``Refused``."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import ClassVar

import msgspec

from adapters.port.user import Entitlement

__all__ = [
    "AlreadyBilled",
    "AlreadyExists",
    "Forbidden",
    "IdempotencyMismatch",
    "InvalidInput",
    "MatterClosed",
    "NeedsPerson",
    "NotFound",
    "NotSupportedByUpstream",
    "OutcomeUnknown",
    "Refusal",
    "RefusalCode",
    "Refused",
    "UpstreamUnavailable",
]


class RefusalCode(Enum):
    """The closed list of reasons; callers branch on these, never on a message."""

    INVALID_INPUT = "INVALID_INPUT"
    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    ALREADY_EXISTS = "ALREADY_EXISTS"
    ALREADY_BILLED = "ALREADY_BILLED"
    FLAT_FEE_BILLED = "FLAT_FEE_BILLED"
    MATTER_CLOSED = "MATTER_CLOSED"
    INSUFFICIENT_TRUST_FUNDS = "INSUFFICIENT_TRUST_FUNDS"
    TRUST_BALANCE_REMAINS = "TRUST_BALANCE_REMAINS"
    FUNDS_NOT_CLEARED = "FUNDS_NOT_CLEARED"
    FEES_DISPUTED = "FEES_DISPUTED"
    LEDGER_MISMATCH = "LEDGER_MISMATCH"
    FIRM_MONEY_CAPPED = "FIRM_MONEY_CAPPED"
    SECOND_PERSON_NEEDED = "SECOND_PERSON_NEEDED"
    INSUFFICIENT_CREDIT = "INSUFFICIENT_CREDIT"
    HAS_PAYMENTS = "HAS_PAYMENTS"
    CROSS_CLIENT_TRUST = "CROSS_CLIENT_TRUST"
    ALREADY_REVERSED = "ALREADY_REVERSED"
    WOULD_OVERDRAW = "WOULD_OVERDRAW"
    PERIOD_CLOSED = "PERIOD_CLOSED"
    INVALID_STATE = "INVALID_STATE"
    CURRENCY_MISMATCH = "CURRENCY_MISMATCH"
    SUBUNIT_AMOUNT = "SUBUNIT_AMOUNT"
    AMOUNT_NOT_POSITIVE = "AMOUNT_NOT_POSITIVE"
    AMOUNT_TOO_LARGE = "AMOUNT_TOO_LARGE"
    IDEMPOTENCY_MISMATCH = "IDEMPOTENCY_MISMATCH"
    NOT_SUPPORTED_BY_UPSTREAM = "NOT_SUPPORTED_BY_UPSTREAM"
    OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN"
    MFA_REQUIRED = "MFA_REQUIRED"
    UPSTREAM_UNAVAILABLE = "UPSTREAM_UNAVAILABLE"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    TOO_MANY_ATTEMPTS = "TOO_MANY_ATTEMPTS"


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One reason to say no. ``field`` is the path inside the caller's input, in its own names."""

    code: ClassVar[RefusalCode]
    field: tuple[str, ...] | None = None

    @property
    def message(self) -> str:
        """Say it to a person, with the facts they need and nothing they may not see."""
        raise NotImplementedError


class InvalidInput(Refusal, frozen=True, kw_only=True):
    """A value breaks a rule; ``rule`` is the whole sentence."""

    code = RefusalCode.INVALID_INPUT
    rule: str

    @property
    def message(self) -> str:
        return self.rule


class NotFound(Refusal, frozen=True, kw_only=True):
    """No such record, or none this viewer may see: never told apart."""

    code = RefusalCode.NOT_FOUND
    noun: str
    id: str

    @property
    def message(self) -> str:
        return f"There is no {self.noun} {self.id}."


class Forbidden(Refusal, frozen=True, kw_only=True):
    """The viewer lacks an entitlement; whether what they asked for is there is not told."""

    code = RefusalCode.FORBIDDEN
    entitlement: Entitlement

    @property
    def message(self) -> str:
        return f"This needs the entitlement {self.entitlement.name}."


class AlreadyExists(Refusal, frozen=True, kw_only=True):
    """A value that must be unique is taken."""

    code = RefusalCode.ALREADY_EXISTS
    noun: str
    value: str

    @property
    def message(self) -> str:
        return f"The {self.noun} {self.value} is taken."


class AlreadyBilled(Refusal, frozen=True, kw_only=True):
    """The entry stands on an invoice that is not void, so it can't be billed or changed."""

    code = RefusalCode.ALREADY_BILLED
    noun: str
    id: str
    invoice_id: str

    @property
    def message(self) -> str:
        return f"The {self.noun} {self.id} stands on invoice {self.invoice_id}."


class MatterClosed(Refusal, frozen=True, kw_only=True):
    """The matter takes no new work."""

    code = RefusalCode.MATTER_CLOSED
    matter_id: str
    number: str
    status: str

    @property
    def message(self) -> str:
        return f"Matter {self.number} is {self.status} and takes no new work."


class IdempotencyMismatch(Refusal, frozen=True, kw_only=True):
    """The key was used before, for another operation or another input."""

    code = RefusalCode.IDEMPOTENCY_MISMATCH
    key: str

    @property
    def message(self) -> str:
        return f"The idempotency key {self.key} was used before with another input."


class NotSupportedByUpstream(Refusal, frozen=True, kw_only=True):
    """This practice's upstream can't do that at all."""

    code = RefusalCode.NOT_SUPPORTED_BY_UPSTREAM
    capability: str

    @property
    def message(self) -> str:
        return f"This practice's upstream can't do that: {self.capability}."


class UpstreamUnavailable(Refusal, frozen=True, kw_only=True):
    """The practice's upstream gave no answer that could be used; ``reason`` says what to do."""

    code = RefusalCode.UPSTREAM_UNAVAILABLE
    reason: str

    @property
    def message(self) -> str:
        return f"The practice can't be reached: {self.reason}"


class OutcomeUnknown(Refusal, frozen=True, kw_only=True):
    """A change was sent and no answer came: it may have been made, or not."""

    code = RefusalCode.OUTCOME_UNKNOWN
    change: str

    @property
    def message(self) -> str:
        return (
            f"Nothing tells whether this was done: {self.change}. Look before you send it again, "
            "or send it with an idempotency key."
        )


class NeedsPerson(Refusal, frozen=True, kw_only=True):
    """The connection waits for a code that was sent to somebody, as a text or an e-mail."""

    code = RefusalCode.MFA_REQUIRED
    kind: str
    challenge_id: str
    sent_to: str | None
    since: datetime

    @property
    def message(self) -> str:
        to = f" to {self.sent_to}" if self.sent_to else ""
        return f"The practice sent a code by {self.kind}{to}; somebody must enter it."


class Refused(Exception):
    """The practice said no, for every reason given; nothing was written."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(refusal.message for refusal in refusals))
        self.refusals: Sequence[Refusal] = refusals
