"""What the upstream refused, in the port's words: the same facts, under the caller's names."""

import re
from decimal import Decimal
from typing import Any

import msgspec

from adapters.port import InvalidInput, Refusal
from adapters.supergood.values import money, plain
from adapters.wire.message import Response

__all__ = ["refusals_in"]

_KINDS = {kind.code.value.lower(): kind for kind in Refusal.__subclasses__()}

# Where the dialect's name for an input's part is not the caller's.
_NAMES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("billing", "currency"): ("billing", "currencyCode"),
    ("currency",): ("currencyCode",),
    ("lineItems",): (),
    ("tax", "rate"): ("taxRate",),
    ("Idempotency-Key",): ("idempotencyKey",),
}


class _Error(msgspec.Struct):
    code: str
    message: str
    field: tuple[str, ...] | None = None
    details: dict[str, Any] = msgspec.field(default_factory=dict)


class _Failed(msgspec.Struct):
    error: _Error


_decode = msgspec.json.Decoder(_Failed, float_hook=Decimal).decode


def refusals_in(answer: Response) -> list[Refusal]:
    """Return everything an answer refuses; nothing if it is no refusal of the dialect."""
    try:
        error = _decode(answer.body).error
        all_told = msgspec.convert(error.details.get("refusals") or [], list[_Error])
    except msgspec.MsgspecError:
        return []
    return [_refusal(told) for told in all_told or [error]]


def _refusal(error: _Error) -> Refusal:
    """Make the named refusal of its facts, or, where they don't suffice, keep the words."""
    field = _said(error.field)
    kind = _KINDS.get(error.code)
    if kind is not None:
        facts = {_snake(name): _fact(value) for name, value in error.details.items()}
        try:
            return msgspec.convert({**facts, "field": field}, kind)
        except msgspec.ValidationError:
            pass
    return InvalidInput(field=field, rule=error.message)


def _said(field: tuple[str, ...] | None) -> tuple[str, ...] | None:
    for theirs, ours in _NAMES.items():
        if field and field[: len(theirs)] == theirs:
            return (*ours, *field[len(theirs) :])
    return field


def _fact(value: Any) -> Any:
    match value:
        case {"amount": Decimal() | int() as amount, "currency": str(currency)}:
            return msgspec.to_builtins(money(Decimal(amount), currency))
        case Decimal():
            return plain(value)
        case _:
            return value


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda it: f"_{it[0].lower()}", name)
