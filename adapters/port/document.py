"""Document: what an invoice can be handed out as."""

from enum import Enum

from adapters.port.invoice import InvoiceStatus

__all__ = ["DocumentKind", "LedesFormat", "kinds_of"]

_NOT_BILLED = (InvoiceStatus.DRAFT, InvoiceStatus.PENDING_APPROVAL, InvoiceStatus.VOID)


class LedesFormat(Enum):
    """The e-billing formats of the LEDES Oversight Committee that invoices are written in."""

    LEDES_1998B = "ledes1998b"
    LEDES_1998BI = "ledes1998bi"


class DocumentKind(Enum):
    """A file that an invoice can be handed out as; each value is also the command line's word."""

    PDF = "pdf"
    LEDES_1998B = LedesFormat.LEDES_1998B.value
    LEDES_1998BI = LedesFormat.LEDES_1998BI.value
    QUICKBOOKS = "quickbooks"


_ON_PAPER = frozenset({DocumentKind.PDF})


def kinds_of(status: InvoiceStatus) -> frozenset[DocumentKind]:
    """Return what an invoice that stands so can be handed out as: a draft or a void one, as a PDF
    that says what it is; all others, as every kind.
    """
    return _ON_PAPER if status in _NOT_BILLED else frozenset(DocumentKind)
