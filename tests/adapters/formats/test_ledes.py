"""LEDES: the twelve rules of the two formats, each by itself and over every invoice of the firm."""

import datetime as dt
import re
import warnings
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.formats.document import Document, Line
from adapters.formats.ledes import (
    COLUMNS_1998B,
    COLUMNS_1998BI,
    ledes_1998b,
    ledes_1998bi,
)
from adapters.port import (
    InvoiceStatus,
    LineItemKind,
    Money,
    Refused,
    TimekeeperClass,
    from_minor,
)
from tests.adapters.formats.conftest import charged

with warnings.catch_warnings():
    # It looks its grammars up with pkg_resources, which warns of its own end, and on old lark.
    warnings.simplefilter("ignore")
    from ledes_parser import get_parser

Row = dict[str, str]
MONEY = ("INVOICE_TOTAL", "LINE_ITEM_ADJUSTMENT_AMOUNT", "LINE_ITEM_TOTAL", "LINE_ITEM_UNIT_COST")
SHORT = [
    "INVOICE_NUMBER",
    "CLIENT_ID",
    "LAW_FIRM_MATTER_ID",
    "LINE_ITEM_NUMBER",
    "LINE_ITEM_TASK_CODE",
    "LINE_ITEM_EXPENSE_CODE",
    "LINE_ITEM_ACTIVITY_CODE",
    "TIMEKEEPER_ID",
    "LAW_FIRM_ID",
    "CLIENT_MATTER_ID",
]
# The LEDES Oversight Committee's list of 2014.
CLASSES = [
    "ADJSTR",
    "ADJSMT",
    "ANALST",
    "ARBITR",
    "ASSOC",
    "TRANEE",
    "AUDITR",
    "CLKSEC",
    "CONSLT",
    "TEMPAT",
    "TEMPOS",
    "CSTCNS",
    "CTRPTR",
    "DSCATT",
    "DSCPMG",
    "DSCANJ",
    "DSCANS",
    "DOCCDR",
    "DOCRAT",
    "DOCRNA",
    "EVDEVL",
    "EXPERT",
    "FLTFEE",
    "FORANL",
    "HLNLPF",
    "INVSTG",
    "IPSVPV",
    "IPAGNT",
    "LGLAST",
    "LGLINT",
    "LGPRMG",
    "LIBRRN",
    "MEDITR",
    "MDRCRV",
    "OFCOUN",
    "NBOTHR",
    "PARALG",
    "PARTNR",
    "RSRCHR",
    "RSPROF",
    "SECNDE",
    "SPAGNT",
    "SOLDSG",
    "STFATT",
    "STFCNS",
    "TPADMN",
    "TRAINR",
    "TRNDEV",
    "TRNFAG",
    "TRANSL",
    "VIDOGR",
]


def rows(text: str) -> list[Row]:
    """Read either format back, strictly: every row ends as it must and has all its columns."""
    lines = text.split("\r\n")
    assert lines.pop() == ""
    columns = {"LEDES1998B[]": COLUMNS_1998B, "LEDES98BI V2[]": COLUMNS_1998BI}[lines[0]]
    assert len(columns) in (24, 52)
    assert lines[1] == "|".join(columns) + "[]"
    found = []
    for line in lines[2:]:
        assert line.endswith("[]") and line.count("[]") == 1 and line.isascii()
        values = line.removesuffix("[]").split("|")
        assert len(values) == len(columns)
        found.append(dict(zip(columns, values, strict=True)))
    return found


def both(document: Document) -> list[list[Row]]:
    return [rows(ledes_1998b(document)), rows(ledes_1998bi(document))]


def total(found: list[Row], column: str = "LINE_ITEM_TOTAL") -> Decimal:
    return sum((Decimal(row[column]) for row in found), Decimal(0))


def with_line(document: Document, **changes: object) -> Document:
    """Return the document with its first line so changed."""
    first = replace(document.lines[0], **changes)
    return replace(document, lines=(first, *document.lines[1:]))


def described(document: Document, words: str) -> Document:
    return with_line(document, item=replace(document.lines[0].item, description=words))


