"""Fields: what of a record is needed, and records that hold that and nothing else."""

from functools import lru_cache
from typing import Any

from msgspec import Struct, defstruct

__all__ = ["Fields", "narrowed"]

Fields = frozenset[str]
"""Attributes of a record. Whoever is asked for some may bring more, and brings its id."""


@lru_cache(maxsize=1000)
def narrowed(record: type[Struct], fields: Fields) -> type[Any]:
    """Return a class of those of a record's attributes, in the record's order; it takes them by
    position. Whatever else is read of it is an ``AttributeError``, never a default. It passes for
    the whole record with ``isinstance``, so that it is shown as the same type.
    """
    whole = property(lambda _: record)
    names = [name for name in record.__struct_fields__ if name in fields]
    return defstruct(record.__name__, names, frozen=True, namespace={"__class__": whole})
