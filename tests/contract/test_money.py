"""Invoices' steps, payments and trust money do the same, and are refused alike, over the wire."""

import datetime as dt
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest

from adapters.port import (
    Application,
    ApprovalPolicy,
    Bounce,
    Capability,
    Clearing,
    CreditKind,
    Deposit,
    Disbursement,
    EvergreenChange,
    InvoiceStepKind,
    NewCredit,
    NewDispute,
    NewPayment,
    NewStep,
    NotSupportedByUpstream,
    PaymentMethod,
    PaymentReversal,
    Refused,
    RequestDecision,
    Reversal,
    SecondPersonNeeded,
    Settlement,
    Statement,
    Transfer,
    TrustPolicyChange,
    TrustPurpose,
)
from adapters.sandbox import Reads
from adapters.supergood.habits import ReadMode
from tests.contract.conftest import Pair, Served
from tests.contract.remote import Remote
from tests.contract.test_writes import (
    CLIENT,
    INVOICE,
    OWNER,
    everything,
    expected_everything,
    rows,
)

Do = Callable[[Any], Awaitable[Any]]

DAY = dt.date(2026, 2, 20)
ACCOUNT, LEDGER, MATTER = "tra_21ff67", "trl_e33c50", "mat_9c31d2"
AT_LARGE, ITS_CLIENT = "trl_2babf4", "cli_2cc19c"
BILL = "inv_000002"
"""What the first invoice that a practice makes is called; a command may name it before it is."""


def step(kind: InvoiceStepKind, reason: str | None = None, invoice: str = BILL) -> NewStep:
    return NewStep(invoice_id=invoice, kind=kind, reason=reason, by_id=OWNER)


def payment(amount: str, **said: Any) -> NewPayment:
    fields = {"invoice_id": BILL, "date": DAY, "method": PaymentMethod.CHECK, **said}
    return NewPayment(amount=Decimal(amount), recorded_by_id=OWNER, **fields)


def deposit(amount: str = "1200.50", **said: Any) -> Deposit:
    fields = {
        "account_id": ACCOUNT,
        "client_id": CLIENT,
        "matter_id": MATTER,
        "date": DAY,
        "method": PaymentMethod.CHECK,
        "payer": "Acme Holdings LLC",
        **said,
    }
    return Deposit(amount=Decimal(amount), recorded_by_id=OWNER, **fields)


def disbursement(amount: str = "100", **said: Any) -> Disbursement:
    fields = {
        "ledger_id": LEDGER,
        "purpose": TrustPurpose.THIRD_PARTY,
        "date": DAY,
        "payee": "Court Reporters Inc",
        **said,
    }
    return Disbursement(amount=Decimal(amount), recorded_by_id=OWNER, **fields)


def transfer(**said: Any) -> Transfer:
    fields = {"from_ledger_id": AT_LARGE, "reason": "For the matter", "date": DAY, **said}
    return Transfer(**{"amount": Decimal(250), **fields}, recorded_by_id=OWNER)


async def billed(practice: Any, *kinds: InvoiceStepKind) -> Any:
    """Make the invoice, which is the first, and let it take these steps."""
    answer = (await practice.invoices.generate(INVOICE, "make")).record
    for kind in kinds:
        answer = await practice.receivables.step(step(kind), f"step {kind.value}")
    return answer


async def first(practice: Any, *before: Any) -> list[Any]:
    return [await it(practice) for it in before]


async def received(practice: Any, deposit: Deposit) -> str:
    """Return the id of a deposit that was just received."""
    return str((await practice.movements.deposit(deposit, "received")).transaction.id)


K = InvoiceStepKind


async def _cleared(p: Any) -> Any:
    id = await received(p, deposit())
    clearing = Clearing(transaction_id=id, cleared_on=DAY, recorded_by_id=OWNER)
    return await p.movements.clear(clearing, "clear")


async def _bounced(p: Any) -> Any:
    id = await received(p, deposit())
    return await p.movements.bounce(
        Bounce(transaction_id=id, reason="No funds", recorded_by_id=OWNER), "bounce"
    )


async def _reversed(p: Any) -> Any:
    paid = await p.movements.disburse(disbursement(), "out")
    id = paid.transaction.id
    reversal = Reversal(transaction_id=id, reason="Stopped", recorded_by_id=OWNER)
    return await p.movements.reverse(reversal, "back")


async def _reversed_twice(p: Any) -> Any:
    done = await _reversed(p)
    again = Reversal(
        transaction_id=done.transaction.reverses_id, reason="Again", recorded_by_id=OWNER
    )
    return await p.movements.reverse(again, "again")


async def _cleared_twice(p: Any) -> Any:
    done = await _cleared(p)
    clearing = Clearing(transaction_id=done.transaction.id, cleared_on=DAY, recorded_by_id=OWNER)
    return await p.movements.clear(clearing, "again")


