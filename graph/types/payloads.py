"""Payloads: what each mutation answers, data and refusals side by side."""

import strawberry

from adapters import port
from graph.refs import (
    ApprovalPolicyRef,
    ConnectionHealthRef,
    ContactRef,
    DisputeRef,
    ExpenseRef,
    InterestTermsRef,
    InvoiceRef,
    MatterRef,
    MoneyRef,
    PaymentRef,
    RateRef,
    ReconciliationRef,
    TimeEntryRef,
    TimeRoundingRef,
    TrustAccountRef,
    TrustLedgerRef,
    TrustPaymentRequestRef,
    TrustTransactionRef,
    UserErrorRef,
)

_ERRORS = "Every reason why nothing was changed; empty if it was."


@strawberry.type(description="What createMatter did.")
class CreateMatterPayload:
    matter: MatterRef | None = strawberry.field(description="The matter as it now stands.")
    created: bool | None = strawberry.field(
        description="True if it is new, false if one with this externalId was changed."
    )
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What updateMatter did.")
class UpdateMatterPayload:
    matter: MatterRef | None = strawberry.field(description="The matter as it now stands.")
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What createContact did.")
class CreateContactPayload:
    contact: ContactRef | None = strawberry.field(description="The contact as it now stands.")
    created: bool | None = strawberry.field(
        description="True if it is new, false if one with this externalId was changed."
    )
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What updateContact did.")
class UpdateContactPayload:
    contact: ContactRef | None = strawberry.field(description="The contact as it now stands.")
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What logTime did.")
class LogTimePayload:
    time_entry: TimeEntryRef | None = strawberry.field(description="The entry as it now stands.")
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What updateTimeEntry did.")
class UpdateTimeEntryPayload:
    time_entry: TimeEntryRef | None = strawberry.field(description="The entry as it now stands.")
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What deleteTimeEntry did.")
class DeleteTimeEntryPayload:
    time_entry: TimeEntryRef | None = strawberry.field(description="The entry as it last stood.")
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What logExpense did.")
class LogExpensePayload:
    expense: ExpenseRef | None = strawberry.field(description="The expense as it now stands.")
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What generateInvoice did.")
class GenerateInvoicePayload:
    invoice: InvoiceRef | None = strawberry.field(description="The draft.")
    trust_limit: port.TrustLimit | None = strawberry.field(
        description="What kept it from holding more trust money; null if none was asked for."
    )
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What setRate did.")
class SetRatePayload:
    rate: RateRef | None = strawberry.field(description="The rate as it now stands.")
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What endRate did.")
class EndRatePayload:
    rate: RateRef | None = strawberry.field(description="The rate as it now stands.")
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What recalculateRates did.")
class RecalculateRatesPayload:
    matter: MatterRef | None = strawberry.field(description="The matter.")
    count: int | None = strawberry.field(description="How many entries have another rate now.")
    delta: MoneyRef | None = strawberry.field(
        description="What that made of their worth, less if it is below nothing."
    )
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What setTimeRounding did.")
class SetTimeRoundingPayload:
    time_rounding: TimeRoundingRef | None = strawberry.field(
        description="The rounding that counts now."
    )
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What setApprovalPolicy did.")
class SetApprovalPolicyPayload:
    approval_policy: ApprovalPolicyRef | None = strawberry.field(
        description="Who may approve invoices now."
    )
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What setInterestTerms did.")
class SetInterestTermsPayload:
    interest_terms: InterestTermsRef | None = strawberry.field(
        description="The terms that hold now; null if no interest is charged."
    )
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What finishSignIn did.")
class FinishSignInPayload:
    connection_health: ConnectionHealthRef | None = strawberry.field(
        description="How the upstream fares now."
    )
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What became of an invoice that was to take a step.")
class InvoiceStepPayload:
    invoice: InvoiceRef | None = strawberry.field(description="The invoice as it now stands.")
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What recordPayment did.")
class RecordPaymentPayload:
    payment: PaymentRef | None = strawberry.field(description="The payment.")
    invoice: InvoiceRef | None = strawberry.field(description="The invoice as it now stands.")
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What reversePayment did.")
class ReversePaymentPayload:
    payment: PaymentRef | None = strawberry.field(description="The payment.")
    invoice: InvoiceRef | None = strawberry.field(description="The invoice as it now stands.")
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What creditInvoice did.")
class CreditInvoicePayload:
    invoice: InvoiceRef | None = strawberry.field(description="The invoice as it now stands.")
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What disputeInvoice did.")
class DisputeInvoicePayload:
    dispute: DisputeRef | None = strawberry.field(description="The dispute as it now stands.")
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What settleDispute did.")
class SettleDisputePayload:
    dispute: DisputeRef | None = strawberry.field(description="The dispute as it now stands.")
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What became of trust money that was to move.")
class TrustPayload:
    transaction: TrustTransactionRef | None = strawberry.field(
        description="The entry made, of a transfer the one that went out; null for a request."
    )
    ledger: TrustLedgerRef | None = strawberry.field(description="Its ledger as it now stands.")
    request: TrustPaymentRequestRef | None = strawberry.field(
        description="What a second person has to decide, or has decided; null where none need."
    )
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What applyTrust did.")
class ApplyTrustPayload:
    invoice: InvoiceRef | None = strawberry.field(description="The invoice as it now stands.")
    transaction: TrustTransactionRef | None = strawberry.field(
        description="The entry made; null if there was nothing to pay it with."
    )
    trust_limit: port.TrustLimit | None = strawberry.field(
        description="What kept it from paying more."
    )
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What reconcileTrust did.")
class ReconcileTrustPayload:
    reconciliation: ReconciliationRef | None = strawberry.field(
        description="The proof, whether it balances or not."
    )
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What setTrustPolicy did.")
class SetTrustPolicyPayload:
    trust_account: TrustAccountRef | None = strawberry.field(
        description="The account, with its policy as it now stands."
    )
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)


@strawberry.type(description="What setEvergreen did.")
class SetEvergreenPayload:
    matter: MatterRef | None = strawberry.field(
        description="The matter, with its evergreen as it now stands."
    )
    user_errors: list[UserErrorRef] = strawberry.field(description=_ERRORS)
