"""Invoice arithmetic: identities that hold for any invoice, and the boundaries by hand."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.embedded.figures import (
    Charge,
    Figures,
    LineFigures,
    TaxFigures,
    amount_of_time,
    figure,
)
from adapters.port import (
    Discount,
    DiscountType,
    InvalidInput,
    LineDiscount,
    LineItemKind,
    Refused,
    Tax,
    exponent,
)

PERCENT, FIXED = DiscountType.PERCENT, DiscountType.FIXED
HALF = Fraction(1, 2)
TWELFTH = Fraction(1, 2 * 10**12)

steady = settings(deadline=None, derandomize=True, database=None, max_examples=150)
currencies = st.sampled_from(["USD", "JPY", "KWD", "CLF"])
percents = st.decimals(0, 100, places=4)
kinds = st.sampled_from(list(LineItemKind))
some_kinds = st.one_of(st.none(), st.lists(kinds, min_size=1, max_size=3).map(tuple))
percent_discounts = st.lists(
    st.builds(Discount, type=st.just(PERCENT), value=percents, applies_to=some_kinds), max_size=4
)
first_taxes = st.builds(Tax, name=st.just("State"), rate=percents)
second_taxes = st.builds(Tax, name=st.just("City"), rate=percents, compound=st.booleans())
taxes = st.one_of(st.just(()), st.tuples(first_taxes), st.tuples(first_taxes, second_taxes))
Invoice = tuple[list[Charge], list[Discount], tuple[Tax, ...], str]


@st.composite
def charges(draw: st.DrawFn, currency: str) -> list[Charge]:
    """Draw lines of any kind, some with a discount or taxes of their own."""
    found = []
    for _ in range(draw(st.integers(1, 10))):
        amount = draw(st.integers(0, 10**9))
        off = Decimal(draw(st.integers(0, amount))).scaleb(-exponent(currency))
        own = [
            None,
            LineDiscount(type=PERCENT, value=draw(percents)),
            LineDiscount(type=FIXED, value=off),
        ]
        found.append(
            Charge(
                amount=amount,
                kind=draw(kinds),
                taxable=draw(st.booleans()),
                taxes=draw(st.one_of(st.none(), taxes)),
                discount=draw(st.sampled_from(own)),
            )
        )
    return found


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    """Draw an invoice whose discounts, of both types and in any order, take what there is at most."""
    currency = draw(currencies)
    lines, discounts = draw(charges(currency)), draw(percent_discounts)
    for _ in range(draw(st.integers(0, 3))):
        place, of = draw(st.integers(0, len(discounts))), draw(some_kinds)
        left = _eligible(lines, _nets(lines, discounts[:place], currency), of)
        value = Decimal(draw(st.integers(0, int(left)))).scaleb(-exponent(currency))
        found = Discount(type=FIXED, value=value, applies_to=of)
        tried = [*discounts[:place], found, *discounts[place:]]
        # A sum before others may leave those behind it too little: such an order is refused.
        fits = all(
            _eligible(lines, _nets(lines, tried[:k], currency), later.applies_to)
            >= Fraction(later.value) * 10 ** exponent(currency)
            for k, later in enumerate(tried)
            if later.type is FIXED
        )
        discounts = tried if fits else discounts
    return lines, discounts, draw(taxes), currency


def _nets(lines: Sequence[Charge], discounts: Sequence[Discount], currency: str) -> list[Fraction]:
    """Return by hand what is left of each line: every discount leaves the same share of its own."""
    unit = 10 ** exponent(currency)
    nets = []
    for line in lines:
        off = line.discount and Fraction(line.discount.value)
        share = 1 - off / 100 if off is not None and line.discount.type is PERCENT else 1
        fixed = off * unit if off is not None and line.discount.type is FIXED else 0
        nets.append(line.amount * Fraction(share) - fixed)
    for discount in discounts:
        of, value = discount.applies_to, Fraction(discount.value)
        left = _eligible(lines, nets, of)
        keeps = 1 - value / 100
        if discount.type is FIXED:
            keeps = 1 - value * unit / left if left else Fraction(1)
        nets = [
            net * keeps if _falls(line, of) else net for line, net in zip(lines, nets, strict=True)
        ]
    return nets


def _eligible(
    lines: Sequence[Charge], nets: Sequence[Fraction], of: tuple[LineItemKind, ...] | None
) -> Fraction:
    fits = (net for line, net in zip(lines, nets, strict=True) if _falls(line, of))
    return sum(fits, Fraction(0))


def _falls(line: Charge, of: tuple[LineItemKind, ...] | None) -> bool:
    """Whether a discount on these kinds falls on the line; on interest none does (IV15)."""
    return line.kind is not LineItemKind.INTEREST and (of is None or line.kind in of)


def _taxes_by_hand(invoice: Invoice) -> list[dict[Tax, Fraction]]:
    """Return each line's taxes in minor units, on what is left of it by hand."""
    lines, discounts, taxes, currency = invoice
    found = []
    for line, net in zip(lines, _nets(lines, discounts, currency), strict=True):
        own = line.taxes if line.taxes is not None else taxes if line.taxable else ()
        dues: dict[Tax, Fraction] = {}
        for tax in own:
            base = net + (sum(dues.values()) if tax.compound else 0)
            dues[tax] = base * Fraction(tax.rate) / 100
        found.append(dues)
    return found


