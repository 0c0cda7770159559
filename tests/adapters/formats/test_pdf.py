"""PDF: what a client reads on every page, whatever the text, the currency and the length."""

import subprocess
import sys
from decimal import Decimal

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from pypdfium2 import PdfDocument

from adapters.formats.document import Document
from adapters.formats.pdf import pdf
from adapters.port import Address, InvoiceStatus, Money, Person, from_minor
from tests.adapters.formats.printed import amount_after, pages

ANOTHER_PROCESS = """
import sys, msgspec
from adapters.formats.document import Document
from adapters.formats.pdf import pdf
sys.stdout.buffer.write(pdf(msgspec.json.decode(sys.stdin.buffer.read(), type=Document)))
"""


def described(document: Document, *words: str) -> Document:
    """Return the document with a line for each of these descriptions, then its own."""
    line = document.lines[0]
    more = tuple(replace(line, item=replace(line.item, description=it)) for it in words)
    return replace(document, lines=(*more, *document.lines))


def test_acme_is_a_bill_that_can_be_sent(acme: Document) -> None:
    first, last = pages(pdf(acme))
    for said in (
        "Meridian Lake Law LLP",
        "One North Wacker Terrace, Suite 2150",
        "Tax ID 00-1234567",
        "Attn: Alex Morgan",
        "200 W Monroe St",
        "Re: Acme v. Contoso",
        "Services of Jan 12 to Jan 28, 2026",
        "Initial interview with A. Morgan on the",
        "L110 · A106",
        "Page 1 of 2",
    ):
        assert said in first, said
    for said in (
        "Filing fee, Circuit Court, Law Division",
        "Paid in full. Thank you.",
        "Page 2 of 2",
    ):
        assert said in last, said
    told = {
        words: amount_after(words, last)
        for words in (
            "Total expenses",
            "Fees",
            "Total of this invoice",
            "Trust money applied",
            "Amount due",
            "Deposits",
            "Applied to invoice 202600029",
            "Balance on Feb 5, 2026",
        )
    }
    assert told == {
        "Total expenses": "473.00",
        "Fees": "6127.50",
        "Total of this invoice": "6600.50",
        "Trust money applied": "-2500.00",
        "Amount due": "0.00",
        "Deposits": "5000.00",
        "Applied to invoice 202600029": "-2500.00",
        "Balance on Feb 5, 2026": "2500.00",
    }
    # Nothing is asked for, so there is nothing to cut off and send.
    assert "REMITTANCE" not in last


def test_what_is_due_is_asked_for_with_a_part_to_send_back(seed: Document) -> None:
    text = "".join(pages(pdf(seed)))
    assert amount_after("Amount due", text) == "627.17"
    assert amount_after("Trust money applied", text) == "-500.00"
    assert "REMITTANCE — PLEASE RETURN THIS PART WITH YOUR PAYMENT" in text
    assert "Please pay by Mar 5, 2026." in text
    assert "Amount enclosed" in text


def test_the_same_document_is_the_same_bytes_in_any_process(acme: Document) -> None:
    once = pdf(acme)
    assert pdf(acme) == once
    again = subprocess.run(
        [sys.executable, "-W", "error", "-c", ANOTHER_PROCESS],
        input=msgspec.json.encode(acme),
        capture_output=True,
        check=True,
    )
    assert again.stdout == once


def test_its_fonts_are_in_it(acme: Document) -> None:
    document = PdfDocument(pdf(acme))
    fonts = {
        it.get_font().get_base_name().rpartition("+")[2]: it.get_font().is_embedded
        for page in document
        for it in page.get_objects()
        if hasattr(it, "get_font")
    }
    document.close()
    assert fonts.keys() == {
        "Lato-Regular",
        "Lato-SemiBold",
        "Lato-Bold",
    }
    assert set(fonts.values()) == {True}


