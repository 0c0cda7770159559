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
    DISCOUNT_LINES = "take discounts off some lines only"
    NAME_TAXES = "charge several taxes, or name one"
    ROUND_TIME = "round minutes to hours"
    READ_TRUST = "read trust balances"
    READ_REPORTS = "work out money reports"
    IDEMPOTENCY_KEYS = "keep idempotency keys"
