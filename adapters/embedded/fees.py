"""Fees: what a draft charges beside time and expenses, by the terms of its matter."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from adapters.embedded.columns import plain
from adapters.embedded.database import Database
from adapters.embedded.figures import share
from adapters.embedded.lines import ChargedLine
from adapters.embedded.work import Bench, Work
from adapters.port import (
    BillingType,
    CostBasis,
    FlatFeeBilled,
    InvalidInput,
    LineItemKind,
    NewInvoice,
    Refusal,
    from_minor,
)

__all__ = ["Closing", "Fees"]


class Closing(Struct, frozen=True, kw_only=True):
    """A closing statement to be: how a recovery is divided, in minor units."""

    recovery: int
    basis: CostBasis
    costs: int
    percent: Decimal
    fee: int

    def line(self, draft: NewInvoice, currency: str) -> ChargedLine:
        """Return the line that charges the fee."""
        text = f"Contingent fee: {plain(self.percent)}% of {_said(self.recovery, currency)}"
        if self.basis is CostBasis.NET:
            text += f" less costs of {_said(self.costs, currency)}"
        return _fee(LineItemKind.CONTINGENCY_FEE, text, draft, self.fee)


class Fees:
    """Turns a matter's terms into the lines that charge by them."""

    def __init__(self, db: Database, bench: Bench) -> None:
        self._db = db
        self._bench = bench

    def flat(self, draft: NewInvoice, matter: Work, problems: list[Refusal]) -> list[ChargedLine]:
        """Return the line that bills the flat fee, or a part of it, if the draft asks for it.

        What stands on invoices that are not void never comes to more than the fee.
        """
        if draft.flat_fee is None:
            return []
        if matter.billing_type != BillingType.FLAT_FEE.value or matter.flat_amount is None:
            rule = f"Matter {matter.number} is not billed by a flat fee."
            problems.append(InvalidInput(field=("flatFee",), rule=rule))
            return []
        field = ("flatFeeAmount",)
        asked = self._bench.minor(draft.flat_fee.amount, matter.currency, field, problems)
        billed, last = self._billed(draft.matter_id)
        left = matter.flat_amount - billed
        if last is not None and (asked or 1) > left:
            field = ("flatFee",) if asked is None else field
            money = from_minor(left, matter.currency)
            problems.append(FlatFeeBilled(field=field, invoice_id=last, left=money))
        elif asked is not None and asked > left:
            rule = f"The flat fee is {_said(left, matter.currency)}."
            problems.append(InvalidInput(field=field, rule=rule))
        amount = left if asked is None else asked
        return [_fee(LineItemKind.FLAT_FEE, f"Flat fee: {matter.title}", draft, amount)]

    def contingent(
        self,
        draft: NewInvoice,
        matter: Work,
        lines: Sequence[ChargedLine],
        problems: list[Refusal],
    ) -> Closing | None:
        """Return how a recovery is divided, if the draft enters one; ``lines`` hold its costs."""
        if draft.recovery is None:
            return None
        if matter.billing_type != BillingType.CONTINGENCY.value or not matter.contingency_percent:
            rule = f"Matter {matter.number} is not billed by contingency."
            problems.append(InvalidInput(field=("recovery",), rule=rule))
            return None
        field = ("recovery", "amount")
        recovery = self._bench.minor(draft.recovery.amount, matter.currency, field, problems)
        if recovery is None:
            return None
        costs = sum(line.amount for line in lines if line.kind is LineItemKind.EXPENSE)
        percent = Decimal(matter.contingency_percent)
        net = draft.recovery.costs is CostBasis.NET
        return Closing(
            recovery=recovery,
            basis=draft.recovery.costs,
            costs=costs,
            percent=percent,
            fee=share(percent, recovery - costs if net else recovery),
        )

    def _billed(self, matter_id: str) -> tuple[int, str | None]:
        """Return how much of a matter's flat fee is billed, and the last invoice that bills some."""
        rows = self._db.read(
            "select sum(l.amount) over (), i.id from invoice_lines l "
            "join invoices i on i.id = l.invoice_id "
            "where i.matter_id = ? and l.kind = 'flat_fee' and l.live = 1 "
            "order by i.created_at desc, i.rowid desc limit 1",
            [matter_id],
        )
        return rows[0] if rows else (0, None)


def _said(amount: int, currency: str) -> str:
    return f"{from_minor(amount, currency).amount} {currency}"


def _fee(kind: LineItemKind, text: str, draft: NewInvoice, amount: int) -> ChargedLine:
    return ChargedLine(
        kind=kind,
        source_id=None,
        date=draft.issue_date.isoformat(),
        description=text,
        quantity=100,
        rate=amount,
        amount=amount,
        taxable=True,
    )
