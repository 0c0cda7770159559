"""The doors for what happens to invoices and to trust money: steps, payments, movements."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.port import (
    Application,
    Deposit,
    Disbursement,
    Entitlement,
    InvoiceStepKind,
    Moved,
    Practice,
    Transfer,
)
from adapters.sandbox.house import key_of, sandbox_of
from adapters.sandbox.problems import invalid
from adapters.sandbox.said import receivables as said_receivables
from adapters.sandbox.said import trust as said_trust
from adapters.sandbox.shown import invoices, trust
from adapters.sandbox.values import Json, answer

__all__ = ["DOORS"]

_INVOICES, _TRUST = Entitlement.INVOICES, Entitlement.TRUST
_STEPS = {
    "submit": InvoiceStepKind.SUBMITTED,
    "approve": InvoiceStepKind.APPROVED,
    "send": InvoiceStepKind.SENT,
    "void": InvoiceStepKind.VOIDED,
}

_Act = Callable[[Practice, str, bytes, str, str], Awaitable[tuple[Json, int]]]


def _step(step: str) -> Route:
    """Serve a step of an invoice, with a key or without one."""

    async def door(request: Request) -> Response:
        sandbox = sandbox_of(request)
        by = sandbox.signed_in(request, _INVOICES).user.id
        id, body = request.path_params["id"], await request.body()
        command = said_receivables.step(id, _STEPS[step], body, by)
        return answer(
            invoices.receipt(await sandbox.practice.receivables.step(command, key_of(request)))
        )

    return Route(f"/invoices/{{id}}/{step}", door, methods=["POST"])


def _act(path: str, entitlement: Entitlement, act: _Act) -> Route:
    """Serve what moves money, which takes a key."""

    async def door(request: Request) -> Response:
        sandbox = sandbox_of(request)
        by = sandbox.signed_in(request, entitlement).user.id
        key = key_of(request)
        if key is None:
            raise invalid(("Idempotency-Key",), "What moves money takes an idempotency key.")
        id = request.path_params.get("id", "")
        receipt, status = await act(sandbox.practice, id, await request.body(), key, by)
        return answer(receipt, status)

    return Route(path, door, methods=["POST"])


async def _pay(practice: Practice, _: str, body: bytes, key: str, by: str) -> tuple[Json, int]:
    paid = await practice.receivables.pay(said_receivables.payment(body, by), key)
    return invoices.payment_receipt(paid.payment), 201


async def _move(practice: Practice, _: str, body: bytes, key: str, by: str) -> tuple[Json, int]:
    match said_trust.movement(body, by):
        case Deposit() as deposit:
            return _moved(await practice.movements.deposit(deposit, key))
        case Disbursement() as disbursement:
            return _moved(await practice.movements.disburse(disbursement, key))
        case Transfer() as transfer:
            return _moved(await practice.movements.transfer(transfer, key))
        case Application() as application:
            done = await practice.movements.apply(application, key)
            return trust.applied(done), 201 if done.transaction else 200


async def _clear(practice: Practice, id: str, body: bytes, key: str, by: str) -> tuple[Json, int]:
    return trust.moved(await practice.movements.clear(said_trust.clearing(id, body, by), key)), 200


async def _bounce(practice: Practice, id: str, body: bytes, key: str, by: str) -> tuple[Json, int]:
    return _moved(await practice.movements.bounce(said_trust.bounce(id, body, by), key))


async def _reverse(practice: Practice, id: str, body: bytes, key: str, by: str) -> tuple[Json, int]:
    return _moved(await practice.movements.reverse(said_trust.reversal(id, body, by), key))


def _moved(done: Moved) -> tuple[Json, int]:
    """Answer 201 for an entry, 202 for a request that somebody has to decide."""
    return trust.moved(done), 201 if done.transaction else 202


DOORS = (
    *(_step(step) for step in _STEPS),
    _act("/payments", _INVOICES, _pay),
    _act("/trust-transactions", _TRUST, _move),
    _act("/trust-transactions/{id}/clear", _TRUST, _clear),
    _act("/trust-transactions/{id}/bounce", _TRUST, _bounce),
    _act("/trust-transactions/{id}/reverse", _TRUST, _reverse),
)