def test_le1_each_line_is_units_times_cost_plus_what_adjusts_it(approved: list[Document]) -> None:
    adjusted = 0
    for document in approved:
        for found in both(document):
            for row in found:
                units = Decimal(row["LINE_ITEM_NUMBER_OF_UNITS"] or 0)
                cost = Decimal(row["LINE_ITEM_UNIT_COST"] or 0)
                worth = (units * cost).quantize(Decimal("0.01"), ROUND_HALF_UP)
                adjustment = Decimal(row["LINE_ITEM_ADJUSTMENT_AMOUNT"])
                tax = Decimal(row.get("LINE_ITEM_TAX_TOTAL", 0))
                assert worth + adjustment + tax == Decimal(row["LINE_ITEM_TOTAL"])
                adjusted += adjustment != 0
    assert adjusted > 200


def test_le2_the_total_is_the_lines_and_the_same_on_every_row(approved: list[Document]) -> None:
    for document in approved:
        for found in both(document):
            assert {row["INVOICE_TOTAL"] for row in found} == {str(f"{total(found):.2f}")}
            assert total(found) == document.invoice.amount_billed.amount


def test_le3_numbers_are_digits_a_point_and_perhaps_a_minus(approved: list[Document]) -> None:
    for document in approved:
        for found in both(document):
            for row in found:
                for column in MONEY:
                    assert re.fullmatch(r"(-?\d+\.\d\d)?", row[column]), row[column]
                assert re.fullmatch(r"(\d+\.\d\d)?", row["LINE_ITEM_NUMBER_OF_UNITS"])


def test_le4_dates_are_days_and_le12_one_number_has_one_of_them(approved: list[Document]) -> None:
    for document in approved:
        for found in both(document):
            for row in found:
                first, last, day, issued = (
                    dt.datetime.strptime(row[column], "%Y%m%d").replace(tzinfo=dt.UTC)
                    for column in (
                        "BILLING_START_DATE",
                        "BILLING_END_DATE",
                        "LINE_ITEM_DATE",
                        "INVOICE_DATE",
                    )
                )
                assert first <= last <= issued and day <= issued
            assert len({(row["INVOICE_DATE"], row["INVOICE_NUMBER"]) for row in found}) == 1


def test_le5_what_is_required_is_there(approved: list[Document]) -> None:
    always = [
        "INVOICE_DATE",
        "INVOICE_NUMBER",
        "CLIENT_ID",
        "LAW_FIRM_MATTER_ID",
        "INVOICE_TOTAL",
        "BILLING_START_DATE",
        "BILLING_END_DATE",
        "LINE_ITEM_NUMBER",
        "EXP/FEE/INV_ADJ_TYPE",
        "LINE_ITEM_TOTAL",
        "LINE_ITEM_DATE",
        "LAW_FIRM_ID",
        "CLIENT_MATTER_ID",
        "INVOICE_DESCRIPTION",
        "LINE_ITEM_DESCRIPTION",
    ]
    by_type = {
        "F": ["TIMEKEEPER_ID", "TIMEKEEPER_NAME", "TIMEKEEPER_CLASSIFICATION"],
        "E": ["LINE_ITEM_EXPENSE_CODE"],
        "IF": [],
        "IE": [],
    }
    more = [
        "MATTER_NAME",
        "INVOICE_TAX_TOTAL",
        "INVOICE_NET_TOTAL",
        "INVOICE_CURRENCY",
        "ACCOUNT_TYPE",
        "LAW_FIRM_NAME",
        "LAW_FIRM_ADDRESS_1",
        "LAW_FIRM_CITY",
        "LAW_FIRM_STATEorREGION",
        "LAW_FIRM_POSTCODE",
        "LAW_FIRM_COUNTRY",
        "CLIENT_NAME",
        "LINE_ITEM_TAX_RATE",
        "LINE_ITEM_TAX_TOTAL",
        "INVOICE_REPORTED_TAX_TOTAL",
        "INVOICE_TAX_CURRENCY",
    ]
    for document in approved:
        for found in both(document):
            assert [row["LINE_ITEM_NUMBER"] for row in found] == [
                str(place) for place in range(1, len(found) + 1)
            ]
            for row in found:
                kind = row["EXP/FEE/INV_ADJ_TYPE"]
                wanted = [*always, *by_type[kind], *(more if len(row) == 52 else [])]
                if kind in ("F", "E"):
                    wanted += ["LINE_ITEM_NUMBER_OF_UNITS", "LINE_ITEM_UNIT_COST"]
                assert [column for column in wanted if not row[column]] == []


