"""How types point at one another.

Each name is two things at once. To the schema it is the GraphQL type in ``graph.types``; to the
type checker it is the record that flows through it. Types import these and never each other, so
the web of types is a star.
"""

from typing import Annotated

import strawberry
from msgspec import Struct

from adapters.port import (
    ApprovalPolicy,
    Challenge,
    CollectionsRow,
    CollectionsTotal,
    Contact,
    Credit,
    Dispute,
    Evergreen,
    Expense,
    InterestTerms,
    Invoice,
    InvoiceLineItem,
    InvoiceStep,
    JournalProof,
    Matter,
    Money,
    Payment,
    PracticeHealth,
    Rate,
    RealizationRow,
    RealizationTotal,
    ReceivablesRow,
    ReceivablesTotal,
    Reconciliation,
    ReconciliationLedger,
    Refusal,
    Reports,
    Session,
    TimeEntry,
    TimeRounding,
    TrustAccount,
    TrustBalance,
    TrustBalancesRow,
    TrustBalancesTotal,
    TrustExplanation,
    TrustLedger,
    TrustPolicy,
    TrustRequested,
    TrustTransaction,
    User,
    UtilizationRow,
    UtilizationTotal,
    Viewer,
    WorkInProgressRow,
    WorkInProgressTotal,
    Workspace,
)
from resolvers.allowance import RateLimit
from resolvers.mutations.apply_trust import ApplyTrustPayload
from resolvers.mutations.create_contact import CreateContactPayload
from resolvers.mutations.create_matter import CreateMatterPayload
from resolvers.mutations.create_session import CreateSessionPayload
from resolvers.mutations.credit_invoice import CreditInvoicePayload
from resolvers.mutations.delete_time_entry import DeleteTimeEntryPayload
from resolvers.mutations.dispute_invoice import DisputeInvoicePayload
from resolvers.mutations.end_rate import EndRatePayload
from resolvers.mutations.end_session import EndSessionPayload
from resolvers.mutations.finish_sign_in import FinishSignInPayload
from resolvers.mutations.generate_invoice import GenerateInvoicePayload
from resolvers.mutations.invoice_steps import InvoiceStepPayload
from resolvers.mutations.log_expense import LogExpensePayload
from resolvers.mutations.log_time import LogTimePayload
from resolvers.mutations.recalculate_rates import RecalculateRatesPayload
from resolvers.mutations.reconcile_trust import ReconcileTrustPayload
from resolvers.mutations.record_payment import RecordPaymentPayload
from resolvers.mutations.reverse_payment import ReversePaymentPayload
from resolvers.mutations.set_approval_policy import SetApprovalPolicyPayload
from resolvers.mutations.set_evergreen import SetEvergreenPayload
from resolvers.mutations.set_interest_terms import SetInterestTermsPayload
from resolvers.mutations.set_rate import SetRatePayload
from resolvers.mutations.set_time_rounding import SetTimeRoundingPayload
from resolvers.mutations.set_trust_policy import SetTrustPolicyPayload
from resolvers.mutations.settle_dispute import SettleDisputePayload
from resolvers.mutations.trust_movements import TrustPayload
from resolvers.mutations.update_contact import UpdateContactPayload
from resolvers.mutations.update_matter import UpdateMatterPayload
from resolvers.mutations.update_time_entry import UpdateTimeEntryPayload
from resolvers.paging import Connection, Reported

