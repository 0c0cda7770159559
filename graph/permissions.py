"""Permissions: what each part of the graph needs, said once, and kept at every way into it.

A type has a word; a field that leads to it from a part with another word needs that word. So a new
way to a client's trust money is guarded before anybody thinks of it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    get_named_type,
    is_object_type,
)

from adapters.port import Entitlement, Forbidden
from resolvers.context import Context
from resolvers.mutations.answers import refusal
from resolvers.queries.nodes import kind_of

__all__ = ["AREAS", "CHANGES", "FIELDS", "PUBLIC", "area_of", "forbidden", "guard", "needs"]

_E = Entitlement

AREAS: Mapping[str, Entitlement] = {
    "Matter": _E.MATTERS,
    "Workspace": _E.MATTERS,
    "Contact": _E.CONTACTS,
    "TimeEntry": _E.TIME,
    "Expense": _E.TIME,
    "Invoice": _E.INVOICES,
    "Payment": _E.INVOICES,
    "Credit": _E.INVOICES,
    "Dispute": _E.INVOICES,
    "Rate": _E.INVOICES,
    "TrustAccount": _E.TRUST,
    "TrustLedger": _E.TRUST,
    "TrustTransaction": _E.TRUST,
    "TrustPaymentRequest": _E.TRUST,
    "TrustBalance": _E.TRUST,
    "TrustExplanation": _E.TRUST,
    "TrustPolicy": _E.TRUST,
    "Evergreen": _E.TRUST,
    "Reconciliation": _E.TRUST,
    "ReconciliationItem": _E.TRUST,
    "ReconciliationLedger": _E.TRUST,
    "JournalProof": _E.TRUST,
    "TrustBalancesRow": _E.TRUST,
    "Reports": _E.REPORTS,
}
"""What may be read of each type; one that is not here is a part of those that lead to it."""

FIELDS: Mapping[str, Entitlement] = {
    "Contact.credit": _E.INVOICES,
    "FundsNotCleared.uncleared": _E.TRUST,
}
"""Fields that need another word than the type they are of, and than the type they lead to."""

CHANGES: Mapping[str, Entitlement] = {
    "createMatter": _E.MATTERS,
    "updateMatter": _E.MATTERS,
    "createContact": _E.CONTACTS,
    "updateContact": _E.CONTACTS,
    "logTime": _E.TIME,
    "updateTimeEntry": _E.TIME,
    "deleteTimeEntry": _E.TIME,
    "logExpense": _E.TIME,
    "setRate": _E.INVOICES,
    "endRate": _E.INVOICES,
    "recalculateRates": _E.INVOICES,
    "generateInvoice": _E.INVOICES,
    "submitInvoice": _E.INVOICES,
    "rejectInvoice": _E.INVOICES,
    "approveInvoice": _E.INVOICES,
    "sendInvoice": _E.INVOICES,
    "voidInvoice": _E.INVOICES,
    "recordPayment": _E.INVOICES,
    "reversePayment": _E.INVOICES,
    "creditInvoice": _E.INVOICES,
    "disputeInvoice": _E.INVOICES,
    "settleDispute": _E.INVOICES,
    "depositTrust": _E.TRUST,
    "depositFirmMoney": _E.TRUST,
    "clearTrustDeposit": _E.TRUST,
    "bounceTrustDeposit": _E.TRUST,
    "disburseTrust": _E.TRUST,
    "approveTrustRequest": _E.TRUST,
    "rejectTrustRequest": _E.TRUST,
    "transferTrust": _E.TRUST,
    "applyTrust": _E.TRUST,
    "reverseTrust": _E.TRUST,
    "reconcileTrust": _E.TRUST,
    "setEvergreen": _E.TRUST,
    "setTrustPolicy": _E.ADMIN,
    "setTimeRounding": _E.ADMIN,
    "setInterestTerms": _E.ADMIN,
    "setApprovalPolicy": _E.ADMIN,
    "finishSignIn": _E.ADMIN,
}
"""What each mutation needs. AUDIT, which reads everything, changes nothing."""

PUBLIC: Mapping[str, str] = {
    "Mutation.createSession": "who signs in has no entitlements yet",
    "Mutation.refreshSession": "the token it takes stands for its holder",
    "Mutation.endSession": "anybody may leave",
    "Query._entities": "each entity is guarded by its type",
    "Query._service": "the schema is no client's data",
    "Query.approvalPolicy": "how many people an invoice takes is no client's data",
    "Query.connectionHealth": "how an upstream fares is no client's data",
    "Query.interestTerms": "what the firm charges for paying late is no client's data",
    "Query.node": "each node is guarded by its type",
    "Query.rateLimit": "what their own requests cost is theirs to know",
    "Query.timeRounding": "how the firm rounds is no client's data",
    "Query.user": "colleagues know each other",
    "Query.users": "colleagues know each other",
    "Query.viewer": "everybody may know who they are",
}
"""The ways in that whoever is let in may take, and why."""

_Info = GraphQLResolveInfo[Context]
_SEED = "strawberry-definition"


def forbidden(entitlement: Entitlement) -> GraphQLError:
    """Return what a field answers to whoever lacks this: nothing, and why."""
    why = Forbidden(entitlement=entitlement)
    return GraphQLError(
        why.message, extensions={"code": why.code.value, "entitlement": entitlement.name}
    )


def area_of(type_: GraphQLNamedType) -> Entitlement | None:
    """Return what a type needs; a connection and its edges need what they are of."""
    fields = type_.fields if isinstance(type_, GraphQLObjectType) else {}
    of = fields.get("nodes") or (fields.get("node") if "cursor" in fields else None)
    return AREAS.get(get_named_type(of.type).name if of else type_.name)


def needs(schema: GraphQLSchema) -> dict[tuple[str, str], Entitlement]:
    """Return every field that needs more than the type it is of: type and field to word."""
    found = {}
    for type_, name, field in _fields(schema):
        own = FIELDS.get(f"{type_.name}.{name}")
        needed = area_of(get_named_type(field.type)) if own is None else own
        if type_ is schema.mutation_type:
            needed = CHANGES.get(name)
        if needed not in (None, area_of(type_)):
            found[type_.name, name] = needed
    return found


def guard(schema: GraphQLSchema) -> None:
    """Set a guard before every field that needs one, and let its description say so.

    Call this once, when all fields are made.
    """
    for (type_name, name), needed in needs(schema).items():
        field = schema.type_map[type_name].fields[name]  # type: ignore[attr-defined]  # it has fields
        field.description = f"{field.description} Needs {needed.name}."
        if type_name == "Mutation":
            field.resolve = _changing(field, needed)
            continue
        field.resolve = _reading(field.resolve, needed)
        if field.subscribe is not None:
            field.subscribe = _reading(field.subscribe, needed)
    query = schema.query_type
    if query and "node" in query.fields:
        query.fields["node"].resolve = _finding(query.fields["node"].resolve)


def _fields(schema: GraphQLSchema) -> Iterator[tuple[GraphQLObjectType, str, GraphQLField]]:
    for name, type_ in schema.type_map.items():
        if is_object_type(type_) and not name.startswith("__"):
            for field_name, field in type_.fields.items():
                yield type_, field_name, field


def _reading(resolve: Callable[..., Any], needed: Entitlement) -> Callable[..., Any]:
    def guarded(source: object, info: _Info, **args: Any) -> Any:
        if not info.context.viewer.may_read(needed):
            raise forbidden(needed)
        return resolve(source, info, **args)

    return guarded


def _changing(field: GraphQLField, needed: Entitlement) -> Callable[..., Any]:
    """A change is refused as a practice refuses it: as data, beside what would have changed."""
    resolve, verb = field.resolve, field.extensions[_SEED].base_resolver.wrapped_func

    def guarded(source: object, info: _Info, **args: Any) -> Any:
        if not info.context.viewer.may_change(needed):
            return refusal(verb, Forbidden(entitlement=needed))
        return resolve(source, info, **args)  # type: ignore[misc]  # strawberry gives each one

    return guarded


def _finding(resolve: Any) -> Callable[..., Any]:
    """Nodes are of any type, so each is guarded by its own, whether or not there is such a one."""

    def guarded(source: object, info: _Info, **args: Any) -> Any:
        needed = AREAS.get(kind_of(args["id"]) or "")
        if needed is not None and not info.context.viewer.may_read(needed):
            raise forbidden(needed)
        return resolve(source, info, **args)

    return guarded
