"""Money: an exact amount and its ISO 4217 currency, and the way to minor units and back."""

from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NewType

import msgspec

__all__ = [
    "CURRENCIES",
    "EXACT",
    "CurrencyCode",
    "Money",
    "exact",
    "exponent",
    "from_minor",
    "to_minor",
]

_TWO_DECIMALS = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK
MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
"""
_OTHERS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

CURRENCIES: dict[str, int] = dict.fromkeys(_TWO_DECIMALS.split(), 2) | {
    code: decimals for decimals, codes in _OTHERS.items() for code in codes.split()
}
"""Every ISO 4217 currency in use, and the decimals of its minor unit."""

EXACT = Context(prec=120, rounding=ROUND_HALF_UP)
"""Wide enough that products and sums of invoice figures never round unasked."""


CurrencyCode = NewType("CurrencyCode", str)
"""An ISO 4217 code, as callers give it: checked by the scalar that carries it."""


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """An amount, exact, in one currency; it may hold parts of a minor unit until it is settled."""

    amount: Decimal
    currency_code: str


def exponent(currency: str) -> int:
    """Return how many decimals the currency's minor unit has: USD 2, JPY 0, KWD 3.

    Raises ``KeyError`` for what is not an ISO 4217 currency.
    """
    return CURRENCIES[currency]


@lru_cache(maxsize=10_000)
def from_minor(amount: int, currency: str) -> Money:
    """Make Money of whole minor units: 106650 USD is 1066.50."""
    return Money(amount=Decimal(amount).scaleb(-CURRENCIES[currency]), currency_code=currency)


def to_minor(amount: Decimal, currency: str) -> int:
    """Return the amount in whole minor units. Raises ``ValueError`` if it holds a part of one."""
    scaled = amount.scaleb(CURRENCIES[currency], EXACT)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} {currency} holds a part of a minor unit")
    return int(scaled)


def exact(amount: Decimal, currency: str) -> Money:
    """Make Money of an amount as computed, written with the minor unit's decimals at least."""
    decimals = -CURRENCIES[currency]
    if amount.as_tuple().exponent > decimals:  # type: ignore[operator]  # amounts are finite
        amount = amount.quantize(Decimal((0, (1,), decimals)), context=EXACT)
    return Money(amount=amount, currency_code=currency)
