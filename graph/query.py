"""Every root read: a table of contents of what may be asked."""

import strawberry

from graph.hints import CacheControl, CacheControlScope
from graph.refs import (
    ApprovalPolicyRef,
    ConnectionHealthRef,
    ContactConnectionRef,
    ContactRef,
    ExpenseRef,
    InterestTermsRef,
    InvoiceConnectionRef,
    InvoiceRef,
    JournalProofRef,
    MatterConnectionRef,
    MatterRef,
    NodeRef,
    RateConnectionRef,
    RateLimitRef,
    ReportsRef,
    TimeEntryConnectionRef,
    TimeEntryRef,
    TimeRoundingRef,
    TrustAccountConnectionRef,
    TrustAccountRef,
    UserConnectionRef,
    UserRef,
    ViewerRef,
)
from resolvers.queries import (
    contacts,
    invoices,
    matters,
    nodes,
    people,
    rates,
    reports,
    trust,
    work,
)


@strawberry.type(description="What may be asked of the practice.")
class Query:
    viewer: ViewerRef | None = strawberry.field(
        resolver=people.viewer, description="Who is asking."
    )
    connection_health: ConnectionHealthRef = strawberry.field(
        resolver=people.connection_health,
        description="How the practice's upstream fares, and what it can do.",
    )
    rate_limit: RateLimitRef = strawberry.field(
        resolver=people.rate_limit,
        description="What this request may cost, and what is left of the viewer's minute.",
    )
    matter: MatterRef | None = strawberry.field(
        resolver=matters.matter, description="A matter by its id."
    )
    matter_by_number: MatterRef | None = strawberry.field(
        resolver=matters.matter_by_number, description="A matter by the firm's number."
    )
    matter_by_external_id: MatterRef | None = strawberry.field(
        resolver=matters.matter_by_external_id,
        description="A matter by its id in the system that made it.",
    )
    matters: MatterConnectionRef | None = strawberry.field(
        resolver=matters.matters, description="Matters, by number unless ordered."
    )
    contact: ContactRef | None = strawberry.field(
        resolver=contacts.contact, description="A contact by its id."
    )
    contact_by_external_id: ContactRef | None = strawberry.field(
        resolver=contacts.contact_by_external_id,
        description="A contact by its id in the system that made it.",
    )
    contacts: ContactConnectionRef | None = strawberry.field(
        resolver=contacts.contacts, description="Contacts, by name unless ordered."
    )
    time_entry: TimeEntryRef | None = strawberry.field(
        resolver=work.time_entry, description="A time entry by its id."
    )
    time_entries: TimeEntryConnectionRef | None = strawberry.field(
        resolver=work.time_entries, description="Time, the latest first unless ordered."
    )
    expense: ExpenseRef | None = strawberry.field(
        resolver=work.expense, description="An expense by its id."
    )
    invoice: InvoiceRef | None = strawberry.field(
        resolver=invoices.invoice, description="An invoice by its id."
    )
    invoices: InvoiceConnectionRef | None = strawberry.field(
        resolver=invoices.invoices, description="Invoices, the latest first unless ordered."
    )
    trust_account: TrustAccountRef | None = strawberry.field(
        resolver=trust.trust_account, description="A trust account by its id."
    )
    trust_accounts: TrustAccountConnectionRef | None = strawberry.field(
        resolver=trust.trust_accounts, description="Trust accounts, by name."
    )
    rates: RateConnectionRef | None = strawberry.field(
        resolver=rates.rates, description="What an hour costs, the newest rate first."
    )
    time_rounding: TimeRoundingRef | None = strawberry.field(
        resolver=people.time_rounding, description="How minutes of work become hours at the firm."
    )
    approval_policy: ApprovalPolicyRef | None = strawberry.field(
        resolver=people.approval_policy, description="Who may approve invoices."
    )
    interest_terms: InterestTermsRef | None = strawberry.field(
        resolver=people.interest_terms,
        description="What the firm charges for paying late; null unless it has said.",
    )
    verify_trust_journal: JournalProofRef | None = strawberry.field(
        resolver=trust.verify_trust_journal,
        description="Go through the whole trust journal, and find any change.",
    )
    user: UserRef | None = strawberry.field(resolver=people.user, description="A user by their id.")
    users: UserConnectionRef = strawberry.field(
        resolver=people.users,
        description="The firm's people, by name.",
        directives=[CacheControl(max_age=60, scope=CacheControlScope.PRIVATE)],
    )
    reports: ReportsRef | None = strawberry.field(
        resolver=reports.reports, description="What the firm's records come to."
    )
    node: NodeRef | None = strawberry.field(resolver=nodes.node, description="Anything by its id.")
