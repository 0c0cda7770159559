"""The fifty matters on plain Strawberry and SQLAlchemy, written as their documentation shows."""

import datetime as dt
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, TypeVar

import strawberry
from sqlalchemy import Enum as EnumColumn
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader

FILE_VARIABLE = "PLAIN_STRAWBERRY_FILE"

T = TypeVar("T")
Sessions = async_sessionmaker[AsyncSession]
Loaders = dict[str, DataLoader[Any, Any]]
Info = strawberry.Info[dict[str, Any], None]


@strawberry.enum
class InvoiceStatus(Enum):
    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"
    SENT = "sent"
    VIEWED = "viewed"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    VOID = "void"


class Base(DeclarativeBase):
    pass


class UserRow(Base):
    __tablename__ = "users"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class ContactRow(Base):
    __tablename__ = "contacts"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class AccountRow(Base):
    __tablename__ = "trust_accounts"
    id: Mapped[str] = mapped_column(primary_key=True)
    currency: Mapped[str]


class MatterRow(Base):
    __tablename__ = "matters"
    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str]
    title: Mapped[str]
    client_id: Mapped[str]
    responsible_attorney_id: Mapped[str | None]
    trust_account_id: Mapped[str | None]


class TimeEntryRow(Base):
    __tablename__ = "time_entries"
    id: Mapped[str] = mapped_column(primary_key=True)
    matter_id: Mapped[str]
    date: Mapped[dt.date]
    hours: Mapped[int]
    amount: Mapped[int]
    currency: Mapped[str]


class InvoiceRow(Base):
    __tablename__ = "invoices"
    id: Mapped[str] = mapped_column(primary_key=True)
    matter_id: Mapped[str]
    status: Mapped[InvoiceStatus] = mapped_column(
        EnumColumn(InvoiceStatus, values_callable=lambda enum: [it.value for it in enum])
    )
    issue_date: Mapped[dt.date]
    currency: Mapped[str]
    subtotal: Mapped[int]
    exact_discount: Mapped[str]
    exact_tax: Mapped[str]
    trust_applied: Mapped[int]


class LedgerRow(Base):
    __tablename__ = "trust_ledgers"
    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str]
    matter_id: Mapped[str | None]


class EntryRow(Base):
    __tablename__ = "trust_entries"
    sequence: Mapped[int] = mapped_column(primary_key=True)
    ledger_id: Mapped[str]
    amount: Mapped[int]
    cleared_on: Mapped[dt.date | None]


class HoldRow(Base):
    __tablename__ = "trust_holds"
    invoice_id: Mapped[str] = mapped_column(primary_key=True)
    ledger_id: Mapped[str]
    amount: Mapped[int]


@strawberry.type
class Money:
    amount: Decimal
    currency_code: str


@strawberry.type
class Contact:
    id: strawberry.ID
    name: str


@strawberry.type
class User:
    id: strawberry.ID
    name: str


@strawberry.type
class TrustBalance:
    available: Money


@strawberry.type
class TimeEntry:
    id: strawberry.ID
    hours: Decimal
    amount: Money


@strawberry.type
class Invoice:
    id: strawberry.ID
    status: InvoiceStatus
    total: Money


@strawberry.type
class Connection(Generic[T]):
    nodes: list[T]


@strawberry.type
class Matter:
    id: strawberry.ID
    number: str
    title: str
    client_id: strawberry.Private[str]
    responsible_attorney_id: strawberry.Private[str | None]

    @strawberry.field
    async def client(self, info: Info) -> Contact | None:
        return await info.context["contacts"].load(self.client_id)

    @strawberry.field
    async def responsible_attorney(self, info: Info) -> User | None:
        if self.responsible_attorney_id is None:
            return None
        return await info.context["users"].load(self.responsible_attorney_id)

    @strawberry.field
    async def trust_balance(self, info: Info) -> TrustBalance | None:
        return await info.context["balances"].load(self.id)

    @strawberry.field
    async def time_entries(self, info: Info, first: int = 20) -> Connection[TimeEntry]:
        return Connection(nodes=await info.context["time_entries"].load((self.id, first)))

    @strawberry.field
    async def invoices(self, info: Info, first: int = 20) -> Connection[Invoice]:
        return Connection(nodes=await info.context["invoices"].load((self.id, first)))


@strawberry.type
class Query:
    @strawberry.field
    async def matters(self, info: Info, first: int = 20) -> Connection[Matter]:
        statement = select(MatterRow).order_by(MatterRow.number, MatterRow.id).limit(first)
        async with info.context["sessions"]() as session:
            rows = await session.scalars(statement)
            return Connection(
                nodes=[
                    Matter(
                        id=strawberry.ID(row.id),
                        number=row.number,
                        title=row.title,
                        client_id=row.client_id,
                        responsible_attorney_id=row.responsible_attorney_id,
                    )
                    for row in rows
                ]
            )