@steady
@given(invoices())
def test_iv4_the_settled_figures_foot(invoice: Invoice) -> None:
    lines = invoice[0]
    figures = figure(*invoice)
    assert figures.subtotal == sum(line.amount for line in lines)
    assert figures.discount == sum(line.discount for line in figures.lines)
    assert figures.tax == sum(line.tax for line in figures.lines)
    assert figures.tax == sum(tax.settled for tax in figures.taxes)
    assert Fraction(figures.exact_tax) == sum(Fraction(tax.exact) for tax in figures.taxes)
    owns = [line.exact_own_discount for line in figures.lines]
    shown = (*owns, *figures.exact_discounts)
    assert Fraction(figures.exact_discount) == sum(map(Fraction, shown))
    assert all(amount >= 0 for amount in shown)
    assert figures.billed == figures.subtotal - figures.discount + figures.tax
    assert figures.billed >= 0
    for line, drawn in zip(lines, figures.lines, strict=True):
        assert 0 <= drawn.discount <= line.amount
        assert all(amount >= 0 for _, amount in drawn.taxes)


@steady
@given(invoices())
def test_iv2_every_tax_is_rounded_half_up_on_every_line(invoice: Invoice) -> None:
    figures, by_hand = figure(*invoice), _taxes_by_hand(invoice)
    unit = 10 ** exponent(invoice[3])
    for drawn, dues in zip(figures.lines, by_hand, strict=True):
        assert dict(drawn.taxes) == {tax: int(due + HALF) for tax, due in dues.items()}
    for tax in figures.taxes:
        exact = sum((dues.get(tax.tax, Fraction(0)) for dues in by_hand), Fraction(0)) / unit
        assert abs(Fraction(tax.exact) - exact) <= TWELFTH
    assert {tax.tax for tax in figures.taxes} == {*invoice[2]}.union(*by_hand)
    assert tuple(tax.tax for tax in figures.taxes)[: len(invoice[2])] == invoice[2]


@steady
@given(invoices())
def test_iv3_what_is_settled_is_what_is_exact_rounded_half_up(invoice: Invoice) -> None:
    lines, discounts, _, currency = invoice
    nets, figures = _nets(lines, discounts, currency), figure(*invoice)
    assert all(net >= 0 for net in nets)
    discount = sum(line.amount for line in lines) - sum(nets, Fraction(0))
    assert figures.discount == int(discount + HALF)
    told = 1 + len(discounts) + len(lines)
    off = Fraction(figures.exact_discount) - discount / 10 ** exponent(currency)
    assert abs(off) <= told * TWELFTH
    for line, net, settled in zip(lines, nets, figures.lines, strict=True):
        assert abs(settled.discount - (line.amount - net)) < 1


