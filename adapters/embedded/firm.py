"""The firm's own particulars, from the one row that holds them."""

import msgspec

from adapters.embedded.database import Database
from adapters.port import Address, Firm, TimekeeperClass

__all__ = ["profile"]

_address = msgspec.json.Decoder(Address)
_classes = msgspec.json.Decoder(tuple[TimekeeperClass, ...])


def profile(db: Database) -> Firm:
    """Read the firm's letterhead, tax number, and what its bills call its people."""
    (row,) = db.read(
        "select name, currency, address, phone, email, website, tax_id, timekeeper_classes "
        "from firm"
    )
    name, currency, address, phone, email, website, tax_id, classes = row
    return Firm(
        name=name,
        currency_code=currency,
        address=_address.decode(address),
        phone=phone,
        email=email,
        website=website,
        tax_id=tax_id,
        timekeeper_classes=_classes.decode(classes),
    )
