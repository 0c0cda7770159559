"""Documents: an invoice handed out as a file."""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from msgspec import Struct

from adapters.formats.document import Document
from adapters.formats.gathering import gather
from adapters.formats.ledes import ledes_1998b, ledes_1998bi
from adapters.formats.pdf import pdf
from adapters.formats.quickbooks import quickbooks_json
from adapters.port import (
    DocumentKind,
    InvoiceFilter,
    Listing,
    NotFound,
    Order,
    Position,
    Practice,
    Refused,
    Window,
)

__all__ = ["File", "made", "named"]


class File(Struct, frozen=True, kw_only=True):
    """A file's bytes, what they are, and what to call it."""

    content: bytes
    media_type: str
    name: str


class _Tongue(Struct, frozen=True):
    write: Callable[[Document], bytes]
    media_type: str
    ending: str


_TONGUES = {
    DocumentKind.PDF: _Tongue(pdf, "application/pdf", ".pdf"),
    DocumentKind.LEDES_1998B: _Tongue(
        lambda it: ledes_1998b(it).encode("ascii"), "text/plain; charset=us-ascii", "-1998b.txt"
    ),
    DocumentKind.LEDES_1998BI: _Tongue(
        lambda it: ledes_1998bi(it).encode("ascii"), "text/plain; charset=us-ascii", "-1998bi.txt"
    ),
    DocumentKind.QUICKBOOKS: _Tongue(quickbooks_json, "application/json", "-quickbooks.json"),
}

# Printing takes the processor for a while, and reportlab keeps one set of fonts: one at a time,
# away from the event loop.
_PRINTER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="printer")


async def made(practice: Practice, invoice_id: str, kind: DocumentKind, *, trust: bool) -> File:
    """Write an invoice as a file; without ``trust``, nothing of its client's trust money.

    Raises ``Refused``: ``NotFound``, or what the practice or the format says.
    """
    documents = await gather(practice, [invoice_id], trust=trust)
    if not documents:
        raise Refused(NotFound(noun="invoice", id=invoice_id))
    (document,), tongue = documents, _TONGUES[kind]
    loop = asyncio.get_running_loop()
    content = await loop.run_in_executor(_PRINTER, tongue.write, document)
    called = (
        f"{'draft' if document.is_draft else 'invoice'}-{document.invoice.number or invoice_id}"
    )
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", called) + tongue.ending
    return File(content=content, media_type=tongue.media_type, name=name)


async def named(practice: Practice, name: str) -> str:
    """Return the id of the invoice with this id or number. Raises ``Refused`` if there is none."""
    if found := await practice.invoices.by_id([name]):
        return found[0].id
    # Of all by number, the first from this number on.
    window = Window(limit=1, after=Position(name, ""))
    listing = Listing(filter=InvoiceFilter(), order=Order("number"), window=window)
    for invoice in (await practice.invoices.page(listing)).items:
        if invoice.number == name:
            return invoice.id
    raise Refused(NotFound(noun="invoice", id=name))
