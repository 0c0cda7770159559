"""How often the practice is asked: once for a list, once for an edge, whatever the size."""

import pytest

from tests.world import World

FIFTY = """query ($first: Int!) { matters(first: $first) { nodes {
    number title
    client { name }
    responsibleAttorney { name }
    trustBalance { available { amount } }
    timeEntries(first: 5) { nodes { hours amount { amount } } }
    invoices(first: 5) { nodes { status total { amount } } } } } }"""

SIX = {
    "matters.page": 1,
    "contacts.by_id": 1,
    "users.by_id": 1,
    "trust.ledgers_of_matters": 1,
    "time_entries.of_matters": 1,
    "invoices.of_matters": 1,
}


@pytest.mark.parametrize("first", [1, 10, 50, 100])
async def test_five_edges_cost_six_asks_whatever_the_number_of_matters(
    world: World, first: int
) -> None:
    data = await world.ask(FIFTY, first=first)
    assert len(data["matters"]["nodes"]) == first
    assert world.counts == SIX


async def test_a_window_on_an_edge_is_one_statement(world: World) -> None:
    statements: list[str] = []
    world.practice._db._db.set_trace_callback(statements.append)
    await world.ask(
        "{ matters(first: 50) { nodes { timeEntries(first: 5) { nodes { hours } } } } }"
    )
    world.practice._db._db.set_trace_callback(None)
    windows = [it for it in statements if "from json_each" in it and "time_entries" in it]
    assert len(windows) == 1


async def test_nested_edges_cost_one_ask_for_each_level(world: World) -> None:
    await world.ask(
        """{ matters(first: 50) { nodes { client { matters(first: 10) { nodes {
            timeEntries(first: 3) { nodes { user { name } invoice { number
                lineItems { timeEntry { hours } } payments { amount { amount } } } } }
        } } } } } }"""
    )
    assert world.counts == {
        "matters.page": 1,
        "contacts.by_id": 1,
        "matters.of_clients": 1,
        "time_entries.of_matters": 1,
        "users.by_id": 1,
        "invoices.by_id": 1,
        "invoices.line_items": 1,
        "invoices.payments": 1,
        "time_entries.by_id": 1,
    }


async def test_the_trust_side_costs_one_ask_for_each_level(world: World) -> None:
    await world.ask(
        """{ trustAccounts { nodes { balance { available { amount } }
            ledgers(first: 50) { totalCount nodes { client { name } matter { number }
                transactions(first: 3) { totalCount nodes { recordedBy { name } invoice { number }
                    reverses { id } reversedBy { id } ledger { id account { name } } } } } }
            transactions(first: 5) { totalCount nodes { kind } } } } }"""
    )
    assert world.counts == {
        "trust.accounts": 1,
        "trust.ledgers_of_accounts": 1,
        "trust.count_ledgers_of_accounts": 1,
        "trust.transactions_of_accounts": 1,
        "trust.count_transactions_of_accounts": 1,
        "contacts.by_id": 1,
        "matters.by_id": 1,
        "trust.transactions_of_ledgers": 1,
        "trust.count_transactions_of_ledgers": 1,
        "users.by_id": 1,
        "invoices.by_id": 1,
        "trust.transactions_by_id": 1,
        "trust.ledgers_by_id": 1,
        "trust.accounts_by_id": 1,
    }


async def test_the_books_cost_one_ask_for_each_level(world: World) -> None:
    await world.ask(
        """{ trustAccounts { nodes { policy { firmMoneyMost { amount } }
            requests { amount { amount } requestedBy { name } ledger { id } }
            reconciliations { status ledgers(first: 5) { nodes { ledger { id } } } }
            ledgers(first: 50) { nodes { isFirmMoney client { credit { amount } }
                matter { evergreen { below } } explain { applicable { amount } limits } } } } } }"""
    )
    assert world.counts == {
        "trust.accounts": 1,
        "books.policies": 1,
        "books.requests": 1,
        "books.reconciliations": 1,
        "trust.ledgers_of_accounts": 1,
        "contacts.by_id": 1,
        "receivables.credit_of_clients": 1,
        "matters.by_id": 1,
        "books.evergreens": 1,
        "books.explain_ledgers": 1,
    }


async def test_what_happened_to_invoices_costs_one_ask_for_each_level(world: World) -> None:
    data = await world.ask(
        """{ invoices(first: 100) { nodes { createdBy { name } approvedBy { name }
            steps { kind by { name } } credits { kind recordedBy { name } }
            disputes { openedBy { name } settledBy { name } }
            payments { surplus { amount } reversedOn } trustExplain { limits ledger { id } } } } }"""
    )
    assert len(data["invoices"]["nodes"]) == 100
    assert world.counts == {
        "invoices.page": 1,
        "users.by_id": 1,
        "receivables.steps": 1,
        "receivables.credits": 1,
        "receivables.disputes": 1,
        "invoices.payments": 1,
        "books.explain_invoices": 1,
        "trust.ledgers_by_id": 1,
    }


async def test_the_size_of_a_list_is_counted_only_when_asked(world: World) -> None:
    await world.ask("{ matters(first: 5) { nodes { id } } }")
    assert world.counts == {"matters.page": 1}
    data = await world.ask(
        """{ matters(first: 5) { totalCount nodes { timeEntries(first: 1) { totalCount } } } }"""
    )
    assert data["matters"]["totalCount"] == 200
    assert world.counts == {
        "matters.page": 1,
        "matters.count": 1,
        "time_entries.of_matters": 1,
        "time_entries.count_of_matters": 1,
    }


async def test_the_same_edge_asked_two_ways_is_two_asks(world: World) -> None:
    await world.ask(
        """{ matters(first: 20) { nodes {
            latest: timeEntries(first: 1) { nodes { id } }
            again: timeEntries(first: 1) { nodes { hours } }
            billed: timeEntries(first: 1, filter: {status: BILLED}) { nodes { id } } } } }"""
    )
    assert world.counts == {"matters.page": 1, "time_entries.of_matters": 2}


async def test_single_reads_of_one_kind_are_gathered(world: World) -> None:
    data = await world.ask(
        """{ a: matter(id: "mat_9c31d2") { number } b: matter(id: "mat_none") { number }
            c: node(id: "mat_9c31d2") { id } d: matterByNumber(number: "2026-0041") { id } }"""
    )
    assert data == {
        "a": {"number": "2026-0041"},
        "b": None,
        "c": {"id": "mat_9c31d2"},
        "d": {"id": "mat_9c31d2"},
    }
    assert world.counts == {"matters.by_id": 1, "matters.by_number": 1}
