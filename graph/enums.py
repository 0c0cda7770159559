"""The port's enums, described for callers."""

from enum import Enum

import strawberry

from adapters import port
from graph.money_words import MONEY_WORDS

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
    port.CostType: (
        "Who was paid for an expense.",
        {
            "HARD": "Somebody else, by the firm's bank.",
            "SOFT": "Nobody: it cost the firm's own means.",
        },
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
            "KEEP_RATES": "Keep rate tables.",
            "LOG_TIME": "Record time.",
            "CHANGE_TIME": "Change and remove time entries.",
            "LOG_EXPENSES": "Record expenses.",
            "GENERATE_INVOICES": "Draft invoices.",
            "BILL_FEES": "Bill flat fees and shares of what is recovered.",
            "CHARGE_INTEREST": "Keep terms of interest, and charge by them.",
            "DISCOUNT_LINES": "Take discounts off some lines of an invoice only.",
            "NAME_TAXES": "Charge several taxes on an invoice, name one, or tax lines apart.",
            "ROUND_TIME": "Round minutes of work to hours.",
            "TAKE_INVOICE_STEPS": "Submit, approve, send and void invoices.",
            "REJECT_INVOICES": "Give invoices back as drafts.",
            "RECORD_PAYMENTS": "Record payments.",
            "REVERSE_PAYMENTS": "Undo payments.",
            "CREDIT_INVOICES": "Credit, write off and dispute invoices.",
            "READ_TRUST": "Read trust balances.",
            "MOVE_TRUST": "Move trust money.",
            "DECIDE_TRUST_REQUESTS": "Have a second person decide on payments out of trust.",
            "KEEP_TRUST_BOOKS": "Reconcile trust accounts, and keep policies and evergreens.",
            "READ_REPORTS": "Work out money reports.",
            "READ_FIRM": "Read the firm's own particulars, which invoices are headed with.",
            "IDEMPOTENCY_KEYS": "Keep idempotency keys.",
        },
    ),
    port.LedesFormat: (
        "An e-billing format of the LEDES Oversight Committee.",
        {
            "LEDES_1998B": "24 columns, in ASCII; it knows no currency and no tax.",
            "LEDES_1998BI": "98BI V2, 52 columns: with currency, taxes and addresses.",
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
    port.ReportOrder: (
        "How a report's rows are sorted.",
        {
            "NAME": "By name or number, whatever the letter case.",
            "LARGEST": "By currency, and then the largest first.",
        },
    ),
    port.WorkInProgressGroup: (
        "Whose work in progress a row is.",
        {
            "MATTER": "A matter's.",
            "CLIENT": "A client's.",
            "TIMEKEEPER": "Of whoever did the work; expenses are nobody's.",
        },
    ),
    port.ReceivablesGroup: (
        "Whose debt a row is.",
        {"CLIENT": "A client's.", "MATTER": "A matter's."},
    ),
    port.CollectionsGroup: (
        "What the payments of a row have in common.",
        {
            "MONTH": "The month of the payment; one without payments has no row.",
            "RESPONSIBLE_ATTORNEY": "Who answers for the matter today.",
            "CLIENT": "Whose invoice was paid.",
            "METHOD": "How the money came.",
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
            "FLAT_FEE_BILLED": "Not so much of the flat fee is left to bill.",
            "MATTER_CLOSED": "The matter takes no new work.",
            "INSUFFICIENT_TRUST_FUNDS": "The ledger has less available.",
            "TRUST_BALANCE_REMAINS": "The matter still holds trust money.",
            "FUNDS_NOT_CLEARED": "The bank has not confirmed the money yet.",
            "FEES_DISPUTED": "The client disputes that part of the invoice.",
            "LEDGER_MISMATCH": "Account, client and matter don't belong together.",
            "FIRM_MONEY_CAPPED": "The firm may keep no more of its own in trust.",
            "SECOND_PERSON_NEEDED": "Nobody approves what they asked for.",
            "INSUFFICIENT_CREDIT": "The client has less in credit.",
            "HAS_PAYMENTS": "Payments or credits stand on the invoice.",
            "CROSS_CLIENT_TRUST": "One client's money can't pay for another.",
            "ALREADY_REVERSED": "It was undone before.",
            "WOULD_OVERDRAW": "Undoing it would leave less than nothing.",
            "PERIOD_CLOSED": "The period is reconciled and closed.",
            "INVALID_STATE": "Not in this state.",
            "CURRENCY_MISMATCH": "Two currencies met.",
            "SUBUNIT_AMOUNT": "An amount has more decimals than its currency.",
            "AMOUNT_NOT_POSITIVE": "An amount that moves is above 0.",
            "AMOUNT_TOO_LARGE": "More than this can be.",
            "IDEMPOTENCY_MISMATCH": "The key was used with another input.",
            "NOT_SUPPORTED_BY_UPSTREAM": "This practice's upstream can't do that.",
            "OUTCOME_UNKNOWN": "The upstream did not say whether it was done.",
            "MFA_REQUIRED": "A second factor is needed.",
            "UPSTREAM_UNAVAILABLE": "The practice's upstream can't be reached.",
            "UNAUTHENTICATED": "Nobody is signed in, or the sign-in failed.",
            "TOO_MANY_ATTEMPTS": "Too many sign-ins failed; later ones are looked at again.",
        },
    ),
    **MONEY_WORDS,
}

_NAMES: dict[type[Enum], str] = {
    port.RefusalCode: "UserErrorCode",
    port.RequestStatus: "TrustPaymentRequestStatus",
}


def _describe() -> None:
    for enum, (description, values) in _DESCRIPTIONS.items():
        declared = strawberry.enum(enum, name=_NAMES.get(enum), description=description)
        definition = declared.__strawberry_definition__  # type: ignore[attr-defined]  # strawberry sets it
        for value in definition.values:
            value.description = values[value.name]


_describe()
