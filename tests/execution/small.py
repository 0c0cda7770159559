"""A small schema with everything that a plan has to get right, over records of its own."""

import asyncio
from collections.abc import Awaitable, Sequence
from enum import Enum
from types import SimpleNamespace
from typing import Annotated, Any

import strawberry
from graphql import GraphQLError
from msgspec import Struct
from strawberry import Parent

from graph.execution.executor import Executor
from graph.presents import presents
from loaders.batch import Wanting, many, one
from resolvers.allowance import Allowance
from resolvers.context import Info

__all__ = ["GUARDED", "Shelves", "executor", "schema"]

GUARDED = "guarded"


class Colour(Enum):
    """What colour something is."""

    RED = "red"
    PALE = "pale"


strawberry.enum(Colour)


class Cat(Struct, frozen=True):
    """A record with something of every kind."""

    id: str
    name: str | None = "Tom"
    colour: Colour = Colour.RED
    lives: int = 9
    grid: tuple[tuple[int | None, ...], ...] = ()
    friend_id: str | None = None
    enemy_id: str = "b"
    toys: tuple["Toy | None", ...] = ()


class Toy(Struct, frozen=True):
    """A record within a record."""

    label: str | None


class Dog(Struct, frozen=True):
    """Another record that an interface stands for."""

    id: str
    bark: str = "Woof"


class Fox(Struct, frozen=True):
    """A record that no type is for."""

    id: str


def friend(cat: Parent[Cat], info: Info) -> Awaitable[Cat | None]:
    return _loaders(info).cat.maybe(cat.friend_id)


def enemy(cat: Parent[Cat], info: Info) -> Awaitable[Cat | None]:
    return _loaders(info).cat.load(cat.enemy_id)


def enemies(cat: Parent[Cat], info: Info) -> Awaitable[list[Cat]]:
    return _loaders(info).enemies.load(cat.id)


async def shout(cat: Parent[Cat], info: Info, times: int = 1) -> str | None:
    found = await _loaders(info).cat.load(cat.enemy_id)
    return found.name.upper() * times if found and found.name else None


def hiss(cat: Parent[Cat]) -> str:
    if cat.id == "c":
        raise GraphQLError("No hissing.", extensions={"code": "NO"})
    return f"{cat.id}!"


def label(cat: Parent[Cat]) -> str | None:
    return cat.name


def tell() -> str:
    return "shh"


def by_colour(cat: Parent[Cat], info: Info) -> Awaitable[Cat | None]:
    """Reads two attributes, and so can't be traced."""
    key = cat.friend_id if cat.colour is Colour.PALE else cat.enemy_id
    return _loaders(info).cat.maybe(key)


def _loaders(info: Info) -> Any:
    return info.context.loaders


CatRef = Annotated["CatType", strawberry.lazy("tests.execution.small")]


@strawberry.interface
class Animal:
    id: strawberry.ID


@presents(Toy, description="A toy.")
class ToyType:
    label: str


@presents(Cat, description="A cat.")
class CatType(Animal):
    name: str | None
    label: str = strawberry.field(resolver=label)
    colour: Colour
    lives: int
    grid: list[list[int]]
    toys: list[ToyType | None]
    friend: CatRef | None = strawberry.field(resolver=friend)
    enemy: CatRef = strawberry.field(resolver=enemy)
    enemies: list[CatRef] = strawberry.field(resolver=enemies)
    shout: str | None = strawberry.field(resolver=shout)
    hiss: str | None = strawberry.field(resolver=hiss)
    by_colour: CatRef | None = strawberry.field(resolver=by_colour)
    secret: str | None = strawberry.field(resolver=tell)
    around: str | None = strawberry.field(resolver=tell)


@presents(Dog, description="A dog.")
class DogType(Animal):
    bark: str


Pet = Annotated[CatType | DogType, strawberry.union("Pet")]


def find_cat(info: Info, id: strawberry.ID) -> Any:
    return _loaders(info).cat.load(id)


