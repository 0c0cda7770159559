"""What a document is gathered from, in how many asks, and that its trust summary adds up."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.embedded.practice import EmbeddedPractice
from adapters.formats.document import Document
from adapters.formats.gathering import gather
from adapters.port import Capability, NotSupportedByUpstream, Refused
from tests.world import Asked

FEW = [
    "firm_profile",
    "invoices.by_id",
    "invoices.line_items",
    "invoices.payments",
    "matters.by_id",
    "contacts.by_id",
    "time_entries.by_id",
    "expenses.by_id",
    "users.by_id",
]
TRUST = ["trust.ledgers_of_matters", "trust.ledgers_of_clients", "trust.transactions_of_ledgers"]


@pytest.mark.parametrize("many", [1, 300])
async def test_any_number_of_invoices_is_twelve_asks(
    practice: EmbeddedPractice, documents: list[Document], many: int
) -> None:
    asked: list[str] = []
    ids = [it.invoice.id for it in documents[:many]]
    assert len(await gather(Asked(practice, asked), ids, trust=True)) == many
    assert sorted(asked) == sorted(FEW + TRUST)


async def test_whoever_may_not_see_trust_money_is_told_nothing_of_it(
    practice: EmbeddedPractice, acme: Document
) -> None:
    asked: list[str] = []
    (found,) = await gather(Asked(practice, asked), [acme.invoice.id], trust=False)
    assert sorted(asked) == sorted(FEW)
    assert found == replace(acme, trust=())


class Without:
    """A practice whose upstream lacks something."""

    def __init__(self, practice: Any, lacks: Capability) -> None:
        self._practice = practice
        self.capabilities = practice.capabilities - {lacks}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._practice, name)


async def test_an_upstream_without_trust_is_not_asked_for_it(
    practice: EmbeddedPractice, acme: Document
) -> None:
    lacking: Any = Without(practice, Capability.READ_TRUST)
    assert await gather(lacking, [acme.invoice.id], trust=True) == [replace(acme, trust=())]


async def test_an_upstream_that_knows_no_firm_refuses_before_anything_is_asked() -> None:
    asked: list[str] = []

    class Nameless:
        async def firm_profile(self) -> None:
            raise Refused(NotSupportedByUpstream(capability="read the firm"))

    with pytest.raises(Refused, match="read the firm"):
        await gather(Asked(Nameless(), asked), ["inv_1"], trust=True)
    assert asked == ["firm_profile"]


async def test_documents_come_in_the_order_asked_for_and_the_unknown_are_left_out(
    practice: EmbeddedPractice, documents: list[Document]
) -> None:
    first, second = (it.invoice.id for it in documents[:2])
    found = await gather(practice, [second, "inv_none", first], trust=True)
    assert [it.invoice.id for it in found] == [second, first]
    assert await gather(practice, [], trust=True) == []


def test_acme_is_told_whole(acme: Document) -> None:
    assert acme.firm.name == "Meridian Lake Law LLP"
    assert (acme.firm.tax_id, acme.firm.phone) == ("00-1234567", "+1-312-555-0142")
    assert acme.attorney is not None and acme.attorney.name == "Jane Attorney"
    first = acme.lines[0]
    assert first.timekeeper is not None
    assert (first.timekeeper.name, first.timekeeper.code) == ("Jane Attorney", "PARTNR")
    assert (first.timekeeper.given_names, first.timekeeper.family_name) == ("Jane", "Attorney")
    assert (first.task_code, first.activity_code) == ("L110", "A106")
    # A task that was given as the activity is told once, as a task.
    assert (acme.lines[1].task_code, acme.lines[1].activity_code) == ("L120", None)
    assert [line.expense_code for line in acme.expenses] == ["E112", "E113"]
    (trust,) = acme.trust
    told = (trust.opening, trust.deposits, trust.others, trust.applied, trust.held, trust.balance)
    assert [str(it.amount) for it in told] == [
        "0.00", "5000.00", "0.00", "2500.00", "0.00", "2500.00",
    ]  # fmt: skip


def test_every_trust_summary_adds_up_and_is_what_the_journal_says(
    practice: EmbeddedPractice, documents: list[Document]
) -> None:
    told = 0
    for document in documents:
        for it in document.trust:
            told += 1
            moved = it.deposits.amount + it.others.amount - it.applied.amount
            assert it.opening.amount + moved == it.balance.amount, document.invoice.id
            rows = practice._db.read(
                "select coalesce(sum(e.amount), 0), coalesce(sum(iif(e.date < ?, e.amount, 0)), 0), "
                "coalesce(sum(iif(e.invoice_id = ?, -e.amount, 0)), 0) from trust_entries e "
                "join trust_ledgers l on l.id = e.ledger_id where l.matter_id is ? and e.date <= ?",
                [
                    it.first_day.isoformat(),
                    document.invoice.id,
                    it.matter_id,
                    it.last_day.isoformat(),
                ],
            )
            kept = [it.balance.amount, it.opening.amount, it.applied.amount]
            assert kept == [Decimal(amount) / 100 for amount in rows[0]], document.invoice.id
    assert told == 83


def test_trust_applied_is_what_left_the_ledger_or_what_a_draft_holds(
    documents: list[Document],
) -> None:
    paid, held = 0, 0
    for document in documents:
        applied = sum(it.applied.amount for it in document.trust)
        waiting = sum(it.held.amount for it in document.trust)
        assert applied + waiting == document.invoice.trust_applied.amount
        assert document.is_draft or waiting == 0
        paid, held = paid + (applied > 0), held + (waiting > 0)
    assert (paid, held) == (45, 4)


def test_discounts_are_settled_so_that_they_sum(documents: list[Document]) -> None:
    several = 0
    for document in documents:
        assert document.sum(document.discounts) == document.discount
        several += len(document.discounts) > 1
    assert several == 1
