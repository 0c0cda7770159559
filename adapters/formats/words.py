"""Words: money, days and numbers as a reader of an invoice expects them."""

import datetime as dt
from decimal import Decimal

from adapters.port import Address, Money

__all__ = ["address", "day", "figure", "money", "number", "shorten", "span"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_MINUS = "\N{MINUS SIGN}"


def figure(amount: Money) -> str:
    """Write an amount with its currency's decimals and commas, as 6,600.50."""
    text = f"{abs(amount.amount):,f}"
    return f"{_MINUS}{text}" if amount.amount < 0 else text


def money(amount: Money) -> str:
    """Write an amount with its currency, as $6,600.50 or KWD 12.500."""
    text = figure(amount)
    sign = _SIGNS.get(amount.currency_code, f"{amount.currency_code}\N{NO-BREAK SPACE}")
    return f"{_MINUS}{sign}{text[1:]}" if text.startswith(_MINUS) else f"{sign}{text}"


def number(value: Decimal, *, least: int = 0) -> str:
    """Write a number with at least so many decimals, and no zeros beyond them."""
    whole, _, part = f"{value:,f}".partition(".")
    part = part.rstrip("0").ljust(least, "0")
    return f"{whole}.{part}" if part else whole


def day(value: dt.date) -> str:
    """Write a day that no country reads as another, as Feb 3, 2026."""
    return f"{_MONTHS[value.month - 1]} {value.day}, {value.year}"


def span(first: dt.date, last: dt.date) -> str:
    """Write two days and what lies between them."""
    if first == last:
        return day(first)
    start = day(first).rpartition(",")[0] if first.year == last.year else day(first)
    return f"{start} to {day(last)}"


def shorten(words: str, most: int) -> str:
    """Write words on one line, cut where there is no more room."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1]}\N{HORIZONTAL ELLIPSIS}"


def address(where: Address, home: str | None) -> tuple[str, ...]:
    """Write an address as it stands on an envelope posted in ``home``, line by line."""
    region = " ".join(part for part in (where.region, where.postal_code) if part)
    town = ", ".join(part for part in (where.city, region) if part)
    country = None if where.country == home else where.country
    return tuple(line for line in (where.line1, where.line2, town, country) if line)
