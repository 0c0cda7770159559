"""What a practice answers when it has written something that may have been there before."""

from typing import Generic, TypeVar

from msgspec import Struct

__all__ = ["Saved"]

Record = TypeVar("Record")


class Saved(Struct, Generic[Record], frozen=True, kw_only=True):
    """The record as it now stands, and whether this call made it."""

    record: Record
    created: bool
