"""Document: what an invoice can be handed out as."""

from enum import Enum

__all__ = ["DocumentKind", "LedesFormat"]


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
