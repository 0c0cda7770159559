"""Who may read and change what: every way into every part of the practice is walked."""

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

import pytest
from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
)

from adapters.port import ROLES, Entitlement, Viewer
from graph.permissions import AREAS, CHANGES, FIELDS, PUBLIC, needs
from graph.schema import schema
from tests.world import CLIENT, MATTER, World

E = Entitlement
SCHEMA = schema._schema
NEEDS = needs(SCHEMA)
# What whoever is let in may reach, whatever they may work with.
EVERYBODYS = {
    "ApprovalPolicy", "ConnectionHealth", "Drift", "InterestTerms", "PersonNeeded",
    "UnreadableRecord", "TimeRounding", "User",
    "Viewer", "RateLimit", "_Service", "Query", "Node", "_Entity", "PageInfo",
}  # fmt: skip
# What each entitlement alone adds to that.
OPENS = {
    E.MATTERS: {"Matter", "MatterBilling", "Workspace", "Money"},
    E.CONTACTS: {"Contact", "Person", "Phone", "Address", "BillingPreferences"},
    E.TIME: {"TimeEntry", "Expense", "UtbmsCode", "Money"},
    E.INVOICES: {
        "Invoice", "InvoiceLineItem", "InvoiceDiscount", "InvoiceTax", "LineTax", "InvoiceStep",
        "ClosingStatement", "Credit", "Dispute", "Payment", "Rate", "Money",
    },
    E.TRUST: {
        "TrustAccount", "TrustLedger", "TrustTransaction", "TrustPaymentRequest", "TrustBalance",
        "TrustExplanation", "TrustPolicy", "Reconciliation", "ReconciliationItem",
        "ReconciliationLedger", "JournalProof", "Money",
    },
    E.REPORTS: {
        "Reports", "WorkInProgressRow", "WorkInProgressTotal", "ReceivablesRow", "ReceivablesTotal",
        "CollectionsRow", "CollectionsTotal", "RealizationRow", "RealizationTotal",
        "UtilizationRow", "UtilizationTotal", "Owed", "Money",
    },
    E.TASKS: set(), E.DOCUMENTS: set(), E.CONFLICTS: set(), E.AUDIT: set(), E.ADMIN: set(),
}  # fmt: skip


def reached(*words: Entitlement) -> set[str]:
    """Walk from Query through every field that these words open; AUDIT opens what it is asked."""
    seen, left = set[str](), ["Query"]
    while left:
        name = left.pop()
        if name in seen:
            continue
        seen.add(name)
        type_ = SCHEMA.type_map[name]
        if is_abstract_type(type_):
            members = (it.name for it in SCHEMA.get_possible_types(type_))
            left += [it for it in members if AREAS.get(it) in (None, *words)]
            continue
        assert isinstance(type_, GraphQLObjectType)
        for field_name, field in type_.fields.items():
            if NEEDS.get((name, field_name)) in (None, *words):
                of = get_named_type(field.type)
                left += [of.name] if is_composite_type(of) else []
    return seen


def nouns(names: Collection[str]) -> set[str]:
    return {it for it in names if not it.endswith(("Connection", "Edge"))}


def sample(type_: GraphQLInputType) -> Any:
    """Return the least input that the schema lets through."""
    bare = get_nullable_type(type_)
    if is_list_type(bare):
        return []
    if is_enum_type(bare):
        return next(iter(bare.values))
    if isinstance(bare, GraphQLInputObjectType):
        fields = bare.fields.items()
        return {name: sample(it.type) for name, it in fields if is_non_null_type(it.type)}
    samples = {"Date": "2026-02-18", "Decimal": "1", "Boolean": True, "Int": 1}
    return samples.get(get_named_type(type_).name, "USD")


async def test_without_an_entitlement_nothing_of_the_practice_is_reached() -> None:
    assert nouns(reached()) == EVERYBODYS


@pytest.mark.parametrize("word", E)
async def test_each_entitlement_opens_its_own_part_and_no_other(word: Entitlement) -> None:
    assert nouns(reached(word) - reached()) == OPENS[word]


async def test_all_entitlements_open_every_type_that_is_no_answer_to_a_change() -> None:
    objects = {it for it, kind in SCHEMA.type_map.items() if is_composite_type(kind)}
    answers = {get_named_type(it.type).name for it in SCHEMA.mutation_type.fields.values()}
    problems = {it.name for it in SCHEMA.get_possible_types(SCHEMA.type_map["UserError"])}
    rest = objects - reached(*E) - answers - problems
    assert {it for it in rest if not it.startswith("__")} == {
        "Mutation", "Subscription", "UserError", "Session", "MfaChallenge",
    }  # fmt: skip


