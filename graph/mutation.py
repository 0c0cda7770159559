"""Every change: a table of contents of what may be done."""

import strawberry

from graph.refs import (
    ApplyTrustPayloadRef,
    CreateContactPayloadRef,
    CreateMatterPayloadRef,
    CreateSessionPayloadRef,
    CreditInvoicePayloadRef,
    DeleteTimeEntryPayloadRef,
    DisputeInvoicePayloadRef,
    EndRatePayloadRef,
    EndSessionPayloadRef,
    FinishSignInPayloadRef,
    GenerateInvoicePayloadRef,
    InvoiceStepPayloadRef,
    LogExpensePayloadRef,
    LogTimePayloadRef,
    RecalculateRatesPayloadRef,
    ReconcileTrustPayloadRef,
    RecordPaymentPayloadRef,
    ReversePaymentPayloadRef,
    SetApprovalPolicyPayloadRef,
    SetEvergreenPayloadRef,
    SetInterestTermsPayloadRef,
    SetRatePayloadRef,
    SetTimeRoundingPayloadRef,
    SettleDisputePayloadRef,
    SetTrustPolicyPayloadRef,
    TrustPayloadRef,
    UpdateContactPayloadRef,
    UpdateMatterPayloadRef,
    UpdateTimeEntryPayloadRef,
)
from resolvers.mutations.apply_trust import apply_trust
from resolvers.mutations.approve_invoice import approve_invoice
from resolvers.mutations.approve_trust_request import approve_trust_request
from resolvers.mutations.bounce_trust_deposit import bounce_trust_deposit
from resolvers.mutations.clear_trust_deposit import clear_trust_deposit
from resolvers.mutations.create_contact import create_contact
from resolvers.mutations.create_matter import create_matter
from resolvers.mutations.create_session import create_session
from resolvers.mutations.credit_invoice import credit_invoice
from resolvers.mutations.delete_time_entry import delete_time_entry
from resolvers.mutations.deposit_firm_money import deposit_firm_money
from resolvers.mutations.deposit_trust import deposit_trust
from resolvers.mutations.disburse_trust import disburse_trust
from resolvers.mutations.dispute_invoice import dispute_invoice
from resolvers.mutations.end_rate import end_rate
from resolvers.mutations.end_session import end_session
from resolvers.mutations.finish_sign_in import finish_sign_in
from resolvers.mutations.generate_invoice import generate_invoice
from resolvers.mutations.log_expense import log_expense
from resolvers.mutations.log_time import log_time
from resolvers.mutations.recalculate_rates import recalculate_rates
from resolvers.mutations.reconcile_trust import reconcile_trust
from resolvers.mutations.record_payment import record_payment
from resolvers.mutations.refresh_session import refresh_session
from resolvers.mutations.reject_invoice import reject_invoice
from resolvers.mutations.reject_trust_request import reject_trust_request
from resolvers.mutations.reverse_payment import reverse_payment
from resolvers.mutations.reverse_trust import reverse_trust
from resolvers.mutations.send_invoice import send_invoice
from resolvers.mutations.set_approval_policy import set_approval_policy
from resolvers.mutations.set_evergreen import set_evergreen
from resolvers.mutations.set_interest_terms import set_interest_terms
from resolvers.mutations.set_rate import set_rate
from resolvers.mutations.set_time_rounding import set_time_rounding
from resolvers.mutations.set_trust_policy import set_trust_policy
from resolvers.mutations.settle_dispute import settle_dispute
from resolvers.mutations.submit_invoice import submit_invoice
from resolvers.mutations.transfer_trust import transfer_trust
from resolvers.mutations.update_contact import update_contact
from resolvers.mutations.update_matter import update_matter
from resolvers.mutations.update_time_entry import update_time_entry
from resolvers.mutations.void_invoice import void_invoice


