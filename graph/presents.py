"""Bind a GraphQL type to the port's record it presents."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import strawberry
from strawberry.federation.schema_directives import Key
from typing_extensions import dataclass_transform

from resolvers.references import Keys

__all__ = ["RECORDS", "presents"]

T = TypeVar("T")

RECORDS: dict[type, type] = {}
"""The record behind each type that presents one."""


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field,))
def presents(
    record: type,
    *,
    description: str,
    keys: Keys | None = None,
    shareable: bool = False,
    directives: Sequence[object] = (),
) -> Callable[[type[T]], type[T]]:
    """Declare a type shown for ``record``; with keys, an entity that other subgraphs may name.

    What is named by a key is loaded as ``keys`` says, and never built of what is said of it.
    """

    def decorate(cls: type[T]) -> type[T]:
        def is_type_of(value: object, _info: object) -> bool:
            return isinstance(value, record)

        # Only a union or an interface has to ask what a record is.
        if keys or any(hasattr(base, "__strawberry_definition__") for base in cls.__bases__):
            cls.is_type_of = staticmethod(is_type_of)  # type: ignore[attr-defined]  # strawberry looks for it
        if keys:
            cls.references = keys  # type: ignore[attr-defined]  # _entities looks for it
        named: list[Key | str] = [*(keys or ())]
        presenting = strawberry.federation.type(
            cls,
            keys=named,
            description=description,
            shareable=shareable,
            directives=list(directives),
        )
        RECORDS[presenting] = record
        return presenting

    return decorate
