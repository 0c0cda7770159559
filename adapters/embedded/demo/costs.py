"""Cost: what the firm lays out on a matter, by practice area."""

from msgspec import Struct

__all__ = ["COSTS", "Cost"]


class Cost(Struct, frozen=True, kw_only=True):
    """A kind of expense: its code, its words, what it comes to, whether tax is due on it, and
    whether the firm's bank pays somebody for it.
    """

    code: str
    text: str
    least: int
    most: int
    taxable: bool
    hard: bool


def _costs(table: str) -> tuple[Cost, ...]:
    """Read a table: code, least and most in minor units of a dollar, ``T`` if taxable, words.

    What the office does itself is a soft cost: no bank pays anybody for one copy or session.
    """
    found = []
    for line in table.splitlines():
        code, least, most, tax, text = line.split(maxsplit=4)
        found.append(
            Cost(
                code=code,
                text=text,
                least=int(least),
                most=int(most),
                taxable=tax == "T",
                hard=code not in _SOFT,
            )
        )
    return tuple(found)


_SOFT = ("E101", "E106", "E108")

_OFFICE = """\
E101 1200 14800 T Copying and binding, {pages} pages
E102 4500 38000 T Outside printing of exhibit sets
E106 3500 42000 - Online legal research, session of {hours} hours
E107 1800 9500 - Messenger delivery to {counsel}
E108 900 6400 - Certified mail and postage
"""

_DISPUTES = """\
E112 38800 40500 - Filing fee, {court}
E112 1050 2500 - E-filing service fee
E113 6500 19500 - Service of subpoena on {witness}
E114 4000 9500 - Witness fee and mileage, {witness}
E115 42000 186000 - Deposition transcript of {witness}
E115 38000 96000 - Court reporter attendance, deposition of {other}
E117 9500 64000 T Trial exhibit boards and demonstratives
E118 24000 215000 T Document processing and hosting, {pages} files
E119 150000 780000 - Fee of {expert} for report on {issue}
E121 120000 360000 - Share of mediator's fee
E109 1400 6800 - Taxi and parking, court appearance
E110 31000 142000 - Travel to deposition of {witness}
"""

_PROPERTY = """\
E112 35000 70000 - Official filing fee for {mark}
E123 42000 165000 - Search report on {mark}
E122 90000 310000 - Foreign associate's fee for {mark}
E106 6500 38000 - Database search for {mark}
"""

_LAND = """\
E112 8800 26500 - Recording fees, {place}
E123 65000 240000 - Survey of {place}
E123 32000 118000 - Title search and commitment, {place}
E109 1600 5200 - Local travel to site visit, {place}
E112 50000 125000 - Zoning application fee, {place}
"""

_ESTATES = """\
E112 17800 47900 - Probate filing fee, {family} estate
E112 1200 4800 - Certified copies of letters of office
E123 45000 185000 - Appraisal of estate property, {family} estate
E124 18000 41000 - Publication of claims notice, {family} estate
"""

COSTS: dict[str, tuple[Cost, ...]] = {
    "Commercial Litigation": _costs(_OFFICE + _DISPUTES * 2),
    "Intellectual Property": _costs(_OFFICE + _PROPERTY * 2),
    "Real Estate": _costs(_OFFICE + _LAND * 2),
    "Estate Planning": _costs(_OFFICE + _ESTATES * 2),
}
"""What may come up in each practice area; a line that comes twice is twice as likely."""
