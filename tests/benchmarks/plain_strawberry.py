"""The fifty matters on plain Strawberry and SQLAlchemy, written as their documentation shows."""

import os
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

import strawberry
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader

from adapters.port import InvoiceStatus

T = TypeVar("T")
Info = strawberry.Info[dict[str, Any], None]

strawberry.enum(InvoiceStatus)
engine = create_async_engine(f"sqlite+aiosqlite:///{os.environ['PLAIN_STRAWBERRY_FILE']}")
sessions = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    id: Mapped[str] = mapped_column(primary_key=True)


class UserRow(Base):
    __tablename__ = "users"
    name: Mapped[str]


class ContactRow(Base):
    __tablename__ = "contacts"
    name: Mapped[str]


class AccountRow(Base):
    __tablename__ = "trust_accounts"
    currency: Mapped[str]


class MatterRow(Base):
    __tablename__ = "matters"
    number: Mapped[str]
    title: Mapped[str]
    client_id: Mapped[str]
    responsible_attorney_id: Mapped[str | None]
    trust_account_id: Mapped[str | None]


class TimeEntryRow(Base):
    __tablename__ = "time_entries"
    matter_id: Mapped[str]
    date: Mapped[date]
    hours: Mapped[int]
    amount: Mapped[int]
    currency: Mapped[str]


class InvoiceRow(Base):
    __tablename__ = "invoices"
    matter_id: Mapped[str]
    status: Mapped[str]
    issue_date: Mapped[date]
    currency: Mapped[str]
    subtotal: Mapped[int]
    exact_discount: Mapped[str]
    exact_tax: Mapped[str]
    trust_applied: Mapped[int]


class LedgerRow(Base):
    __tablename__ = "trust_ledgers"
    account_id: Mapped[str]
    matter_id: Mapped[str | None]


class EntryRow(Base):
    __tablename__ = "trust_entries"
    ledger_id: Mapped[str]
    amount: Mapped[int]
    cleared_on: Mapped[date | None]


class HoldRow(Base):
    __tablename__ = "trust_holds"
    id: Mapped[str] = mapped_column("invoice_id", primary_key=True)
    ledger_id: Mapped[str]
    amount: Mapped[int]


@strawberry.type
class Money:
    amount: Decimal
    currency_code: str


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
class TimeEntry:
    hours: Decimal
    amount: Money


@strawberry.type
class Invoice:
    status: InvoiceStatus
    total: Money


@strawberry.type
class Connection(Generic[T]):
    nodes: list[T]


@strawberry.type
class Matter:
    row: strawberry.Private[MatterRow]
    number: str
    title: str

    @strawberry.field
    async def client(self, info: Info) -> Contact | None:
        return await info.context["contacts"].load(self.row.client_id)

    @strawberry.field
    async def responsible_attorney(self, info: Info) -> User | None:
        if self.row.responsible_attorney_id is None:
            return None
        return await info.context["users"].load(self.row.responsible_attorney_id)

    @strawberry.field
    async def trust_balance(self, info: Info) -> TrustBalance | None:
        return await info.context["balances"].load(self.row.id)

    @strawberry.field
    async def time_entries(self, info: Info, first: int = 20) -> Connection[TimeEntry]:
        return Connection(nodes=await info.context["time_entries"].load((self.row.id, first)))

    @strawberry.field
    async def invoices(self, info: Info, first: int = 20) -> Connection[Invoice]:
        return Connection(nodes=await info.context["invoices"].load((self.row.id, first)))


@strawberry.type
class Query:
    @strawberry.field
    async def matters(self, first: int = 20) -> Connection[Matter]:
        page = select(MatterRow).order_by(MatterRow.number, MatterRow.id).limit(first)
        async with sessions() as session:
            rows = await session.scalars(page)
            return Connection(nodes=[Matter(row=r, number=r.number, title=r.title) for r in rows])


def money(minor_units: int, currency: str) -> Money:
    decimals = {"JPY": 0, "KRW": 0, "KWD": 3}.get(currency, 2)
    return Money(amount=Decimal(minor_units).scaleb(-decimals), currency_code=currency)


def time_entry(row: TimeEntryRow) -> TimeEntry:
    return TimeEntry(hours=Decimal(row.hours) / 100, amount=money(row.amount, row.currency))


def invoice(row: InvoiceRow) -> Invoice:
    total = money(row.subtotal - row.trust_applied, row.currency)
    total.amount += Decimal(row.exact_tax) - Decimal(row.exact_discount)
    return Invoice(status=InvoiceStatus(row.status), total=total)


def named(table: Any, show: Callable[..., T]) -> DataLoader[str, T | None]:
    async def load(ids: list[str]) -> list[T | None]:
        async with sessions() as session:
            rows = await session.scalars(select(table).where(table.id.in_(ids)))
            found = {row.id: show(name=row.name) for row in rows}
        return [found.get(id) for id in ids]

    return DataLoader(load_fn=load)


def latest(table: Any, day: Any, show: Callable[[Any], T]) -> DataLoader[tuple[str, int], list[T]]:
    async def load(keys: list[tuple[str, int]]) -> list[list[T]]:
        order = (day.desc(), table.id.desc())
        place = func.row_number().over(partition_by=table.matter_id, order_by=order).label("place")
        ranked = select(table, place).where(table.matter_id.in_([id for id, _ in keys])).subquery()
        wanted = ranked.c.place <= max(first for _, first in keys)
        found: defaultdict[str, list[T]] = defaultdict(list)
        async with sessions() as session:
            rows = select(aliased(table, ranked)).where(wanted).order_by(ranked.c.place)
            for row in await session.scalars(rows):
                found[row.matter_id].append(show(row))
        return [found[id][:first] for id, first in keys]

    return DataLoader(load_fn=load)


async def balances(matter_ids: list[str]) -> list[TrustBalance | None]:
    cleared = func.sum(EntryRow.amount).filter(EntryRow.cleared_on.is_not(None))
    held = select(func.sum(HoldRow.amount)).where(HoldRow.ledger_id == LedgerRow.id)
    available = func.coalesce(cleared, 0) - func.coalesce(held.scalar_subquery(), 0)
    statement = (
        select(LedgerRow.matter_id, available, AccountRow.currency)
        .join(MatterRow, MatterRow.id == LedgerRow.matter_id)
        .join(AccountRow, AccountRow.id == LedgerRow.account_id)
        .outerjoin(EntryRow, EntryRow.ledger_id == LedgerRow.id)
        .where(LedgerRow.matter_id.in_(matter_ids))
        .where(LedgerRow.account_id == MatterRow.trust_account_id)
        .group_by(LedgerRow.id)
    )
    async with sessions() as session:
        rows = await session.execute(statement)
        found = {id: TrustBalance(available=money(*rest)) for id, *rest in rows}
    return [found.get(id) for id in matter_ids]


def context() -> dict[str, Any]:
    return {
        "contacts": named(ContactRow, Contact),
        "users": named(UserRow, User),
        "balances": DataLoader(load_fn=balances),
        "time_entries": latest(TimeEntryRow, TimeEntryRow.date, time_entry),
        "invoices": latest(InvoiceRow, InvoiceRow.issue_date, invoice),
    }


class Endpoint(GraphQL[dict[str, Any], None]):
    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        return context()


schema = strawberry.Schema(Query)
app = Endpoint(schema)
