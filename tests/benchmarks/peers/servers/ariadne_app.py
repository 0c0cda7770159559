"""Ariadne: schema first, resolvers bound to it, and aiodataloader, as its documentation shows."""

from pathlib import Path
from typing import Any

from aiodataloader import DataLoader
from ariadne import ObjectType, QueryType
from ariadne.asgi import GraphQL
from ariadne.contrib.federation import FederatedObjectType, make_federated_schema

from tests.benchmarks.peers.servers.reading import Item, by_id, entries_of_matter, money, read

query = QueryType()
matter = FederatedObjectType("Matter")
balance = ObjectType("TrustBalance")
entry = ObjectType("TimeEntry")


@query.field("matters")
async def matters(_: Any, info: Any, first: int) -> dict[str, list[Item]]:
    return {"nodes": await read("/matters", page=1, pageSize=first)}


@query.field("matter")
async def one_matter(_: Any, info: Any, id: str) -> Item | None:
    found: Item | None = await info.context["matter"].load(id)
    return found


@matter.reference_resolver
async def reference(_: Any, info: Any, representation: Item) -> Item | None:
    found: Item | None = await info.context["matter"].load(representation["id"])
    return found


matter.set_alias("id", "matterId")


@matter.field("status")
def status(item: Item, info: Any) -> str:
    said: str = item["status"]
    return said.upper()


@matter.field("client")
async def client(item: Item, info: Any) -> Any:
    return await info.context["contact"].load(item["clientId"])


@matter.field("responsibleAttorney")
async def responsible_attorney(item: Item, info: Any) -> Any:
    attorney = item.get("responsibleAttorney")
    return await info.context["user"].load(attorney["userId"]) if attorney else None


@matter.field("trustAccount")
async def trust_account(item: Item, info: Any) -> Any:
    id = item.get("trustAccountId")
    return await info.context["account"].load(id) if id else None


@matter.field("timeEntries")
async def time_entries(item: Item, info: Any, first: int) -> dict[str, list[Item]]:
    found = await info.context["entries"].load(item["matterId"])
    return {"nodes": found[:first]}


@balance.field("available")
def available(item: Item, info: Any) -> dict[str, str]:
    return {"amount": money(item["available"])}


@entry.field("hours")
def hours(item: Item, info: Any) -> str:
    return str(item["hours"]).removesuffix(".0")


@entry.field("amount")
def amount(item: Item, info: Any) -> dict[str, str]:
    return {"amount": money(item["amount"])}


def context(request: Any, data: Any) -> dict[str, DataLoader[str, Any]]:
    return {
        "matter": DataLoader(by_id("matters", "matterId")),
        "contact": DataLoader(by_id("contacts", "clientId")),
        "user": DataLoader(by_id("users", "userId")),
        "account": DataLoader(by_id("trust-accounts", "trustAccountId")),
        "entries": DataLoader(entries_of_matter),
    }


schema = make_federated_schema(
    (Path(__file__).parent / "schema.graphql").read_text(), [query, matter, balance, entry]
)
app = GraphQL(schema, context_value=context)