@steady
@given(invoices())
def test_iv3_each_discount_takes_its_part_of_what_those_before_it_left_of_its_kinds(
    invoice: Invoice,
) -> None:
    lines, discounts, _, currency = invoice
    unit = 10 ** exponent(currency)
    amounts = figure(*invoice).exact_discounts
    for place, (discount, amount) in enumerate(zip(discounts, amounts, strict=True)):
        left = _eligible(lines, _nets(lines, discounts[:place], currency), discount.applies_to)
        percent = discount.type is PERCENT
        off = left * Fraction(discount.value) / 100 if percent else Fraction(discount.value) * unit
        assert abs(Fraction(amount) - off / unit) <= TWELFTH


@steady
@given(st.data(), percent_discounts, taxes, currencies)
def test_percentages_leave_the_same_in_any_order(
    data: st.DataObject, discounts: list[Discount], taxes: tuple[Tax, ...], currency: str
) -> None:
    lines = data.draw(charges(currency))
    there, back = (figure(lines, order, taxes, currency) for order in (discounts, discounts[::-1]))
    assert (there.taxes, there.lines) == (back.taxes, back.lines)


@steady
@given(invoices(), some_kinds, st.integers(1, 10**9))
def test_iv3_a_fixed_discount_over_what_is_left_is_refused_at_its_path(
    invoice: Invoice, of: tuple[LineItemKind, ...] | None, more: int
) -> None:
    lines, discounts, _, currency = invoice
    left = _eligible(lines, _nets(lines, discounts, currency), of)
    over = Decimal(int(left) + more).scaleb(-exponent(currency))
    beyond = Discount(type=FIXED, value=over, applies_to=of)
    with pytest.raises(Refused) as refused:
        figure(lines, [*discounts, beyond], (), currency)
    assert refused.value.refusals == (
        InvalidInput(
            field=("discounts", str(len(discounts)), "value"),
            rule=refused.value.refusals[0].message,
        ),
    )


@steady
@given(st.integers(1, 2400), st.integers(0, 10**8))
def test_time_is_worth_its_exact_amount_rounded_half_up(hundredths: int, rate: int) -> None:
    exact = Fraction(hundredths * rate, 100)
    assert -HALF < amount_of_time(hundredths, rate) - exact <= HALF


@pytest.mark.parametrize(
    ("hundredths", "rate", "amount"),
    [
        (270, 39500, 106650),
        (1, 0, 0),
        (1, 49, 0),
        (1, 50, 1),
        (1, 149, 1),
        (1, 150, 2),
        (2400, 100000000, 2400000000),
        (10, 39505, 3951),
    ],
)
def test_iv1_amounts_of_time(hundredths: int, rate: int, amount: int) -> None:
    assert amount_of_time(hundredths, rate) == amount


def _lines(*amounts: int) -> list[Charge]:
    """Charge these amounts; what is below nothing is not taxable."""
    return [Charge(amount=abs(amount), taxable=amount > 0) for amount in amounts]


def _tax(rate: str, name: str = "Tax", compound: bool = False) -> Tax:
    return Tax(name=name, rate=Decimal(rate), compound=compound)


def _drawn(*lines: tuple[int, ...]) -> tuple[LineFigures, ...]:
    """Expect these discounts, and behind each the line's taxes as far as there are any."""
    return tuple(
        LineFigures(
            discount=discount,
            exact_own_discount=Decimal(0),
            taxes=tuple((_tax("100"), tax) for tax in taxes),
        )
        for discount, *taxes in lines
    )


def _off(*discounts: tuple[DiscountType, str]) -> list[Discount]:
    return [Discount(type=type, value=Decimal(value)) for type, value in discounts]


def test_the_seeds_rounding_is_taken_line_by_line() -> None:
    assert figure(_lines(106650, -12000), _off((PERCENT, "5.0")), (), "USD") == Figures(
        subtotal=118650,
        exact_discounts=(Decimal("59.325"),),
        exact_discount=Decimal("59.325"),
        taxes=(),
        exact_tax=Decimal(0),
        discount=5933,
        tax=0,
        billed=112717,
        lines=_drawn((5333,), (600,)),
    )


