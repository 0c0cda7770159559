"""InterestTerms: what the firm charges for paying late."""

import datetime as dt
from decimal import Decimal

import strawberry

from adapters import port
from graph.presents import presents


@presents(
    port.InterestTerms,
    description="What is charged for paying late: for each whole run of days that an invoice is "
    "overdue, on what is due and not disputed as the run ends. Payments pay interest last.",
)
class InterestTerms:
    annual_percent: Decimal = strawberry.field(description="Per cent of a year of 365 days.")
    method: port.InterestMethod = strawberry.field(description="Whether it is on interest, too.")
    every_days: int = strawberry.field(description="How many days are a run, from 1 to 366.")
    since: dt.date = strawberry.field(description="No interest runs before this day.")