@pytest.mark.parametrize(
    ("status", "stamp", "title"),
    [
        (InvoiceStatus.DRAFT, "DRAFT", "Draft invoice"),
        (InvoiceStatus.PENDING_APPROVAL, "DRAFT", "Draft invoice"),
        (InvoiceStatus.VOID, "VOID", "Void invoice"),
        (InvoiceStatus.SENT, None, "Invoice"),
    ],
)
def test_what_is_no_bill_says_so_on_every_page(
    seed: Document, status: InvoiceStatus, stamp: str | None, title: str
) -> None:
    number = None if stamp == "DRAFT" else seed.invoice.number
    document = replace(seed, invoice=replace(seed.invoice, status=status, number=number))
    text = pages(pdf(described(document, *["Work"] * 40)))
    assert len(text) > 1
    assert [[it for it in ("DRAFT", "VOID") if it in page] for page in text] == [
        [stamp] if stamp else []
    ] * len(text)
    assert f"\n{title}\n" in text[0]
    whole = "".join(text)
    assert ("202600030" in whole) is (stamp != "DRAFT")
    assert ("REMITTANCE" in whole) is (stamp is None)


def test_a_long_table_has_its_head_on_every_page(seed: Document) -> None:
    text = pages(pdf(described(seed, *[f"Task number {n}" for n in range(120)])))
    assert len(text) > 4
    for place, page in enumerate(text, 1):
        assert f"Page {place} of {len(text)}" in page
    for page in text[:-1]:
        assert page.count("TIMEKEEPER") >= 1 and "HOURS" in page
    assert [n for n in range(120) if f"Task number {n}\n" not in "".join(text)] == []
    assert all("Meridian Lake Law LLP" in page for page in text)


@pytest.mark.parametrize(
    ("currency", "due"), [("USD", "$627.17"), ("JPY", "¥62,717"), ("KWD", "KWD 62.717")]
)
def test_money_has_its_currencys_decimals(seed: Document, currency: str, due: str) -> None:
    def turned(money: Money) -> Money:
        return from_minor(int(money.amount * 100), currency)

    of_invoice = "subtotal tax trust_applied amount_billed amount_credited amount_paid amount_due"
    document = replace(
        seed,
        invoice=replace(
            seed.invoice, **{it: turned(getattr(seed.invoice, it)) for it in of_invoice.split()}
        ),
        lines=tuple(
            replace(
                line,
                item=replace(
                    line.item,
                    **{
                        it: turned(getattr(line.item, it))
                        for it in ("rate", "amount", "discount", "tax")
                    },
                ),
            )
            for line in seed.lines
        ),
    )
    text = "".join(pages(pdf(document)))
    assert f"Amount due {due}\n" in text
    assert f"AMOUNT ({currency})" in text


@pytest.mark.parametrize(
    "words",
    [
        "Müller & Søn <b>“quoted”</b> — §12, 5 €",
        "Κώστας Παπαδόπουλος",
        "Жуков и партнёры",
        "Nguyễn Thị Hằng",
        "株式会社キサラギ光学",
        "张伟律师事务所",
        "김철수",
    ],
)
def test_names_are_written_as_they_are(acme: Document, words: str) -> None:
    document = described(replace(acme, client=replace(acme.client, name=words)), words)
    text = "".join(pages(pdf(document)))
    assert text.count(words) >= 3


def test_a_script_without_a_font_is_written_in_latin(acme: Document) -> None:
    text = pages(pdf(described(acme, "Letter from محمد")))[0]
    assert "Letter from mhmd" in text


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(max_size=300), name=st.text(min_size=1, max_size=120))
def test_no_text_keeps_a_bill_from_being_printed(acme: Document, words: str, name: str) -> None:
    document = described(replace(acme, client=replace(acme.client, name=name)), words)
    assert amount_after("Total of this invoice", "".join(pages(pdf(document)))) == "6600.50"