async def test_every_way_in_has_a_word_or_a_reason() -> None:
    for root in ("Query", "Mutation", "Subscription"):
        type_ = SCHEMA.type_map.get(root)
        for name in getattr(type_, "fields", {}):
            guarded, public = (root, name) in NEEDS, f"{root}.{name}" in PUBLIC
            assert guarded != public, f"{root}.{name}"
    assert all(PUBLIC.values())


async def test_no_word_is_of_nothing() -> None:
    assert set(AREAS) <= set(SCHEMA.type_map)
    assert set(CHANGES) <= set(SCHEMA.mutation_type.fields)
    for name in (*FIELDS, *PUBLIC):
        type_name, _, field = name.partition(".")
        assert field in SCHEMA.type_map[type_name].fields, name


async def test_what_is_guarded_may_be_null_and_says_what_it_needs() -> None:
    for (type_name, name), word in NEEDS.items():
        field = SCHEMA.type_map[type_name].fields[name]
        assert field.description.endswith(f" Needs {word.name}.")
        if type_name != "Mutation":
            assert not is_non_null_type(field.type), f"{type_name}.{name}"


async def test_every_guard_stands_before_its_field() -> None:
    def asks(*words: Entitlement) -> Any:
        viewer = Viewer(connection="test", user_id=None, entitlements=words)
        return SimpleNamespace(context=SimpleNamespace(viewer=viewer))

    for (type_name, name), word in NEEDS.items():
        resolve = SCHEMA.type_map[type_name].fields[name].resolve
        others = [it for it in E if it not in (word, E.AUDIT)]
        if type_name == "Mutation":
            (why,) = resolve(None, asks(E.AUDIT, *others)).user_errors
            assert (why.code.value, why.entitlement) == ("FORBIDDEN", word)
            continue
        with pytest.raises(GraphQLError) as caught:
            resolve(None, asks(*others))
        assert caught.value.extensions == {"code": "FORBIDDEN", "entitlement": word.name}


def error(word: str, *path: str | int) -> dict[str, Any]:
    return {
        "message": f"This needs the entitlement {word}.",
        "path": list(path),
        "extensions": {"code": "FORBIDDEN", "entitlement": word},
    }


async def asked(world: World, document: str, *words: Entitlement, **variables: Any) -> Any:
    world.entitlements = words
    result = await world.execute(document, variables)
    said = [dict(it.formatted) for it in result.errors or []]
    for it in said:
        it.pop("locations", None)
    return result.data, said


async def test_what_may_be_seen_stands_beside_what_may_not(world: World) -> None:
    document = """query ($id: ID!) { matter(id: $id) { title client { name }
        timeEntries(first: 1) { totalCount } trustBalance { posted { amount } } } }"""
    data, errors = await asked(world, document, E.MATTERS, E.CONTACTS, id=MATTER)
    assert data["matter"] == {
        "title": "Acme v. Contoso",
        "client": {"name": "Acme Holdings LLC"},
        "timeEntries": None,
        "trustBalance": None,
    }
    assert sorted(errors, key=str) == sorted(
        [error("TIME", "matter", "timeEntries"), error("TRUST", "matter", "trustBalance")], key=str
    )
    assert world.counts == {"matters.by_id": 1, "contacts.by_id": 1}


async def test_no_other_spelling_opens_a_guarded_field(world: World) -> None:
    """Aliases, fragments named and inline, interfaces, nodes, nesting, directives."""
    document = """query ($id: ID!, $yes: Boolean!) {
        innocent: matter(id: $id) { ...F }
        node(id: $id) { __typename ... on Matter { evergreen { __typename } } }
        again: node(id: $id) { ... on Node { ... on Matter @include(if: $yes) { t: trustBalance {
            posted { amount } } } } }
        back: matter(id: $id) { client { matters(first: 1) { edges { node {
            x: trustAccount { name } } } } } }
    }
    fragment F on Matter { title: trustBalance { held { amount } } }"""
    data, errors = await asked(world, document, E.MATTERS, E.CONTACTS, id=MATTER, yes=True)
    assert data == {
        "innocent": {"title": None},
        "node": {"__typename": "Matter", "evergreen": None},
        "again": {"t": None},
        "back": {"client": {"matters": {"edges": [{"node": {"x": None}}]}}},
    }
    assert sorted(errors, key=str) == sorted(
        [
            error("TRUST", "innocent", "title"),
            error("TRUST", "node", "evergreen"),
            error("TRUST", "again", "t"),
            error("TRUST", "back", "client", "matters", "edges", 0, "node", "x"),
        ],
        key=str,
    )
    assert not [it for it in world.asked if it.startswith(("trust", "books"))]


