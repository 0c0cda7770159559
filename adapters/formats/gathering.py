"""Gathering: a practice asked for all that is written on some invoices, in twelve asks at most."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from adapters.formats.document import Document, Line, Timekeeper, TrustSummary, is_draft
from adapters.port import (
    Capability,
    CodeKind,
    Expense,
    Firm,
    Invoice,
    InvoiceLineItem,
    Listing,
    Matter,
    Order,
    OrderDirection,
    Page,
    Practice,
    TimeEntry,
    TrustLedger,
    TrustTransaction,
    TrustTransactionKind,
    User,
    Window,
    exact,
    utbms,
)

__all__ = ["gather"]

_NEWEST: Listing[None] = Listing(
    filter=None, order=Order("sequence", OrderDirection.DESC), window=Window(limit=1000)
)


class _Work(Struct, frozen=True):
    time: Mapping[str, TimeEntry]
    expenses: Mapping[str, Expense]
    people: Mapping[str, User]


class _Trust(Struct, frozen=True):
    ledgers: Sequence[TrustLedger]
    entries: Mapping[str, Page[TrustTransaction]]


async def gather(practice: Practice, invoice_ids: Sequence[str], *, trust: bool) -> list[Document]:
    """Return these invoices' documents in the order of their ids; those unknown are left out.

    Without ``trust``, or where the upstream shows none, no trust ledger is asked for. Raises
    ``Refused``, with ``NotSupportedByUpstream`` if the practice can't tell what firm it is.
    """
    firm = await practice.firm_profile()
    invoices = await practice.invoices.by_id(invoice_ids)
    ids = [invoice.id for invoice in invoices]
    matter_ids = _distinct(invoice.matter_id for invoice in invoices)
    client_ids = _distinct(invoice.client_id for invoice in invoices)
    lines, payments, matters, clients, accounts = await asyncio.gather(
        practice.invoices.line_items(ids),
        practice.invoices.payments(ids),
        practice.matters.by_id(matter_ids),
        practice.contacts.by_id(client_ids),
        _trust(practice, matter_ids, client_ids, trust),
    )
    work = await _work(practice, lines, matters)
    matter_of, client_of = _by_id(matters), _by_id(clients)
    lines_of, paid = _by_invoice(lines), _by_invoice(payments)
    made = {
        it.id: Document(
            firm=firm,
            client=client,
            matter=matter,
            attorney=work.people.get(matter.responsible_attorney_id or ""),
            invoice=it,
            lines=tuple(_line(firm, line, work) for line in lines_of.get(it.id, ())),
            payments=tuple(paid.get(it.id, ())),
            trust=tuple(_summaries(accounts, it, lines_of.get(it.id, ()))),
        )
        for it in invoices
        if (matter := matter_of.get(it.matter_id)) and (client := client_of.get(it.client_id))
    }
    return [made[id] for id in invoice_ids if id in made]


async def _work(
    practice: Practice, lines: Sequence[InvoiceLineItem], matters: Sequence[Matter]
) -> _Work:
    time, expenses = await asyncio.gather(
        practice.time_entries.by_id(_distinct(line.time_entry_id for line in lines)),
        practice.expenses.by_id(_distinct(line.expense_id for line in lines)),
    )
    answering = (matter.responsible_attorney_id for matter in matters)
    people = await practice.users.by_id(_distinct([*(entry.user_id for entry in time), *answering]))
    return _Work(_by_id(time), _by_id(expenses), _by_id(people))


async def _trust(
    practice: Practice, matter_ids: list[str], client_ids: list[str], wanted: bool
) -> _Trust:
    """Find the matters' own ledgers and those of their clients at large, with what moved last."""
    if not wanted or Capability.READ_TRUST not in practice.capabilities:
        return _Trust((), {})
    own, clients = await asyncio.gather(
        practice.trust.ledgers_of_matters(matter_ids),
        practice.trust.ledgers_of_clients(client_ids),
    )
    ledgers = [*own, *(ledger for ledger in clients if ledger.matter_id is None)]
    ids = [ledger.id for ledger in ledgers]
    return _Trust(ledgers, await practice.trust.transactions_of_ledgers(ids, _NEWEST))


