"""Money: an exact amount in one currency."""

from decimal import Decimal

import strawberry

from adapters import port
from graph.presents import presents


@presents(port.Money, description="An exact amount in one currency.", shareable=True)
class Money:
    amount: Decimal = strawberry.field(
        description="In the currency's unit; figures that are not settled may hold part cents."
    )
    currency_code: port.CurrencyCode = strawberry.field(description="The currency.")