def test_le6_no_number_comes_twice(approved: list[Document]) -> None:
    numbers = [rows(ledes_1998b(it))[0]["INVOICE_NUMBER"] for it in approved]
    assert len(set(numbers)) == len(numbers) == 253


def test_le7_a_discount_on_all_is_parted_between_fees_and_expenses(seed: Document) -> None:
    found = rows(ledes_1998b(seed))
    told = [(row["EXP/FEE/INV_ADJ_TYPE"], row["LINE_ITEM_TOTAL"]) for row in found]
    assert told == [("F", "1066.50"), ("E", "120.00"), ("IF", "-53.33"), ("IE", "-6.00")]
    assert [row["LINE_ITEM_ADJUSTMENT_AMOUNT"] for row in found[2:]] == ["-53.33", "-6.00"]
    assert [row["LINE_ITEM_NUMBER_OF_UNITS"] for row in found[2:]] == ["", ""]
    # 98BI has no such rows: tax falls on what is left of a line, so the line says what is left.
    found = rows(ledes_1998bi(seed))
    told = [(row["LINE_ITEM_ADJUSTMENT_AMOUNT"], row["LINE_ITEM_TOTAL"]) for row in found]
    assert told == [("-53.33", "1013.17"), ("-6.00", "114.00")]


def test_le8_a_flat_fee_is_one_unit_of_an_invoice_level_fee(approved: list[Document]) -> None:
    flat = 0
    for document in approved:
        for place, line in enumerate(document.lines):
            if line.item.kind in (LineItemKind.FLAT_FEE, LineItemKind.CONTINGENCY_FEE):
                row = rows(ledes_1998b(document))[place]
                assert row["EXP/FEE/INV_ADJ_TYPE"] == "IF"
                assert row["LINE_ITEM_NUMBER_OF_UNITS"] == "1.00"
                assert row["LINE_ITEM_UNIT_COST"] == row["LINE_ITEM_TOTAL"]
                assert Decimal(row["LINE_ITEM_TOTAL"]) == line.item.amount.amount
                flat += 1
    assert flat == 25


def test_le9_trust_and_payments_do_not_appear(seed: Document, acme: Document) -> None:
    assert (
        seed.invoice.trust_applied.amount == 500 and seed.invoice.amount_due.amount == 627.17
    ) or (seed.invoice.amount_due.amount == Decimal("627.17"))
    for found in both(seed):
        assert {row["INVOICE_TOTAL"] for row in found} == {"1127.17"}
    assert acme.invoice.amount_due.amount == 0
    for found in both(acme):
        assert {row["INVOICE_TOTAL"] for row in found} == {"6600.50"}


def test_le10_a_phase_is_no_code_to_bill_under(acme: Document) -> None:
    for changes in ({"task_code": "L100"}, {"activity_code": "L200"}):
        for write in (ledes_1998b, ledes_1998bi):
            with pytest.raises(Refused, match=r"is a phase; LEDES takes the tasks below it\.$"):
                write(with_line(acme, **changes))


def test_le11_expenses_have_no_task_activity_or_timekeeper(approved: list[Document]) -> None:
    for document in approved:
        for found in both(document):
            for row in found:
                fee = [row["LINE_ITEM_TASK_CODE"], row["LINE_ITEM_ACTIVITY_CODE"]]
                if row["EXP/FEE/INV_ADJ_TYPE"] == "E":
                    assert [*fee, row["TIMEKEEPER_ID"], row["TIMEKEEPER_NAME"]] == ["", "", "", ""]
                else:
                    assert row["LINE_ITEM_EXPENSE_CODE"] == ""


def test_columns_hold_no_more_than_they_have_room_for(approved: list[Document]) -> None:
    for document in approved:
        for found in both(document):
            for row in found:
                assert [column for column in SHORT if len(row[column]) > 20] == []
                assert len(row["TIMEKEEPER_NAME"]) <= 30


def test_every_invoice_is_read_by_the_oracle(approved: list[Document]) -> None:
    parser = get_parser("LEDES98B")
    for document in approved:
        parsed = parser.parse(ledes_1998b(document))["line_items"]
        assert [it["line_item_total"] for it in parsed] == [
            Decimal(row["LINE_ITEM_TOTAL"]) for row in rows(ledes_1998b(document))
        ]
        assert {it["invoice_total"] for it in parsed} == {document.invoice.amount_billed.amount}


