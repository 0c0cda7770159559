"""Ledgers: which clients' money the firm keeps, and in which account."""

import sqlite3
from datetime import date

from msgspec import Struct

from adapters.embedded.demo.chance import Chance
from adapters.embedded.demo.intake import ACME_MATTER
from adapters.embedded.demo.journal import Ledger
from adapters.embedded.demo.matters import Engagement
from adapters.embedded.demo.parties import Party
from adapters.port import BillingType, MatterStatus

__all__ = ["POOLED", "Accounts", "adopt_policy", "open_ledgers"]

POOLED = "tra_21ff67"

_OF_MATTERS, _OF_CLIENTS, _WITHOUT_MONEY = 52, 7, 16


class Accounts(Struct, kw_only=True):
    """The two trust accounts and the ledgers in them."""

    own: str
    of_matters: dict[str, Ledger]
    of_clients: dict[str, Ledger]

    @property
    def ledgers(self) -> list[Ledger]:
        return [*self.of_matters.values(), *self.of_clients.values()]

    def keep(self, db: sqlite3.Connection) -> None:
        """Write the accounts down; matters name them, so they come before matters."""
        db.executemany(
            "insert into trust_accounts values (?, ?, 'USD', null, 25000, 0, 1, 0)",
            [
                (POOLED, "Client Trust Account (IOLTA)"),
                (self.own, "Interest-Bearing Trust Account \N{EN DASH} Hargrove Estate"),
            ],
        )


def adopt_policy(db: sqlite3.Connection) -> None:
    """Let two people pay out large sums from now on; before, one did."""
    db.execute("update trust_accounts set second_approver_above = 500000")


def open_ledgers(chance: Chance, matters: list[Engagement], drafted: list[Engagement]) -> Accounts:
    """Open a ledger for some sixty matters and clients, those with drafts among them."""
    eligible = [
        matter
        for matter in matters
        if matter.currency == "USD" and matter.status is not MatterStatus.PENDING
    ]
    estate = next(matter for matter in eligible if matter.client.short == "Hargrove")
    sure = [
        matter
        for matter in eligible
        if matter.id == ACME_MATTER
        or matter.billing is BillingType.RETAINER
        or (matter.billing is BillingType.CONTINGENCY and matter.closed)
        or (matter in drafted and matter is not estate)
    ]
    others = [matter for matter in eligible if matter not in sure and matter is not estate]
    sure += chance.draw.sample(others, _OF_MATTERS - len(sure))
    accounts = Accounts(own=chance.id("tra"), of_matters={}, of_clients={})
    for matter in sorted(sure, key=lambda matter: matter.number):
        _open(chance, accounts.of_matters, matter.id, POOLED, matter.client, matter)
    _open(chance, accounts.of_matters, estate.id, accounts.own, estate.client, estate)
    without = [matter for matter in others if matter.id not in accounts.of_matters]
    for matter in chance.draw.sample(without, _WITHOUT_MONEY):
        matter.trust_account_id = POOLED
    for client in _clients(chance, sure, drafted):
        _open(chance, accounts.of_clients, client.id, POOLED, client, None)
    return accounts


def _clients(chance: Chance, matters: list[Engagement], drafted: list[Engagement]) -> list[Party]:
    """Choose clients who paid at large and have since opened a matter with that money."""
    clients = {
        matter.client.id: matter.client
        for matter in matters
        if matter.id != ACME_MATTER
        and matter.billed_by_time
        and matter not in drafted
        and matter.registered < date(2025, 12, 1)
    }
    return chance.draw.sample(list(clients.values()), _OF_CLIENTS)


def _open(
    chance: Chance,
    ledgers: dict[str, Ledger],
    key: str,
    account_id: str,
    client: Party,
    matter: Engagement | None,
) -> None:
    ledgers[key] = Ledger(id=chance.id("trl"), account_id=account_id, client=client, matter=matter)
    if matter:
        matter.trust_account_id = account_id
