"""LEDES: an invoice in the e-billing formats 1998B and 1998BI V2, one row for each line.

Both name the gross of what was billed: trust money and payments never appear. Discounts that the
practice gave on a whole invoice are told in the way each format can add up. 1998B knows no tax and
takes them as rows of their own, IF off fees and IE off expenses, so that work stays at its agreed
rates; tax, too, is a row. In 1998BI tax falls on what is left of a line, so there each line carries
its share as its adjustment.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from anyascii import anyascii

from adapters.formats.document import Document, Line
from adapters.port import (
    Address,
    CodeKind,
    Contact,
    InvalidInput,
    InvoiceLineItem,
    LineItemKind,
    Money,
    Refused,
    exact,
    exponent,
    utbms,
)

__all__ = ["COLUMNS_1998B", "COLUMNS_1998BI", "ledes_1998b", "ledes_1998bi"]

_COLUMNS = """
INVOICE_DATE INVOICE_NUMBER CLIENT_ID LAW_FIRM_MATTER_ID INVOICE_TOTAL BILLING_START_DATE
BILLING_END_DATE INVOICE_DESCRIPTION LINE_ITEM_NUMBER EXP/FEE/INV_ADJ_TYPE
LINE_ITEM_NUMBER_OF_UNITS LINE_ITEM_ADJUSTMENT_AMOUNT LINE_ITEM_TOTAL LINE_ITEM_DATE
LINE_ITEM_TASK_CODE LINE_ITEM_EXPENSE_CODE LINE_ITEM_ACTIVITY_CODE TIMEKEEPER_ID
LINE_ITEM_DESCRIPTION LAW_FIRM_ID LINE_ITEM_UNIT_COST TIMEKEEPER_NAME TIMEKEEPER_CLASSIFICATION
CLIENT_MATTER_ID
"""
_MORE = """
PO_NUMBER CLIENT_TAX_ID MATTER_NAME INVOICE_TAX_TOTAL INVOICE_NET_TOTAL INVOICE_CURRENCY
TIMEKEEPER_LAST_NAME TIMEKEEPER_FIRST_NAME ACCOUNT_TYPE LAW_FIRM_NAME LAW_FIRM_ADDRESS_1
LAW_FIRM_ADDRESS_2 LAW_FIRM_CITY LAW_FIRM_STATEorREGION LAW_FIRM_POSTCODE LAW_FIRM_COUNTRY
CLIENT_NAME CLIENT_ADDRESS_1 CLIENT_ADDRESS_2 CLIENT_CITY CLIENT_STATEorREGION CLIENT_POSTCODE
CLIENT_COUNTRY LINE_ITEM_TAX_RATE LINE_ITEM_TAX_TOTAL LINE_ITEM_TAX_TYPE
INVOICE_REPORTED_TAX_TOTAL INVOICE_TAX_CURRENCY
"""
COLUMNS_1998B = tuple(_COLUMNS.split())
COLUMNS_1998BI = (*COLUMNS_1998B, *_MORE.split())

_ROOM = 20
_TEXT = 15_000
_OTHER_COST = "E124"
_TYPES = {LineItemKind.TIME: "F", LineItemKind.EXPENSE: "E", LineItemKind.INTEREST: "IE"}

_Row = Mapping[str, str]


def ledes_1998b(document: Document) -> str:
    """Write an approved invoice as LEDES 1998B (rev. 8/2007), 24 columns.

    Raises ``Refused`` with ``InvalidInput`` for a draft, a void invoice, or a value that the
    format has no room for.
    """
    head = _head(document)
    rows = [{**head, **_gross(document, line)} for line in document.lines]
    rows += [{**head, **_level(document, *it)} for it in _levels(document)]
    return _written("LEDES1998B[]", COLUMNS_1998B, rows)


def ledes_1998bi(document: Document) -> str:
    """Write an approved invoice as LEDES 98BI V2, 52 columns. Raises as ``ledes_1998b`` does.

    A client's tax number and purchase order are left empty: the practice keeps neither.
    """
    head = {**_head(document), **_head_1998bi(document)}
    rows = [{**head, **_net(document, line)} for line in document.lines]
    return _written("LEDES98BI V2[]", COLUMNS_1998BI, rows)


def _head(document: Document) -> _Row:
    """Return what every row of an invoice says of it."""
    invoice, firm, matter = document.invoice, document.firm, document.matter
    if document.is_draft or document.is_void or invoice.number is None:
        rule = f"LEDES is written of approved invoices; this one is {invoice.status.value}."
        raise Refused(InvalidInput(field=("format",), rule=rule))
    if not firm.tax_id:
        rule = "LEDES names the firm by its tax number, and the practice has none for it."
        raise Refused(InvalidInput(field=("format",), rule=rule))
    first, last = document.days
    return {
        "INVOICE_DATE": f"{invoice.issue_date:%Y%m%d}",
        "INVOICE_NUMBER": _name("INVOICE_NUMBER", invoice.number),
        "CLIENT_ID": _client_id(document.client),
        "LAW_FIRM_MATTER_ID": _name("LAW_FIRM_MATTER_ID", matter.number),
        "INVOICE_TOTAL": _amount(invoice.amount_billed),
        "BILLING_START_DATE": f"{first:%Y%m%d}",
        "BILLING_END_DATE": f"{last:%Y%m%d}",
        "INVOICE_DESCRIPTION": _text(
            invoice.notes or f"Professional services: {matter.title}", _TEXT
        ),
        "LAW_FIRM_ID": _name("LAW_FIRM_ID", firm.tax_id),
        "CLIENT_MATTER_ID": _name("CLIENT_MATTER_ID", matter.client_matter_id or matter.number),
    }


def _head_1998bi(document: Document) -> _Row:
    currency, tax = document.currency, document.tax
    firm, client = document.firm, document.client
    at = firm.address
    to = client.addresses[0] if client.addresses else Address()
    return {
        "MATTER_NAME": _text(document.matter.title, 255),
        "INVOICE_TAX_TOTAL": _amount(tax),
        "INVOICE_NET_TOTAL": _amount(document.less(document.invoice.amount_billed, tax)),
        "INVOICE_CURRENCY": currency,
        "ACCOUNT_TYPE": "O",
        "LAW_FIRM_NAME": _text(firm.name, 60),
        "LAW_FIRM_ADDRESS_1": _text(at.line1, 60),
        "LAW_FIRM_ADDRESS_2": _text(at.line2, 60),
        "LAW_FIRM_CITY": _text(at.city, 40),
        "LAW_FIRM_STATEorREGION": _text(at.region, 40),
        "LAW_FIRM_POSTCODE": _text(at.postal_code, 20),
        "LAW_FIRM_COUNTRY": _text(at.country, 3),
        "CLIENT_NAME": _text(client.name, 60),
        "CLIENT_ADDRESS_1": _text(to.line1, 60),
        "CLIENT_ADDRESS_2": _text(to.line2, 60),
        "CLIENT_CITY": _text(to.city, 40),
        "CLIENT_STATEorREGION": _text(to.region, 40),
        "CLIENT_POSTCODE": _text(to.postal_code, 20),
        "CLIENT_COUNTRY": _text(to.country, 3),
        "INVOICE_REPORTED_TAX_TOTAL": _amount(tax),
        "INVOICE_TAX_CURRENCY": currency,
    }


def _client_id(client: Contact) -> str:
    """Return the number that the client goes by outside, where it has one that is short enough."""
    outside = _named(client.external_id or "")
    return outside if 0 < len(outside) <= _ROOM else _name("CLIENT_ID", client.id)


def _gross(document: Document, line: Line) -> _Row:
    """Return a line at what it came to before anything was taken off the whole invoice."""
    item = line.item
    return {
        **_line(document, line),
        "LINE_ITEM_ADJUSTMENT_AMOUNT": _adjustment(item, item.amount),
        "LINE_ITEM_TOTAL": _amount(item.amount),
    }


def _net(document: Document, line: Line) -> _Row:
    """Return a line less its share of the discounts, with the tax on what is left."""
    item, person = line.item, line.timekeeper
    net = document.less(item.amount, item.discount)
    taxed = bool(item.tax.amount)
    rate = _rate(document, item) if taxed else Decimal(0)
    return {
        **_line(document, line),
        "LINE_ITEM_ADJUSTMENT_AMOUNT": _adjustment(item, net),
        "LINE_ITEM_TOTAL": _amount(document.sum([net, item.tax])),
        "TIMEKEEPER_LAST_NAME": _text(person.family_name if person else "", 30),
        "TIMEKEEPER_FIRST_NAME": _text(person.given_names if person else "", 30),
        "LINE_ITEM_TAX_RATE": _digits(rate, 10),
        "LINE_ITEM_TAX_TOTAL": _amount(item.tax),
        "LINE_ITEM_TAX_TYPE": "TAX" if taxed else "",
    }


def _rate(document: Document, item: InvoiceLineItem) -> Decimal:
    """Return what a line's taxes come to together, of one: a compound one counts on the others."""
    if not item.taxes:
        return document.invoice.tax_rate / 100
    simple = sum((tax.rate / 100 for tax in item.taxes if not tax.compound), Decimal(0))
    compound = sum((tax.rate / 100 for tax in item.taxes if tax.compound), Decimal(0))
    return simple + compound * (1 + simple)


