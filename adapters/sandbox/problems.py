"""Errors as the dialect writes them: a status, a code, and the facts behind a refusal."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from adapters.port import Money, Refusal, RefusalCode, Refused
from adapters.sandbox.values import Json, answer, number, present

__all__ = ["Problem", "invalid", "of_refused", "refused", "said_no"]

_STATUSES = {
    RefusalCode.INVALID_INPUT: 422,
    RefusalCode.IDEMPOTENCY_MISMATCH: 422,
    RefusalCode.SUBUNIT_AMOUNT: 422,
    RefusalCode.AMOUNT_NOT_POSITIVE: 422,
    RefusalCode.AMOUNT_TOO_LARGE: 422,
    RefusalCode.LEDGER_MISMATCH: 422,
    RefusalCode.FORBIDDEN: 403,
    RefusalCode.NOT_FOUND: 404,
    RefusalCode.NOT_SUPPORTED_BY_UPSTREAM: 501,
}
_CONFLICT = 409  # every other code is a rule of the practice

# Where the port's name for an input's part is not the dialect's.
_WIRE_NAMES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("billing", "currencyCode"): ("billing", "currency"),
    ("timeEntryIds",): ("lineItems", "timeEntryIds"),
    ("expenseIds",): ("lineItems", "expenseIds"),
    ("expenses",): ("lineItems", "expenses"),
    ("taxRate",): ("tax", "rate"),
    ("currencyCode",): ("currency",),
    ("idempotencyKey",): ("Idempotency-Key",),
}


class Problem(Exception):
    """A request that the sandbox itself answers with an error."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        field: Sequence[str] | None = None,
        details: Json | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error = present(
            {"code": code, "message": message, "field": field, "details": details or None}
        )
        self.headers = headers or {}

    @property
    def response(self) -> Response:
        """The problem as it is sent."""
        response = answer({"error": self.error}, self.status)
        response.headers.update(self.headers)
        return response


def invalid(field: Sequence[str], rule: str) -> Problem:
    """Say that a value breaks a rule."""
    return Problem(422, "invalid_input", rule, field=field)


def of_refused(refused: Refused) -> Problem:
    """Turn refusals into a problem: the first leads, and several are all told in the details."""
    first, *others = refused.refusals
    error = _error(first)
    details = error.get("details", {})
    if others:
        details = {**details, "refusals": [_error(refusal) for refusal in refused.refusals]}
    status = _STATUSES.get(first.code, _CONFLICT)
    return Problem(
        status, error["code"], error["message"], field=error.get("field"), details=details
    )


async def said_no(_request: Request, error: Exception) -> Response:
    """Answer a problem of the sandbox's own."""
    assert isinstance(error, Problem)
    return error.response


async def refused(_request: Request, error: Exception) -> Response:
    """Answer what the practice refused."""
    assert isinstance(error, Refused)
    return of_refused(error).response


def _error(refusal: Refusal) -> Json:
    facts = {
        _camel(name): _fact(value)
        for name, value in msgspec.structs.asdict(refusal).items()
        if name != "field" and value is not None
    }
    return present(
        {
            "code": refusal.code.value.lower(),
            "message": refusal.message,
            "field": _wire_path(refusal.field),
            "details": facts or None,
        }
    )


def _wire_path(field: tuple[str, ...] | None) -> tuple[str, ...] | None:
    for ours, theirs in _WIRE_NAMES.items():
        if field and field[: len(ours)] == ours:
            return (*theirs, *field[len(ours) :])
    return field


def _fact(value: Any) -> Any:
    if isinstance(value, Money):
        return {"amount": number(value.amount), "currency": value.currency_code}
    if isinstance(value, Decimal):
        return number(value)
    return value


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)
