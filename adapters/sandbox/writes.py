"""The doors for writing: a body becomes a command, and what was written becomes a receipt."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.port import Entitlement, Practice
from adapters.sandbox import moves
from adapters.sandbox.house import key_of, sandbox_of
from adapters.sandbox.nouns import EXTENDED as NOUNS
from adapters.sandbox.said import contacts as said_contacts
from adapters.sandbox.said import invoices as said_invoices
from adapters.sandbox.said import matters as said_matters
from adapters.sandbox.said import work as said_work
from adapters.sandbox.shown import contacts, invoices, matters, work
from adapters.sandbox.values import Json, answer

__all__ = ["EXTENDED", "SEED"]

_E = Entitlement
_SHOW = {noun.path: noun.show for noun in NOUNS}

_Post = Callable[[Practice, bytes, str | None, str], Awaitable[tuple[Json, bool]]]
_Change = Callable[[Practice, str, bytes], Awaitable[Any]]


async def _matter(practice: Practice, body: bytes, key: str | None, _by: str) -> tuple[Json, bool]:
    saved = await practice.matters.create(said_matters.draft(body), key)
    return matters.receipt(saved.record), saved.created


async def _contact(practice: Practice, body: bytes, key: str | None, _by: str) -> tuple[Json, bool]:
    saved = await practice.contacts.create(said_contacts.draft(body), key)
    return contacts.receipt(saved.record), saved.created


async def _entry(practice: Practice, body: bytes, key: str | None, _by: str) -> tuple[Json, bool]:
    return work.entry_receipt(await practice.time_entries.log(said_work.entry(body), key)), True


async def _expense(practice: Practice, body: bytes, key: str | None, _by: str) -> tuple[Json, bool]:
    return work.expense_receipt(await practice.expenses.log(said_work.expense(body), key)), True


async def _invoice(practice: Practice, body: bytes, key: str | None, by: str) -> tuple[Json, bool]:
    made = await practice.invoices.generate(said_invoices.draft(body, by), key)
    return invoices.receipt(made.record), True


async def _changed_matter(practice: Practice, id: str, body: bytes) -> Any:
    return await practice.matters.update(said_matters.change(id, body))


async def _changed_contact(practice: Practice, id: str, body: bytes) -> Any:
    return await practice.contacts.update(said_contacts.change(id, body))


async def _changed_entry(practice: Practice, id: str, body: bytes) -> Any:
    return await practice.time_entries.update(said_work.entry_change(id, body))


async def _removed_entry(practice: Practice, id: str, _body: bytes) -> Any:
    return await practice.time_entries.delete(id)


def _post(path: str, entitlement: Entitlement, write: _Post) -> Route:
    """Serve what makes a record, or changes one that was there: 201, or 200."""

    async def door(request: Request) -> Response:
        sandbox = sandbox_of(request)
        by = sandbox.signed_in(request, entitlement).user.id
        key, body = key_of(request), await request.body()
        receipt, created = await write(sandbox.practice, body, key, by)
        return answer(receipt, 201 if created else 200)

    return Route(path, door, methods=["POST"])


def _change(method: str, path: str, entitlement: Entitlement, change: _Change) -> Route:
    """Serve what changes or removes a record, and show it as it is now, or as it last was."""

    async def door(request: Request) -> Response:
        sandbox = sandbox_of(request)
        sandbox.signed_in(request, entitlement)
        id = request.path_params["id"]
        record = await change(sandbox.practice, id, await request.body())
        (item,) = await _SHOW[path](sandbox.practice, [record])
        return answer(item)

    return Route(f"{path}/{{id}}", door, methods=[method])


SEED = (
    _post("/matters", _E.MATTERS, _matter),
    _post("/contacts", _E.CONTACTS, _contact),
    _post("/time-entries", _E.TIME, _entry),
    _post("/invoices", _E.INVOICES, _invoice),
)
EXTENDED = (
    *SEED,
    _post("/expenses", _E.TIME, _expense),
    _change("PATCH", "/matters", _E.MATTERS, _changed_matter),
    _change("PATCH", "/contacts", _E.CONTACTS, _changed_contact),
    _change("PATCH", "/time-entries", _E.TIME, _changed_entry),
    _change("DELETE", "/time-entries", _E.TIME, _removed_entry),
    *moves.DOORS,
)