schema = strawberry.Schema(Query)


def _money(minor_units: int, currency: str) -> Money:
    decimals = {"JPY": 0, "KRW": 0, "KWD": 3}.get(currency, 2)
    return Money(amount=Decimal(minor_units).scaleb(-decimals), currency_code=currency)


def _time_entry(row: TimeEntryRow) -> TimeEntry:
    amount = _money(row.amount, row.currency)
    return TimeEntry(id=strawberry.ID(row.id), hours=Decimal(row.hours) / 100, amount=amount)


def _invoice(row: InvoiceRow) -> Invoice:
    total = _money(row.subtotal - row.trust_applied, row.currency)
    total.amount += Decimal(row.exact_tax) - Decimal(row.exact_discount)
    return Invoice(id=strawberry.ID(row.id), status=row.status, total=total)


def _loaders(sessions: Sessions) -> Loaders:
    async def contacts(ids: list[str]) -> list[Contact | None]:
        async with sessions() as session:
            rows = await session.scalars(select(ContactRow).where(ContactRow.id.in_(ids)))
            found = {row.id: Contact(id=strawberry.ID(row.id), name=row.name) for row in rows}
            return [found.get(id) for id in ids]

    async def users(ids: list[str]) -> list[User | None]:
        async with sessions() as session:
            rows = await session.scalars(select(UserRow).where(UserRow.id.in_(ids)))
            found = {row.id: User(id=strawberry.ID(row.id), name=row.name) for row in rows}
            return [found.get(id) for id in ids]

    async def balances(matter_ids: list[str]) -> list[TrustBalance | None]:
        cleared = func.sum(EntryRow.amount).filter(EntryRow.cleared_on.is_not(None))
        held = select(func.sum(HoldRow.amount)).where(HoldRow.ledger_id == LedgerRow.id)
        available = func.coalesce(cleared, 0) - func.coalesce(held.scalar_subquery(), 0)
        statement = (
            select(LedgerRow.matter_id, AccountRow.currency, available)
            .join(MatterRow, MatterRow.id == LedgerRow.matter_id)
            .join(AccountRow, AccountRow.id == LedgerRow.account_id)
            .outerjoin(EntryRow, EntryRow.ledger_id == LedgerRow.id)
            .where(LedgerRow.matter_id.in_(matter_ids))
            .where(LedgerRow.account_id == MatterRow.trust_account_id)
            .group_by(LedgerRow.id)
        )
        async with sessions() as session:
            rows = await session.execute(statement)
            found = {id: _money(amount, currency) for id, currency, amount in rows}
            return [TrustBalance(available=found[id]) if id in found else None for id in matter_ids]

    return {
        "contacts": DataLoader(load_fn=contacts),
        "users": DataLoader(load_fn=users),
        "balances": DataLoader(load_fn=balances),
        "time_entries": _latest(sessions, TimeEntryRow, TimeEntryRow.date, _time_entry),
        "invoices": _latest(sessions, InvoiceRow, InvoiceRow.issue_date, _invoice),
    }


def _latest(
    sessions: Sessions, row: Any, day: Any, show: Callable[[Any], T]
) -> DataLoader[Any, Any]:
    """Load the latest few rows of each matter, one statement for each number that is asked for."""

    async def load(keys: list[tuple[str, int]]) -> list[list[T]]:
        found: defaultdict[tuple[str, int], list[T]] = defaultdict(list)
        order = (day.desc(), row.id.desc())
        place = func.row_number().over(partition_by=row.matter_id, order_by=order).label("place")
        for first in {first for _, first in keys}:
            ids = [id for id, wanted in keys if wanted == first]
            ranked = select(row, place).where(row.matter_id.in_(ids)).subquery()
            latest = select(aliased(row, ranked)).where(ranked.c.place <= first)
            async with sessions() as session:
                for record in await session.scalars(latest.order_by(ranked.c.place)):
                    found[record.matter_id, first].append(show(record))
        return [found[key] for key in keys]

    return DataLoader(load_fn=load)


def context(sessions: Sessions) -> dict[str, Any]:
    """Make one request's context: fresh loaders, as what they load is kept for its length."""
    return {"sessions": sessions, **_loaders(sessions)}


@asynccontextmanager
async def opened(path: str) -> AsyncIterator[Sessions]:
    """Open the practice's file for as long as the block runs."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
    yield async_sessionmaker(engine, expire_on_commit=False)
    await engine.dispose()


class Endpoint(GraphQL[dict[str, Any], None]):
    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> dict[str, Any]:
        return context(request.app.state.sessions)


def create_app() -> Starlette:
    """Serve the file that the environment names."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with opened(os.environ[FILE_VARIABLE]) as app.state.sessions:
            yield

    return Starlette(routes=[Route("/graphql", Endpoint(schema))], lifespan=lifespan)