async def _on_approved(p: Any, do: Do) -> Any:
    await billed(p, K.APPROVED)
    return await do(p)


def approved(do: Do) -> Do:
    return lambda p: _on_approved(p, do)


def drafted(do: Do) -> Do:
    async def on_a_draft(p: Any) -> Any:
        await billed(p)
        return await do(p)

    return on_a_draft


async def _twice(p: Any) -> Any:
    return [await p.movements.deposit(deposit(), "same") for _ in range(2)]


def apply(**said: Any) -> Do:
    application = Application(invoice_id=BILL, recorded_by_id=OWNER, **said)
    return lambda p: p.movements.apply(application, "apply")


def void(reason: str = "Wrong client", invoice: str = BILL) -> Do:
    return lambda p: p.receivables.step(step(K.VOIDED, reason, invoice), None)


def pay(*args: Any, **said: Any) -> Do:
    return lambda p: p.receivables.pay(payment(*args, **said), "pay")


def put_in(*args: Any, **said: Any) -> Do:
    return lambda p: p.movements.deposit(deposit(*args, **said), "in")


def pay_out(*args: Any, **said: Any) -> Do:
    return lambda p: p.movements.disburse(disbursement(*args, **said), "out")


def move(**said: Any) -> Do:
    return lambda p: p.movements.transfer(transfer(**said), "move")


FIRM = {"client_id": None, "matter_id": None, "payer": None}

CHANGES: list[tuple[str, Do]] = [
    ("submit", lambda p: billed(p, K.SUBMITTED)),
    ("submit and approve", lambda p: billed(p, K.SUBMITTED, K.APPROVED)),
    ("approve and send", lambda p: billed(p, K.APPROVED, K.SENT)),
    ("void a draft", drafted(void())),
    ("pay in part", approved(pay("100.25", reference="Check 12"))),
    ("pay by wire in its currency", approved(pay("1", method=PaymentMethod.WIRE))),
    ("pay too much", approved(pay("5000"))),
    ("deposit", put_in(reference="Check 6130", currency_code="USD")),
    ("deposit for a client at large", put_in(matter_id=None)),
    ("deposit by wire", put_in(method=PaymentMethod.WIRE)),
    ("deposit the firm's own", put_in("250", **FIRM)),
    ("deposit twice under one key", _twice),
    ("clear", _cleared),
    ("bounce", _bounced),
    ("disburse", pay_out(reference="1041")),
    ("ask to disburse a large sum", pay_out("6000", ledger_id="trl_f66345")),
    ("transfer to a matter", move(to_matter_id="mat_f5b7f2")),
    ("transfer to a ledger", move(to_ledger_id="trl_d7d7c7")),
    ("reverse", _reversed),
    ("apply all", approved(apply())),
    ("apply some", approved(apply(max_amount=Decimal("12.34"), ledger_id=LEDGER))),
    ("apply nothing", approved(apply(max_amount=Decimal(0)))),
    (
        "earn a fee",
        approved(pay_out("10", purpose=TrustPurpose.EARNED_FEE, invoice_id=BILL)),
    ),
]


@pytest.mark.parametrize("do", [pytest.param(do, id=name) for name, do in CHANGES])
async def test_a_movement_answers_and_leaves_the_same(pair: Pair, do: Do) -> None:
    before = everything(pair)
    expected = await do(pair.expected)
    assert await do(pair.practice) == expected
    assert everything(pair) == expected_everything(pair)
    assert everything(pair) != before


REFUSED: list[tuple[str, Do]] = [
    ("a draft is not sent", drafted(lambda p: p.receivables.step(step(K.SENT), None))),
    ("a draft is not paid", drafted(pay("1"))),
    ("no such invoice to approve", lambda p: p.receivables.step(step(K.APPROVED), "k")),
    (
        "a paid invoice is not voided",
        approved(lambda p: first(p, pay("1"), void())),
    ),
    ("a part of a cent", approved(pay("0.001"))),
    ("nothing", approved(pay("0"))),
    ("less than nothing", approved(pay("-12.5"))),
    ("more than there is", approved(pay("12345678901234567.5"))),
    ("another currency", approved(pay("1", currency_code="EUR"))),
    ("a payment still to come", approved(pay("1", date=dt.date(2026, 3, 1)))),
    ("a payment of trust money", approved(pay("1", method=PaymentMethod.TRUST))),
    ("a payment of credit that is none", approved(pay("1", method=PaymentMethod.CREDIT))),
    ("no such account", put_in(account_id="tra_none")),
    ("another client's matter", put_in(client_id=ITS_CLIENT)),
    ("a client's money from nobody", put_in("1", payer=None)),
    ("too much firm money", put_in("250.01", **FIRM)),
    ("to the bearer", pay_out(payee="Bearer")),
    ("a bank charge of a client's", pay_out(purpose=TrustPurpose.BANK_CHARGE)),
    ("more than is available", pay_out("2500.01")),
    ("several things at once", pay_out("0.005", payee="Cash", currency_code="JPY")),
    (
        "uncleared money",
        lambda p: first(p, put_in("100"), pay_out("2550")),
    ),
    ("to another client", move(to_matter_id=MATTER)),
    ("to nowhere", move()),
    ("to itself", move(to_ledger_id=AT_LARGE)),
    ("from another client's ledger", approved(apply(ledger_id=AT_LARGE))),
    ("to a draft", drafted(apply())),
    ("reversed twice", _reversed_twice),
    ("cleared twice", _cleared_twice),
    (
        "no such entry",
        lambda p: p.movements.reverse(Reversal(transaction_id="trt_none", reason="x"), "k"),
    ),
    (
        "money that is spent",
        lambda p: first(
            p,
            pay_out("2400"),
            lambda p: p.movements.reverse(
                Reversal(transaction_id="trt_9cb54a", reason="x", recorded_by_id=OWNER), "k"
            ),
        ),
    ),
    (
        "a key used for something else",
        lambda p: first(p, put_in("1"), put_in("2")),
    ),
]


