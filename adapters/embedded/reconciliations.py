"""Reconciliations: statement, journal and ledgers held against each other, as of a day."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from adapters.embedded.amounts import LARGEST, minor_units
from adapters.embedded.columns import as_json, instant, money
from adapters.embedded.database import Database, Row
from adapters.port import (
    Clock,
    CurrencyMismatch,
    Ids,
    InvalidInput,
    NotFound,
    Reconciliation,
    ReconciliationItem,
    ReconciliationLedger,
    ReconciliationStatus,
    Refusal,
    Refused,
    Statement,
    from_minor,
    today,
)

__all__ = ["Reconciliations"]

_MOST_KEPT = 60
_result = msgspec.json.Decoder(Reconciliation)


class Reconciliations:
    """Makes and keeps them (TR14); making, inside a write only."""

    def __init__(self, db: Database, clock: Clock, ids: Ids) -> None:
        self._db = db
        self._clock = clock
        self._ids = ids

    def make(self, statement: Statement) -> Reconciliation:
        """Prove an account as of a day. Whatever the outcome, it is kept."""
        rows = self._db.read(
            "select currency from trust_accounts where id = ?", [statement.account_id]
        )
        if not rows:
            field = ("trustAccountId",)
            raise Refused(NotFound(field=field, noun="trust account", id=statement.account_id))
        currency = str(rows[0][0])
        problems: list[Refusal] = []
        balance = self._balance(statement, currency, problems)
        outstanding = self._items(statement, statement.outstanding_ids, -1, currency, problems)
        in_transit = self._items(statement, statement.in_transit_ids, 1, currency, problems)
        if statement.as_of > today(self._clock):
            rule = f"{statement.as_of} is still to come."
            problems.append(InvalidInput(field=("asOf",), rule=rule))
        if problems:
            raise Refused(*problems)
        return self._keep(statement, currency, balance, outstanding, in_transit)

    def of_accounts(self, account_ids: Sequence[str]) -> Mapping[str, Sequence[Reconciliation]]:
        """Return each account's, the latest first."""
        found: dict[str, list[Reconciliation]] = {id: [] for id in account_ids}
        rows = self._db.read(
            "select account_id, currency, result, statement_balance, in_transit, outstanding, "
            "journal_balance, ledger_total from (select r.*, a.currency, row_number() over "
            "(partition by account_id order by sequence desc) as place from trust_reconciliations r "
            "join trust_accounts a on a.id = r.account_id where account_id in "
            "(select value from json_each(?))) where place <= ? order by sequence desc",
            [as_json(account_ids), _MOST_KEPT],
        )
        for account_id, *row in rows:
            found[account_id].append(_kept(tuple(row)))
        return found

    def _balance(self, statement: Statement, currency: str, problems: list[Refusal]) -> int | None:
        given = statement.currency_code
        if given is not None and given != currency:
            field = ("currencyCode",)
            problems.append(CurrencyMismatch(field=field, expected=currency, given=given))
        if statement.balance is None:
            return None
        sign = -1 if statement.balance < 0 else 1
        return sign * minor_units(
            abs(statement.balance),
            currency,
            None,
            problems,
            field=("statementBalance",),
            most=LARGEST * 1000,
            zero=True,
        )

    def _items(
        self,
        statement: Statement,
        ids: Sequence[str],
        sign: int,
        currency: str,
        problems: list[Refusal],
    ) -> list[tuple[str, str, int, str | None]]:
        """Return the entries named: payments for -1, deposits for 1, of this account, by then."""
        words = "outstandingIds" if sign < 0 else "inTransitIds"
        rows = self._db.read(
            "select e.id, e.date, e.amount, e.reference from trust_entries e "
            "join trust_ledgers l on l.id = e.ledger_id where l.account_id = ? and e.date <= ? "
            "and e.transfer_id is null and e.amount * ? > 0 "
            "and e.id in (select value from json_each(?)) order by e.sequence",
            [statement.account_id, statement.as_of.isoformat(), sign, as_json(ids)],
        )
        found = {row[0] for row in rows}
        for place, id in enumerate(ids):
            field = (words, str(place))
            if id not in found:
                what = "payment" if sign < 0 else "deposit"
                rule = f"{id} is no {what} of this account by {statement.as_of}."
                problems.append(InvalidInput(field=field, rule=rule))
            elif id in ids[:place]:
                problems.append(InvalidInput(field=field, rule=f"{id} is named twice."))
        return rows

    def _keep(
        self,
        statement: Statement,
        currency: str,
        balance: int | None,
        outstanding: list[tuple[str, str, int, str | None]],
        in_transit: list[tuple[str, str, int, str | None]],
    ) -> Reconciliation:
        account_id, day = statement.account_id, statement.as_of.isoformat()
        ledgers = self._ledgers(account_id, day)
        figures = _Figures(
            balance=balance,
            in_transit=sum(row[2] for row in in_transit),
            outstanding=-sum(row[2] for row in outstanding),
            journal=self._journal(account_id, day),
            total=sum(row[3] for row in ledgers),
            negative=sum(row[3] < 0 for row in ledgers),
        )
        made = Reconciliation(
            id=self._ids.new("rec"),
            account_id=account_id,
            as_of=statement.as_of,
            status=figures.status,
            in_transit=tuple(_item(row, currency) for row in in_transit),
            outstanding=tuple(_item(row, currency) for row in outstanding),
            ledgers=tuple(
                ReconciliationLedger(
                    ledger_id=id,
                    client_id=client_id,
                    matter_id=matter_id,
                    balance=from_minor(posted, currency),
                )
                for id, client_id, matter_id, posted in ledgers
            ),
            closes_period=statement.close_period
            and figures.status is ReconciliationStatus.BALANCED,
            recorded_by_id=statement.recorded_by_id,
            created_at=self._clock.now(),
            **figures.shown(currency),
        )
        self._db.insert(
            "trust_reconciliations",
            {
                "id": made.id,
                "account_id": account_id,
                "as_of": day,
                "statement_balance": balance,
                "in_transit": figures.in_transit,
                "outstanding": figures.outstanding,
                "adjusted": figures.adjusted,
                "journal_balance": figures.journal,
                "ledger_total": figures.total,
                "negative_ledgers": figures.negative,
                "status": made.status.value,
                "closes_period": made.closes_period,
                "result": as_json(made),
                "recorded_by_id": made.recorded_by_id,
                "created_at": instant(made.created_at),
            },
        )
        return made

    def _journal(self, account_id: str, day: str) -> int:
        """Return what the journal says came to the bank by the end of a day."""
        ((journal,),) = self._db.read(
            "select coalesce(sum(p.amount), 0) from trust_postings p join trust_entries e "
            "on e.sequence = p.sequence where p.account_id = ? and p.book = 'bank' "
            "and e.date <= ?",
            [account_id, day],
        )
        return int(journal)

    def _ledgers(self, account_id: str, day: str) -> list[Row]:
        """Return each ledger's client, matter and balance as of a day."""
        return self._db.read(
            "select l.id, l.client_id, l.matter_id, sum(e.amount) from trust_ledgers l "
            "join trust_entries e on e.ledger_id = l.id where l.account_id = ? and e.date <= ? "
            "group by l.id order by l.id",
            [account_id, day],
        )