def _line(document: Document, line: Line) -> _Row:
    """Return what a row says of a line whatever its total: a flat fee is an IF row of one unit, and
    interest, which is no work, an IE row.
    """
    item, person = line.item, line.timekeeper
    kind = _TYPES.get(item.kind, "IF")
    row = {
        "EXP/FEE/INV_ADJ_TYPE": kind,
        "LINE_ITEM_NUMBER_OF_UNITS": _digits(item.quantity, 4, least=2),
        "LINE_ITEM_UNIT_COST": _amount(item.rate),
        "LINE_ITEM_DATE": f"{item.date or document.invoice.issue_date:%Y%m%d}",
        "LINE_ITEM_DESCRIPTION": _text(item.description, _TEXT),
    }
    if kind == "E":
        code = line.expense_code or _OTHER_COST
        row["LINE_ITEM_EXPENSE_CODE"] = _code("LINE_ITEM_EXPENSE_CODE", code)
    if kind == "F":
        if person is None:
            rule = "LEDES names who worked, and the practice shows one line's time to nobody here."
            raise Refused(InvalidInput(field=("format",), rule=rule))
        names = f"{person.family_name}, {person.given_names}" if person.given_names else person.name
        row |= {
            "LINE_ITEM_TASK_CODE": _code("LINE_ITEM_TASK_CODE", line.task_code),
            "LINE_ITEM_ACTIVITY_CODE": _code("LINE_ITEM_ACTIVITY_CODE", line.activity_code),
            "TIMEKEEPER_ID": _name("TIMEKEEPER_ID", person.id),
            "TIMEKEEPER_NAME": _text(names, 30),
            "TIMEKEEPER_CLASSIFICATION": person.code or "",
        }
    return row


