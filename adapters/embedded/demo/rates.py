"""Rates: what a paralegal's hour costs on matters that agreed a rate for the lawyers'."""

import sqlite3

from adapters.embedded.columns import instant
from adapters.embedded.demo.chance import Chance
from adapters.embedded.demo.firm import Firm
from adapters.embedded.demo.matters import Engagement

__all__ = ["keep"]


def keep(db: sqlite3.Connection, chance: Chance, firm: Firm, matters: list[Engagement]) -> None:
    """Write a rate down for each matter in dollars that has one for everyone."""
    (paralegal,) = firm.in_role("paralegal")
    db.executemany(
        "insert into rates values (?, 'matter_role', ?, null, null, 'paralegal', ?, ?, ?, null, "
        "?, ?)",
        [
            (
                chance.id("rat"),
                matter.id,
                paralegal.rate,
                matter.currency,
                matter.registered.isoformat(),
                instant(matter.created_at),
                instant(matter.created_at),
            )
            for matter in matters
            if matter.default_rate is not None and matter.currency == "USD"
        ],
    )
