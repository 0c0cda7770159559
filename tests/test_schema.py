"""What must be true of every field, checked once for all of them."""

import ast
from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    is_list_type,
    is_non_null_type,
)
from strawberry.types.base import StrawberryObjectDefinition

from graph.mutation import Mutation
from graph.query import Query
from graph.schema import printed, schema

# Lists that are no connection, and what bounds each.
BOUNDED = {
    "Matter.tags": "50 at input",
    "Matter.team": "50 at input",
    "Contact.emails": "20 at input",
    "Contact.phones": "20 at input",
    "Contact.addresses": "20 at input",
    "Contact.trustLedgers": "100 by the practice",
    "TimeEntry.tags": "50 at input",
    "Invoice.lineItems": "1,000 entries, 1,000 expenses and 100 new ones at input",
    "Invoice.discounts": "10 at input",
    "InvoiceDiscount.appliesTo": "the enum",
    "Invoice.taxes": "10 by the practice",
    "InvoiceLineItem.taxes": "2 at input",
    "Invoice.payments": "1,000 by the edge",
    "Invoice.credits": "1,000 by the edge",
    "Invoice.disputes": "1,000 by the edge",
    "Invoice.steps": "1,000 by the edge",
    "Contact.credit": "the currencies",
    "TrustAccount.reconciliations": "60 by the practice",
    "TrustAccount.requests": "100 by the practice",
    "Reconciliation.inTransit": "1,000 at input",
    "Reconciliation.outstanding": "1,000 at input",
    "TrustExplanation.limits": "the enum",
    "TrustExplanation.reasons": "one for each limit",
    "JournalProof.problems": "100 by the practice",
    "HasPayments.paymentIds": "what a payment leaves to pay is never less than a minor unit",
    "Viewer.entitlements": "the enum",
    "Session.entitlements": "the enum",
    "ConnectionHealth.capabilities": "the enum",
    "ConnectionHealth.drift": "1,000 kinds by the wire",
    "ConnectionHealth.unreadable": "100 by the adapter",
    "UserError.field": "the depth of an input",
}
# Verbs whose input or payload is that of others too; None for an input of their own.
SHARED: dict[str, tuple[str | None, str]] = {
    **dict.fromkeys(("submitInvoice", "approveInvoice", "sendInvoice"), ("InvoiceStep",) * 2),
    "refreshSession": (None, "CreateSession"),
    **dict.fromkeys(("rejectInvoice", "voidInvoice"), (None, "InvoiceStep")),
    **dict.fromkeys(("approveTrustRequest", "rejectTrustRequest"), ("TrustDecision", "Trust")),
    **dict.fromkeys(
        (
            "depositTrust",
            "depositFirmMoney",
            "clearTrustDeposit",
            "bounceTrustDeposit",
            "disburseTrust",
            "transferTrust",
            "reverseTrust",
        ),
        (None, "Trust"),
    ),
}
MONEY_MOVES = {
    "RecordPaymentInput",
    "ReversePaymentInput",
    "CreditInvoiceInput",
    "DisputeInvoiceInput",
    "SettleDisputeInput",
    "DepositTrustInput",
    "DepositFirmMoneyInput",
    "ClearTrustDepositInput",
    "BounceTrustDepositInput",
    "DisburseTrustInput",
    "TrustDecisionInput",
    "TransferTrustInput",
    "ApplyTrustInput",
    "ReverseTrustInput",
}
OWN = {
    name: t for name, t in schema._schema.type_map.items() if "__" not in name and name[0] != "_"
}


def objects() -> Iterator[tuple[str, GraphQLObjectType | GraphQLInterfaceType]]:
    for name, declared in OWN.items():
        if isinstance(declared, GraphQLObjectType | GraphQLInterfaceType):
            yield name, declared


def bare(declared: Any) -> Any:
    return declared.of_type if is_non_null_type(declared) else declared


def test_the_committed_schema_is_what_the_code_prints() -> None:
    assert Path("schema.graphql").read_text() == printed()


def test_everything_is_described() -> None:
    without = []
    for name, declared in OWN.items():
        if declared.description is None:
            without.append(name)
        if isinstance(declared, GraphQLEnumType):
            without += [f"{name}.{v}" for v, it in declared.values.items() if not it.description]
        if isinstance(declared, GraphQLInputObjectType):
            without += [f"{name}.{f}" for f, it in declared.fields.items() if not it.description]
    for name, declared in objects():
        without += [
            f"{name}.{field}"
            for field, it in declared.fields.items()
            if not it.description and not field.startswith("_")
        ]
    assert without == []


