"""Leaves: how a value of a scalar or an enum gets into the answer.

A record's own type says already what its attributes hold: a ``str`` that is shown as a String or
an ID goes as it is, and so does a ``date``, which JSON has no other way to write; an instant in UTC
does too, and an enum's member by its name. Everything else goes through the type's own serializer,
as graphql-core would have it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLID,
    GraphQLLeafType,
    GraphQLScalarType,
    GraphQLString,
)
from msgspec import Struct

from graph.scalars import write_instant

__all__ = ["Hint", "Writing", "hints_of", "writing"]

_AS_THEY_ARE: dict[GraphQLLeafType, type] = {
    GraphQLString: str,
    GraphQLID: str,
    GraphQLBoolean: bool,
}


@dataclass(frozen=True, slots=True)
class Hint:
    """What a record's type says of an attribute; ``item`` for lists and tuples of one kind."""

    type: type
    nullable: bool
    item: "Hint | None" = None


@dataclass(frozen=True, slots=True)
class Writing:
    """How a leaf is written: ``{0}`` stands for the value in a Python expression, and ``write`` for
    the serializer, if it has one. ``sure`` is set where the record's type says that the value is
    never null.
    """

    expression: str
    sure: bool
    serializer: Callable[[Any], Any] | None = None

    @property
    def raw(self) -> bool:
        return self.expression == "{0}"


@cache
def hints_of(record: type | None) -> dict[str, Hint]:
    """Return what a record's type says of its attributes; nothing for what is no record."""
    if record is None or not issubclass(record, Struct):
        return {}
    hints = {name: _hint(it) for name, it in get_type_hints(record).items()}
    return {name: it for name, it in hints.items() if it is not None}


def _hint(annotation: Any) -> Hint | None:
    nullable = False
    if get_origin(annotation) in (Union, UnionType):
        rest = [it for it in get_args(annotation) if it is not type(None)]
        if len(rest) != 1:
            return None
        nullable = len(rest) < len(get_args(annotation))
        annotation = rest[0]
    while isinstance(annotation, NewType):
        annotation = annotation.__supertype__
    match get_origin(annotation), get_args(annotation):
        case (None, _) if isinstance(annotation, type):
            return Hint(annotation, nullable)
        case (origin, (item,)) if origin is list:
            return Hint(list, nullable, _hint(item))
        case (origin, (item, more)) if origin is tuple and more is ...:
            return Hint(tuple, nullable, _hint(item))
    return None


def writing(type: GraphQLLeafType, hint: Hint | None) -> Writing:
    """Return how values of a leaf type are written, given what is known of them."""
    sure = hint is not None and not hint.nullable
    if hint is not None:
        if _AS_THEY_ARE.get(type) is hint.type:
            return Writing("{0}", sure)
        if isinstance(type, GraphQLScalarType):
            if (type.serialize, hint.type) in ((str, str), (date.isoformat, date)):
                return Writing("{0}", sure)
            if type.serialize is write_instant and hint.type is datetime:
                written = "({0} if {0}.tzinfo is utc else {write}({0}))"
                return Writing(written, sure, write_instant)
        if isinstance(type, GraphQLEnumType) and _named_alike(type, hint.type):
            return Writing("{0}._name_", sure)
    serializer: Callable[[Any], Any] = type.coerce_output_value
    return Writing("{write}({0})", sure, serializer)


@cache
def _named_alike(type: GraphQLEnumType, enum: type) -> bool:
    """Return whether the schema calls all members of a Python enum by the names they have."""
    if not issubclass(enum, Enum) or getattr(type, "wrapped_cls", None) is not enum:
        return False
    names = {name: it.value for name, it in type.values.items()}
    return names == {it.name: it.value for it in enum}
