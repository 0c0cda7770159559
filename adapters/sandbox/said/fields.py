"""What bodies are made of: text, exact numbers and their bounds, and how they are read."""

import re
from decimal import Decimal
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from adapters.port import CURRENCIES, InvalidInput, Refused
from adapters.sandbox.problems import Problem, invalid

__all__ = ["Bounds", "Code", "Line", "Path", "Tags", "Text", "currency", "figure", "given", "read"]

Body = TypeVar("Body", bound=Struct)
Path = tuple[str, ...]

_ONE_LINE = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"

Line = Annotated[str, Meta(min_length=1, max_length=250, pattern=_ONE_LINE)]
Text = Annotated[str, Meta(min_length=1, max_length=8000, pattern=r"\S")]
Code = Annotated[str, Meta(max_length=20, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Tags = Annotated[tuple[Line, ...], Meta(max_length=50)]

_DIGITS = 30
_MISSHAPEN = re.compile(r"Expected `[^`]+`, got |Object missing required field")
_MISSING = re.compile(r"missing required field `([^`]+)`")


class Bounds(Struct, frozen=True):
    """From where to where a number may go, and how many decimals it may have."""

    least: int
    most: int
    decimals: int
    nothing: bool = True

    def hold(self, value: Decimal | UnsetType | None, *field: str) -> Any:
        """Return the number without idle zeros: 2.70 is 2.7, also to an idempotency key.

        Raises ``Refused`` if it lies outside; what was not given is returned as it is.
        """
        if value is UNSET or value is None:
            return value
        assert isinstance(value, Decimal)
        within = value.is_finite() and self.least <= value <= self.most
        if not within or (not value and not self.nothing):
            above = f"from {self.least}" if self.nothing else f"above {self.least}"
            rule = f"{field[-1]} is {above} to {self.most}."
            raise Refused(InvalidInput(field=field, rule=rule))
        if value != round(value, self.decimals):
            rule = f"{field[-1]} has at most {self.decimals} decimals."
            raise Refused(InvalidInput(field=field, rule=rule))
        return round(value, self.decimals).normalize()


def read(body: bytes, shape: type[Body]) -> Body:
    """Read a body, its unknown fields set aside.

    Raises ``Problem``: 400 where it has not the shape, 422 where a value can't be what it says.
    """
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$")
        path = tuple(part for part in re.split(r"[.\[\]`]+", place) if part)
        if missing := _MISSING.search(message):
            path = (*path, missing[1])
        if _MISSHAPEN.match(message):
            raise Problem(400, "malformed", f"{message}.", field=path or None) from None
        raise invalid(path, f"{message}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem(400, "malformed", f"The body is not JSON: {error}.") from None


def given(body: Struct, *names: str) -> dict[str, Any]:
    """Return what was given of these fields, by name; of all of them unless some are named."""
    return {
        name: value
        for name in names or body.__struct_fields__
        if (value := getattr(body, name)) is not UNSET
    }


def figure(value: Decimal, *field: str) -> Decimal:
    """Return an amount that may move without idle zeros; what is wrong with it, the practice says.

    Raises ``Refused`` for what is no number, or would fill a book.
    """
    if not value.is_finite() or abs(value.adjusted()) >= _DIGITS:
        rule = f"{field[-1]} is a number of at most {_DIGITS} digits."
        raise Refused(InvalidInput(field=field, rule=rule))
    return value.normalize()


def currency(code: str | UnsetType | None, *field: str) -> str | None:
    """Return a currency that is one. Raises ``Refused`` for any other text."""
    if code is UNSET or code is None:
        return None
    assert isinstance(code, str)
    if code not in CURRENCIES:
        raise Refused(InvalidInput(field=field, rule=f"{code!r} is no currency of ISO 4217."))
    return code
