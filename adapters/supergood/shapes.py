"""What an item is expected to hold, read off the struct that it is decoded into."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import msgspec
from msgspec import inspect

from adapters.wire.drift import Expected

__all__ = ["expected_of"]

_JSON: dict[type[inspect.Type], str] = {
    inspect.StrType: "string",
    inspect.DateType: "string",
    inspect.DateTimeType: "string",
    inspect.EnumType: "string",
    inspect.BoolType: "boolean",
    inspect.IntType: "integer",
    inspect.DecimalType: "number",
    inspect.NoneType: "null",
    inspect.VarTupleType: "list",
    inspect.StructType: "object",
}


def expected_of(shape: type[msgspec.Struct]) -> dict[str, Expected]:
    """Return each field's expectation, by its name in JSON."""
    told = inspect.type_info(shape)
    assert isinstance(told, inspect.StructType)
    return {field.encode_name: _expected(field) for field in told.fields}


def _expected(field: inspect.Field) -> Expected:
    union = field.type
    kinds = union.types if isinstance(union, inspect.UnionType) else (union,)
    return Expected(
        types=frozenset(_JSON[type(kind)] for kind in kinds),
        required=field.required,
        values=_values(kinds),
        inside=_inside(kinds),
    )


def _values(kinds: tuple[inspect.Type, ...]) -> frozenset[str] | None:
    for kind in kinds:
        if isinstance(kind, inspect.EnumType):
            members: type[Enum] = kind.cls
            return frozenset(str(member.value) for member in members)
    return None


def _inside(kinds: tuple[inspect.Type, ...]) -> Mapping[str, Expected] | None:
    for kind in kinds:
        held: Any = kind.item_type if isinstance(kind, inspect.VarTupleType) else kind
        if isinstance(held, inspect.StructType):
            return expected_of(held.cls)
    return None
