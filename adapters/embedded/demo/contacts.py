"""Contacts: clients, those on the other side, and whoever else the firm writes to."""

from collections.abc import Iterator
from datetime import UTC, datetime

from adapters.embedded.demo.bodies import ADVERSARIES, CLIENTS, COUNSEL, FOREIGN, VENDORS
from adapters.embedded.demo.chance import Chance
from adapters.embedded.demo.names import EXPERTS, FAMILIES, GIVEN, PLACES, STREETS
from adapters.embedded.demo.parties import ACME, BETASOFT, Party
from adapters.port import Address, BillingPreferences, ContactType, Person, Phone

__all__ = ["acquaint"]

_OFFICES = {
    "vendor": "Retained as a vendor; file its invoices with the matter.",
    "counsel": "Law firm; often on the other side.",
}
_AREAS = ("312", "773", "847", "630", "708", "224")


class _Register:
    """Hands out names, numbers and addresses, none of them twice."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        draw = chance.draw
        others = [family for family in FAMILIES if family != "Hargrove"]
        families = [name for _ in range(2) for name in draw.sample(others, len(others))]
        given = [name for _ in range(4) for name in draw.sample(GIVEN, len(GIVEN))]
        self._names = list(dict.fromkeys(zip(given, families, strict=False)))
        self._phones = [f"+1-{area}-555-01{n:02d}" for area in _AREAS for n in range(100)]
        self._phones.remove("+1-312-555-0199")
        self._phones.remove("+1-312-555-0142")
        draw.shuffle(self._phones)
        self._accounts = draw.sample(range(130, 990), 90)

    def name(self) -> tuple[str, str]:
        return self._names.pop(0)

    def phone(self, type: str) -> Phone:
        return Phone(value=self._phones.pop(), type=type)

    def account(self) -> str:
        return f"acct_{self._accounts.pop():05d}"

    def address(self, suite: bool) -> Address:
        draw = self.chance.draw
        city, postal_code = draw.choice(PLACES)
        return Address(
            line1=f"{draw.randint(12, 480) * 10 + draw.randint(1, 9)} {draw.choice(STREETS)}",
            line2=f"Suite {draw.randint(2, 38) * 100}" if suite else None,
            city=city,
            region="IL",
            postal_code=postal_code,
            country="US",
        )


def acquaint(chance: Chance) -> list[Party]:
    """Make every contact; when each was met is for the matters to say."""
    register = _Register(chance)
    people = list(_people(register))
    return [*_seeded(chance), *_organizations(register), *people]


def _seeded(chance: Chance) -> Iterator[Party]:
    """Make the two clients that the seed names."""
    usual = BillingPreferences(delivery="email", terms="net30", currency_code="USD")
    yield Party(
        id=chance.keep(ACME),
        type=ContactType.ORGANIZATION,
        name="Acme Holdings LLC",
        short="Acme",
        role="client",
        external_id="acct_00124",
        person=Person(given_name="Alex", family_name="Morgan", email="alex.morgan@acme.example"),
        emails=("billing@acme.example",),
        phones=(Phone(value="+1-312-555-0199", type="work"),),
        addresses=(
            Address(
                line1="200 W Monroe St",
                city="Chicago",
                region="IL",
                postal_code="60606",
                country="US",
            ),
        ),
        preferences=usual,
        notes="Existing iManage client; map by client number 11287",
        created_at=datetime(2025, 11, 3, 15, 20, 41, tzinfo=UTC),
        updated_at=datetime(2026, 2, 19, 11, 44, 7, tzinfo=UTC),
    )
    yield Party(
        id=chance.keep(BETASOFT),
        type=ContactType.ORGANIZATION,
        name="BetaSoft Inc.",
        short="BetaSoft",
        role="client",
        external_id="acct_00131",
        person=Person(
            given_name="Marisol", family_name="Tennant", email="marisol.tennant@betasoft.example"
        ),
        emails=("legal@betasoft.example",),
        phones=(Phone(value="+1-312-555-0142", type="work"),),
        addresses=(
            Address(
                line1="1045 W Fulton St",
                line2="Suite 600",
                city="Chicago",
                region="IL",
                postal_code="60607",
                country="US",
            ),
        ),
        preferences=usual,
    )


def _organizations(register: _Register) -> Iterator[Party]:
    for short, ending in CLIENTS:
        yield _organization(register, f"{short} {ending}", short, "client")
    for (short, ending), currency, place in FOREIGN:
        party = _organization(register, f"{short} {ending}", short, "client", currency)
        line1, city, region, postal_code, country = place
        abroad = Address(
            line1=line1,
            city=city,
            region=region or None,
            postal_code=postal_code,
            country=country,
        )
        party.addresses = (abroad,)
        yield party
    for short, ending in ADVERSARIES:
        yield _organization(register, f"{short} {ending}", short, "adversary")
    for name in COUNSEL:
        yield _organization(register, name, name, "counsel")
    for name in VENDORS:
        yield _organization(register, name, name, "vendor")


def _organization(
    register: _Register, name: str, short: str, role: str, currency: str = "USD"
) -> Party:
    chance = register.chance
    words = short.split() if role in ("client", "adversary") else short.split()[:1]
    domain = "".join(words).casefold() + ".example"
    given, family = register.name()
    office = "accounts" if role == "client" else "office"
    mail = f"{given}.{family}@{domain}".casefold()
    return Party(
        id=chance.id("cli"),
        type=ContactType.ORGANIZATION,
        name=name,
        short=short,
        role=role,
        person=Person(given_name=given, family_name=family, email=mail),
        emails=(f"{office}@{domain}",),
        phones=(register.phone("work"),),
        addresses=(register.address(suite=chance.happens(0.5)),),
        preferences=_preferences(chance, currency) if role == "client" else None,
        external_id=register.account() if role == "client" and chance.happens(0.6) else None,
        notes=_OFFICES.get(role),
        currency=currency,
    )


_ROLES = (("client", 62), ("adversary", 12), ("counsel", 8), ("expert", 6), ("witness", 12))


def _people(register: _Register) -> Iterator[Party]:
    """Make a hundred persons, Eleanor Hargrove first."""
    known = [("Eleanor", "Hargrove")]
    for role, number in _ROLES:
        for _ in range(number):
            given, family = known.pop() if known else register.name()
            yield _person(register, given, family, role)


def _person(register: _Register, given: str, family: str, role: str) -> Party:
    chance = register.chance
    client = role == "client"
    office = chance.draw.choice(COUNSEL)
    host = {"counsel": "".join(office.split()[:1]).casefold(), "expert": "consulting"}
    mail = f"{given}.{family}@{host.get(role, 'mailhaven')}.example".casefold()
    notes = {
        "counsel": f"Opposing counsel; practices with {office}.",
        "expert": f"Testifying expert, {chance.draw.choice(EXPERTS)}.",
    }
    phones = [register.phone("mobile")]
    if chance.happens(0.3):
        phones.append(register.phone("home" if client else "work"))
    return Party(
        id=chance.id("cli"),
        type=ContactType.PERSON,
        name=f"{given} {family}",
        short=family,
        role=role,
        person=Person(given_name=given, family_name=family, email=mail) if client else None,
        emails=(mail,),
        phones=tuple(phones),
        addresses=(register.address(suite=role in host),) if chance.happens(0.85) else (),
        preferences=_preferences(chance, "USD") if client else None,
        external_id=register.account() if client and chance.happens(0.4) else None,
        notes=notes.get(role),
    )


def _preferences(chance: Chance, currency: str) -> BillingPreferences:
    delivery = chance.draw.choice(("email", "email", "email", "portal", "mail"))
    return BillingPreferences(delivery=delivery, terms="net30", currency_code=currency)
