"""What a draft charges for: entries named or gathered, and expenses it is the first to record."""

from collections.abc import Iterator, Sequence
from typing import Any

from adapters.embedded.columns import as_json
from adapters.embedded.database import Database
from adapters.embedded.expenses import EmbeddedExpenses, expense_code, paid_by_bank
from adapters.embedded.fees import Closing, Fees
from adapters.embedded.interest import EmbeddedInterest
from adapters.embedded.lines import ChargedLine, with_own
from adapters.embedded.taxes import sound
from adapters.embedded.work import Bench, Work
from adapters.port import (
    AlreadyBilled,
    InvalidInput,
    LineItemKind,
    NewExpense,
    NewInvoice,
    NotFound,
    Refusal,
)

__all__ = ["Charges"]

_TIME = (
    "select id, matter_id, date, billable, invoice_id, amount, description, "
    "hours, rate, 1 from time_entries"
)
_EXPENSE = (
    "select id, matter_id, date, billable, invoice_id, amount, description, "
    "100, amount, taxable from expenses"
)


class Charges:
    """Gathers a draft's lines and notes every entry that may not stand on it (IV6, IV7)."""

    def __init__(
        self, db: Database, bench: Bench, expenses: EmbeddedExpenses, interest: EmbeddedInterest
    ) -> None:
        self._db = db
        self._bench = bench
        self._expenses = expenses
        self._interest = interest
        self._fees = Fees(db, bench)

    def of(
        self, draft: NewInvoice, matter: Work, problems: list[Refusal]
    ) -> tuple[list[ChargedLine], Closing | None]:
        """Return the lines in print order: time by date, fees, expenses by date, new expenses,
        interest; and how a recovery is divided, if one is entered.
        """
        if draft.expenses:
            self._bench.takes_work(draft.matter_id, matter, problems)
        recorded = list(self._recorded(draft, problems))
        recorded = with_own(draft, recorded, matter.currency, problems)
        time = [line for line in recorded if line.kind is LineItemKind.TIME]
        fees = self._fees.flat(draft, matter, problems)
        costs = [*recorded[len(time) :], *self._new_expenses(draft, matter, problems)]
        closing = self._fees.contingent(draft, matter, costs, problems)
        if closing:
            fees.append(closing.line(draft, matter.currency))
        return [*time, *fees, *costs, *self._interest.lines(draft, problems)], closing

    def _recorded(self, draft: NewInvoice, problems: list[Refusal]) -> Iterator[ChargedLine]:
        """Yield a line for each entry named, or, of time, for all that may be billed."""
        if draft.time_entry_ids is None:
            rows = self._db.read(
                f"{_TIME} where matter_id = ? and billable = 1 and invoice_id is null "
                "and date <= ? order by date, id",
                [draft.matter_id, draft.issue_date.isoformat()],
            )
            yield from (_line(LineItemKind.TIME, row) for row in rows)
        else:
            yield from self._named(
                LineItemKind.TIME, _TIME, draft, draft.time_entry_ids, "timeEntryIds", problems
            )
        yield from self._named(
            LineItemKind.EXPENSE, _EXPENSE, draft, draft.expense_ids, "expenseIds", problems
        )

    def _named(
        self,
        kind: LineItemKind,
        select: str,
        draft: NewInvoice,
        ids: Sequence[str],
        field: str,
        problems: list[Refusal],
    ) -> Iterator[ChargedLine]:
        """Yield the entries named, by date, each checked against IV6 and IV7."""
        noun = "time entry" if kind is LineItemKind.TIME else "expense"
        rows = self._db.read(
            f"{select} where id in (select value from json_each(?)) order by date, id",
            [as_json(ids)],
        )
        found = {row[0]: row for row in rows}
        for index, id in enumerate(ids):
            path = (field, str(index))
            if id in ids[:index]:
                problems.append(InvalidInput(field=path, rule=f"{id} is named twice."))
            elif id not in found:
                problems.append(NotFound(field=path, noun=noun, id=id))
            else:
                problems.extend(_unfit(draft, noun, path, found[id]))
        yield from (_line(kind, row) for row in rows)

    def _new_expenses(
        self, draft: NewInvoice, matter: Work, problems: list[Refusal]
    ) -> Iterator[ChargedLine]:
        """Yield a line for each expense that this invoice is the first to record."""
        for index, expense in enumerate(draft.expenses):
            path = ("expenses", str(index))
            code = expense_code(expense.expense_code, (*path, "expenseCode"), problems)
            amount = self._bench.minor(expense.amount, matter.currency, (*path, "amount"), problems)
            paid_by_bank(expense, path, problems)
            sound(expense.taxes or (), (*path, "taxes"), problems)
            if problems or amount is None:
                continue
            taxable = expense.taxable if expense.taxes is None else bool(expense.taxes)
            recorded = NewExpense(
                matter_id=draft.matter_id,
                date=draft.issue_date,
                description=expense.description,
                amount=expense.amount,
                taxable=taxable,
                cost_type=expense.cost_type,
                bank_reference=expense.bank_reference,
            )
            yield ChargedLine(
                kind=LineItemKind.EXPENSE,
                source_id=self._expenses.insert(recorded, amount, matter.currency, code),
                date=draft.issue_date.isoformat(),
                description=expense.description,
                quantity=100,
                rate=amount,
                amount=amount,
                taxable=taxable,
                taxes=expense.taxes,
            )


def _line(kind: LineItemKind, row: Sequence[Any]) -> ChargedLine:
    id, _, date, _, _, amount, description, quantity, rate, taxable = row
    return ChargedLine(
        kind=kind,
        source_id=id,
        date=date,
        description=description,
        quantity=quantity,
        rate=rate,
        amount=amount,
        taxable=bool(taxable),
    )


def _unfit(
    draft: NewInvoice, noun: str, path: tuple[str, ...], row: Sequence[Any]
) -> Iterator[Refusal]:
    """Yield what keeps an entry from standing on this invoice."""
    id, matter_id, date, billable, invoice_id = row[:5]
    if matter_id != draft.matter_id:
        # Said as if it were not there: it may be on a matter this viewer may not see.
        yield NotFound(field=path, noun=noun, id=id)
    elif invoice_id:
        yield AlreadyBilled(field=path, noun=noun, id=id, invoice_id=invoice_id)
    elif not billable:
        yield InvalidInput(field=path, rule=f"{id} is not billable.")
    elif date > draft.issue_date.isoformat():
        yield InvalidInput(field=path, rule=f"{id} is of {date}, after the invoice is issued.")
