"""Expenses: read and recorded."""

import datetime as dt
from collections.abc import Mapping, Sequence

from adapters.embedded.cells import wholly
from adapters.embedded.columns import by_value, instant, moment
from adapters.embedded.database import Database, Row
from adapters.embedded.keys import Keys
from adapters.embedded.lists import Lists, Table
from adapters.embedded.work import Bench
from adapters.port import (
    Clock,
    CodeKind,
    CostType,
    Expense,
    Ids,
    InvalidInput,
    Listing,
    NewExpense,
    NewInvoiceExpense,
    Page,
    Refusal,
    Refused,
    TimeEntryStatus,
    from_minor,
    utbms,
)

__all__ = ["EmbeddedExpenses", "expense_code", "paid_by_bank"]

_TIME_ENTRY_STATUS = by_value(TimeEntryStatus)


def _expense(row: Row) -> Expense:
    (
        id, matter_id, date, description, amount, currency, taxable, billable, code, cost_type,
        bank_reference, status, invoice_id, created_at,
    ) = row  # fmt: skip
    return Expense(
        id=id,
        matter_id=matter_id,
        date=dt.date.fromisoformat(date),
        description=description,
        amount=from_minor(amount, currency),
        taxable=bool(taxable),
        billable=bool(billable),
        expense_code=code,
        status=_TIME_ENTRY_STATUS(status),
        invoice_id=invoice_id,
        created_at=moment(created_at),
        cost_type=CostType(cost_type),
        bank_reference=bank_reference,
    )


_TABLE: Table[Expense, None] = Table(
    source="expenses t",
    reader=wholly(
        "t.id, t.matter_id, t.date, t.description, t.amount, t.currency, t.taxable, "
        "t.billable, t.expense_code, t.cost_type, t.bank_reference, t.status, t.invoice_id, t.created_at",
        _expense,
    ),
    sorts={"date": "t.date"},
    where=lambda _: (),
)


class EmbeddedExpenses:
    """Keeps :class:`adapters.port.Expenses`."""

    def __init__(self, db: Database, keys: Keys, clock: Clock, ids: Ids) -> None:
        self._db = db
        self._keys = keys
        self._clock = clock
        self._ids = ids
        self._bench = Bench(db, clock)
        self._lists = Lists(db, _TABLE)

    async def by_id(self, ids: Sequence[str]) -> Sequence[Expense]:
        return self._lists.by("t.id", ids)

    async def of_matters(
        self, matter_ids: Sequence[str], listing: Listing[None]
    ) -> Mapping[str, Page[Expense]]:
        return self._lists.pages_of("t.matter_id", matter_ids, listing)

    async def count_of_matters(self, matter_ids: Sequence[str], filter: None) -> Mapping[str, int]:
        return self._lists.counts_of("t.matter_id", matter_ids, filter)

    async def log(self, draft: NewExpense, idempotency_key: str | None) -> Expense:
        with self._db.write():
            return self._keys.once(
                idempotency_key, "log expense", draft, Expense, lambda: self._log(draft)
            )

    def _log(self, draft: NewExpense) -> Expense:
        problems: list[Refusal] = []
        matter = self._bench.open_matter(draft.matter_id, problems)
        self._bench.not_ahead(draft.date, problems)
        code = expense_code(draft.expense_code, ("expenseCode",), problems)
        paid_by_bank(draft, (), problems)
        amount = None
        if matter:
            amount = self._bench.minor(draft.amount, matter.currency, ("amount",), problems)
        if problems or matter is None or amount is None:
            raise Refused(*problems)
        return self._lists.by("t.id", [self.insert(draft, amount, matter.currency, code)])[0]

    def insert(self, draft: NewExpense, amount: int, currency: str, code: str | None) -> str:
        """Write a checked expense and return its id; inside a write only."""
        id, now = self._ids.new("exp"), instant(self._clock.now())
        status = TimeEntryStatus.BILLABLE if draft.billable else TimeEntryStatus.NOT_BILLABLE
        self._db.insert(
            "expenses",
            {
                "id": id,
                "matter_id": draft.matter_id,
                "date": draft.date.isoformat(),
                "description": draft.description,
                "amount": amount,
                "currency": currency,
                "taxable": draft.taxable,
                "billable": draft.billable,
                "expense_code": code,
                "cost_type": (draft.cost_type or CostType.SOFT).value,
                "bank_reference": draft.bank_reference,
                "status": status.value,
                "created_at": now,
                "updated_at": now,
            },
        )
        return id


def expense_code(code: str | None, field: tuple[str, ...], problems: list[Refusal]) -> str | None:
    """Return the code in upper case; published codes for time are refused, a firm's own pass."""
    code = code and code.upper()
    known = utbms.find(code) if code else None
    if known and known.kind is not CodeKind.EXPENSE:
        rule = f"{code} ({known.name}) is a code for time, not for expenses."
        problems.append(InvalidInput(field=field, rule=rule))
    return code


def paid_by_bank(
    draft: NewExpense | NewInvoiceExpense, field: tuple[str, ...], problems: list[Refusal]
) -> None:
    """Note a hard cost without its bank's reference, and a soft one with any (IV10)."""
    if draft.cost_type is CostType.HARD and draft.bank_reference is None:
        rule = "A hard cost carries the bank's reference of its payment."
    elif draft.cost_type is not CostType.HARD and draft.bank_reference is not None:
        rule = "A soft cost was paid by no bank; only a hard one carries a reference."
    else:
        return
    problems.append(InvalidInput(field=(*field, "bankReference"), rule=rule))