@pytest.mark.parametrize("do", [pytest.param(do, id=name) for name, do in REFUSED])
async def test_a_refusal_is_the_same_fact_under_the_same_name(pair: Pair, do: Do) -> None:
    with pytest.raises(Refused) as expected:
        await do(pair.expected)
    with pytest.raises(Refused) as found:
        await do(pair.practice)
    assert tuple(found.value.refusals) == tuple(expected.value.refusals)
    assert [it.message for it in found.value.refusals] == [
        it.message for it in expected.value.refusals
    ]
    assert everything(pair) == expected_everything(pair)


async def test_who_drew_an_invoice_up_is_refused_where_two_people_are_wanted(pair: Pair) -> None:
    with closing(sqlite3.connect(pair.path)) as db:
        db.execute("insert into approval_policy values (1, 1)")
        db.commit()
    await pair.expected.receivables.set_approval_policy(ApprovalPolicy(second_person=True))
    told = []
    for practice in (pair.expected, pair.practice):
        with pytest.raises(Refused) as refused:
            await billed(practice, K.APPROVED)
        told.append(tuple(refused.value.refusals))
    assert told == [(SecondPersonNeeded(field=("invoiceId",), asked_by_id=OWNER),)] * 2
    assert everything(pair) == expected_everything(pair)


LACKING: list[tuple[Capability | str, Do]] = [
    ("have invoices rejected", lambda p: p.receivables.step(step(K.REJECTED, "x"), None)),
    (
        Capability.REVERSE_PAYMENTS,
        lambda p: p.receivables.reverse(PaymentReversal(payment_id="pay_1", reason="x"), "k"),
    ),
    (
        Capability.CREDIT_INVOICES,
        lambda p: p.receivables.credit(
            NewCredit(invoice_id=BILL, kind=CreditKind.WRITE_OFF, reason="x"), "k"
        ),
    ),
    (
        Capability.CREDIT_INVOICES,
        lambda p: p.receivables.dispute(
            NewDispute(invoice_id=BILL, amount=Decimal(1), reason="x"), "k"
        ),
    ),
    (
        Capability.CREDIT_INVOICES,
        lambda p: p.receivables.settle(Settlement(dispute_id="dsp_1", settlement="x"), "k"),
    ),
    ("say who may approve invoices", lambda p: p.receivables.approval_policy()),
    (
        "say who may approve invoices",
        lambda p: p.receivables.set_approval_policy(ApprovalPolicy(second_person=True)),
    ),
    ("read what happened to invoices", lambda p: p.receivables.steps([BILL])),
    ("read invoices' credits", lambda p: p.receivables.credits([BILL])),
    ("read invoices' disputes", lambda p: p.receivables.disputes([BILL])),
    ("read clients' credit", lambda p: p.receivables.credit_of_clients([CLIENT])),
    (
        Capability.DECIDE_TRUST_REQUESTS,
        lambda p: p.movements.decide(RequestDecision(request_id="trq_1", approve=True), "k"),
    ),
    (Capability.DECIDE_TRUST_REQUESTS, lambda p: p.books.requests([ACCOUNT])),
    (Capability.DECIDE_TRUST_REQUESTS, lambda p: p.books.requests_by_id(["trq_1"])),
    (
        Capability.KEEP_TRUST_BOOKS,
        lambda p: p.books.reconcile(Statement(account_id=ACCOUNT, as_of=DAY, balance=None), None),
    ),
    (Capability.KEEP_TRUST_BOOKS, lambda p: p.books.reconciliations([ACCOUNT])),
    (Capability.KEEP_TRUST_BOOKS, lambda p: p.books.verify()),
    (Capability.KEEP_TRUST_BOOKS, lambda p: p.books.policies([ACCOUNT])),
    (
        Capability.KEEP_TRUST_BOOKS,
        lambda p: p.books.change_policy(TrustPolicyChange(account_id=ACCOUNT)),
    ),
    (Capability.KEEP_TRUST_BOOKS, lambda p: p.books.explain_invoices([BILL])),
    (Capability.KEEP_TRUST_BOOKS, lambda p: p.books.explain_ledgers([LEDGER])),
    (Capability.KEEP_TRUST_BOOKS, lambda p: p.books.evergreens([MATTER])),
    (
        Capability.KEEP_TRUST_BOOKS,
        lambda p: p.books.change_evergreen(EvergreenChange(matter_id=MATTER, least=None)),
    ),
]


