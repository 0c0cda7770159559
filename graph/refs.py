"""How types point at one another.

Each name is two things at once. To the schema it is the GraphQL type in ``graph.types``; to the
type checker it is the record that flows through it. Types import these and never each other, so
the web of types is a star.
"""

from typing import Annotated

import strawberry
from msgspec import Struct

from adapters.port import (
    Challenge,
    Contact,
    Expense,
    Invoice,
    InvoiceLineItem,
    Matter,
    Money,
    Payment,
    PracticeHealth,
    Refusal,
    Session,
    TimeEntry,
    TrustAccount,
    TrustBalance,
    TrustLedger,
    TrustTransaction,
    User,
    Viewer,
    Workspace,
)
from resolvers.mutations.create_contact import CreateContactPayload
from resolvers.mutations.create_matter import CreateMatterPayload
from resolvers.mutations.create_session import CreateSessionPayload
from resolvers.mutations.delete_time_entry import DeleteTimeEntryPayload
from resolvers.mutations.end_session import EndSessionPayload
from resolvers.mutations.finish_sign_in import FinishSignInPayload
from resolvers.mutations.generate_invoice import GenerateInvoicePayload
from resolvers.mutations.log_expense import LogExpensePayload
from resolvers.mutations.log_time import LogTimePayload
from resolvers.mutations.refresh_session import RefreshSessionPayload
from resolvers.mutations.update_contact import UpdateContactPayload
from resolvers.mutations.update_matter import UpdateMatterPayload
from resolvers.mutations.update_time_entry import UpdateTimeEntryPayload
from resolvers.paging import Connection

MatterConnection = Connection[Matter]
ContactConnection = Connection[Contact]
TimeEntryConnection = Connection[TimeEntry]
ExpenseConnection = Connection[Expense]
InvoiceConnection = Connection[Invoice]
TrustAccountConnection = Connection[TrustAccount]
TrustLedgerConnection = Connection[TrustLedger]
TrustTransactionConnection = Connection[TrustTransaction]
UserConnection = Connection[User]
Node = Struct
ConnectionHealth = PracticeHealth
UserError = Refusal
MfaChallenge = Challenge

_matter = strawberry.lazy("graph.types.matter")
_contact = strawberry.lazy("graph.types.contact")
_time_entry = strawberry.lazy("graph.types.time_entry")
_expense = strawberry.lazy("graph.types.expense")
_invoice = strawberry.lazy("graph.types.invoice")
_trust = strawberry.lazy("graph.types.trust")
_user = strawberry.lazy("graph.types.user")
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
TrustAccountRef = Annotated["TrustAccount", _trust]
TrustAccountConnectionRef = Annotated["TrustAccountConnection", _trust]
TrustBalanceRef = Annotated["TrustBalance", _trust]
TrustLedgerRef = Annotated["TrustLedger", _trust]
TrustLedgerConnectionRef = Annotated["TrustLedgerConnection", _trust]
TrustTransactionRef = Annotated["TrustTransaction", _trust]
TrustTransactionConnectionRef = Annotated["TrustTransactionConnection", _trust]
UserRef = Annotated["User", _user]
UserConnectionRef = Annotated["UserConnection", _user]
ViewerRef = Annotated["Viewer", _user]
SessionRef = Annotated["Session", _session]
ChallengeRef = Annotated["MfaChallenge", _session]
CreateSessionPayloadRef = Annotated["CreateSessionPayload", _session]
RefreshSessionPayloadRef = Annotated["RefreshSessionPayload", _session]
EndSessionPayloadRef = Annotated["EndSessionPayload", _session]
CreateMatterPayloadRef = Annotated["CreateMatterPayload", _payloads]
UpdateMatterPayloadRef = Annotated["UpdateMatterPayload", _payloads]
CreateContactPayloadRef = Annotated["CreateContactPayload", _payloads]
UpdateContactPayloadRef = Annotated["UpdateContactPayload", _payloads]
LogTimePayloadRef = Annotated["LogTimePayload", _payloads]
UpdateTimeEntryPayloadRef = Annotated["UpdateTimeEntryPayload", _payloads]
DeleteTimeEntryPayloadRef = Annotated["DeleteTimeEntryPayload", _payloads]
LogExpensePayloadRef = Annotated["LogExpensePayload", _payloads]
FinishSignInPayloadRef = Annotated["FinishSignInPayload", _payloads]
GenerateInvoicePayloadRef = Annotated["GenerateInvoicePayload", _payloads]
NodeRef = Annotated["Node", strawberry.lazy("graph.connections")]
ConnectionHealthRef = Annotated[
    "ConnectionHealth", strawberry.lazy("graph.types.connection_health")
]
UserErrorRef = Annotated["UserError", strawberry.lazy("graph.problems")]
