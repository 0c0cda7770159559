"""Queries made by chance from the schema itself: whatever it declares, some query will ask for."""

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, NamedTuple

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    is_composite_type,
    is_leaf_type,
)

__all__ = ["Asking", "Generator", "Pool", "cursors_in", "pool_of"]

_DEPTH = 4
_BY_ROOT = {
    "matter": "mat",
    "contact": "cli",
    "timeEntry": "tim",
    "expense": "exp",
    "invoice": "inv",
    "trustAccount": "tra",
    "user": "u",
}


class Asking(NamedTuple):
    """A document, and several sets of variables to send with it."""

    document: str
    variables: list[dict[str, Any]]


class Pool(NamedTuple):
    """Values that lead somewhere: ids by their prefix, numbers, and cursors once they are seen."""

    ids: dict[str, list[str]]
    numbers: list[str]
    external_ids: list[str]
    cursors: list[str]


def pool_of(read: Callable[[str], list[tuple[Any, ...]]]) -> Pool:
    """Look values up in the practice's file, given what reads it."""

    def column(sql: str) -> list[str]:
        return [row[0] for row in read(sql)]

    tables = {
        "mat": "matters",
        "cli": "contacts",
        "tim": "time_entries",
        "exp": "expenses",
        "inv": "invoices",
        "tra": "trust_accounts",
        "u": "users",
    }
    ids = {it: column(f"select id from {table} order by id") for it, table in tables.items()}
    external = "select external_id from matters where external_id is not null order by id"
    return Pool(ids, column("select number from matters order by id"), column(external), [])