async def test_a_hidden_node_is_not_told_from_one_that_is_not(world: World) -> None:
    for id in (MATTER, "mat_none", "tra_none", "trq_none", "inv_none", "tim_none", "exp_none"):
        data, errors = await asked(world, "query ($id: ID!) { node(id: $id) { id } }", id=id)
        assert data == {"node": None}
        assert [it["extensions"]["code"] for it in errors] == ["FORBIDDEN"]
        assert world.asked == []


async def test_entities_are_guarded_each_by_its_type_and_never_made_up(world: World) -> None:
    document = """query ($all: [_Any!]!) { _entities(representations: $all) {
        ... on Matter { title } ... on Contact { name } ... on TrustLedger { balance {
        posted { amount } } } ... on Payment { amount { amount } } } }"""
    representations = [
        {"__typename": "Matter", "id": MATTER, "title": "made up"},
        {"__typename": "Contact", "id": CLIENT},
        {"__typename": "TrustLedger", "id": "trl_none", "balance": {"posted": {"amount": "1"}}},
        {"__typename": "Payment", "id": "pay_none"},
    ]
    data, errors = await asked(world, document, E.MATTERS, all=representations)
    assert data == {"_entities": [{"title": "Acme v. Contoso"}, None, None, None]}
    assert errors == [
        error("CONTACTS", "_entities", 1),
        error("TRUST", "_entities", 2),
        error("INVOICES", "_entities", 3),
    ]
    # In part for the plan, and whole for graphql-core, which says the errors.
    assert world.asked == ["matters.by_id"] * 2


async def test_without_entitlements_no_root_read_asks_the_practice(world: World) -> None:
    query = SCHEMA.query_type
    assert query is not None
    for name, field in query.fields.items():
        if ("Query", name) not in NEEDS:
            continue
        needed = [arg for arg, it in field.args.items() if is_non_null_type(it.type)]
        args = ", ".join(f'{arg}: "x"' for arg in needed)
        said = f"({args})" if args else ""
        data, errors = await asked(world, f"{{ {name}{said} {{ __typename }} }}")
        assert data == {name: None}
        assert errors == [error(NEEDS["Query", name].name, name)]
        assert world.asked == []


async def test_audit_reads_everything_and_changes_nothing(world: World) -> None:
    document = f"""{{ matter(id: "{MATTER}") {{ trustBalance {{ posted {{ amount }} }}
        timeEntries(first: 1) {{ nodes {{ hours }} }} }} reports {{ workInProgress(first: 1) {{
        nodes {{ client {{ name }} }} }} }} verifyTrustJournal {{ __typename }} }}"""
    data, errors = await asked(world, document, *ROLES["auditor"])
    assert errors == []
    assert data["matter"]["trustBalance"]["posted"]["amount"] == "2500.00"
    before = world.everything()
    mutation = SCHEMA.mutation_type
    assert mutation is not None
    for name, word in CHANGES.items():
        payload = await world.change(name, "", **sample(mutation.fields[name].args["input"].type))
        assert payload["userErrors"] == [
            {
                "__typename": "Forbidden",
                "code": "FORBIDDEN",
                "message": f"This needs the entitlement {word.name}.",
                "field": None,
            }
        ], name
        assert world.asked == []
    assert world.everything() == before


async def test_a_draft_takes_trust_money_only_for_those_who_may_move_it(world: World) -> None:
    world.entitlements = (E.INVOICES,)
    before = world.everything()
    payload = await world.change(
        "generateInvoice",
        "invoice { id }",
        matterId=MATTER,
        issueDate="2026-02-20",
        applyTrust={"enabled": True},
    )
    assert payload == {
        "invoice": None,
        "userErrors": [
            {
                "__typename": "Forbidden",
                "code": "FORBIDDEN",
                "message": "This needs the entitlement TRUST.",
                "field": ["applyTrust"],
            }
        ],
    }
    assert world.everything() == before
