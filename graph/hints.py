"""How long an answer may be kept: hints at types and fields, as caches and gateways read them."""

from enum import Enum

import strawberry
from strawberry import UNSET, directive_field
from strawberry.federation import schema_directive
from strawberry.schema_directive import Location

__all__ = ["CacheControl", "CacheControlScope"]


@strawberry.enum(description="Whose cache may keep an answer.")
class CacheControlScope(Enum):
    PUBLIC = strawberry.enum_value("PUBLIC", description="Anybody's.")
    PRIVATE = strawberry.enum_value("PRIVATE", description="That of who asked alone.")


@schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.OBJECT, Location.INTERFACE, Location.UNION],
    name="cacheControl",
    description="How many seconds an answer with this in it may be kept; without a hint, none.",
)
class CacheControl:
    """As Apollo has it: a field's own hint goes before that of its type; what is an object, or at
    the root, and has none may not be kept; any other field inherits its parent's.
    """

    max_age: int | None = directive_field(name="maxAge", default=UNSET)
    scope: CacheControlScope | None = directive_field(name="scope", default=UNSET)
    inherit_max_age: bool | None = directive_field(name="inheritMaxAge", default=UNSET)
