"""Kinds: which of an interface's or union's types a record is."""

from collections.abc import Callable, Sequence
from typing import Any

from graphql import GraphQLObjectType
from msgspec import Struct

__all__ = ["kinds_of"]


class _NoKind(Exception):
    """No type says that the record is of it."""


def kinds_of(types: Sequence[GraphQLObjectType]) -> Callable[[object], str]:
    """Return what tells a record's type by its name: the first that takes it for its own, as in
    graphql-core, but asked once for each class of records. Raises for what is of none of them.
    """
    known: dict[type, str] = {}

    def kind(record: object) -> str:
        name = known.get(record.__class__)
        return name if name is not None else learn(record)

    def learn(record: object) -> str:
        # Anything but a record might be of another type each time.
        for type in types if isinstance(record, Struct) else ():
            is_type_of: Any = type.is_type_of
            if is_type_of is not None and is_type_of(record, None):
                known[record.__class__] = type.name
                return type.name
        raise _NoKind(record.__class__.__name__)

    return kind