@pytest.mark.parametrize("words", ["W" * 15_000, "word " * 3_000, "line\n" * 400, "光の" * 700])
def test_words_longer_than_a_page_go_on_on_the_next(acme: Document, words: str) -> None:
    text = "".join(pages(pdf(described(acme, words))))
    letter = words[0]
    assert text.count(letter) >= words.count(letter)
    assert amount_after("Total of this invoice", text) == "6600.50"


def test_long_names_and_notes_keep_to_their_places(seed: Document) -> None:
    notes = " ".join(f"note{n}" for n in range(3000))
    document = replace(
        seed,
        client=replace(seed.client, name="Very Long Name " * 40),
        matter=replace(seed.matter, title="A Title Without End " * 40),
        invoice=replace(seed.invoice, notes=notes),
    )
    text = pages(pdf(document))
    foots = [page[page.rindex("Meridian Lake Law LLP") :] for page in text]
    assert {foot.count("Very Long Name") for foot in foots} == {3}
    whole = "".join(text)
    assert [n for n in range(3000) if f"note{n}" not in whole] == []
    assert amount_after("Total of this invoice", whole) == "1127.17"


def test_what_is_not_known_is_left_out(acme: Document) -> None:
    bare = replace(
        acme,
        attorney=None,
        trust=(),
        payments=(),
        firm=replace(
            acme.firm, address=Address(), phone=None, email=None, website=None, tax_id=None
        ),
        client=replace(acme.client, addresses=(), emails=(), primary_contact=Person()),
        matter=replace(acme.matter, practice_area=None),
        invoice=replace(
            acme.invoice,
            due_date=None,
            amount_due=Money(amount=Decimal("1.00"), currency_code="USD"),
        ),
    )
    text = "".join(pages(pdf(bare)))
    assert "None" not in text
    assert "Please pay on receipt." in text
    assert "On receipt" in text


def test_paper_is_that_of_the_firms_country(acme: Document) -> None:
    def sheet(country: str) -> tuple[int, int]:
        firm = replace(acme.firm, address=Address(country=country))
        document = PdfDocument(pdf(replace(acme, firm=firm)))
        wide, high = document[0].get_size()
        document.close()
        return round(wide), round(high)

    assert sheet("US") == (612, 792)
    assert sheet("GB") == (595, 842)


def test_the_clients_own_number_is_told(acme: Document) -> None:
    document = replace(acme, matter=replace(acme.matter, client_matter_id="LM-7"))
    assert "Your reference LM-7\n" in pages(pdf(document))[0]
    assert "Your reference" not in pages(pdf(acme))[0]


def test_abroad_both_addresses_name_their_country(approved: list[Document]) -> None:
    (abroad, *_) = [it for it in approved if it.currency == "GBP"]
    lines = pages(pdf(abroad))[0].split("\n")
    assert {"US", "GB"} <= {line.strip() for line in lines}


@pytest.mark.parametrize(
    ("figures", "told", "untold"),
    [
        (
            {"amount_written_off": 20000, "amount_due": 42717},
            ["Written off", "\N{MINUS SIGN}200.00", "Please pay"],
            ["Nothing more is due", "minimum"],
        ),
        (
            {"amount_credited": 62717, "amount_due": 0},
            ["Credited", "\N{MINUS SIGN}627.17", "Nothing more is due. Thank you."],
            ["Written off", "Paid in full", "minimum"],
        ),
        (
            {"trust_replenishment": 150000},
            ["back to its minimum with 1,500.00 USD."],
            ["Written off", "Credited"],
        ),
    ],
)
def test_what_was_let_go_and_what_trust_lacks_is_told(
    seed: Document, figures: dict[str, int], told: list[str], untold: list[str]
) -> None:
    money = {name: from_minor(amount, "USD") for name, amount in figures.items()}
    words = " ".join(pages(pdf(replace(seed, invoice=replace(seed.invoice, **money)))))
    assert [it for it in told if it not in words] == []
    assert [it for it in untold if it in words] == []