MatterConnection = Connection[Matter]
ContactConnection = Connection[Contact]
TimeEntryConnection = Connection[TimeEntry]
ExpenseConnection = Connection[Expense]
InvoiceConnection = Connection[Invoice]
TrustAccountConnection = Connection[TrustAccount]
TrustLedgerConnection = Connection[TrustLedger]
TrustTransactionConnection = Connection[TrustTransaction]
UserConnection = Connection[User]
RateConnection = Connection[Rate]
WorkInProgressConnection = Reported[WorkInProgressRow, WorkInProgressTotal]
ReceivablesConnection = Reported[ReceivablesRow, ReceivablesTotal]
CollectionsConnection = Reported[CollectionsRow, CollectionsTotal]
RealizationConnection = Reported[RealizationRow, RealizationTotal]
UtilizationConnection = Reported[UtilizationRow, UtilizationTotal]
TrustBalancesConnection = Reported[TrustBalancesRow, TrustBalancesTotal]
ReconciliationLedgerConnection = Connection[ReconciliationLedger]
TrustPaymentRequest = TrustRequested
Node = Struct
ConnectionHealth = PracticeHealth
UserError = Refusal
MfaChallenge = Challenge

_matter = strawberry.lazy("graph.types.matter")
_contact = strawberry.lazy("graph.types.contact")
_time_entry = strawberry.lazy("graph.types.time_entry")
_expense = strawberry.lazy("graph.types.expense")
_invoice = strawberry.lazy("graph.types.invoice")
_receivable = strawberry.lazy("graph.types.receivable")
_trust = strawberry.lazy("graph.types.trust")
_rate = strawberry.lazy("graph.types.rate")
_books = strawberry.lazy("graph.types.books")
_user = strawberry.lazy("graph.types.user")
_reports = strawberry.lazy("graph.types.reports")
_session = strawberry.lazy("graph.types.session")
_payloads = strawberry.lazy("graph.types.payloads")