def _line(firm: Firm, item: InvoiceLineItem, work: _Work) -> Line:
    entry = work.time.get(item.time_entry_id or "")
    expense = work.expenses.get(item.expense_id or "")
    if entry is None:
        return Line(item=item, expense_code=expense.expense_code if expense else None)
    person = work.people.get(entry.user_id)
    return Line(
        item=item,
        timekeeper=Timekeeper(
            id=entry.user_id,
            name=person.name if person else entry.user_id,
            role=person.role if person else None,
            code=firm.class_of(person.role) if person else None,
        ),
        task_code=entry.task_code or _of_kind(entry.activity_code, task=True),
        activity_code=_of_kind(entry.activity_code, task=False),
    )


def _of_kind(code: str | None, *, task: bool) -> str | None:
    """Return a code given as an activity if it is one: tasks are given there as well."""
    known = utbms.find(code) if code else None
    is_task = known is not None and known.kind is CodeKind.TASK
    return code if is_task is task else None


def _summaries(
    trust: _Trust, invoice: Invoice, lines: Sequence[InvoiceLineItem]
) -> Iterable[TrustSummary]:
    """Yield the summary of the matter's own ledger, and of any other that paid this invoice."""
    for ledger in trust.ledgers:
        entries = trust.entries[ledger.id].items
        paid = any(it.invoice_id == invoice.id for it in entries)
        at_large = ledger.matter_id is None and ledger.client_id == invoice.client_id
        same_currency = ledger.balance.posted.currency_code == invoice.subtotal.currency_code
        if same_currency and (ledger.matter_id == invoice.matter_id or (at_large and paid)):
            yield _summary(ledger, entries, invoice, lines)


def _summary(
    ledger: TrustLedger,
    entries: Sequence[TrustTransaction],
    invoice: Invoice,
    lines: Sequence[InvoiceLineItem],
) -> TrustSummary:
    """Sum a ledger up from the first day billed for to the day it last paid this invoice."""
    currency = invoice.subtotal.currency_code
    days = [line.date for line in lines if line.date]
    of_this = _of(invoice, entries)
    first = min([*days, invoice.issue_date])
    last = max([invoice.issue_date, *(it.date for it in entries if it.id in of_this)])
    # Before the oldest entry read lies what its running balance was made on.
    before = entries[-1].running_balance.amount - entries[-1].amount.amount if entries else 0
    opening = Decimal(before) + _total(it for it in entries if it.date < first)
    within = [it for it in entries if first <= it.date <= last]
    applied = -_total(it for it in within if it.id in of_this)
    others = [it for it in within if it.id not in of_this]
    deposits = _total(it for it in others if it.kind is TrustTransactionKind.DEPOSIT)
    rest = _total(others) - deposits
    return TrustSummary(
        matter_id=ledger.matter_id,
        first_day=first,
        last_day=last,
        opening=exact(opening, currency),
        deposits=exact(deposits, currency),
        others=exact(rest, currency),
        applied=exact(applied, currency),
        held=exact(_held(ledger, invoice), currency),
        balance=exact(opening + _total(within), currency),
    )


def _of(invoice: Invoice, entries: Sequence[TrustTransaction]) -> set[str]:
    """Return the ids of what paid an invoice, and of what undid that."""
    paid = {it.id for it in entries if it.invoice_id == invoice.id}
    return paid | {it.id for it in entries if it.reverses_id in paid}


def _held(ledger: TrustLedger, invoice: Invoice) -> Decimal:
    """Return what a draft holds of the ledger; of an approved invoice, nothing is held."""
    held = min(invoice.trust_applied.amount, ledger.balance.held.amount)
    return held if is_draft(invoice) else Decimal(0)


def _total(entries: Iterable[TrustTransaction]) -> Decimal:
    return sum((it.amount.amount for it in entries), Decimal(0))


def _distinct(ids: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(id for id in ids if id))


def _by_id(records: Sequence[Any]) -> dict[str, Any]:
    return {record.id: record for record in records}


def _by_invoice(records: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for record in records:
        found.setdefault(record.invoice_id, []).append(record)
    return found