async def test_what_the_dialect_lacks_is_refused_by_name_and_never_sent(copied: Any) -> None:
    with Served(copied("upstream.sqlite"), Reads.EXTENDED) as base_url:
        remote = Remote(base_url, ReadMode.EXTENDED)
        for lacking, do in LACKING:
            with pytest.raises(Refused) as refused:
                await do(remote.practice)
            named = lacking.value if isinstance(lacking, Capability) else lacking
            assert refused.value.refusals == (NotSupportedByUpstream(capability=named),)
            if isinstance(lacking, Capability):
                assert lacking not in remote.practice.capabilities
        assert await remote.asked() == {}
        await remote.practice.close()


async def test_what_an_upstream_can_not_tell_is_null_with_its_reason(copied: Any) -> None:
    with Served(copied("upstream.sqlite"), Reads.EXTENDED) as base_url:
        remote = Remote(base_url, ReadMode.EXTENDED)
        ask = """{ matter(id: "mat_9c31d2") { number evergreen { below } trustBalance {
            requested { amount } } invoices(first: 1) { nodes { amountWrittenOff { amount }
            steps { kind } payments { surplus { amount } } } } } }"""
        result = await remote.ask(ask, {})
        assert result.data == {
            "matter": {
                "number": "2026-0041",
                "evergreen": None,
                "trustBalance": {"requested": {"amount": "0.00"}},
                "invoices": {
                    "nodes": [
                        {
                            "amountWrittenOff": {"amount": "0.00"},
                            "steps": None,
                            "payments": result.data["matter"]["invoices"]["nodes"][0]["payments"],
                        }
                    ]
                },
            }
        }
        assert {error.path[-1]: error.extensions["code"] for error in result.errors} == {
            "evergreen": "NOT_SUPPORTED_BY_UPSTREAM",
            "steps": "NOT_SUPPORTED_BY_UPSTREAM",
        }
        await remote.practice.close()


MOVES: list[tuple[str, Do]] = [
    ("POST /trust-transactions", put_in()),
    ("POST /trust-transactions", pay_out()),
    ("POST /trust-transactions", move(to_matter_id="mat_f5b7f2")),
    ("POST /trust-transactions/*/clear", _cleared),
    ("POST /trust-transactions/*/reverse", _reversed),
    ("POST /payments", approved(pay("10"))),
    ("POST /invoices/*/approve", lambda p: billed(p, K.APPROVED)),
]


@pytest.mark.parametrize("fault", ["500", "cut", "garbage", "expired", "lost-answer"])
@pytest.mark.parametrize(
    ("line", "do"), MOVES, ids=[f"{n} {line}" for n, (line, _) in enumerate(MOVES)]
)
async def test_money_moves_once_whatever_becomes_of_the_answer(
    copied: Any, expected: Any, line: str, fault: str, do: Do
) -> None:
    path = copied("upstream.sqlite")
    wanted = await do(expected)
    with Served(path, Reads.EXTENDED) as base_url:
        remote = Remote(base_url, ReadMode.EXTENDED)
        await remote.fault(line, fault)
        assert await do(remote.practice) == wanted
        await remote.practice.close()
    pair = Pair(remote.practice, expected, path)
    assert everything(pair) == expected_everything(pair)


async def test_money_whose_fate_stays_unknown_is_said_to_be_and_moved_once(
    copied: Any, expected: Any
) -> None:
    path = copied("upstream.sqlite")
    with Served(path, Reads.EXTENDED) as base_url:
        remote = Remote(base_url, ReadMode.EXTENDED)
        await remote.fault("POST /trust-transactions", "lost-answer", 50)
        with pytest.raises(Refused) as refused:
            await put_in("77")(remote.practice)
        (why,) = refused.value.refusals
        assert why.code.value == "OUTCOME_UNKNOWN"
        await remote.practice.close()
    journal = rows(Pair(remote.practice, expected, path), "trust_entries")
    ours = [row for row in journal if 7700 in row]
    assert len(ours) == 1
    assert len(journal) == 196
