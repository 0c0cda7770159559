"""Firm: the law firm itself, as its letterhead and its bills name it."""

from msgspec import Struct

from adapters.port.contact import Address

__all__ = ["Firm", "TimekeeperClass"]


class TimekeeperClass(Struct, frozen=True, kw_only=True):
    """What bills call somebody of a role: a LEDES Oversight Committee code, as ``PARTNR``."""

    role: str
    code: str


class Firm(Struct, frozen=True, kw_only=True):
    """The firm's own particulars; ``tax_id`` is how clients' e-billing systems know it."""

    name: str
    currency_code: str
    address: Address
    phone: str | None
    email: str | None
    website: str | None
    tax_id: str | None
    timekeeper_classes: tuple[TimekeeperClass, ...]

    def class_of(self, role: str | None) -> str | None:
        """Return the code that bills give somebody of this role, if the firm has said one."""
        return next((it.code for it in self.timekeeper_classes if it.role == role), None)
