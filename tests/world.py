"""A practice to test on: the demo firm, with a clock that stands and ids that count."""

import itertools
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from msgspec.structs import replace

from adapters.embedded.practice import EmbeddedPractice
from adapters.port import Entitlement, Listing, Viewer
from graph.execution.executor import Executor, Request
from graph.execution.guards import Entitled
from graph.schema import schema
from loaders import Loaders
from resolvers.context import Context
from resolvers.links import Links, Signer

NOW = datetime(2026, 2, 20, 9, 15, 44, tzinfo=UTC)
OWNER = "u_pp_7ab202"
LINKS = Links(Signer([b"a key"], timedelta(minutes=10)), "http://graph.example")
MATTER = "mat_9c31d2"
CLIENT = "cli_445f10"
EXECUTOR = Executor(schema, Entitled(schema._schema))


class StandingClock:
    """Tells the same time until it is set to another."""

    def __init__(self, now: datetime = NOW) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time


class CountedIds:
    """Names things mat_000001, mat_000002 … unless ids are laid out for a prefix."""

    def __init__(self) -> None:
        self._count = itertools.count(1)
        self.laid_out: dict[str, list[str]] = {}

    def new(self, prefix: str) -> str:
        if self.laid_out.get(prefix):
            return self.laid_out[prefix].pop(0)
        return f"{prefix}_{next(self._count):06d}"


class Asked:
    """A practice, or one noun of it, that writes down every call as ``matters.page``, and what it
    is asked for in ``keys``: each key by itself, with the call and its other arguments, however
    much is asked of each record.
    """

    def __init__(
        self, target: Any, log: list[str], path: str = "", keys: list[Any] | None = None
    ) -> None:
        self._target, self._log, self._path, self._keys = target, log, path, keys

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._target, name)
        path = f"{self._path}.{name}".lstrip(".")
        if not callable(value):
            told = self._path or isinstance(value, frozenset | bool)
            noun = value if told else Asked(value, self._log, path, self._keys)
            if not told:
                setattr(self, name, noun)
            return noun

        async def call(*args: Any, **kwargs: Any) -> Any:
            self._log.append(path)
            if self._keys is not None:
                many = args and isinstance(args[0], list)
                keys, rest = (args[0], args[1:]) if many else ([None], args)
                rest = tuple(_whole(it) for it in rest if not isinstance(it, frozenset))
                self._keys.extend((path, key, repr(rest)) for key in keys)
            return await value(*args, **kwargs)

        setattr(self, name, call)  # The same each time, as a practice's own methods are.
        return call


def _whole(argument: Any) -> Any:
    """Return an argument as it is where all of each record is asked for."""
    return replace(argument, fields=None) if isinstance(argument, Listing) else argument


class Told:
    """An error, as callers see it."""

    def __init__(self, formatted: dict[str, Any]) -> None:
        self.formatted = formatted
        self.message: str = formatted["message"]
        self.path: list[str | int] | None = formatted.get("path")
        self.extensions: dict[str, Any] = formatted["extensions"]

    def __repr__(self) -> str:
        return repr(self.formatted)


class World:
    """Asks the executor as one person would, the owner unless another is set, and knows how often
    the practice was asked.
    """

    def __init__(self, path: str) -> None:
        self.clock = StandingClock()
        self.ids = CountedIds()
        self.practice = EmbeddedPractice(path, clock=self.clock, ids=self.ids)
        self.person = OWNER
        self.entitlements: tuple[Entitlement, ...] | None = None  # the person's own
        self.asked: list[str] = []

    async def execute(self, document: str, variables: Mapping[str, Any] | None = None) -> Any:
        self.asked = []
        practice: Any = Asked(self.practice, self.asked)
        (person,) = await self.practice.users.by_id([self.person])
        may = person.entitlements if self.entitlements is None else self.entitlements
        context = Context(
            practice=practice,
            loaders=Loaders(practice),
            viewer=Viewer(connection="test", user_id=person.id, entitlements=may),
            clock=self.clock,
            ids=self.ids,
            links=LINKS,
        )
        answer = json.loads((await EXECUTOR.execute(Request(document, variables), context)).body)
        errors = [Told(it) for it in answer.get("errors", [])]
        return SimpleNamespace(data=answer["data"], errors=errors or None)

    async def ask(self, document: str, **variables: Any) -> Any:
        """Return the data; any error fails the test."""
        result = await self.execute(document, variables)
        assert result.errors is None, result.errors
        return result.data

    async def errors(self, document: str, **variables: Any) -> Sequence[Any]:
        """Return the errors as callers see them; none fails the test."""
        result = await self.execute(document, variables)
        assert result.errors, result.data
        return [error.formatted for error in result.errors]

    async def change(self, mutation: str, selection: str, **input: Any) -> Any:
        """Run one mutation on its input and return its payload, user errors included."""
        declared = schema._schema.mutation_type
        assert declared is not None
        document = f"""mutation ($input: {declared.fields[mutation].args["input"].type}) {{
            {mutation}(input: $input) {{
            {selection} userErrors {{ __typename code message field }} }} }}"""
        return (await self.ask(document, input=input))[mutation]

    @property
    def counts(self) -> Counter[str]:
        """How often the practice was asked what by the last document."""
        return Counter(self.asked)

    def sql(self, statement: str, *args: Any) -> list[tuple[Any, ...]]:
        """Look at the file itself."""
        return self.practice._db.read(statement, args)

    def everything(self) -> bytes:
        """Return the file, byte for byte, to show that a refusal changed nothing."""
        return self.practice._db._db.serialize()

    def rows(self) -> list[tuple[Any, ...]]:
        """Return every row of every table, to show what a change came to."""
        tables = self.sql("select name from sqlite_schema where type = 'table' order by name")
        return [(table, *row) for (table,) in tables for row in self.sql(f"select * from {table}")]


MakeWorld = Callable[[], World]
