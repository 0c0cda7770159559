"""The port's enums, described for callers."""

from enum import Enum

import strawberry

from adapters import port

_DESCRIPTIONS: dict[type[Enum], tuple[str, dict[str, str]]] = {
    port.OrderDirection: (
        "Which end of a list comes first.",
        {"ASC": "The smallest, earliest or first of the alphabet.", "DESC": "The reverse."},
    ),
    port.MatterStatus: (
        "Where a matter stands.",
        {
            "PENDING": "Taken in, not yet open.",
            "OPEN": "Being worked on.",
            "CLOSED": "Done; it takes no new work.",
            "ARCHIVED": "Done and put away.",
        },
    ),
    port.BillingType: (
        "How a matter's client is charged.",
        {
            "HOURLY": "By the hour.",
            "FLAT_FEE": "One sum for the whole matter.",
            "CONTINGENCY": "A share of what is recovered.",
            "RETAINER": "By the hour, against money paid in advance.",
        },
    ),
    port.ContactType: (
        "Whether a contact is one human being or a body.",
        {"PERSON": "A human being.", "ORGANIZATION": "A company, court, agency or the like."},
    ),
    port.TimeEntryStatus: (
        "How far time or an expense has come on its way to being paid.",
        {
            "BILLABLE": "To be billed.",
            "RESERVED": "On a draft.",
            "BILLED": "On an approved invoice.",
            "PAID": "On an invoice that is paid in full.",
            "NOT_BILLABLE": "Recorded, and never billed.",
        },
    ),
    port.InvoiceStatus: (
        "Where an invoice stands. Overdue is a field of its own, not a status.",
        {
            "DRAFT": "May still be changed; trust money is held for it, not moved.",
            "PENDING_APPROVAL": "Waiting for somebody's approval.",
            "APPROVED": "Final, numbered, not sent yet.",
            "SENT": "With the client.",
            "VIEWED": "Opened by the client.",
            "PARTIALLY_PAID": "Part of it is paid.",
            "PAID": "Nothing more is due.",
            "VOID": "Withdrawn; its work may be billed again.",
        },
    ),
    port.LineItemKind: (
        "What an invoice's line charges for.",
        {
            "TIME": "A time entry.",
            "EXPENSE": "An expense.",
            "FLAT_FEE": "A matter's flat fee.",
            "ADJUSTMENT": "Anything else.",
        },
    ),
    port.PaymentMethod: (
        "How money came.",
        {
            "CHECK": "By check.",
            "ACH": "By bank transfer through ACH.",
            "CARD": "By card.",
            "WIRE": "By wire.",
            "CASH": "In cash.",
            "TRUST": "From the client's own trust money.",
            "OTHER": "In another way.",
        },
    ),
    port.DiscountType: (
        "What a discount's value is.",
        {"PERCENT": "Per cent of what is left.", "FIXED": "Money off what is left."},
    ),
    port.TrustLimit: (
        "What kept a draft from holding more trust money.",
        {
            "AMOUNT_DUE": "All that is due is held.",
            "MAX_AMOUNT": "The maxAmount asked for is held.",
            "AVAILABLE_FUNDS": "No more trust money is available.",
            "UNCLEARED_FUNDS": "The rest of the money has not cleared yet.",
            "NO_LEDGER": "The matter has no trust ledger in the invoice's currency.",
        },
    ),
    port.TrustTransactionKind: (
        "What happened to trust money.",
        {
            "DEPOSIT": "It came in.",
            "DISBURSEMENT": "It was paid out.",
            "TRANSFER": "It moved between ledgers of one client.",
            "APPLICATION": "It paid an invoice.",
            "REVERSAL": "An earlier entry was undone.",
        },
    ),
    port.TrustPurpose: (
        "What trust money may leave an account for.",
        {
            "CLIENT_REFUND": "Back to the client.",
            "THIRD_PARTY": "To somebody else, for the client.",
            "EXPENSE_INCURRED": "For an expense the firm properly incurred.",
            "EARNED_FEE": "For fees earned, billed and not disputed.",
            "TRUST_TO_TRUST": "To another trust ledger.",
            "BANK_CHARGE": "For bank charges, from the firm's own ledger.",
            "REVERSAL": "To undo an earlier entry.",
        },
    ),
    port.Entitlement: (
        "A part of the practice that somebody may work with.",
        {
            "MATTERS": "Matters.",
            "CONTACTS": "Contacts.",
            "TIME": "Time and expenses.",
            "INVOICES": "Invoices and payments.",
            "TRUST": "Trust money.",
            "TASKS": "Tasks and events.",
            "DOCUMENTS": "Documents.",
            "REPORTS": "Reports.",
            "CONFLICTS": "Conflict checks.",
            "AUDIT": "The record of who did what.",
            "ADMIN": "Settings and people.",
        },
    ),
    port.MfaType: (
        "What proves, beside the password, who somebody is.",
        {
            "TOTP": "A code that an app on their own device makes.",
            "SMS": "A code sent as a text.",
            "EMAIL": "A code sent as an e-mail.",
        },
    ),
    port.Capability: (
        "What a practice's upstream may be able to do.",
        {
            "CREATE_MATTERS": "Open matters.",
            "CHANGE_MATTERS": "Change matters.",
            "CREATE_CONTACTS": "Add contacts.",
            "CHANGE_CONTACTS": "Change contacts.",
            "CREATE_WORKSPACES": "Make iManage workspaces.",
            "LOG_TIME": "Record time.",
            "CHANGE_TIME": "Change and remove time entries.",
            "LOG_EXPENSES": "Record expenses.",
            "GENERATE_INVOICES": "Draft invoices.",
            "READ_TRUST": "Read trust balances.",
            "IDEMPOTENCY_KEYS": "Keep idempotency keys.",
        },
    ),
    port.MatterOrderField: (
        "What matters can be sorted by.",
        {
            "NUMBER": "The firm's number.",
            "TITLE": "The title, whatever its letter case.",
            "OPEN_DATE": "When work began; those without come first.",
            "UPDATED_AT": "When it last changed.",
        },
    ),
    port.ContactOrderField: (
        "What contacts can be sorted by.",
        {"NAME": "The name, whatever its letter case.", "UPDATED_AT": "When it last changed."},
    ),
    port.TimeEntryOrderField: (
        "What time entries can be sorted by.",
        {"DATE": "The day worked.", "CREATED_AT": "When it was recorded."},
    ),
    port.InvoiceOrderField: (
        "What invoices can be sorted by.",
        {
            "ISSUE_DATE": "The date on the invoice.",
            "DUE_DATE": "When it falls due; those without come first.",
            "NUMBER": "The number; drafts, which have none, come first.",
        },
    ),
    port.RefusalCode: (
        "Why a change was refused: the closed list that callers may branch on.",
        {
            "INVALID_INPUT": "A value breaks a rule.",
            "NOT_FOUND": "There is no such record, or none this viewer may see.",
            "FORBIDDEN": "The viewer lacks an entitlement.",
            "ALREADY_EXISTS": "A value that must be unique is taken.",
            "ALREADY_BILLED": "The work stands on an invoice.",
            "MATTER_CLOSED": "The matter takes no new work.",
            "INSUFFICIENT_TRUST_FUNDS": "The ledger has less available.",
            "TRUST_BALANCE_REMAINS": "The matter still holds trust money.",
            "FUNDS_NOT_CLEARED": "The bank has not confirmed the money yet.",
            "CROSS_CLIENT_TRUST": "One client's money can't pay for another.",
            "ALREADY_REVERSED": "It was undone before.",
            "WOULD_OVERDRAW": "Undoing it would leave less than nothing.",
            "PERIOD_CLOSED": "The period is reconciled and closed.",
            "INVALID_STATE": "Not in this state.",
            "CURRENCY_MISMATCH": "Two currencies met.",
            "IDEMPOTENCY_MISMATCH": "The key was used with another input.",
            "NOT_SUPPORTED_BY_UPSTREAM": "This practice's upstream can't do that.",
            "OUTCOME_UNKNOWN": "The upstream did not say whether it was done.",
            "MFA_REQUIRED": "A second factor is needed.",
            "UPSTREAM_UNAVAILABLE": "The practice's upstream can't be reached.",
            "UNAUTHENTICATED": "Nobody is signed in, or the sign-in failed.",
            "TOO_MANY_ATTEMPTS": "Too many sign-ins failed; later ones are looked at again.",
        },
    ),
}

_NAMES: dict[type[Enum], str] = {port.RefusalCode: "UserErrorCode"}


def _describe() -> None:
    for enum, (description, values) in _DESCRIPTIONS.items():
        declared = strawberry.enum(enum, name=_NAMES.get(enum), description=description)
        definition = declared.__strawberry_definition__  # type: ignore[attr-defined]
        for value in definition.values:
            value.description = values[value.name]


_describe()
