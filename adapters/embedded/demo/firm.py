"""Firm: the demo firm itself and the ten people who work there."""

import sqlite3
from datetime import date

from msgspec import Struct

from adapters.embedded.columns import as_json
from adapters.embedded.demo.chance import END, Chance
from adapters.port import Address, TimekeeperClass

__all__ = ["DOMAIN", "JANE", "NAME", "Firm", "Worker", "found"]

NAME = "Meridian Lake Law LLP"
DOMAIN = "meridianlake.example"
JANE = "u_pp_7ab202"
_PARALEGAL = "u_pp_1a92b7"
_ADDRESS = Address(
    line1="One North Wacker Terrace",
    line2="Suite 2150",
    city="Chicago",
    region="IL",
    postal_code="60606",
    country="US",
)
_PHONE, _TAX_ID = "+1-312-555-0142", "00-1234567"
_CLASSES = {
    "partner": "PARTNR",
    "associate": "ASSOC",
    "paralegal": "PARALG",
    "trustee": "OFCOUN",
    "intake": "LGLAST",
}


class Worker(Struct, frozen=True, kw_only=True):
    """Somebody at the firm; ``until`` is the last day of work, ``rate`` is for one hour."""

    id: str
    name: str
    role: str
    rate: int | None = None
    until: date = END

    @property
    def active(self) -> bool:
        return self.until == END

    @property
    def email(self) -> str:
        return f"{self.name.casefold().replace(' ', '.')}@{DOMAIN}"


class Firm(Struct, frozen=True, kw_only=True):
    """The firm's people, by what they do."""

    workers: tuple[Worker, ...]

    def in_role(self, *roles: str) -> tuple[Worker, ...]:
        """Return who has one of these roles, in the order they are kept."""
        return tuple(worker for worker in self.workers if worker.role in roles)

    @property
    def attorneys(self) -> tuple[Worker, ...]:
        """Who may answer for a matter."""
        return tuple(w for w in self.in_role("partner", "associate") if w.active)


def found(chance: Chance) -> Firm:
    """Bring the firm's people together."""

    def worker(name: str, role: str, rate: int | None = None, until: date = END) -> Worker:
        return Worker(id=chance.id("u_pp"), name=name, role=role, rate=rate, until=until)

    jane = Worker(id=chance.keep(JANE), name="Jane Attorney", role="partner", rate=39500)
    paralegal = Worker(id=chance.keep(_PARALEGAL), name="Paralegal", role="paralegal", rate=16500)
    return Firm(
        workers=(
            jane,
            worker("Tobias Lindqvist", "partner", 46000),
            worker("Priya Halvorsen", "associate", 31000),
            worker("Colette Farrow", "associate", 27500, date(2025, 6, 27)),
            paralegal,
            worker("Simone Brandauer", "billing"),
            worker("Harriet Osei", "trustee", 42000),
            worker("Dmitri Vale", "intake"),
            worker("Rosalba Quist", "auditor"),
            worker("Owen Tremblay", "admin"),
        )
    )


def keep(db: sqlite3.Connection, firm: Firm) -> None:
    """Write the firm and its people down."""
    classes = [TimekeeperClass(role=role, code=code) for role, code in _CLASSES.items()]
    db.execute(
        "insert into firm values (1, ?, 'USD', ?, ?, ?, ?, ?, ?)",
        [
            NAME,
            as_json(_ADDRESS),
            _PHONE,
            f"billing@{DOMAIN}",
            f"www.{DOMAIN}",
            _TAX_ID,
            as_json(classes),
        ],
    )
    db.executemany(
        "insert into users values (?, ?, ?, ?, ?, ?, ?)",
        [
            (w.id, w.name, w.email, w.role, int(w.id == JANE), int(w.active), w.rate)
            for w in firm.workers
        ],
    )