async def cats(info: Info, ids: list[strawberry.ID]) -> Any:
    return await _loaders(info).cat.load_many(ids)


def waiting_cats(info: Info, ids: list[strawberry.ID]) -> Any:
    """A list of what is still to come, and of what is wrong."""
    return [_loaders(info).cat.load(id) if id else GraphQLError("No id.") for id in ids]


def find_animals(info: Info) -> Any:
    return [CATS["a"], Dog("d")]


def strays(info: Info) -> Any:
    return [CATS["a"], Fox("f")]


async def slowly(info: Info) -> str:
    """Waits for what no loader brings."""
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(0.001, future.set_result, "there")
    return str(await future)


def path(info: Info) -> str:
    """Asks for more of its info than a plan has."""
    return str(info.path.key)


@strawberry.type
class Query:
    cat: CatType | None = strawberry.field(resolver=find_cat)
    sure_cat: CatType = strawberry.field(resolver=find_cat)
    cats: list[CatType | None] = strawberry.field(resolver=cats)
    waiting_cats: list[CatType | None] = strawberry.field(resolver=waiting_cats)
    animals: list[Animal] = strawberry.field(resolver=find_animals)
    pets: list[Pet] = strawberry.field(resolver=find_animals)
    strays: list[Animal | None] = strawberry.field(resolver=strays)
    slowly: str = strawberry.field(resolver=slowly)
    path: str = strawberry.field(resolver=path)


@strawberry.type
class Mutation:
    feed: str = strawberry.field(resolver=lambda: "fed")


CATS = {
    "a": Cat("a", friend_id="b", grid=((1, 2), ()), toys=(Toy("ball"), None)),
    "b": Cat("b", colour=Colour.PALE, friend_id="a", enemy_id="a"),
    "c": Cat("c", name=None, enemy_id="none", grid=((1, None),), toys=(Toy(None),)),
    "d": Cat("d", lives=2**40, enemy_id="broken"),
}

schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    types=[CatType, DogType],
)


def _guarded(source: object, info: Any) -> str:
    if GUARDED not in info.context.words:
        raise GraphQLError("Needs guarded.", extensions={"code": "FORBIDDEN"})
    return tell()


def _outer(source: object, info: Any) -> str:
    """What somebody else sets around a resolver, which no plan knows of."""
    return f"outer {info.context.words}"


_cat: Any = schema._schema.type_map["CatType"]
_cat.fields["secret"].resolve = _guarded
_cat.fields["around"].resolve = _outer


class Secrets:
    """The field ``secret`` needs a word."""

    def word(self, type: str, field: str, definition: object) -> str | None:
        return GUARDED if (type, field) == ("CatType", "secret") else None

    def held(self, context: Any) -> frozenset[Any]:
        return frozenset(context.words)

    def error(self, word: str) -> GraphQLError:
        return GraphQLError(f"Needs {word}.", extensions={"code": "FORBIDDEN"})


def executor() -> Executor:
    return Executor(schema, Secrets())


class Shelves:
    """A request's context over the cats, which writes down what was asked for."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.allowance = Allowance()
        self.asked: list[list[str]] = []
        wanting: Wanting = []
        self.loaders = SimpleNamespace(
            wanting=wanting,
            immediate=False,
            cat=one(self._cats, lambda it: it.id, wanting),
            enemies=many(self._enemies, lambda it: it.enemy_id, wanting),
        )

    async def _cats(self, ids: Sequence[str]) -> Sequence[Cat]:
        self.asked.append(list(ids))
        if "broken" in ids:
            raise GraphQLError("The shelf is broken.")
        return [CATS[id] for id in ids if id in CATS]

    async def _enemies(self, ids: Sequence[str]) -> Sequence[Cat]:
        self.asked.append([f"enemies of {id}" for id in ids])
        return [it for it in CATS.values() if it.enemy_id in ids]
