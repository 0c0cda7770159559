"""Bind a GraphQL type to the port's record it presents."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import strawberry
from strawberry.federation.schema_directives import Key
from typing_extensions import dataclass_transform

__all__ = ["presents"]

T = TypeVar("T")


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field,))
def presents(
    record: type,
    *,
    description: str,
    keys: Sequence[str] = (),
    reference: Callable[..., Any] | None = None,
    shareable: bool = False,
    directives: Sequence[object] = (),
) -> Callable[[type[T]], type[T]]:
    """Declare a type shown for ``record``; with keys, an entity that other subgraphs may name.

    An entity needs ``reference``, which takes ``info`` and a key's fields and loads the record.
    """

    def decorate(cls: type[T]) -> type[T]:
        def is_type_of(value: object, _info: object) -> bool:
            return isinstance(value, record)

        # Only a union or an interface has to ask what a record is.
        if keys or any(hasattr(base, "__strawberry_definition__") for base in cls.__bases__):
            cls.is_type_of = staticmethod(is_type_of)  # type: ignore[attr-defined]
        if keys:
            if reference is None:
                raise TypeError(f"{cls.__name__} is an entity and needs its reference")
            cls.resolve_reference = staticmethod(reference)  # type: ignore[attr-defined]
        named: list[Key | str] = list(keys)
        return strawberry.federation.type(
            cls,
            keys=named,
            description=description,
            shareable=shareable,
            directives=list(directives),
        )

    return decorate