MoneyRef = Annotated["Money", strawberry.lazy("graph.types.money")]
MatterRef = Annotated["Matter", _matter]
MatterConnectionRef = Annotated["MatterConnection", _matter]
WorkspaceRef = Annotated["Workspace", _matter]
ContactRef = Annotated["Contact", _contact]
ContactConnectionRef = Annotated["ContactConnection", _contact]
TimeEntryRef = Annotated["TimeEntry", _time_entry]
TimeEntryConnectionRef = Annotated["TimeEntryConnection", _time_entry]
ExpenseRef = Annotated["Expense", _expense]
ExpenseConnectionRef = Annotated["ExpenseConnection", _expense]
InvoiceRef = Annotated["Invoice", _invoice]
InvoiceConnectionRef = Annotated["InvoiceConnection", _invoice]
InvoiceLineItemRef = Annotated["InvoiceLineItem", _invoice]
PaymentRef = Annotated["Payment", _invoice]
RateRef = Annotated["Rate", _rate]
RateConnectionRef = Annotated["RateConnection", _rate]
ApprovalPolicyRef = Annotated["ApprovalPolicy", strawberry.lazy("graph.types.approval_policy")]
InterestTermsRef = Annotated["InterestTerms", strawberry.lazy("graph.types.interest")]
TimeRoundingRef = Annotated["TimeRounding", strawberry.lazy("graph.types.time_rounding")]
CreditRef = Annotated["Credit", _receivable]
DisputeRef = Annotated["Dispute", _receivable]
InvoiceStepRef = Annotated["InvoiceStep", _receivable]
TrustAccountRef = Annotated["TrustAccount", _trust]
TrustAccountConnectionRef = Annotated["TrustAccountConnection", _trust]
TrustBalanceRef = Annotated["TrustBalance", _trust]
TrustLedgerRef = Annotated["TrustLedger", _trust]
TrustLedgerConnectionRef = Annotated["TrustLedgerConnection", _trust]
TrustTransactionRef = Annotated["TrustTransaction", _trust]
TrustTransactionConnectionRef = Annotated["TrustTransactionConnection", _trust]
TrustPolicyRef = Annotated["TrustPolicy", _books]
TrustPaymentRequestRef = Annotated["TrustPaymentRequest", _books]
TrustExplanationRef = Annotated["TrustExplanation", _books]
ReconciliationRef = Annotated["Reconciliation", _books]
ReconciliationLedgerConnectionRef = Annotated["ReconciliationLedgerConnection", _books]
JournalProofRef = Annotated["JournalProof", _books]
EvergreenRef = Annotated["Evergreen", _books]
RateLimitRef = Annotated["RateLimit", strawberry.lazy("graph.types.rate_limit")]
UserRef = Annotated["User", _user]
UserConnectionRef = Annotated["UserConnection", _user]
ViewerRef = Annotated["Viewer", _user]
ReportsRef = Annotated["Reports", _reports]
WorkInProgressConnectionRef = Annotated["WorkInProgressConnection", _reports]
ReceivablesConnectionRef = Annotated["ReceivablesConnection", _reports]
CollectionsConnectionRef = Annotated["CollectionsConnection", _reports]
RealizationConnectionRef = Annotated["RealizationConnection", _reports]
UtilizationConnectionRef = Annotated["UtilizationConnection", _reports]
TrustBalancesConnectionRef = Annotated["TrustBalancesConnection", _reports]
SessionRef = Annotated["Session", _session]
ChallengeRef = Annotated["MfaChallenge", _session]
CreateSessionPayloadRef = Annotated["CreateSessionPayload", _session]
EndSessionPayloadRef = Annotated["EndSessionPayload", _session]
CreateMatterPayloadRef = Annotated["CreateMatterPayload", _payloads]
UpdateMatterPayloadRef = Annotated["UpdateMatterPayload", _payloads]
CreateContactPayloadRef = Annotated["CreateContactPayload", _payloads]
UpdateContactPayloadRef = Annotated["UpdateContactPayload", _payloads]
LogTimePayloadRef = Annotated["LogTimePayload", _payloads]
UpdateTimeEntryPayloadRef = Annotated["UpdateTimeEntryPayload", _payloads]
DeleteTimeEntryPayloadRef = Annotated["DeleteTimeEntryPayload", _payloads]
LogExpensePayloadRef = Annotated["LogExpensePayload", _payloads]
SetRatePayloadRef = Annotated["SetRatePayload", _payloads]
EndRatePayloadRef = Annotated["EndRatePayload", _payloads]
RecalculateRatesPayloadRef = Annotated["RecalculateRatesPayload", _payloads]
SetApprovalPolicyPayloadRef = Annotated["SetApprovalPolicyPayload", _payloads]
SetInterestTermsPayloadRef = Annotated["SetInterestTermsPayload", _payloads]
SetTimeRoundingPayloadRef = Annotated["SetTimeRoundingPayload", _payloads]
FinishSignInPayloadRef = Annotated["FinishSignInPayload", _payloads]
GenerateInvoicePayloadRef = Annotated["GenerateInvoicePayload", _payloads]
ApplyTrustPayloadRef = Annotated["ApplyTrustPayload", _payloads]
CreditInvoicePayloadRef = Annotated["CreditInvoicePayload", _payloads]
DisputeInvoicePayloadRef = Annotated["DisputeInvoicePayload", _payloads]
InvoiceStepPayloadRef = Annotated["InvoiceStepPayload", _payloads]
ReconcileTrustPayloadRef = Annotated["ReconcileTrustPayload", _payloads]
RecordPaymentPayloadRef = Annotated["RecordPaymentPayload", _payloads]
ReversePaymentPayloadRef = Annotated["ReversePaymentPayload", _payloads]
SetEvergreenPayloadRef = Annotated["SetEvergreenPayload", _payloads]
SetTrustPolicyPayloadRef = Annotated["SetTrustPolicyPayload", _payloads]
SettleDisputePayloadRef = Annotated["SettleDisputePayload", _payloads]
TrustPayloadRef = Annotated["TrustPayload", _payloads]
NodeRef = Annotated["Node", strawberry.lazy("graph.connections")]
ConnectionHealthRef = Annotated[
    "ConnectionHealth", strawberry.lazy("graph.types.connection_health")
]
UserErrorRef = Annotated["UserError", strawberry.lazy("graph.problems")]
