"""Applications: trust money that pays its own client's approved invoice, and why not more."""

import datetime as dt

from msgspec import Struct

from adapters.embedded.amounts import in_currency, minor_units
from adapters.embedded.database import Database
from adapters.embedded.journal import Journal, LedgerRow, MoveDraft
from adapters.port import (
    AmountTooLarge,
    Application,
    Clock,
    CrossClientTrust,
    FeesDisputed,
    InvalidState,
    NotFound,
    Refusal,
    Refused,
    TrustLimit,
    TrustPurpose,
    TrustTransactionKind,
    from_minor,
    today,
)

__all__ = ["PAYABLE", "Applications", "Bill", "Reach", "reach"]

PAYABLE = ("approved", "sent", "viewed", "partially_paid")


class Bill(Struct, frozen=True, kw_only=True):
    """What there is to know of an invoice before trust money pays it, in minor units."""

    id: str
    number: str | None
    status: str
    client_id: str
    matter_id: str
    currency: str
    due: int
    disputed: int
    interest: int

    @property
    def undisputed(self) -> int:
        return max(self.due - self.disputed, 0)

    @property
    def earned(self) -> int:
        """What is neither disputed nor interest: all that trust money may pay (IV15)."""
        return max(self.due - self.disputed - self.interest, 0)


class Reach(Struct, frozen=True, kw_only=True):
    """How much may be applied, and every bound that allows no more, the tightest first."""

    amount: int
    limits: tuple[TrustLimit, ...]


def reach(bill: Bill, ledger: LedgerRow | None, most: int | None = None) -> Reach:
    """Return how much of a ledger's money may pay a bill (TR6, TR7, TR17, IV15)."""
    bounds = [(bill.due, TrustLimit.AMOUNT_DUE)]
    if bill.disputed:
        bounds.append((bill.undisputed, TrustLimit.DISPUTED))
    if bill.interest:
        bounds.append((bill.earned, TrustLimit.INTEREST))
    if most is not None:
        bounds.append((most, TrustLimit.MAX_AMOUNT))
    if ledger is None:
        bounds.append((0, TrustLimit.NO_LEDGER))
    else:
        available = max(ledger.available, 0)
        wanted = min(amount for amount, _ in bounds)
        why = TrustLimit.AVAILABLE_FUNDS
        if available < wanted:
            if ledger.posted - ledger.cleared:
                why = TrustLimit.UNCLEARED_FUNDS
            elif ledger.held or ledger.requested:
                why = TrustLimit.RESERVED_FUNDS
        bounds.append((available, why))
    if bill.status not in PAYABLE:
        bounds.append((0, TrustLimit.INVALID_STATE))
    amount = min(amount for amount, _ in bounds)
    return Reach(amount=amount, limits=tuple(why for bound, why in bounds if bound == amount))


