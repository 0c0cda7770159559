"""What the enums of money mean, in words for callers."""

from enum import Enum

from adapters import port

__all__ = ["MONEY_WORDS"]

MONEY_WORDS: dict[type[Enum], tuple[str, dict[str, str]]] = {
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
            "CONTINGENCY_FEE": "A share of what was recovered.",
            "INTEREST": "What is owed for paying another invoice late.",
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
            "CREDIT": "From what the client has in credit.",
            "OTHER": "In another way.",
        },
    ),
    port.DiscountType: (
        "What a discount's value is.",
        {"PERCENT": "Per cent of what is left.", "FIXED": "Money off what is left."},
    ),
    port.RateSource: (
        "The rules that price an hour, the first that has a rate for the day before all after it.",
        {
            "EXPLICIT": "Said with the entry.",
            "MATTER_USER": "The matter's rate for this user.",
            "MATTER_ROLE": "The matter's rate for the user's role.",
            "MATTER": "The matter's rate for everyone, or else its default rate.",
            "CLIENT": "The client's rate.",
            "USER": "The user's own rate.",
            "FIRM": "The firm's rate.",
        },
    ),
    port.RoundingDirection: (
        "Where minutes go that are no whole number of increments.",
        {"UP": "Up.", "NEAREST": "To the nearest, a half up.", "DOWN": "Down."},
    ),
    port.InterestMethod: (
        "What interest is on.",
        {"SIMPLE": "What was billed for work.", "COMPOUND": "That, and interest as well."},
    ),
    port.CostBasis: (
        "What a contingent fee is a share of.",
        {"GROSS": "All that was recovered.", "NET": "What the costs leave of it."},
    ),
    port.TrustLimit: (
        "What keeps trust money from paying more.",
        {
            "AMOUNT_DUE": "All that is due is paid, or held.",
            "MAX_AMOUNT": "The maxAmount asked for is paid, or held.",
            "AVAILABLE_FUNDS": "No more trust money is available.",
            "UNCLEARED_FUNDS": "The rest of the money has not cleared yet.",
            "NO_LEDGER": "The matter has no trust ledger in the invoice's currency.",
            "DISPUTED": "The client disputes the rest of the invoice.",
            "INTEREST": "The rest of the invoice is interest, which no trust money pays.",
            "RESERVED_FUNDS": "The rest is held for drafts, or asked for by somebody.",
            "INVALID_STATE": "The invoice can't be paid where it stands now.",
        },
    ),
    port.InvoiceStepKind: (
        "What may happen to an invoice besides being paid.",
        {
            "GENERATED": "It was made, as a draft.",
            "SUBMITTED": "It was put before somebody who may approve it.",
            "REJECTED": "It was given back as a draft.",
            "APPROVED": "It became final, and got its number.",
            "SENT": "It went to the client.",
            "VIEWED": "The client opened it.",
            "VOIDED": "It was withdrawn.",
        },
    ),
    port.CreditKind: (
        "Why less is due.",
        {
            "CREDIT_NOTE": "The client is owed it.",
            "WRITE_OFF": "It will never come.",
        },
    ),
    port.RequestStatus: (
        "What became of a request to pay trust money out.",
        {
            "PENDING": "Nobody has decided; its money is reserved.",
            "APPROVED": "It was paid out.",
            "REJECTED": "It was not paid out.",
        },
    ),
    port.ReconciliationStatus: (
        "Whether a trust account is proved.",
        {
            "BALANCED": "Statement, journal and ledgers agree to the cent.",
            "UNBALANCED": "They do not, or a ledger is below 0.",
            "INCOMPLETE": "The statement's balance was not given.",
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
}
