"""Interest: what a client owes for paying late, by terms that the firm has set (IV15)."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Protocol

from msgspec import Struct

__all__ = ["Interest", "InterestMethod", "InterestTerms", "NewInterestTerms"]


class InterestMethod(Enum):
    """Whether interest is on what was billed for work alone, or on interest as well."""

    SIMPLE = "simple"
    COMPOUND = "compound"


class InterestTerms(Struct, frozen=True, kw_only=True):
    """So many per cent of a year of 365 days, for each whole run of ``every_days`` that an invoice
    is overdue, on what is due and not disputed as the run ends. None runs before ``since``.

    Payments are counted as paying interest last. Compound interest is also on interest: on what
    earlier invoices charged of it and is overdue, and on the runs before that are on none yet,
    while anything is due.
    """

    annual_percent: Decimal
    method: InterestMethod
    every_days: int
    since: date


class NewInterestTerms(Struct, frozen=True, kw_only=True):
    """Terms to keep, from today on unless ``since`` says another day. Without a percentage no
    interest is charged any more. What ran by the terms before and is on no invoice is forgone.
    """

    annual_percent: Decimal | None = None
    method: InterestMethod = InterestMethod.SIMPLE
    every_days: int = 30
    since: date | None = None


class Interest(Protocol):
    """What may be asked of a practice's terms of interest."""

    async def terms(self) -> InterestTerms | None:
        """Return the terms; None where the firm charges no interest, as it does until it says."""
        ...

    async def set(self, draft: NewInterestTerms) -> InterestTerms | None:
        """Keep terms, and return those that hold now. Refuses with ``InvalidInput``."""
        ...