class Generator:
    """Writes one document after the other; the same seed and pool write the same."""

    def __init__(self, schema: GraphQLSchema, pool: Pool, random: Random) -> None:
        self._schema = schema
        self._pool = pool
        self._random = random

    def asking(self, sets: int) -> Asking:
        """Write a document, and so many sets of variables; one will do where it declares none."""
        self._count = 0
        self._variables: dict[str, tuple[str, Any, str]] = {}
        self._fragments: dict[str, tuple[str, str]] = {}
        root = self._schema.query_type
        assert root is not None
        body = self._selection(root, _DEPTH, most=2)
        declared = ", ".join(
            f"${name}: {type}{default}" for name, (type, _, default) in self._variables.items()
        )
        head = f"query Q({declared}) " if declared else "query Q "
        document = " ".join([head + body, *(text for _, text in self._fragments.values())])
        return Asking(document, [self._set() for _ in range(sets if declared else 1)])

    def _set(self) -> dict[str, Any]:
        """Give each variable a value, and now and then none where it may have none."""
        return {
            name: self._value(type)
            for name, (text, type, default) in self._variables.items()
            if not (self._chance(0.3) and (default or not text.endswith("!")))
        }

    def _chance(self, odds: float) -> bool:
        return self._random.random() < odds

    def _fresh(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count}"

    # --- selections ---------------------------------------------------------------------------

    def _selection(self, type: Any, depth: int, most: int = 4, within: bool = False) -> str:
        """Write a selection set; ``within`` an abstract type's, where names must not clash."""
        if isinstance(type, GraphQLUnionType):
            return f"{{ __typename {self._inline(type, depth)} }}"
        fields: dict[str, GraphQLField] = type.fields
        leaves = [it for it in fields if is_leaf_type(_named(fields[it].type))]
        others = [it for it in fields if is_composite_type(_named(fields[it].type))]
        if "_service" in others and self._chance(0.95):
            others.remove("_service")  # It prints the whole schema, which is slow.
        chosen = self._random.sample(leaves, min(len(leaves), self._random.randint(1, most)))
        if depth:
            chosen += self._random.sample(others, min(len(others), self._random.randint(0, 2)))
        if not chosen or self._chance(0.15):
            chosen.append("__typename")
        self._random.shuffle(chosen)
        abstract = isinstance(type, GraphQLInterfaceType)
        parts = [self._field(type, name, depth, within or abstract) for name in chosen]
        if abstract:
            parts.append(self._inline(type, depth))
        elif self._chance(0.15):
            parts.append(self._fragment(type, depth, within))
        if not within and self._chance(0.05):
            parts.append(self._random.choice(parts))
        return f"{{ {' '.join(parts)} }}"

    def _field(self, type: Any, name: str, depth: int, unique: bool) -> str:
        if name == "__typename":
            return name
        field: GraphQLField = type.fields[name]
        given = self._arguments(name, field.args)
        alias = f"{self._fresh('a')}: " if given or unique or self._chance(0.1) else ""
        below = _named(field.type)
        rest = self._selection(below, depth - 1) if is_composite_type(below) else ""
        return f"{alias}{name}{given}{self._directive()} {rest}"

    def _inline(self, type: Any, depth: int) -> str:
        possible = self._schema.get_possible_types(type)
        chosen = self._random.sample(possible, min(len(possible), self._random.randint(1, 3)))
        return " ".join(
            f"... on {it.name}{self._directive()} {self._selection(it, depth - 1, 2, within=True)}"
            if depth > 0
            else f"... on {it.name} {{ __typename }}"
            for it in chosen
        )

    def _fragment(self, type: GraphQLObjectType, depth: int, within: bool) -> str:
        """Spread a fragment, inline or named, new or one that was written before."""
        known = [name for name, (of, _) in self._fragments.items() if of == type.name]
        if known and not within and self._chance(0.5):
            return f"...{self._random.choice(known)}{self._directive()}"
        body = self._selection(type, max(depth - 1, 0), 2, within)
        if self._chance(0.5):
            condition = self._random.choice(["", f"on {type.name} ", *self._interfaces(type)])
            if not condition.startswith("on ") or condition == f"on {type.name} ":
                return f"... {condition}{self._directive()} {body}"
            return f"... {condition}{{ __typename }}"
        name = self._fresh("F")
        self._fragments[name] = type.name, f"fragment {name} on {type.name} {body}"
        return f"...{name}{self._directive()}"

    def _interfaces(self, type: GraphQLObjectType) -> list[str]:
        return [f"on {it.name} " for it in type.interfaces]

    def _directive(self) -> str:
        if not self._chance(0.06):
            return ""
        name = self._random.choice(["skip", "include"])
        return f" @{name}(if: {self._argument('if', GraphQLNonNull(self._schema.get_type('Boolean')))})"

    # --- values -------------------------------------------------------------------------------

    def _arguments(self, field: str, arguments: dict[str, GraphQLArgument]) -> str:
        given = []
        for name, argument in arguments.items():
            odds = {"first": 0.9, "after": 0.03, "before": 0.02, "last": 0.05}.get(name, 0.15)
            if isinstance(argument.type, GraphQLNonNull) or self._chance(odds):
                if name == "last" and any(it.startswith("first") for it in given):
                    continue
                type = _Told(argument.type, name, field)
                given.append(f"{name}: {self._argument(name, type)}")
        return f"({', '.join(given)})" if given else ""

    def _argument(self, name: str, type: Any) -> str:
        """Write a value where it stands, or a variable that holds it."""
        if not self._chance(0.3):
            return _literal(self._value(type), type)
        known = [it for it, (_, of, _) in self._variables.items() if of == type]
        if known and self._chance(0.5):
            return f"${self._random.choice(known)}"
        variable = self._fresh("v")
        text = str(type.type if isinstance(type, _Told) else type)
        default = ""
        if not text.endswith("!") and self._chance(0.3):
            default = f" = {_literal(self._value(type), type)}"
        self._variables[variable] = text, type, default
        return f"${variable}"

    def _value(self, type: Any, name: str = "", field: str = "") -> Any:
        if isinstance(type, _Told):
            return self._value(type.type, type.name, type.field)
        if isinstance(type, GraphQLNonNull):
            return self._some(type.of_type, name, field)
        return None if self._chance(0.05) else self._some(type, name, field)

    def _some(self, type: Any, name: str, field: str) -> Any:
        random = self._random
        if isinstance(type, GraphQLList):
            size = random.randint(0, 4 if name == "representations" else 2)
            return [self._value(type.of_type, name, field) for _ in range(size)]
        if isinstance(type, GraphQLEnumType):
            return random.choice(list(type.values))
        if isinstance(type, GraphQLInputObjectType):
            return {
                it: self._value(part.type, it, field)
                for it, part in type.fields.items()
                if isinstance(part.type, GraphQLNonNull) or self._chance(0.25)
            }
        match type.name:
            case "Int":
                return (
                    random.choice([0, 101]) if self._chance(0.02) else random.choice([1, 2, 2, 3])
                )
            case "Boolean":
                return self._chance(0.5)
            case "ID":
                return self._id(name, field)
            case "Date":
                year = {"dateFrom": 2025, "dateTo": 2026}.get(name) or random.randint(2025, 2026)
                return f"{year}-0{random.randint(1, 9)}-1{random.randint(0, 9)}"
            case "DateTime":
                return f"2026-0{random.randint(1, 9)}-03T04:05:06Z"
            case "Decimal":
                return random.choice(["8", "7.5", "0.25"])
            case "CurrencyCode":
                return random.choice(["USD", "EUR"])
            case "_Any":
                return self._representation()
            case _:
                return self._text(name)

    def _id(self, name: str, field: str) -> str:
        ids, random = self._pool.ids, self._random
        if name == "externalId":
            return random.choice([*self._pool.external_ids, "none"])
        prefix = _BY_ROOT.get(field) or name.removesuffix("Id")
        prefix = {"client": "cli", "responsibleAttorney": "u", "user": "u"}.get(prefix, prefix)
        if prefix not in ids or self._chance(0.05):
            prefix = random.choice(list(ids))
        return random.choice([*ids[prefix][:40], f"{prefix}_none"])

    def _text(self, name: str) -> str:
        pool = self._pool
        match name:
            case "number":
                return self._random.choice([*pool.numbers[:20], "none"])
            case "after" | "before":
                some = pool.cursors[-20:] if pool.cursors and self._chance(0.8) else ["no cursor"]
                return self._random.choice(some)
            case _:
                return self._random.choice(["a", "Acme", "", "Litigation", 'x"y'])

    def _representation(self) -> Any:
        names = {
            "mat": "Matter",
            "cli": "Contact",
            "tim": "TimeEntry",
            "inv": "Invoice",
            "u": "User",
        }
        prefix, name = self._random.choice(list(names.items()))
        if self._chance(0.05):
            return self._random.choice([{}, {"__typename": name}, {"__typename": "None"}, 3])
        if name == "Matter" and self._chance(0.2):
            return {"__typename": name, "number": self._random.choice(self._pool.numbers)}
        return {"__typename": name, "id": self._random.choice(self._pool.ids[prefix][:40])}