class _Figures(Struct, frozen=True, kw_only=True):
    """The three numbers and what they are made of, in minor units."""

    balance: int | None
    in_transit: int
    outstanding: int
    journal: int
    total: int
    negative: int = 0

    @property
    def adjusted(self) -> int | None:
        return None if self.balance is None else self.balance + self.in_transit - self.outstanding

    @property
    def status(self) -> ReconciliationStatus:
        if self.adjusted is None:
            return ReconciliationStatus.INCOMPLETE
        if self.adjusted == self.journal == self.total and not self.negative:
            return ReconciliationStatus.BALANCED
        return ReconciliationStatus.UNBALANCED

    def shown(self, currency: str) -> dict[str, Any]:
        """Return them as a reconciliation shows them."""
        adjusted = self.adjusted
        minor = {
            "statement_balance": self.balance,
            "deposits_in_transit": self.in_transit,
            "outstanding_payments": self.outstanding,
            "adjusted_balance": adjusted,
            "journal_balance": self.journal,
            "ledger_total": self.total,
            "difference": None if adjusted is None else adjusted - self.journal,
        }
        return {name: money(amount, currency) for name, amount in minor.items()}


def _kept(row: Row) -> Reconciliation:
    """Read one back: its figures are those that the law has checked, not those beside them."""
    currency, result, balance, in_transit, outstanding, journal, total = row
    figures = _Figures(
        balance=balance,
        in_transit=in_transit,
        outstanding=outstanding,
        journal=journal,
        total=total,
    )
    return replace(_result.decode(result), **figures.shown(currency))


def _item(row: tuple[str, str, int, str | None], currency: str) -> ReconciliationItem:
    id, date, amount, reference = row
    return ReconciliationItem(
        transaction_id=id,
        date=dt.date.fromisoformat(date),
        amount=from_minor(abs(amount), currency),
        reference=reference,
    )