def test_every_list_is_bounded() -> None:
    unbounded = []
    for name, declared in objects():
        if name.endswith("Connection"):
            continue
        for field, it in declared.fields.items():
            if is_list_type(bare(it.type)) and f"{name}.{field}" not in BOUNDED:
                interfaces = getattr(declared, "interfaces", ())
                inherited = [f"{i.name}.{field}" for i in interfaces]
                if not {*inherited} & {*BOUNDED} and field not in ("userErrors", "_entities"):
                    unbounded.append(f"{name}.{field}")
    assert unbounded == []
    for name, declared in objects():
        for field, it in declared.fields.items():
            if bare(it.type).name.endswith("Connection") if hasattr(bare(it.type), "name") else 0:
                assert {"first", "after"} <= it.args.keys(), f"{name}.{field}"


def test_list_items_are_never_null() -> None:
    loose = [
        f"{name}.{field}"
        for name, declared in objects()
        for field, it in declared.fields.items()
        if is_list_type(bare(it.type)) and not is_non_null_type(bare(it.type).of_type)
    ]
    assert loose == ["Query._entities"]


def test_every_mutation_takes_one_input_and_answers_refusals_as_data() -> None:
    mutation = schema._schema.mutation_type
    assert mutation is not None
    assert len(mutation.fields) == 42
    for name, field in mutation.fields.items():
        verb = name[0].upper() + name[1:]
        takes, answers = SHARED.get(name, (verb, verb))
        # Who signs out is told by the token, and says nothing more.
        expected = [] if name == "endSession" else [("input", f"{takes or verb}Input!")]
        assert [(a, str(it.type)) for a, it in field.args.items()] == expected
        assert str(field.type) == f"{answers}Payload!"
        assert str(bare(field.type).fields["userErrors"].type) == "[UserError!]!"


def test_what_moves_money_takes_a_key_and_never_says_who_did_it() -> None:
    inputs = {n: t for n, t in OWN.items() if isinstance(t, GraphQLInputObjectType)}
    keyed = {n: str(t.fields["idempotencyKey"].type) for n, t in inputs.items() if _keyed(t)}
    assert {name for name, key in keyed.items() if key == "String!"} == MONEY_MOVES
    assert {*keyed.values()} == {"String!", "String"}
    for name, declared in inputs.items():
        assert [f for f in declared.fields if f.endswith(("dById", "byId"))] == [], name


def _keyed(declared: GraphQLInputObjectType) -> bool:
    return "idempotencyKey" in declared.fields


def test_every_root_is_bound_to_a_resolver_of_its_own_room() -> None:
    for root, room in ((Query, "resolvers.queries"), (Mutation, "resolvers.mutations")):
        definition = root.__strawberry_definition__
        for field in definition.fields:
            assert field.base_resolver is not None, field.python_name
            assert field.base_resolver.wrapped_func.__module__.startswith(room)


def test_a_field_is_an_attribute_an_edge_or_a_root_and_nothing_between() -> None:
    for known in schema.schema_converter.type_map.values():
        definition = known.definition
        if not isinstance(definition, StrawberryObjectDefinition) or definition.is_input:
            continue
        for field in definition.fields:
            assert field.permission_classes == [], field.python_name
            assert field.extensions == [], field.python_name
            if field.base_resolver and not definition.name.startswith(
                ("_", "Query", "Mutation", "Subscription")
            ):
                resolver = field.base_resolver.wrapped_func
                assert resolver.__module__.startswith("resolvers.edges."), field.python_name
                parent = next(iter(signature(resolver).parameters.values()))
                assert "Parent" in str(parent.annotation), field.python_name


def test_every_entity_has_a_reference_that_loads() -> None:
    entities = schema._schema.type_map["_Entity"].types
    names = {entity.name for entity in entities}
    assert names == {
        "Contact",
        "Expense",
        "Invoice",
        "Matter",
        "Payment",
        "TimeEntry",
        "TrustAccount",
        "TrustLedger",
        "TrustPaymentRequest",
        "User",
        "Workspace",
    }
    for name in names:
        origin = schema.schema_converter.type_map[name].definition.origin
        for reference in origin.references.values():
            assert reference.__module__ == "resolvers.references"


@pytest.mark.parametrize("path", sorted(Path("graph/types").glob("*.py")), ids=str)
def test_types_hold_declarations_only(path: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert functions == []


async def test_introspection_answers_whole() -> None:
    from graphql import get_introspection_query

    result = await schema.execute(get_introspection_query(specified_by_url=True))
    assert result.errors is None
    types = {t["name"]: t for t in result.data["__schema"]["types"]}
    assert types["DateTime"]["specifiedByURL"].startswith("https://www.rfc-editor.org/")


def test_it_is_federation_2_9() -> None:
    assert (
        'schema @link(url: "https://specs.apollo.dev/federation/v2.9", '
        'import: ["@cost", "@key", "@listSize", "@shareable", "@tag"]) {'
    ) in printed()