@strawberry.type(
    description="What may be done. A refusal is data: read userErrors before anything else."
)
class Mutation:
    create_session: CreateSessionPayloadRef = strawberry.mutation(
        resolver=create_session,
        description="Sign in to the connection that X-Panther-Connection names.",
    )
    refresh_session: CreateSessionPayloadRef = strawberry.mutation(
        resolver=refresh_session, description="Go on with a session; its last token is not needed."
    )
    end_session: EndSessionPayloadRef = strawberry.mutation(
        resolver=end_session, description="Sign out: every token of the session is void at once."
    )
    create_matter: CreateMatterPayloadRef = strawberry.mutation(
        resolver=create_matter,
        description="Open a matter, or change the one that has this externalId.",
    )
    update_matter: UpdateMatterPayloadRef = strawberry.mutation(
        resolver=update_matter, description="Change a matter, close it or reopen it."
    )
    create_contact: CreateContactPayloadRef = strawberry.mutation(
        resolver=create_contact,
        description="Add a contact, or change the one that has this externalId.",
    )
    update_contact: UpdateContactPayloadRef = strawberry.mutation(
        resolver=update_contact, description="Change a contact."
    )
    log_time: LogTimePayloadRef = strawberry.mutation(
        resolver=log_time, description="Record time worked on a matter."
    )
    update_time_entry: UpdateTimeEntryPayloadRef = strawberry.mutation(
        resolver=update_time_entry, description="Change time that is on no invoice."
    )
    delete_time_entry: DeleteTimeEntryPayloadRef = strawberry.mutation(
        resolver=delete_time_entry, description="Remove time that is on no invoice."
    )
    log_expense: LogExpensePayloadRef = strawberry.mutation(
        resolver=log_expense, description="Record money spent on a matter."
    )
    set_rate: SetRatePayloadRef = strawberry.mutation(
        resolver=set_rate,
        description="Say what an hour costs from a day on; what is recorded keeps its rate.",
    )
    end_rate: EndRatePayloadRef = strawberry.mutation(
        resolver=end_rate, description="Let a rate count up to a day and no longer."
    )
    recalculate_rates: RecalculateRatesPayloadRef = strawberry.mutation(
        resolver=recalculate_rates,
        description="Price a matter's time anew that is on no invoice and whose rate was not said.",
    )
    set_time_rounding: SetTimeRoundingPayloadRef = strawberry.mutation(
        resolver=set_time_rounding,
        description="Say how minutes become hours, for the firm or for one user.",
    )
    set_approval_policy: SetApprovalPolicyPayloadRef = strawberry.mutation(
        resolver=set_approval_policy, description="Say who may approve invoices."
    )
    set_interest_terms: SetInterestTermsPayloadRef = strawberry.mutation(
        resolver=set_interest_terms, description="Say what the firm charges for paying late."
    )
    finish_sign_in: FinishSignInPayloadRef = strawberry.mutation(
        resolver=finish_sign_in,
        description="Enter the code that connectionHealth.needsPerson waits for.",
    )
    generate_invoice: GenerateInvoicePayloadRef = strawberry.mutation(
        resolver=generate_invoice,
        description="Make a draft invoice of a matter's unbilled work.",
    )
    submit_invoice: InvoiceStepPayloadRef = strawberry.mutation(
        resolver=submit_invoice, description="Put a draft before somebody who may approve it."
    )
    reject_invoice: InvoiceStepPayloadRef = strawberry.mutation(
        resolver=reject_invoice, description="Give an invoice that awaits approval back as a draft."
    )
    approve_invoice: InvoiceStepPayloadRef = strawberry.mutation(
        resolver=approve_invoice,
        description="Make an invoice final: it gets its number, and the trust money held for it pays it.",
    )
    send_invoice: InvoiceStepPayloadRef = strawberry.mutation(
        resolver=send_invoice, description="Note that an approved invoice went to its client."
    )
    void_invoice: InvoiceStepPayloadRef = strawberry.mutation(
        resolver=void_invoice,
        description="Withdraw an unpaid invoice, so that its work may be billed again.",
    )
    record_payment: RecordPaymentPayloadRef = strawberry.mutation(
        resolver=record_payment, description="Record money received for an invoice."
    )
    reverse_payment: ReversePaymentPayloadRef = strawberry.mutation(
        resolver=reverse_payment,
        description="Undo a payment, today, so that its invoice is due again.",
    )
    credit_invoice: CreditInvoicePayloadRef = strawberry.mutation(
        resolver=credit_invoice,
        description="Take something off what is due: a credit note, or a write-off.",
    )
    dispute_invoice: DisputeInvoicePayloadRef = strawberry.mutation(
        resolver=dispute_invoice,
        description="Note what a client disputes, which no trust money pays meanwhile.",
    )
    settle_dispute: SettleDisputePayloadRef = strawberry.mutation(
        resolver=settle_dispute, description="End a dispute."
    )
    deposit_trust: TrustPayloadRef = strawberry.mutation(
        resolver=deposit_trust, description="Receive a client's money into trust."
    )
    deposit_firm_money: TrustPayloadRef = strawberry.mutation(
        resolver=deposit_firm_money,
        description="Put the firm's own money into trust, for bank charges.",
    )
    clear_trust_deposit: TrustPayloadRef = strawberry.mutation(
        resolver=clear_trust_deposit, description="Note that the bank has confirmed a deposit."
    )
    bounce_trust_deposit: TrustPayloadRef = strawberry.mutation(
        resolver=bounce_trust_deposit,
        description="Note that a deposit never came through, and take it back.",
    )
    disburse_trust: TrustPayloadRef = strawberry.mutation(
        resolver=disburse_trust,
        description="Pay trust money out; above the account's limit, ask a second person to.",
    )
    approve_trust_request: TrustPayloadRef = strawberry.mutation(
        resolver=approve_trust_request, description="Pay out what somebody else asked for."
    )
    reject_trust_request: TrustPayloadRef = strawberry.mutation(
        resolver=reject_trust_request, description="Refuse to pay out what somebody else asked for."
    )
    transfer_trust: TrustPayloadRef = strawberry.mutation(
        resolver=transfer_trust,
        description="Move a client's trust money to another of that client's ledgers.",
    )
    apply_trust: ApplyTrustPayloadRef = strawberry.mutation(
        resolver=apply_trust, description="Pay an approved invoice with its client's trust money."
    )
    reverse_trust: TrustPayloadRef = strawberry.mutation(
        resolver=reverse_trust,
        description="Undo an entry of the trust journal, today, by its opposite.",
    )
    reconcile_trust: ReconcileTrustPayloadRef = strawberry.mutation(
        resolver=reconcile_trust,
        description="Prove a trust account against the bank's statement, and keep the proof.",
    )
    set_trust_policy: SetTrustPolicyPayloadRef = strawberry.mutation(
        resolver=set_trust_policy,
        description="Decide anew what may be done with an account's money.",
    )
    set_evergreen: SetEvergreenPayloadRef = strawberry.mutation(
        resolver=set_evergreen,
        description="Say how much trust money a matter should have at least.",
    )
