"""Drafts of invoices: what may be billed is gathered, figured, reserved, and trust money held."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

from adapters.embedded.charges import Charges
from adapters.embedded.columns import instant, plain
from adapters.embedded.database import Database
from adapters.embedded.discounts import discounts_column, own_discount_column
from adapters.embedded.expenses import EmbeddedExpenses
from adapters.embedded.fees import Closing
from adapters.embedded.figures import Charge, Figures, figure
from adapters.embedded.interest import EmbeddedInterest
from adapters.embedded.lines import ChargedLine, Lateness
from adapters.embedded.taxes import taxes_column, taxes_of, taxes_of_line_column, together
from adapters.embedded.work import Bench, Work
from adapters.port import (
    BillingType,
    Clock,
    Ids,
    InvalidInput,
    LineItemKind,
    NewInvoice,
    Refusal,
    Refused,
    Tax,
    TrustLimit,
    TrustRequest,
)

__all__ = ["Drafts"]

_MOST_TAXES = 10
_PAYMENT_PAGE = "https://payments.practicepanther.example/pay/"


class Drafts:
    """Makes an invoice's draft, or refuses it for every reason at once."""

    def __init__(
        self,
        db: Database,
        expenses: EmbeddedExpenses,
        interest: EmbeddedInterest,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._db = db
        self._clock = clock
        self._ids = ids
        self._bench = Bench(db, clock)
        self._charges = Charges(db, self._bench, expenses, interest)

    def make(self, draft: NewInvoice) -> tuple[str, TrustLimit | None]:
        """Write the draft; return its id and what bounded its trust hold; inside a write only."""
        problems: list[Refusal] = []
        matter = self._bench.matter(draft.matter_id, problems)
        if matter is None:
            raise Refused(*problems)
        if draft.client_id not in (None, matter.client_id):
            rule = f"Matter {matter.number} has another client."
            problems.append(InvalidInput(field=("clientId",), rule=rule))
        due_date = draft.due_date or self._terms(matter, draft.issue_date)
        if due_date and due_date < draft.issue_date:
            rule = "An invoice falls due on or after the day it is issued."
            problems.append(InvalidInput(field=("dueDate",), rule=rule))
        taxes = taxes_of(draft, problems)
        lines, closing = self._charges.of(draft, matter, problems)
        if not lines and not problems:
            problems.append(_nothing(draft, matter))
        problems.extend(_interest_taken_off(draft))
        if draft.trust:
            self._bench.minor(
                draft.trust.max_amount, matter.currency, ("applyTrust", "maxAmount"), problems
            )
        if problems:
            raise Refused(*problems)
        charges = [
            Charge(
                amount=line.amount,
                kind=line.kind,
                discount=line.discount,
                taxable=line.taxable,
                taxes=line.taxes,
            )
            for line in lines
        ]
        figures = figure(charges, draft.discounts, taxes, matter.currency)
        if len(figures.taxes) > _MOST_TAXES:
            rule = f"An invoice names at most {_MOST_TAXES} taxes; these are {len(figures.taxes)}."
            raise Refused(InvalidInput(field=("lineTaxes",), rule=rule))
        held, ledger_id, limit = 0, None, None
        if draft.trust:
            interest = sum(line.amount for line in lines if line.late)
            held, ledger_id, limit = self._trust(
                draft, matter, figures.billed, interest, draft.trust
            )
        id = self._insert(draft, matter, due_date, taxes, figures, held)
        if closing:
            self._insert_closing(id, closing)
        self._insert_lines(id, lines, figures)
        self._db.insert(
            "invoice_steps",
            {
                "invoice_id": id,
                "step": "generated",
                "by_id": draft.created_by_id,
                "at": instant(self._clock.now()),
            },
        )
        if held:
            self._db.insert(
                "trust_holds",
                {
                    "invoice_id": id,
                    "ledger_id": ledger_id,
                    "amount": held,
                    "created_at": instant(self._clock.now()),
                },
            )
        return id, limit

    def _trust(
        self, draft: NewInvoice, matter: Work, billed: int, interest: int, request: TrustRequest
    ) -> tuple[int, str | None, TrustLimit]:
        """Return how much of the matter's trust money to hold, from where, and why no more.

        TR6, TR7: the client's own money for this matter, at most what is available, due, asked;
        none of it for interest (IV15).
        """
        rows = self._db.read(
            "select b.ledger_id, b.posted - b.held - b.requested, b.available from trust_ledgers l "
            "join trust_balances b on b.ledger_id = l.id "
            "join trust_accounts a on a.id = l.account_id join matters m on m.id = l.matter_id "
            "where l.matter_id = ? and l.account_id = m.trust_account_id and a.currency = ?",
            [draft.matter_id, matter.currency],
        )
        if not rows:
            return 0, None, TrustLimit.NO_LEDGER
        ledger_id, posted, available = rows[0]
        bounds = [(billed, TrustLimit.AMOUNT_DUE)]
        if interest:
            bounds.append((billed - interest, TrustLimit.INTEREST))
        if request.max_amount is not None:
            most = self._bench.minor(request.max_amount, matter.currency, (), [])
            bounds.append((most or 0, TrustLimit.MAX_AMOUNT))
        wanted = min(amount for amount, _ in bounds)
        short_of_clearing = available < wanted <= posted
        bounds.append(
            (
                max(available, 0),
                TrustLimit.UNCLEARED_FUNDS if short_of_clearing else TrustLimit.AVAILABLE_FUNDS,
            )
        )
        held, limit = min(bounds, key=lambda bound: bound[0])
        return held, ledger_id, limit

    def _insert(
        self,
        draft: NewInvoice,
        matter: Work,
        due_date: dt.date | None,
        taxes: tuple[Tax, ...],
        figures: Figures,
        held: int,
    ) -> str:
        id, now = self._ids.new("inv"), instant(self._clock.now())
        columns = {
            "id": id,
            "status": "draft",
            "matter_id": draft.matter_id,
            "client_id": matter.client_id,
            "currency": matter.currency,
            "issue_date": draft.issue_date.isoformat(),
            "due_date": due_date and due_date.isoformat(),
            "discounts": discounts_column(draft.discounts, figures.exact_discounts),
            "exact_discount": plain(figures.exact_discount),
            "tax_rate": plain(together(taxes)),
            "taxes": taxes_column(figures.taxes),
            "exact_tax": plain(figures.exact_tax),
            "subtotal": figures.subtotal,
            "discount": figures.discount,
            "tax": figures.tax,
            "due": figures.billed,
            "payment_link": f"{_PAYMENT_PAGE}{id}",
            "notes": draft.notes,
            "replenish": self._replenishment(draft.matter_id, held),
            "created_by_id": draft.created_by_id,
            "created_at": now,
            "updated_at": now,
        }
        self._db.insert("invoices", columns)
        return id

    def _insert_closing(self, id: str, closing: Closing) -> None:
        self._db.insert(
            "closing_statements",
            {
                "invoice_id": id,
                "recovery": closing.recovery,
                "basis": closing.basis.value,
                "costs": closing.costs,
                "percent": plain(closing.percent),
                "fee": closing.fee,
            },
        )

    def _insert_lines(self, id: str, lines: list[ChargedLine], figures: Figures) -> None:
        pairs = zip(lines, figures.lines, strict=True)
        for position, (line, drawn) in enumerate(pairs, start=1):
            if line.late:
                self._insert_charge(id, line.late, line.amount)
            self._db.insert(
                "invoice_lines",
                {
                    "invoice_id": id,
                    "position": position,
                    "kind": line.kind.value,
                    "description": line.description,
                    "date": line.date,
                    "quantity": plain(Decimal(line.quantity).scaleb(-2)),
                    "rate": line.rate,
                    "amount": line.amount,
                    "discount": drawn.discount,
                    "own_discount": own_discount_column(line.discount, drawn.exact_own_discount),
                    "tax": drawn.tax,
                    "taxable": line.taxable,
                    "taxes": taxes_of_line_column(drawn),
                    "time_entry_id": line.source_id if line.kind is LineItemKind.TIME else None,
                    "expense_id": line.source_id if line.kind is LineItemKind.EXPENSE else None,
                    "interest_on_id": line.late and line.late.overdue_id,
                },
            )

    def _insert_charge(self, id: str, late: Lateness, amount: int) -> None:
        self._db.insert(
            "interest_charges",
            {
                "invoice_id": id,
                "overdue_id": late.overdue_id,
                "begins": late.begins.isoformat(),
                "ends": late.ends.isoformat(),
                "annual_percent": late.annual_percent,
                "method": late.method,
                "every_days": late.every_days,
                "amount": amount,
            },
        )

    def _replenishment(self, matter_id: str, held: int) -> int:
        """Return what brings the matter's ledger back to its least, once this is paid (TR18)."""
        rows = self._db.read(
            "select max(e.least - coalesce(b.posted, 0) + ?, 0) from evergreens e "
            "join matters m on m.id = e.matter_id left join trust_ledgers l "
            "on l.matter_id = m.id and l.account_id = m.trust_account_id "
            "left join trust_balances b on b.ledger_id = l.id "
            "where e.matter_id = ? and e.on_invoices = 1",
            [held, matter_id],
        )
        return int(rows[0][0]) if rows else 0

    def _terms(self, matter: Work, issued: dt.date) -> dt.date | None:
        """Return when an invoice falls due by the client's terms, as ``net30``, if it has any."""
        ((terms,),) = self._db.read(
            "select billing_preferences ->> 'terms' from contacts where id = ?",
            [matter.client_id],
        )
        net = re.fullmatch(r"net ?(\d{1,3})", terms or "", re.IGNORECASE)
        return issued + dt.timedelta(days=int(net[1])) if net else None


def _interest_taken_off(draft: NewInvoice) -> Iterator[Refusal]:
    """Yield each discount that names interest: whoever forgoes some of that charges none."""
    for index, discount in enumerate(draft.discounts):
        if LineItemKind.INTEREST in (discount.applies_to or ()):
            path = ("discounts", str(index), "appliesTo")
            yield InvalidInput(field=path, rule="No discount is taken off interest.")


def _nothing(draft: NewInvoice, matter: Work) -> InvalidInput:
    """Say that there is nothing to bill, and by the matter's terms why."""
    if matter.billing_type == BillingType.FLAT_FEE.value:
        rule = "There is nothing to bill beside the flat fee, and flatFee does not ask for that."
        return InvalidInput(field=("flatFee",), rule=rule)
    if matter.billing_type == BillingType.CONTINGENCY.value:
        rule = "There is nothing to bill: without a recovery there is no contingent fee."
        return InvalidInput(field=("recovery",), rule=rule)
    if draft.interest:
        rule = "There is nothing to bill: no unbilled time, and no whole run of interest."
        return InvalidInput(field=("interest",), rule=rule)
    rule = "There is nothing to bill: no unbilled, billable time or expense was found."
    return InvalidInput(field=("timeEntryIds",), rule=rule)