def test_tax_is_a_row_of_1998b_and_a_column_of_1998bi(approved: list[Document]) -> None:
    taxed = [it for it in approved if it.tax.amount]
    assert len(taxed) > 10
    for document in taxed:
        tax = document.tax.amount
        last = rows(ledes_1998b(document))[-1]
        assert (last["EXP/FEE/INV_ADJ_TYPE"], last["LINE_ITEM_TOTAL"]) == ("IE", str(tax))
        assert last["LINE_ITEM_DESCRIPTION"] == "Tax at 10.25%"
        found = rows(ledes_1998bi(document))
        assert total(found, "LINE_ITEM_TAX_TOTAL") == tax
        assert {row["LINE_ITEM_TAX_RATE"] for row in found} <= {"0", "0.1025"}
        for row in found:
            assert row["INVOICE_TAX_TOTAL"] == row["INVOICE_REPORTED_TAX_TOTAL"] == str(tax)
            net = Decimal(row["INVOICE_NET_TOTAL"])
            assert net + tax == Decimal(row["INVOICE_TOTAL"])
            base = Decimal(row["LINE_ITEM_TOTAL"]) - Decimal(row["LINE_ITEM_TAX_TOTAL"])
            due = base * Decimal(row["LINE_ITEM_TAX_RATE"])
            # Ours is rounded from what the exact discount leaves; a reader's from whole cents.
            assert abs(due - Decimal(row["LINE_ITEM_TAX_TOTAL"])) <= Decimal("0.01")


def test_1998bi_says_who_sends_it_to_whom_in_what(approved: list[Document]) -> None:
    (sterling, *_) = [it for it in approved if it.currency == "GBP"]
    row = rows(ledes_1998bi(sterling))[0]
    assert (row["INVOICE_CURRENCY"], row["INVOICE_TAX_CURRENCY"]) == ("GBP", "GBP")
    assert [row[f"LAW_FIRM_{it}"] for it in ("NAME", "CITY", "POSTCODE", "COUNTRY")] == [
        "Meridian Lake Law LLP", "Chicago", "60606", "US",
    ]  # fmt: skip
    assert row["CLIENT_COUNTRY"] == "GB"
    assert row["ACCOUNT_TYPE"] == "O"


def test_1998bi_counts_in_the_currencys_own_decimals(seed: Document) -> None:
    assert {row["INVOICE_TOTAL"] for row in rows(ledes_1998bi(in_(seed, "JPY")))} == {"112717.00"}
    found = rows(ledes_1998bi(in_(seed, "KWD")))
    assert {row["INVOICE_TOTAL"] for row in found} == {"112.717"}
    assert total(found) == Decimal("112.717")


def in_(document: Document, currency: str) -> Document:
    """Return the document with its minor units counted in another currency."""

    def turned(money: Money) -> Money:
        return from_minor(int(money.amount * 100), currency)

    names = [
        "subtotal",
        "tax",
        "trust_applied",
        "amount_billed",
        "amount_credited",
        "amount_paid",
        "amount_due",
    ]
    invoice = document.invoice
    return replace(
        document,
        invoice=replace(invoice, **{name: turned(getattr(invoice, name)) for name in names}),
        lines=tuple(
            replace(
                it,
                item=replace(
                    it.item,
                    **{
                        name: turned(getattr(it.item, name))
                        for name in ("rate", "amount", "discount", "tax")
                    },
                ),
            )
            for it in document.lines
        ),
    )


def test_an_amount_that_was_rounded_is_adjusted_to_what_was_billed(seed: Document) -> None:
    # 0.33 h at 45.46 is 15.0018; a practice that billed 15.01 says so, and the row still adds up.
    document = replace(seed, lines=(charged(seed.lines[0], "0.33", 4546, 1501),))
    (row,) = rows(ledes_1998b(document))
    assert (row["LINE_ITEM_ADJUSTMENT_AMOUNT"], row["LINE_ITEM_TOTAL"]) == ("0.01", "15.01")


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("Müller | Søn — “as is” [draft]", 'Muller / Son - "as is" (draft)'),
        ("Two\r\nlines\tand\x00 more", "Two lines and more"),
        ("[] Straße €5 §12", "() Strasse EUR5 S12"),
        ("北京 Жуков Κώστας", "BeiJing Zhukov Kostas"),
    ],
)
def test_words_are_written_in_ascii_without_the_formats_own_marks(
    acme: Document, words: str, written: str
) -> None:
    for found in both(described(acme, words)):
        assert found[0]["LINE_ITEM_DESCRIPTION"] == written