def _levels(document: Document) -> Iterator[tuple[str, str, Money]]:
    """Yield what stands on the invoice as a whole: its discounts, by what they are off; its tax."""
    for kind, what, lines in (
        ("IF", "fees", document.fees),
        ("IE", "expenses", document.expenses),
    ):
        off = document.sum(line.item.discount for line in lines)
        if off.amount:
            yield kind, f"Discount on {what}", document.less(document.sum([]), off)
    for tax in document.taxes:
        yield "IE", f"{tax.name} at {tax.rate:f}%", tax.settled


def _level(document: Document, kind: str, what: str, amount: Money) -> _Row:
    return {
        "EXP/FEE/INV_ADJ_TYPE": kind,
        "LINE_ITEM_ADJUSTMENT_AMOUNT": _amount(amount),
        "LINE_ITEM_TOTAL": _amount(amount),
        "LINE_ITEM_DATE": f"{document.invoice.issue_date:%Y%m%d}",
        "LINE_ITEM_DESCRIPTION": what,
    }


def _written(first: str, columns: Sequence[str], rows: Sequence[_Row]) -> str:
    numbered = ({**row, "LINE_ITEM_NUMBER": str(place)} for place, row in enumerate(rows, 1))
    table = [columns, *([row.get(name, "") for name in columns] for row in numbered)]
    return "".join(f"{line}\r\n" for line in [first, *("|".join(row) + "[]" for row in table)])


def _adjustment(item: InvoiceLineItem, total: Money) -> str:
    """Return what makes units times unit cost, settled, into the total; its tax left out."""
    worth = (item.quantity * item.rate.amount).quantize(item.amount.amount, ROUND_HALF_UP)
    return _amount(exact(total.amount - worth, total.currency_code))


def _code(column: str, code: str | None) -> str:
    """Write a code that may be billed under: a phase only heads the codes below it."""
    known = utbms.find(code) if code else None
    if known and known.kind is CodeKind.PHASE:
        rule = f"{code} ({known.name}) is a phase; LEDES takes the tasks below it."
        raise Refused(InvalidInput(field=("format",), rule=rule))
    return _name(column, code or "")


def _amount(money: Money) -> str:
    """Write money with two decimals, or three where its currency has three; no commas, no sign."""
    return _digits(money.amount, 2, least=max(2, exponent(money.currency_code)))


def _digits(value: Decimal, most: int, *, least: int = 0) -> str:
    """Write a number plainly, with at least and at most so many decimals."""
    text = format(value.quantize(Decimal(1).scaleb(-max(most, least)), ROUND_HALF_UP), "f")
    whole, _, part = text.partition(".")
    part = part.rstrip("0").ljust(least, "0")
    return f"{whole}.{part}" if part else whole


def _name(column: str, value: str) -> str:
    """Write what names something: in letters, digits and hyphens, for the strictest readers.

    It is never cut short, for it would name something else.
    """
    text = _named(value)
    if len(text) > _ROOM:
        rule = f"LEDES has room for {_ROOM} characters in {column}, and {text} has {len(text)}."
        raise Refused(InvalidInput(field=("format",), rule=rule))
    return text


def _named(value: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", _plain(value))


def _text(value: str | None, most: int) -> str:
    """Write words, cut where the column ends."""
    return _plain(value or "")[:most].rstrip()


_MARKS = str.maketrans("|[]", "/()")


def _plain(value: str) -> str:
    """Say it in printable ASCII, on one line, without the marks that part columns and rows."""
    return re.sub(r"[^!-~]+", " ", anyascii(value).translate(_MARKS)).strip()