class Applications:
    """Pays invoices from trust; inside a write only."""

    def __init__(self, db: Database, journal: Journal, clock: Clock) -> None:
        self._db = db
        self._journal = journal
        self._clock = clock

    def bill(self, invoice_id: str) -> Bill:
        """Return an invoice. Raises ``Refused`` with ``NotFound``."""
        rows = self._db.read(
            "select id, number, status, client_id, matter_id, currency, due, coalesce((select "
            "sum(amount) from disputes where invoice_id = i.id and settled_at is null), 0), "
            "coalesce((select sum(amount) from invoice_lines where invoice_id = i.id "
            "and kind = 'interest'), 0) from invoices i where id = ?",
            [invoice_id],
        )
        if not rows:
            raise Refused(NotFound(field=("invoiceId",), noun="invoice", id=invoice_id))
        return Bill(**dict(zip(Bill.__struct_fields__, rows[0], strict=True)))

    def own_ledger(self, bill: Bill) -> LedgerRow | None:
        """Return the ledger that the bill's matter names as its own."""
        found = self._journal.ledgers(
            "l.matter_id = ? and l.account_id = (select trust_account_id from matters "
            "where id = l.matter_id) and a.currency = ?",
            [bill.matter_id, bill.currency],
        )
        return found[0] if found else None

    def apply(self, application: Application) -> tuple[str | None, TrustLimit]:
        """Pay as much as may be paid; return the entry, if any, and what kept it from more."""
        bill = self.payable(application.invoice_id)
        problems: list[Refusal] = []
        most = None
        if application.max_amount is None:
            in_currency(bill.currency, application.currency_code, problems)
        else:
            most = minor_units(
                application.max_amount,
                bill.currency,
                application.currency_code,
                problems,
                field=("maxAmount",),
                zero=True,
            )
        if problems:
            raise Refused(*problems)
        ledger = self.own_ledger(bill)
        if application.ledger_id:
            ledger = self._journal.ledger(application.ledger_id, ("ledgerId",))
            self.serves(ledger, bill)
        within = reach(bill, ledger, most)
        if ledger is None or not within.amount:
            return None, within.limits[-1]
        return self.post(ledger, bill, within.amount, application.recorded_by_id), within.limits[0]

    def exactly(self, ledger: LedgerRow, invoice_id: str | None, amount: int) -> Bill:
        """Return the bill that so much of this ledger may pay (TR9).

        Raises ``Refused`` with ``AmountTooLarge``, ``FeesDisputed``, ``CrossClientTrust``, or for
        want of money.
        """
        bill = self.payable(str(invoice_id))
        self.serves(ledger, bill)
        if amount > bill.due:
            most = from_minor(bill.due, bill.currency)
            raise Refused(AmountTooLarge(field=("amount",), most=most))
        if amount > bill.undisputed:
            raise Refused(
                FeesDisputed(
                    field=("amount",),
                    invoice_id=bill.id,
                    disputed=from_minor(bill.disputed, bill.currency),
                    undisputed=from_minor(bill.undisputed, bill.currency),
                )
            )
        if amount > bill.earned:
            most = from_minor(bill.earned, bill.currency)
            raise Refused(AmountTooLarge(field=("amount",), most=most))
        self._journal.covered(ledger, amount)
        return bill

    def pay_from(self, ledger_id: str, bill: Bill, amount: int, by: str | None) -> None:
        """Post what a draft held of a ledger, now that it is approved (TR8)."""
        ledger = self._journal.ledger(ledger_id, ())
        self._journal.covered(ledger, amount, None)
        self.post(ledger, bill, amount, by)

    def payable(self, invoice_id: str) -> Bill:
        """Return an invoice that was approved and is not paid yet."""
        bill = self.bill(invoice_id)
        if bill.status not in PAYABLE:
            rule = "trust money pays an approved, unpaid invoice"
            raise Refused(
                InvalidState(
                    field=("invoiceId",), noun="invoice", id=bill.id, state=bill.status, rule=rule
                )
            )
        return bill

    def serves(self, ledger: LedgerRow, bill: Bill, field: tuple[str, ...] = ("ledgerId",)) -> None:
        """Raise ``Refused`` unless this ledger's money is there for this bill (TR6)."""
        own = ledger.matter_id == bill.matter_id or (
            ledger.matter_id is None and ledger.client_money_pays_matters
        )
        if ledger.client_id != bill.client_id or ledger.currency != bill.currency or not own:
            raise Refused(CrossClientTrust(field=field, ledger_id=ledger.id))

    def post(
        self,
        ledger: LedgerRow,
        bill: Bill,
        amount: int,
        by: str | None,
        *,
        payee: str | None = None,
        reference: str | None = None,
        day: dt.date | None = None,
    ) -> str:
        """Write the entry; the law makes the payment of it. Return the entry's id."""
        day = day or today(self._clock)
        problems: list[Refusal] = []
        self._journal.dated(ledger.account_id, day, problems, None)
        if problems:
            raise Refused(*problems)
        ((firm,),) = self._db.read("select name from firm")
        move = MoveDraft(
            kind=TrustTransactionKind.APPLICATION,
            purpose=TrustPurpose.EARNED_FEE,
            amount=-amount,
            date=day,
            cleared_on=day,
            payee=payee or firm,
            reference=reference or f"Invoice {bill.number}",
            invoice_id=bill.id,
            recorded_by_id=by,
        )
        return self._journal.post(ledger, move)