@pytest.mark.parametrize(
    ("rounding", "places", "at_the_end", "discount", "due"),
    [
        pytest.param(ROUND_HALF_UP, "0.001", False, "59.325", "627.175", id="exact"),
        pytest.param(ROUND_HALF_UP, "0.01", False, "59.33", "627.17", id="the discount half up"),
        pytest.param(ROUND_HALF_UP, "0.01", True, "59.325", "627.18", id="the end half up"),
        pytest.param(
            ROUND_HALF_EVEN, "0.01", False, "59.32", "627.18", id="the discount half even"
        ),
    ],
)
def test_of_the_ways_to_round_the_seed_ours_are_the_exact_and_the_half_up(
    rounding: str, places: str, at_the_end: bool, discount: str, due: str
) -> None:
    off = Decimal("1186.50") * 5 / 100
    if not at_the_end:
        off = off.quantize(Decimal(places), rounding)
    left = (Decimal("686.50") - off).quantize(Decimal(places), rounding)
    assert (off, left) == (Decimal(discount), Decimal(due))
    figures = figure(_lines(106650, -12000), _off((PERCENT, "5")), (), "USD")
    ours = [
        (figures.exact_discount, Decimal("686.50") - figures.exact_discount),
        (Decimal(figures.discount) / 100, Decimal(figures.billed - 50000) / 100),
    ]
    assert ((off, left) in ours) is (rounding == ROUND_HALF_UP and not at_the_end)


def test_the_discount_comes_before_the_tax_and_is_spread_over_all_lines() -> None:
    all_of_it = _tax("100")
    figures = figure(_lines(1000000, -50000), _off((FIXED, "2000")), (all_of_it,), "USD")
    assert figures == Figures(
        subtotal=1050000,
        exact_discounts=(Decimal(2000),),
        exact_discount=Decimal(2000),
        taxes=(TaxFigures(tax=all_of_it, exact=Decimal("8095.238095238095"), settled=809524),),
        exact_tax=Decimal("8095.238095238095"),
        discount=200000,
        tax=809524,
        billed=1659524,
        lines=_drawn((190476, 809524), (9524,)),
    )


@pytest.mark.parametrize(
    ("currency", "amount", "exact", "discount", "billed"),
    [
        ("JPY", 33333, "1666.65", 1667, 31666),
        ("JPY", 10, "0.5", 1, 9),
        ("JPY", 9, "0.45", 0, 9),
        ("KWD", 33333, "1.66665", 1667, 31666),
        ("USD", 33333, "16.6665", 1667, 31666),
        ("CLF", 33333, "0.166665", 1667, 31666),
    ],
)
def test_iv5_settled_means_the_currencys_own_unit(
    currency: str, amount: int, exact: str, discount: int, billed: int
) -> None:
    figures = figure(_lines(amount), _off((PERCENT, "5")), (), currency)
    assert figures.exact_discount == Decimal(exact)
    assert (figures.discount, figures.billed) == (discount, billed)


@pytest.mark.parametrize(
    ("amounts", "discount", "shares"),
    [
        ([100, 100, 100], (FIXED, "1"), (34, 33, 33)),
        ([100, 100, 100], (FIXED, "0.02"), (1, 1, 0)),
        ([1, 1, 1], (PERCENT, "50"), (1, 1, 0)),
        ([0, 100], (FIXED, "0.5"), (0, 50)),
        ([99, 1], (FIXED, "1"), (99, 1)),
        ([99, 1], (FIXED, "0.99"), (98, 1)),
        ([199, 1], (PERCENT, "0.25"), (1, 0)),
        ([0], (PERCENT, "100"), (0,)),
    ],
)
def test_the_largest_remainders_round_up_and_the_first_among_equals(
    amounts: list[int], discount: tuple[DiscountType, str], shares: tuple[int, ...]
) -> None:
    figures = figure(_lines(*amounts), _off(discount), (), "USD")
    assert tuple(line.discount for line in figures.lines) == shares


def test_tax_is_settled_line_by_line_and_told_exactly() -> None:
    figures = figure(_lines(5, 5, 5), [], (_tax("10"),), "USD")
    assert figures.exact_tax == Decimal("0.015")
    assert [line.tax for line in figures.lines] == [1, 1, 1]
    assert (figures.tax, figures.billed) == (3, 18)