class _Told(NamedTuple):
    """An argument's type, and what tells which values make sense for it."""

    type: Any
    name: str
    field: str


def _named(type: Any) -> Any:
    while hasattr(type, "of_type"):
        type = type.of_type
    return type


def _literal(value: Any, type: Any) -> str:
    """Write a value as GraphQL does."""
    if isinstance(type, _Told):
        type = type.type
    if isinstance(type, GraphQLNonNull):
        type = type.of_type
    if value is None or value is Undefined:
        return "null"
    if isinstance(type, GraphQLEnumType):
        return str(value)
    if isinstance(type, GraphQLList):
        return f"[{', '.join(_literal(it, type.of_type) for it in value)}]"
    if isinstance(type, GraphQLInputObjectType):
        pairs = (f"{name}: {_literal(it, type.fields[name].type)}" for name, it in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, dict):
        pairs = (f"{name}: {json.dumps(it)}" for name, it in value.items())
        return f"{{{', '.join(pairs)}}}"
    return json.dumps(value)


def cursors_in(data: Any) -> Sequence[str]:
    """Return every cursor in an answer."""
    if isinstance(data, list):
        return [it for part in data for it in cursors_in(part)]
    if isinstance(data, dict):
        own = [data[key] for key in ("cursor", "startCursor", "endCursor") if data.get(key)]
        return [*own, *(it for part in data.values() for it in cursors_in(part))]
    return []
