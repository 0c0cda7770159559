"""PDF: an invoice as a client is sent it, from the letterhead to the part that is sent back."""

from reportlab.platypus import Flowable, Spacer, Table

from adapters.formats import charged, settled
from adapters.formats.document import Document
from adapters.formats.grid import pairs, section
from adapters.formats.lettering import (
    PALE,
    bold,
    bold_right,
    caption,
    note,
    right,
    styled,
    text,
)
from adapters.formats.page import Heading, printed, width
from adapters.formats.words import address, day, money, shorten, span

__all__ = ["pdf"]


def pdf(document: Document) -> bytes:
    """Print an invoice; a draft and a void one say so across every page.

    The same document gives the same bytes: nothing in them tells when or where they were made.
    """
    wide = width(document.firm.address.country)
    story: list[Flowable] = [
        *_opening(document, wide),
        *charged.fees(document, wide),
        *charged.expenses(document, wide),
        *charged.interest(document, wide),
        *charged.timekeepers(document, wide),
        *settled.totals(document),
        *settled.payments(document, wide),
        *settled.trust(document, wide),
        *_notes(document),
        *settled.remittance(document, wide),
    ]
    return printed(_heading(document), story)


def _heading(document: Document) -> Heading:
    firm, number = document.firm, document.invoice.number
    stamp = "DRAFT" if document.is_draft else "VOID" if document.is_void else None
    called = f"Invoice {number}" if number else "Draft invoice" if document.is_draft else "Invoice"
    lines = address(firm.address, document.home)
    streets = sum(1 for line in (firm.address.line1, firm.address.line2) if line)
    particulars = (
        ", ".join(lines[:streets]),
        *lines[streets:],
        firm.phone,
        firm.email,
        firm.website,
        firm.tax_id and f"Tax ID {firm.tax_id}",
    )
    return Heading(
        country=firm.address.country,
        firm=firm.name,
        particulars=tuple(line for line in particulars if line),
        running=f"{called} \N{MIDDLE DOT} Matter {document.matter.number}",
        foot=f"{firm.name} \N{MIDDLE DOT} {called} \N{MIDDLE DOT} {shorten(document.client.name, 48)}",
        title=f"{called} \N{MIDDLE DOT} {document.client.name}",
        stamp=stamp,
    )


def _opening(document: Document, wide: float) -> list[Flowable]:
    """Return whom the invoice is for, what it is known by, and the matter it is about."""
    sides = Table(
        [[_addressed(document), pairs((96, 150), _facts(document), last=True)]],
        colWidths=[wide - 246, 246],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ],
    )
    about = Table(
        [[[bold(f"Re: {document.matter.title}"), note(_about(document))]]],
        colWidths=[wide],
        style=[
            ("BACKGROUND", (0, 0), (-1, -1), PALE),
            ("TOPPADDING", (0, 0), (-1, -1), 6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
        ],
    )
    return [sides, Spacer(0, 12), about]


def _addressed(document: Document) -> list[Flowable]:
    client, home = document.client, document.firm.address.country
    person = client.primary_contact
    names = [name for name in (person and person.given_name, person and person.family_name) if name]
    lines = [f"Attn: {' '.join(names)}"] if names and " ".join(names) != client.name else []
    lines += address(client.addresses[0], home) if client.addresses else ()
    lines += client.emails[:1]
    title = "Draft invoice" if document.is_draft else "Invoice"
    title = "Void invoice" if document.is_void else title
    return [
        styled("title", title),
        Spacer(0, 12),
        caption("BILL TO"),
        bold(client.name),
        *map(text, lines),
    ]


def _facts(document: Document) -> list[list[Flowable]]:
    invoice = document.invoice
    facts = {
        "Invoice": invoice.number or ("Not numbered yet" if document.is_draft else None),
        "Date": day(invoice.issue_date),
        "Due": invoice.due_date and day(invoice.due_date),
        "Matter": document.matter.number,
        "Your reference": document.matter.client_matter_id,
        "Attorney": document.attorney and document.attorney.name,
    }
    rows: list[list[Flowable]] = [[text(name), right(it)] for name, it in facts.items() if it]
    return [*rows, [bold("Amount due"), bold_right(money(invoice.amount_due))]]


def _about(document: Document) -> str:
    area = document.matter.practice_area
    billed = f"Services of {span(*document.days)}"
    return f"{area} \N{MIDDLE DOT} {billed}" if area else billed


def _notes(document: Document) -> list[Flowable]:
    said = document.invoice.notes
    return section("Notes", text(said), 1) if said else []
