"""Prices: how long the graph's lists are, and which fields cost more than their objects.

They are declared on the schema's fields as ``@listSize`` and ``@cost``, so that a gateway counts as
this service does. A slicing argument has no default, and none has to be given: with either, Cosmo's
composition fails.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLNamedType, GraphQLObjectType, get_named_type
from strawberry.federation.schema_directives import Cost, ListSize
from strawberry.types.field import StrawberryField

from resolvers.paging import DEFAULT_LIMIT

__all__ = ["SIZES", "WEIGHTS", "price"]

SIZES: Mapping[str, int] = {
    "ConnectionHealth.drift": 20,
    "ConnectionHealth.unreadable": 20,
    "Contact.addresses": 2,
    "Contact.credit": 2,
    "Contact.phones": 2,
    "Contact.trustLedgers": 5,
    "Invoice.credits": 2,
    "Invoice.discounts": 2,
    "Invoice.disputes": 2,
    "Invoice.lineItems": 20,
    "Invoice.payments": 5,
    "Invoice.steps": 10,
    "Invoice.taxes": 2,
    "InvoiceLineItem.taxes": 2,
    "Matter.team": 5,
    "Reconciliation.inTransit": 20,
    "Reconciliation.outstanding": 20,
    "TrustAccount.reconciliations": 12,
    "TrustAccount.requests": 10,
    "TrustExplanation.limits": 5,
}
"""How many records a list without pages is taken to have: about as many as a firm's own."""

WEIGHTS: Mapping[str, int] = {
    "Query.rateLimit": 0,
    "Query.verifyTrustJournal": 10_000,
    "Reports.collections": 1_000,
    "Reports.realization": 1_000,
    "Reports.receivables": 1_000,
    "Reports.trustBalances": 1_000,
    "Reports.utilization": 1_000,
    "Reports.workInProgress": 1_000,
}
"""What reads far more than it shows: whole tables, or the whole journal."""

_COUNT = 1
_FEW = {"userErrors": 5, "totals": 2}
_SLICING = ("first", "last")


def price(types: Iterable[GraphQLNamedType]) -> None:
    """Declare on every field that these types lead to how long its list is, and what it costs."""
    for type, name, field, arguments in _fields(types):
        key = f"{type}.{name}"
        slicing = [it for it in _SLICING if it in arguments]
        size = SIZES.get(key, _FEW.get(name))
        declared: list[object] = []
        if slicing or size is not None:
            declared.append(
                ListSize(
                    assumed_size=DEFAULT_LIMIT if slicing else size,
                    slicing_arguments=slicing or None,
                    sized_fields=["edges", "nodes"] if slicing else None,
                    require_one_slicing_argument=False,
                )
            )
        if key in WEIGHTS:
            declared.append(Cost(weight=WEIGHTS[key]))
        elif name == "totalCount":
            declared.append(Cost(weight=_COUNT))
        field.directives = [
            *(it for it in field.directives or () if not isinstance(it, Cost | ListSize)),
            *declared,
        ]


def _fields(
    types: Iterable[GraphQLNamedType],
) -> Iterator[tuple[str, str, StrawberryField, Mapping[str, Any]]]:
    """Yield every field with its type's name, its own, and its arguments, each once."""
    pending = [get_named_type(it) for it in types]
    seen: set[str] = set()
    while pending:
        type = pending.pop()
        if type.name in seen:
            continue
        seen.add(type.name)
        pending += getattr(type, "types", ())
        pending += getattr(type, "interfaces", ())
        if isinstance(type, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type.fields.items():
                pending.append(get_named_type(field.type))
                declared = field.extensions.get("strawberry-definition")
                if isinstance(declared, StrawberryField):
                    yield type.name, name, declared, field.args
