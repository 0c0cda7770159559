"""Small facts learned about a connection's upstream, so that no restart learns them again."""

import logging
from typing import Any, TypeVar

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError

from adapters.port import Clock
from adapters.state.records import NoSuchConnection
from adapters.state.store import Store
from adapters.state.tables import knowledge

__all__ = ["FactsOfConnection", "Knowledge"]

Fact = TypeVar("Fact")

_log = logging.getLogger("panther.state")


class FactsOfConnection:
    """One connection's facts, as what learns them asks for them.

    They spare work and no more: where they can't be read or written, nothing else fails for it.
    """

    def __init__(self, knowledge: "Knowledge", connection_id: str) -> None:
        self._knowledge = knowledge
        self._connection_id = connection_id

    async def get(self, key: str, fact_type: type[Fact]) -> Fact | None:
        """Return a fact; None if it is not known, or not of this type."""
        try:
            return await self._knowledge.get(self._connection_id, key, fact_type)
        except (OSError, SQLAlchemyError) as error:
            _log.warning("%s is not known: %s", key, getattr(error, "orig", None) or error)
            return None

    async def put(self, key: str, value: Any) -> None:
        """Remember a fact in place of the one before."""
        try:
            await self._knowledge.put(self._connection_id, key, value)
        except (OSError, SQLAlchemyError, NoSuchConnection) as error:
            _log.warning("%s is not remembered: %s", key, getattr(error, "orig", None) or error)


class Knowledge:
    """Facts by connection and key, such as ``matters.reads``: anything that JSON can say."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def of(self, connection_id: str) -> FactsOfConnection:
        """Return one connection's facts."""
        return FactsOfConnection(self, connection_id)

    async def put(self, connection_id: str, key: str, value: Any) -> None:
        """Remember a fact in place of the one before. Raises ``NoSuchConnection``."""
        columns = {
            "value": msgspec.json.encode(value).decode(),
            "updated_at": self._clock.now(),
        }
        statement = self._store.insert(knowledge).values(
            connection_id=connection_id, key=key, **columns
        )
        statement = statement.on_conflict_do_update(
            index_elements=["connection_id", "key"], set_=columns
        )
        async with self._store.writing(connection_id) as connection:
            await connection.execute(statement)

    async def get(self, connection_id: str, key: str, fact_type: type[Fact]) -> Fact | None:
        """Return a fact. One that is no longer of this type counts as not known: learn it again."""
        statement = select(knowledge.c.value).where(
            knowledge.c.connection_id == connection_id, knowledge.c.key == key
        )
        async with self._store.reading() as connection:
            value = await connection.scalar(statement)
        if value is None:
            return None
        try:
            return msgspec.json.decode(value, type=fact_type)
        except msgspec.ValidationError:
            return None

    async def forget(self, connection_id: str) -> None:
        """Forget every fact about a connection, as when its upstream has changed."""
        async with self._store.writing() as connection:
            await connection.execute(
                delete(knowledge).where(knowledge.c.connection_id == connection_id)
            )
