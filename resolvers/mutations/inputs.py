"""Inputs: declared once for callers, checked whole, and handed on as the port's own words."""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, TypeVar, cast, get_type_hints

import msgspec
import strawberry
from pydantic import (
    AfterValidator,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import CoreSchema, core_schema
from strawberry.utils.str_converters import to_camel_case
from typing_extensions import dataclass_transform

from adapters.port import InvalidInput, Refused

__all__ = [
    "Amount",
    "Code",
    "Hours",
    "Id",
    "Ids",
    "Key",
    "Line",
    "Minutes",
    "Percent",
    "Rate",
    "Said",
    "Sum",
    "Tags",
    "Text",
    "change",
    "checked",
    "draft",
    "input",
    "matching",
]

Input = TypeVar("Input")
Record = TypeVar("Record", bound=msgspec.Struct)
Said = Mapping[str, Any]

_AMOUNTS = {"max_digits": 15, "decimal_places": 4}


def matching(pattern: str, rule: str) -> AfterValidator:
    """Check text against a pattern, and say the rule in words where it doesn't fit."""
    fits = re.compile(pattern).fullmatch

    def check(text: str) -> str:
        if not fits(text):
            raise ValueError(rule)
        return text

    return AfterValidator(check)


_ONE_LINE = matching(r"[^\x00-\x1f\x7f]*", "should be one line of text")
_short = StringConstraints(strip_whitespace=True, min_length=1, max_length=250)

Line = Annotated[str, _short, _ONE_LINE]
Id = Annotated[strawberry.ID, _short, _ONE_LINE]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=8000),
    matching(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*", "should be text without control characters"),
]
Key = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Code = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=20),
    matching(
        r"[A-Za-z0-9][A-Za-z0-9._-]*",
        "should begin with a letter or digit and hold only those, dots, dashes and underscores",
    ),
]
Tags = Annotated[list[Line], Field(max_length=50)]
Hours = Annotated[Decimal, Field(gt=0, le=24, max_digits=4, decimal_places=2)]
Minutes = Annotated[int, Field(gt=0, le=24 * 60)]
Rate = Annotated[Decimal, Field(ge=0, le=1_000_000, **_AMOUNTS)]
Amount = Annotated[Decimal, Field(gt=0, le=1_000_000_000, **_AMOUNTS)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=9, decimal_places=6)]
# Money that moves: the practice says what of it is wrong, with a code for each way to be wrong.
Sum = Annotated[Decimal, Field(max_digits=30)]
Ids = Annotated[list[strawberry.ID], Field(max_length=1000)]


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field,))
def input(*, description: str) -> Callable[[type[Input]], type[Input]]:
    """Declare an input whose annotations are also its rules."""

    def decorate(cls: type[Input]) -> type[Input]:
        declared = strawberry.input(cls, description=description)
        declared.__get_pydantic_core_schema__ = classmethod(_rules)  # type: ignore[attr-defined]  # pydantic looks for it
        return declared

    return decorate


def checked(input: Any) -> Said:
    """Return what the caller said, by name, if every rule holds.

    Raises ``Refused`` with an ``InvalidInput`` for each value that breaks one.
    """
    try:
        said: Said = _adapter(cast(Hashable, type(input))).validate_python(_said(input))
        return said
    except ValidationError as error:
        raise Refused(
            *(_invalid(e["loc"], e["msg"]) for e in error.errors(include_url=False))
        ) from None


def draft(record: type[Record], said: Said) -> Record:
    """Make a draft of what was said; null is the same as nothing said."""
    return msgspec.convert({**_unsaid(record), **_without_nulls(said)}, type=record)


def change(record: type[Record], said: Said) -> Record:
    """Make a change of what was said; null clears what may be empty.

    Raises ``Refused`` where null is given for what may not be.
    """
    try:
        return msgspec.convert(said, type=record)
    except msgspec.ValidationError as error:
        path = str(error).rpartition("`$.")[2].rstrip("`")
        raise Refused(_invalid(path.split("."), "Input should not be null")) from None


def _rules(cls: type, _source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
    """Read an input's rules off its annotations."""
    hints = get_type_hints(cls, include_extras=True)
    return core_schema.typed_dict_schema(
        {
            field.name: core_schema.typed_dict_field(
                handler.generate_schema(hints[field.name]),
                required=field.default is MISSING and field.default_factory is MISSING,
            )
            for field in fields(cls)
        }
    )


@cache
def _unsaid(record: type[msgspec.Struct]) -> Said:
    """Return what stands for silence where a record leaves no field out."""
    return {field.name: None for field in msgspec.structs.fields(record) if field.required}


@cache
def _adapter(cls: Any) -> TypeAdapter[Any]:
    return TypeAdapter(cls)


def _said(value: Any) -> Any:
    """Turn an input into plain values, leaving out what was not said."""
    if is_dataclass(value):
        return {n: _said(v) for n, v in vars(value).items() if v is not strawberry.UNSET}
    if isinstance(value, list):
        return [_said(item) for item in value]
    return value


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {n: _without_nulls(v) for n, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


def _invalid(path: Any, message: str) -> InvalidInput:
    """Name the field and the rule in the caller's words."""
    names = tuple(to_camel_case(str(part)) for part in path)
    rule = re.sub(r"^.*?\b(?=should)", "", message)
    return InvalidInput(field=names, rule=f"{names[-1]} {rule}.")
