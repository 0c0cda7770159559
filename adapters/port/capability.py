"""What an upstream may or may not be able to do."""

from enum import Enum

__all__ = ["Capability"]


class Capability(Enum):
    """What an upstream may or may not be able to do; the value says it to a person."""

    CREATE_MATTERS = "create matters"
    CHANGE_MATTERS = "change matters"
    CREATE_CONTACTS = "create contacts"
    CHANGE_CONTACTS = "change contacts"
    CREATE_WORKSPACES = "create iManage workspaces"
    KEEP_RATES = "keep rate tables"
    LOG_TIME = "log time"
    CHANGE_TIME = "change time entries"
    LOG_EXPENSES = "log expenses"
    GENERATE_INVOICES = "generate invoices"
    BILL_FEES = "bill flat fees and contingent fees"
    CHARGE_INTEREST = "charge interest"
    DISCOUNT_LINES = "take discounts off some lines only"
    NAME_TAXES = "charge several taxes, or name one"
    ROUND_TIME = "round minutes to hours"
    TAKE_INVOICE_STEPS = "submit, approve, send and void invoices"
    REJECT_INVOICES = "reject invoices"
    RECORD_PAYMENTS = "record payments"
    REVERSE_PAYMENTS = "reverse payments"
    CREDIT_INVOICES = "credit, write off and dispute invoices"
    READ_TRUST = "read trust balances"
    MOVE_TRUST = "move trust money"
    DECIDE_TRUST_REQUESTS = "decide on requests to pay trust money out"
    KEEP_TRUST_BOOKS = "reconcile trust accounts and keep their policy"
    READ_REPORTS = "work out money reports"
    READ_FIRM = "read the firm's own particulars"
    IDEMPOTENCY_KEYS = "keep idempotency keys"
