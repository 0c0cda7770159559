"""Money goes to minor units and back without a part of one lost."""

from decimal import Context, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.port import CURRENCIES, Money, exact, exponent, from_minor, to_minor

INT64 = st.integers(-(2**63), 2**63 - 1)
CODES = st.sampled_from(sorted(CURRENCIES))


def _written(money: Money) -> str:
    return f"{money.amount} {money.currency_code}"


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [("USD", 2), ("EUR", 2), ("GBP", 2), ("JPY", 0), ("KWD", 3), ("BHD", 3), ("CLF", 4)],
)
def test_a_currency_has_its_own_decimals(currency: str, decimals: int) -> None:
    assert exponent(currency) == decimals


@pytest.mark.parametrize("currency", ["", "usd", "XXX", "DEM", "XAU", "$"])
def test_what_is_no_currency_in_use_has_no_decimals(currency: str) -> None:
    with pytest.raises(KeyError):
        exponent(currency)
    with pytest.raises(KeyError):
        from_minor(1, currency)
    with pytest.raises(KeyError):
        to_minor(Decimal(1), currency)
    with pytest.raises(KeyError):
        exact(Decimal(1), currency)


def test_every_code_is_three_capital_letters() -> None:
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in CURRENCIES)


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (106650, "USD", "1066.50 USD"),
        (5, "USD", "0.05 USD"),
        (0, "USD", "0.00 USD"),
        (-1, "USD", "-0.01 USD"),
        (1066, "JPY", "1066 JPY"),
        (0, "JPY", "0 JPY"),
        (1066500, "KWD", "1066.500 KWD"),
        (1, "CLF", "0.0001 CLF"),
        (2**63 - 1, "USD", "92233720368547758.07 USD"),
    ],
)
def test_minor_units_are_written_with_the_currencys_decimals(
    minor: int, currency: str, written: str
) -> None:
    assert _written(from_minor(minor, currency)) == written
    assert to_minor(Decimal(written.split()[0]), currency) == minor


@given(minor=INT64, currency=CODES)
def test_minor_units_come_back_as_they_went(minor: int, currency: str) -> None:
    money = from_minor(minor, currency)
    assert money.currency_code == currency
    assert to_minor(money.amount, currency) == minor
    assert money.amount * 10 ** exponent(currency) == minor
    assert -money.amount.as_tuple().exponent == exponent(currency)


@given(minor=INT64, currency=CODES, zeros=st.integers(0, 20))
def test_zeros_at_the_end_change_nothing(minor: int, currency: str, zeros: int) -> None:
    written = f"{from_minor(minor, currency).amount:f}"
    padded = Decimal(f"{written}{'' if '.' in written else '.'}{'0' * zeros}")
    assert to_minor(padded, currency) == minor
    assert to_minor(padded.normalize(Context(prec=60)), currency) == minor


@given(minor=INT64, currency=CODES, part=st.integers(1, 10**12 - 1))
def test_a_part_of_a_minor_unit_is_refused(minor: int, currency: str, part: int) -> None:
    with localcontext(Context(prec=60)):
        amount = from_minor(minor, currency).amount + Decimal(part).scaleb(-12 - exponent(currency))
    with pytest.raises(ValueError, match=r"holds a part of a minor unit$"):
        to_minor(amount, currency)


@pytest.mark.parametrize(
    ("amount", "currency", "message"),
    [
        ("59.325", "USD", "59.325 USD holds a part of a minor unit"),
        ("0.5", "JPY", "0.5 JPY holds a part of a minor unit"),
        ("-1.0005", "KWD", "-1.0005 KWD holds a part of a minor unit"),
        ("0.00001", "CLF", "0.00001 CLF holds a part of a minor unit"),
    ],
)
def test_the_refusal_says_what_held_a_part(amount: str, currency: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        to_minor(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("59.325", "USD", "59.325 USD"),
        ("627.175", "USD", "627.175 USD"),
        ("1066.5", "USD", "1066.50 USD"),
        ("5", "USD", "5.00 USD"),
        ("1E+3", "USD", "1000.00 USD"),
        ("1E+3", "JPY", "1000 JPY"),
        ("0", "KWD", "0.000 KWD"),
        ("0.333333333333", "JPY", "0.333333333333 JPY"),
        ("-0.1", "CLF", "-0.1000 CLF"),
        ("12345678901234567890123456789012", "USD", "12345678901234567890123456789012.00 USD"),
    ],
)
def test_an_exact_amount_keeps_every_digit_and_the_minor_units_decimals_at_least(
    amount: str, currency: str, written: str
) -> None:
    assert _written(exact(Decimal(amount), currency)) == written


@given(
    amount=st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30
    ),
    currency=CODES,
)
def test_an_exact_amount_is_never_another(amount: Decimal, currency: str) -> None:
    money = exact(amount, currency)
    assert money.amount == amount
    assert -money.amount.as_tuple().exponent >= exponent(currency)
