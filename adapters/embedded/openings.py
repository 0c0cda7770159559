"""What a matter may be opened with or changed to: every rule checked before a row is written."""

from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import UNSET

from adapters.embedded.columns import as_json, plain, searchable
from adapters.embedded.database import Database
from adapters.embedded.work import Bench
from adapters.port import (
    AlreadyExists,
    Billing,
    BillingType,
    Capability,
    Clock,
    CurrencyMismatch,
    InvalidInput,
    Matter,
    MatterChange,
    MatterStatus,
    NewMatter,
    NotFound,
    NotSupportedByUpstream,
    Refusal,
    Refused,
    TrustBalanceRemains,
    from_minor,
    today,
)

__all__ = ["Openings"]

_ENDED = (MatterStatus.CLOSED, MatterStatus.ARCHIVED)
_PLAIN = ("title", "practice_area")


class Openings:
    """Turns a draft or a change into columns, or refuses it for every reason at once."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._bench = Bench(db, clock)

    def open(self, draft: NewMatter) -> dict[str, Any]:
        """Return a new matter's columns, its number allotted unless one was given."""
        problems: list[Refusal] = []
        client = self._db.read(
            "select billing_preferences ->> 'currency_code' from contacts where id = ?",
            [draft.client_id],
        )
        if not client:
            problems.append(NotFound(field=("clientId",), noun="contact", id=draft.client_id))
        if draft.number is not None and self._taken(draft.number):
            problems.append(
                AlreadyExists(field=("number",), noun="matter number", value=draft.number)
            )
        ((firm_currency,),) = self._db.read("select currency from firm")
        currency = (client and client[0][0]) or firm_currency
        billing = draft.billing or Billing(type=BillingType.HOURLY)
        columns = self._columns(draft, problems) | self._billing(billing, currency, problems)
        status = draft.status or MatterStatus.OPEN
        opened = draft.open_date or (None if status is MatterStatus.PENDING else self._today())
        closed = self._closing(status, None, opened)
        columns |= {
            "external_id": draft.external_id,
            "client_id": draft.client_id,
            "status": status.value,
            "open_date": opened and opened.isoformat(),
            "close_date": closed and closed.isoformat(),
        }
        if problems:
            raise Refused(*problems)
        number = draft.number or self._allot()
        columns["number"] = number
        columns["search"] = searchable(
            number, draft.external_id, draft.title, columns.get("practice_area")
        )
        return columns

    def reopen(self, known: Matter, draft: NewMatter) -> dict[str, Any]:
        """Return the columns that a draft with a known external id changes."""
        problems: list[Refusal] = []
        if draft.client_id != known.client_id:
            rule = f"Matter {known.number} has another client, and a matter keeps its client."
            problems.append(InvalidInput(field=("clientId",), rule=rule))
        if draft.number not in (None, known.number):
            rule = f"This externalId is matter {known.number}, and a matter keeps its number."
            problems.append(InvalidInput(field=("number",), rule=rule))
        return self._changed(known, draft, problems)

    def change(self, known: Matter, change: MatterChange) -> dict[str, Any]:
        """Return the columns that a change sets."""
        return self._changed(known, change, [])

    def _changed(
        self, known: Matter, change: NewMatter | MatterChange, problems: list[Refusal]
    ) -> dict[str, Any]:
        columns = self._columns(change, problems)
        if change.billing is not UNSET:
            terms = self._billing(change.billing, known.billing.currency_code, problems)
            if terms["currency"] != known.billing.currency_code and self._has_entries(known.id):
                problems.append(
                    CurrencyMismatch(
                        field=("billing", "currencyCode"),
                        expected=known.billing.currency_code,
                        given=terms["currency"],
                    )
                )
            self._covers(known, terms, problems)
            columns |= terms
        opened = known.open_date if change.open_date is UNSET else change.open_date
        closed = known.close_date
        if change.status is not UNSET:
            if change.status is not MatterStatus.PENDING and change.open_date is UNSET:
                opened = opened or self._today()
            closed = self._closing(change.status, known.close_date, opened)
            columns["status"] = change.status.value
            columns["close_date"] = closed and closed.isoformat()
            if change.status in _ENDED and known.status not in _ENDED and self._holds(known.id):
                problems.append(TrustBalanceRemains(field=("status",), number=known.number))
        columns["open_date"] = opened and opened.isoformat()
        if opened and closed and opened > closed:
            rule = f"A matter opens before it closes, which was on {closed}."
            problems.append(InvalidInput(field=("openDate",), rule=rule))
        if problems:
            raise Refused(*problems)
        area = columns.get("practice_area", known.practice_area)
        title = columns.get("title", known.title)
        columns["search"] = searchable(known.number, known.external_id, title, area)
        return columns

    def _columns(self, change: NewMatter | MatterChange, problems: list[Refusal]) -> dict[str, Any]:
        """Return the columns that need no look at the matter, checking the people named."""
        columns = {n: v for n in _PLAIN if (v := getattr(change, n)) is not UNSET}
        if change.tags is not UNSET:
            columns["tags"] = as_json(tuple(dict.fromkeys(change.tags)))
        if change.limitation_date is not UNSET:
            limit = change.limitation_date
            columns["limitation_date"] = limit and limit.isoformat()
        if change.responsible_attorney_id is not UNSET:
            columns["responsible_attorney_id"] = change.responsible_attorney_id
            if change.responsible_attorney_id is not None:
                self._known_user(
                    change.responsible_attorney_id, ("responsibleAttorneyId",), problems
                )
        if change.team_ids is not UNSET:
            columns["team_ids"] = change.team_ids
            for index, user_id in enumerate(change.team_ids):
                self._known_user(user_id, ("teamIds", str(index)), problems)
        if change.workspace_id is not UNSET:
            columns["workspace_id"] = change.workspace_id
            columns["workspace_url"] = None
        if change.create_workspace:
            problems.append(
                NotSupportedByUpstream(
                    field=("iManage", "autoCreate"),
                    capability=Capability.CREATE_WORKSPACES.value,
                )
            )
        return columns

    def _billing(self, billing: Billing, currency: str, problems: list[Refusal]) -> dict[str, Any]:
        """Return the terms' columns; the amount that its type lives by must be there."""
        currency = billing.currency_code or currency

        def minor(amount: Decimal | None, name: str) -> int | None:
            return self._bench.minor(amount, currency, ("billing", name), problems)

        if billing.type is BillingType.FLAT_FEE and billing.flat_amount is None:
            rule = "A flat fee needs its amount."
            problems.append(InvalidInput(field=("billing", "flatAmount"), rule=rule))
        if billing.type is BillingType.CONTINGENCY and billing.contingency_percent is None:
            rule = "A contingency fee needs its percentage."
            problems.append(InvalidInput(field=("billing", "contingencyPercent"), rule=rule))
        percent = billing.contingency_percent
        return {
            "billing_type": billing.type.value,
            "currency": currency,
            "default_rate": minor(billing.default_rate, "defaultRate"),
            "flat_amount": minor(billing.flat_amount, "flatAmount"),
            "contingency_percent": None if percent is None else plain(percent),
        }

    def _covers(self, known: Matter, terms: dict[str, Any], problems: list[Refusal]) -> None:
        """Note it where the terms are for less of a flat fee than stands on invoices."""
        ((billed,),) = self._db.read(
            "select coalesce(sum(l.amount), 0) from invoices i "
            "join invoice_lines l on l.invoice_id = i.id "
            "where i.matter_id = ? and l.kind = 'flat_fee' and l.live = 1",
            [known.id],
        )
        flat = terms["billing_type"] == BillingType.FLAT_FEE.value
        if billed > ((terms["flat_amount"] or 0) if flat else 0):
            currency = known.billing.currency_code
            money = from_minor(billed, currency)
            rule = f"Of the flat fee, {money.amount} {currency} is billed."
            field = ("billing", "flatAmount" if flat else "type")
            problems.append(InvalidInput(field=field, rule=rule))

    def _closing(
        self, status: MatterStatus, closed: date | None, opened: date | None
    ) -> date | None:
        if status not in _ENDED:
            return None
        return closed or max(self._today(), opened or date.min)

    def _allot(self) -> str:
        """Take the year's next free number. The sequence only grows, so none comes twice."""
        year = self._today().year
        name = f"matter:{year}"
        if not self._db.read("select 1 from sequences where name = ?", [name]):
            self._db.insert("sequences", {"name": name, "last": 0})
        while True:
            self._db.run("update sequences set last = last + 1 where name = ?", [name])
            ((last,),) = self._db.read("select last from sequences where name = ?", [name])
            number = f"{year}-{last:04d}"
            if not self._taken(number):
                return number

    def _known_user(self, id: str, field: tuple[str, ...], problems: list[Refusal]) -> None:
        if not self._db.read("select 1 from users where id = ?", [id]):
            problems.append(NotFound(field=field, noun="user", id=id))

    def _taken(self, number: str) -> bool:
        return bool(self._db.read("select 1 from matters where number = ?", [number]))

    def _has_entries(self, matter_id: str) -> bool:
        sql = " union all ".join(
            f"select 1 from {table} where matter_id = ?1"
            for table in ("time_entries", "expenses", "invoices", "trust_ledgers")
        )
        return bool(self._db.read(sql, [matter_id]))

    def _holds(self, matter_id: str) -> bool:
        sql = (
            "select 1 from trust_ledgers l join trust_balances b on b.ledger_id = l.id "
            "where l.matter_id = ? and (b.posted <> 0 or b.held <> 0)"
        )
        return bool(self._db.read(sql, [matter_id]))

    def _today(self) -> date:
        return today(self._clock)
