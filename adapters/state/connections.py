"""The firms' doors: which there are, and which of them need a person."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import ColumnElement, Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.port import Clock, Ids
from adapters.state.records import (
    ConnectionKind,
    ConnectionRecord,
    Hold,
    NameTaken,
    NoSuchConnection,
    Option,
)
from adapters.state.store import Store
from adapters.state.tables import connections, holds

__all__ = ["Connections"]

_options = msgspec.json.Decoder(dict[str, Option])
_EVERYTHING = select(
    connections,
    holds.c.reason,
    holds.c.kind.label("hold_kind"),
    holds.c.challenge_id,
    holds.c.sent_to,
    holds.c.since,
).select_from(connections.outerjoin(holds))


class Connections:
    """Every connection of this service."""

    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids

    async def add(
        self,
        name: str,
        kind: ConnectionKind,
        *,
        base_url: str | None = None,
        options: Mapping[str, Option] | None = None,
    ) -> ConnectionRecord:
        """Remember a new connection.

        Raises ``NameTaken``, or ``ValueError`` for an empty name, or an address with a password.
        """
        if not name.strip():
            raise ValueError("A connection needs a name.")
        if base_url is not None:
            _check(base_url)
        now = self._clock.now()
        added = ConnectionRecord(
            id=self._ids.new("con"),
            name=name,
            kind=kind,
            base_url=base_url,
            options=dict(options or {}),
            created_at=now,
            updated_at=now,
        )
        columns = {
            "id": added.id,
            "name": name,
            "kind": kind.value,
            "base_url": base_url,
            "options": msgspec.json.encode(added.options).decode(),
            "created_at": now,
            "updated_at": now,
        }
        statement = self._store.insert(connections).values(columns)
        statement = statement.on_conflict_do_nothing(index_elements=["name"])
        async with self._store.writing() as connection:
            done = await connection.execute(statement.returning(connections.c.id))
            if done.first() is None:
                raise NameTaken(name)
        return added

    async def list(self) -> tuple[ConnectionRecord, ...]:
        """Return every connection, by name."""
        return tuple(await self._read())

    async def get(self, id: str) -> ConnectionRecord | None:
        """Return the connection with this id."""
        return next(iter(await self._read(connections.c.id == id)), None)

    async def by_name(self, name: str) -> ConnectionRecord | None:
        """Return the connection with exactly this name."""
        return next(iter(await self._read(connections.c.name == name)), None)

    async def remove(self, id: str) -> bool:
        """Forget a connection with all that hangs on it, secrets first; tell whether it was."""
        async with self._store.writing() as connection:
            done = await connection.execute(delete(connections).where(connections.c.id == id))
        return done.rowcount == 1

    async def needs_person(self, id: str, hold: Hold) -> None:
        """Note that nothing goes on here without a person; the newest reason is the one kept.

        Raises ``NoSuchConnection``.
        """
        columns = msgspec.structs.asdict(hold)
        statement = self._store.insert(holds).values(connection_id=id, **columns)
        statement = statement.on_conflict_do_update(index_elements=["connection_id"], set_=columns)
        async with self._store.writing() as connection:
            await self._touch(connection, id)
            await connection.execute(statement)

    async def cleared(self, id: str) -> None:
        """Note that the person has done it. Raises ``NoSuchConnection``."""
        async with self._store.writing() as connection:
            await self._touch(connection, id)
            await connection.execute(delete(holds).where(holds.c.connection_id == id))

    async def _touch(self, connection: AsyncConnection, id: str) -> None:
        """Take the connection's row before its hold's, as removing does: else both could wait."""
        touched = update(connections).where(connections.c.id == id)
        done = await connection.execute(touched.values(updated_at=self._clock.now()))
        if done.rowcount == 0:
            raise NoSuchConnection(id)

    async def _read(self, *where: ColumnElement[bool]) -> Sequence[ConnectionRecord]:
        statement = _EVERYTHING.where(*where).order_by(connections.c.name)
        async with self._store.reading() as connection:
            return [_record(row) for row in await connection.execute(statement)]


def _record(row: Row[Any]) -> ConnectionRecord:
    hold = None
    if row.since is not None:
        hold = Hold(
            reason=row.reason,
            kind=row.hold_kind,
            challenge_id=row.challenge_id,
            sent_to=row.sent_to,
            since=row.since,
        )
    return ConnectionRecord(
        id=row.id,
        name=row.name,
        kind=ConnectionKind(row.kind),
        base_url=row.base_url,
        options=_options.decode(row.options),
        created_at=row.created_at,
        updated_at=row.updated_at,
        hold=hold,
    )


def _check(base_url: str) -> None:
    """Refuse an address that would show a secret wherever the connection is shown."""
    try:
        parts = urlsplit(base_url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or "@" in parts.netloc:
        raise ValueError(
            "A connection's address must begin with https:// or http://, and hold no user name "
            "or password: those are credentials."
        )
