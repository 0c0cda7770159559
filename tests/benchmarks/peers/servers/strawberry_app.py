"""Plain Strawberry: classes, resolvers and DataLoaders as its documentation shows them."""

from typing import Any

import strawberry
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from typing_extensions import override

from adapters.port import MatterStatus
from tests.benchmarks.peers.servers.reading import Item, by_id, entries_of_matter, money, read

Info = strawberry.Info[dict[str, Any], None]

strawberry.enum(MatterStatus)


@strawberry.type
class Money:
    amount: str


@strawberry.type
class Contact:
    name: str


@strawberry.type
class User:
    name: str


@strawberry.type
class TrustBalance:
    available: Money


@strawberry.type
class TrustAccount:
    name: str
    balance: TrustBalance


@strawberry.type
class TimeEntry:
    date: str
    description: str
    hours: str
    amount: Money


@strawberry.type
class TimeEntryConnection:
    nodes: list[TimeEntry]


@strawberry.federation.type(keys=["id"])
class Matter:
    client_id: strawberry.Private[str]
    attorney_id: strawberry.Private[str | None]
    account_id: strawberry.Private[str | None]
    id: strawberry.ID
    number: str
    title: str
    status: MatterStatus
    practice_area: str | None
    open_date: str | None
    client_matter_id: str | None
    created_at: str

    @strawberry.field
    async def client(self, info: Info) -> Contact | None:
        found = await info.context["contact"].load(self.client_id)
        return Contact(name=found["name"]) if found else None

    @strawberry.field
    async def responsible_attorney(self, info: Info) -> User | None:
        found = self.attorney_id and await info.context["user"].load(self.attorney_id)
        return User(name=found["name"]) if found else None

    @strawberry.field
    async def trust_account(self, info: Info) -> TrustAccount | None:
        found = self.account_id and await info.context["account"].load(self.account_id)
        if not found:
            return None
        available = Money(amount=money(found["balance"]["available"]))
        return TrustAccount(name=found["name"], balance=TrustBalance(available=available))

    @strawberry.field
    async def time_entries(self, info: Info, first: int = 20) -> TimeEntryConnection:
        found = await info.context["entries"].load(self.id)
        return TimeEntryConnection(nodes=[time_entry(it) for it in found[:first]])

    @classmethod
    async def resolve_reference(cls, id: strawberry.ID, info: Info) -> "Matter | None":
        found = await info.context["matter"].load(id)
        return matter(found) if found else None


@strawberry.type
class MatterConnection:
    nodes: list[Matter]


@strawberry.type
class Query:
    @strawberry.field
    async def matters(self, first: int = 20) -> MatterConnection:
        found = await read("/matters", page=1, pageSize=first)
        return MatterConnection(nodes=[matter(it) for it in found])

    @strawberry.field
    async def matter(self, info: Info, id: strawberry.ID) -> Matter | None:
        found = await info.context["matter"].load(id)
        return matter(found) if found else None


def matter(item: Item) -> Matter:
    attorney = item.get("responsibleAttorney")
    return Matter(
        client_id=item["clientId"],
        attorney_id=attorney["userId"] if attorney else None,
        account_id=item.get("trustAccountId"),
        id=item["matterId"],
        number=item["number"],
        title=item["title"],
        status=MatterStatus(item["status"]),
        practice_area=item.get("practiceArea"),
        open_date=item.get("openDate"),
        client_matter_id=item.get("clientMatterId"),
        created_at=item["createdAt"],
    )


def time_entry(item: Item) -> TimeEntry:
    return TimeEntry(
        date=item["date"],
        description=item["description"],
        hours=str(item["hours"]).removesuffix(".0"),
        amount=Money(amount=money(item["amount"])),
    )


class Endpoint(GraphQL[dict[str, Any], None]):
    @override
    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        return {
            "matter": DataLoader(load_fn=by_id("matters", "matterId")),
            "contact": DataLoader(load_fn=by_id("contacts", "clientId")),
            "user": DataLoader(load_fn=by_id("users", "userId")),
            "account": DataLoader(load_fn=by_id("trust-accounts", "trustAccountId")),
            "entries": DataLoader(load_fn=entries_of_matter),
        }


app = Endpoint(strawberry.federation.Schema(query=Query))