@pytest.mark.parametrize(
    ("compound", "second", "exact", "settled"),
    [(False, 998, "9.975", 998), (True, 1047, "10.47375", 1047)],
)
def test_iv2_a_compound_tax_counts_on_the_first(
    compound: bool, second: int, exact: str, settled: int
) -> None:
    gst, qst = _tax("5", "GST"), _tax("9.975", "QST", compound)
    figures = figure(_lines(10000), [], (gst, qst), "CAD")
    assert [line.taxes for line in figures.lines] == [((gst, 500), (qst, second))]
    assert figures.taxes == (
        TaxFigures(tax=gst, exact=Decimal(5), settled=500),
        TaxFigures(tax=qst, exact=Decimal(exact), settled=settled),
    )
    assert (figures.tax, figures.exact_tax) == (500 + settled, 5 + Decimal(exact))


def test_iv2_a_compound_tax_counts_on_the_first_before_that_is_rounded() -> None:
    half, all_of_it = _tax("50", "Half"), _tax("100", "Whole", compound=True)
    figures = figure(_lines(1), [], (half, all_of_it), "USD")
    assert figures.lines[0].taxes == ((half, 1), (all_of_it, 2))
    assert figures.exact_tax == Decimal("0.02")


def test_iv2_a_line_has_its_own_taxes_in_place_of_the_invoices() -> None:
    full, reduced = _tax("20", "VAT"), _tax("5", "VAT")
    lines = [
        Charge(amount=1000, taxable=True),
        Charge(amount=1000, taxable=True, taxes=(reduced,)),
        Charge(amount=1000, taxable=True, taxes=()),
        Charge(amount=1000, taxable=False),
        Charge(amount=1000, taxable=False, taxes=(reduced,)),
    ]
    figures = figure(lines, [], (full,), "GBP")
    assert [line.tax for line in figures.lines] == [200, 50, 0, 0, 50]
    assert [(it.tax, it.settled) for it in figures.taxes] == [(full, 200), (reduced, 100)]


def test_a_tax_that_falls_on_no_line_is_told_as_nothing() -> None:
    figures = figure(_lines(-100), [], (_tax("20"),), "USD")
    assert figures.taxes == (TaxFigures(tax=_tax("20"), exact=Decimal(0), settled=0),)


def test_a_tax_that_no_decimal_holds_is_told_to_twelve_places() -> None:
    figures = figure(_lines(100, -200), _off((FIXED, "1")), (_tax("1"),), "USD")
    assert figures.exact_tax == Decimal("0.006666666667")
    assert (figures.discount, figures.tax, figures.billed) == (100, 1, 201)


@pytest.mark.parametrize(
    ("discounts", "exact"),
    [
        ([(PERCENT, "10"), (FIXED, "100")], ["118.65", "100"]),
        ([(FIXED, "100"), (PERCENT, "10")], ["100", "108.65"]),
        ([(FIXED, "1186.50")], ["1186.50"]),
        ([(PERCENT, "100"), (FIXED, "0")], ["1186.50", "0"]),
        ([(PERCENT, "100"), (PERCENT, "100")], ["1186.50", "0"]),
        ([(PERCENT, "0")], ["0"]),
        ([], []),
    ],
)
def test_iv3_each_discount_takes_from_what_is_left(
    discounts: list[tuple[DiscountType, str]], exact: list[str]
) -> None:
    figures = figure(_lines(106650, -12000), _off(*discounts), (), "USD")
    assert figures.exact_discounts == tuple(map(Decimal, exact))
    assert figures.exact_discount == sum(map(Decimal, exact))