@given(words=st.text(max_size=200), name=st.text(min_size=1, max_size=80))
def test_no_words_break_the_format(acme: Document, words: str, name: str) -> None:
    document = described(replace(acme, client=replace(acme.client, name=name)), words)
    for found in both(document):
        assert len(found) == len(acme.lines)
        assert total(found) == Decimal("6600.50")
    assert len(rows(ledes_1998bi(document))[0]["CLIENT_NAME"]) <= 60


def test_an_expense_without_a_code_is_another_expense(acme: Document) -> None:
    coded = replace(acme, lines=tuple(replace(it, expense_code=None) for it in acme.lines))
    assert {row["LINE_ITEM_EXPENSE_CODE"] for row in rows(ledes_1998b(coded))} == {"", "E124"}


def test_a_client_is_named_by_its_number_outside_if_that_fits(acme: Document) -> None:
    for outside, named in (
        ("acct_00124", "acct-00124"),
        (None, "cli-445f10"),
        ("x" * 21, "cli-445f10"),
    ):
        document = replace(acme, client=replace(acme.client, external_id=outside))
        assert rows(ledes_1998b(document))[0]["CLIENT_ID"] == named


def test_a_matter_goes_by_the_clients_own_number_where_it_has_one(acme: Document) -> None:
    for theirs, named in (("LM.7_b", "LM.7-b"), (None, "2026-0041")):
        document = replace(acme, matter=replace(acme.matter, client_matter_id=theirs))
        assert {row["CLIENT_MATTER_ID"] for row in rows(ledes_1998b(document))} == {named}


def refused(document: Document) -> set[str]:
    said = set()
    for write in (ledes_1998b, ledes_1998bi):
        with pytest.raises(Refused) as caught:
            write(document)
        said.add(str(caught.value))
    return said


@pytest.mark.parametrize(
    "status", [InvoiceStatus.DRAFT, InvoiceStatus.PENDING_APPROVAL, InvoiceStatus.VOID]
)
def test_only_what_was_approved_is_written(acme: Document, status: InvoiceStatus) -> None:
    document = replace(acme, invoice=replace(acme.invoice, status=status))
    says = f"LEDES is written of approved invoices; this one is {status.value}."
    assert refused(document) == {says}


def test_what_cannot_be_told_is_refused_and_never_cut(
    acme: Document, approved: list[Document]
) -> None:
    assert refused(replace(acme, firm=replace(acme.firm, tax_id=None))) == {
        "LEDES names the firm by its tax number, and the practice has none for it."
    }
    assert refused(replace(acme, matter=replace(acme.matter, number="2026-0041-" + "9" * 11))) == {
        "LEDES has room for 20 characters in LAW_FIRM_MATTER_ID, and 2026-0041-99999999999 has 21."
    }
    assert refused(with_line(acme, timekeeper=None)) == {
        "LEDES names who worked, and the practice shows one line's time to nobody here."
    }


def test_the_firms_classes_are_published_ones(acme: Document) -> None:
    assert len(CLASSES) == 51
    assert acme.firm.timekeeper_classes == tuple(
        TimekeeperClass(role=role, code=code)
        for role, code in (
            ("partner", "PARTNR"),
            ("associate", "ASSOC"),
            ("paralegal", "PARALG"),
            ("trustee", "OFCOUN"),
            ("intake", "LGLAST"),
        )
    )
    assert {it.code for it in acme.firm.timekeeper_classes} <= set(CLASSES)
    assert acme.firm.class_of("billing") is None


def test_somebody_of_one_name_has_no_first_name(acme: Document) -> None:
    (row, *_) = [
        row for row in rows(ledes_1998bi(acme)) if row["TIMEKEEPER_CLASSIFICATION"] == "PARALG"
    ]
    names = [row[f"TIMEKEEPER_{it}"] for it in ("NAME", "LAST_NAME", "FIRST_NAME")]
    assert names == ["Paralegal", "Paralegal", ""]


def test_a_line_without_a_day_bears_the_invoices(acme: Document) -> None:
    line: Line = acme.lines[0]
    document = with_line(acme, item=replace(line.item, date=None))
    assert rows(ledes_1998b(document))[0]["LINE_ITEM_DATE"] == "20260203"