@pytest.mark.parametrize(
    ("discounts", "exact", "settled"),
    [
        ([(PERCENT, "10", ["time"])], ["106.65"], [10665, 0, 0]),
        ([(PERCENT, "10", ["expense", "flat_fee"])], ["112"], [0, 1200, 10000]),
        ([(FIXED, "120", ["expense"]), (PERCENT, "50", None)], ["120", "1033.25"], None),
        ([(FIXED, "120", ["expense"]), (PERCENT, "50", ["expense"])], ["120", "0"], None),
        ([(PERCENT, "50", ["flat_fee"]), (FIXED, "500", ["flat_fee"])], ["500", "500"], None),
        ([(FIXED, "1", None), (PERCENT, "100", ["expense"])], ["1", "119.945117768123"], None),
        ([(PERCENT, "100", ["adjustment"])], ["0"], [0, 0, 0]),
    ],
)
def test_iv3_a_discount_is_taken_off_its_kinds_of_lines(
    discounts: list[tuple[DiscountType, str, list[str] | None]],
    exact: list[str],
    settled: list[int] | None,
) -> None:
    lines = [
        Charge(amount=106650, taxable=False, kind=LineItemKind.TIME),
        Charge(amount=12000, taxable=False, kind=LineItemKind.EXPENSE),
        Charge(amount=100000, taxable=False, kind=LineItemKind.FLAT_FEE),
    ]
    given = [
        Discount(
            type=type,
            value=Decimal(value),
            applies_to=None if of is None else tuple(map(LineItemKind, of)),
        )
        for type, value, of in discounts
    ]
    figures = figure(lines, given, (), "USD")
    assert figures.exact_discounts == tuple(map(Decimal, exact))
    if settled is not None:
        assert [line.discount for line in figures.lines] == settled


def test_iv3_a_sum_off_a_kind_that_is_not_there_is_refused() -> None:
    off = Discount(type=FIXED, value=Decimal("0.01"), applies_to=(LineItemKind.ADJUSTMENT,))
    with pytest.raises(Refused, match="This discount is between nothing and 0"):
        figure(_lines(100), [off], (), "USD")


@pytest.mark.parametrize(
    ("own", "exact", "settled"),
    [
        # 10% and then 5% of 1,000 are what 5% and then 10% are; 100 and then 5% are not.
        ((PERCENT, "10"), ("100", "95"), [14500, 5000]),
        ((FIXED, "100"), ("100", "95"), [14500, 5000]),
        ((FIXED, "1000"), ("1000", "50"), [100000, 5000]),
        ((FIXED, "0"), ("0", "100"), [5000, 5000]),
    ],
)
def test_iv2_a_lines_own_discount_comes_before_the_invoices(
    own: tuple[DiscountType, str], exact: tuple[str, str], settled: list[int]
) -> None:
    discount = LineDiscount(type=own[0], value=Decimal(own[1]))
    lines = [
        Charge(amount=100000, taxable=False, discount=discount),
        Charge(amount=100000, taxable=False),
    ]
    figures = figure(lines, _off((PERCENT, "5")), (), "USD")
    assert figures.lines[0].exact_own_discount == Decimal(exact[0])
    assert figures.exact_discounts == (Decimal(exact[1]),)
    assert [it.discount for it in figures.lines] == settled
    assert figures.exact_discount == Decimal(exact[0]) + Decimal(exact[1])


@pytest.mark.parametrize(
    ("discounts", "index", "left"),
    [
        ([(FIXED, "1186.51")], "0", "1186.5"),
        ([(PERCENT, "100.0001")], "0", "100"),
        ([(PERCENT, "-0.0001")], "0", "100"),
        ([(FIXED, "-1")], "0", "1186.5"),
        ([(PERCENT, "50"), (FIXED, "593.26")], "1", "593.25"),
        ([(PERCENT, "100"), (FIXED, "0.01")], "1", "0"),
    ],
)
def test_iv3_a_discount_that_takes_too_much_is_refused(
    discounts: list[tuple[DiscountType, str]], index: str, left: str
) -> None:
    with pytest.raises(Refused) as refused:
        figure(_lines(106650, -12000), _off(*discounts), (), "USD")
    assert refused.value.refusals == (
        InvalidInput(
            field=("discounts", index, "value"),
            rule=f"This discount is between nothing and {left}.",
        ),
    )


def test_iv3_no_percentage_is_over_100_even_of_nothing() -> None:
    with pytest.raises(Refused) as refused:
        figure(_lines(100), _off((PERCENT, "100"), (PERCENT, "100.01")), (), "USD")
    assert refused.value.refusals[0].field == ("discounts", "1", "value")


def test_an_invoice_of_nothing_comes_to_nothing() -> None:
    assert figure([], [], (), "USD") == Figures(
        subtotal=0,
        exact_discounts=(),
        exact_discount=Decimal(0),
        taxes=(),
        exact_tax=Decimal(0),
        discount=0,
        tax=0,
        billed=0,
        lines=(),
    )
