"""Scales: documents read and weighed, and held against what a request may ask for."""

import math
import re
from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    get_operation_ast,
    parse,
)

from graph.limits.costs import Bill, Prices
from graph.limits.shape import MOST_NESTED, Circular, Shape, TooNested, repeats, shape_of
from graph.scalars import write_instant
from resolvers.allowance import Allowance, Limits

__all__ = [
    "CHARGED",
    "CODES",
    "Read",
    "Scales",
    "Weight",
    "charge",
    "coded",
    "hidden",
    "read",
    "report",
    "scales_of",
    "unsuggesting",
]

CODES = {
    "QUERY_TOO_LONG": "The document has more tokens than {limit}.",
    "QUERY_TOO_DEEP": "Fields are nested {found} deep; {limit} is the most.",
    "QUERY_TOO_LARGE": "{found} fields are asked for, with fragments written out; {limit} is the "
    "most.",
    "QUERY_TOO_REPETITIVE": "The same fields are asked for again and again: more than {limit} "
    "pairs of them would have to be merged.",
    "TOO_MANY_ALIASES": "{found} aliases are used; {limit} is the most.",
    "TOO_MANY_DIRECTIVES": "{found} directives are used; {limit} is the most.",
    "TOO_MANY_ROOT_FIELDS": "{found} root fields are asked for; {limit} is the most.",
    "TOO_MANY_REPRESENTATIONS": "{found} representations are to be resolved; {limit} is the most.",
    "QUERY_TOO_COSTLY": "The request may cost {found}; {limit} is the most. Ask for fewer, by first "
    "or last, or in several requests.",
    "RATE_LIMITED": "The request may cost {found}, and that is more than is left of {limit} a "
    "minute. Ask again in {retryAfter} s.",
    "INTROSPECTION_DISABLED": "The schema is not shown here.",
}
"""Why a request is refused before any of it is done, by the code that its error has."""

CHARGED = object()
"""The root value of a request that was charged before it was executed."""

_CHARACTERS_KEPT = 500_000
_SCHEMAS_KEPT = 8
_TOO_LONG = re.compile(r"Document contains more than (\d+) tokens")
_SUGGESTION = re.compile(r"\s*Did you mean [^?]*\?")


class Weight(NamedTuple):
    """What a request comes to at the most."""

    cost: int
    representations: int


class Read(NamedTuple):
    """A document that was parsed, and why it is refused as it stands, if it is.

    ``bills`` and ``errors`` are what is known of it once it was validated.
    """

    document: DocumentNode
    shape: Shape | None
    refusal: GraphQLError | None
    bills: dict[str | None, Bill]
    errors: list[list[GraphQLError]]


class Scales:
    """Reads and weighs the documents of one schema, and remembers those of late that are not
    refused: so many characters of them, since a document's nodes are many times its text.
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        self._prices = Prices(schema)
        self._kept: OrderedDict[tuple[str, Limits], Read] = OrderedDict()
        self._characters = 0

    def read(self, text: str, limits: Limits) -> Read:
        """Return what ``read`` does, and what was made of it before."""
        key = text, limits
        it = self._kept.get(key)
        if it is not None:
            self._kept.move_to_end(key)
            return it
        it = read(text, limits)
        if it.refusal is None and len(text) <= _CHARACTERS_KEPT:
            self._kept[key] = it
            self._characters += len(text)
            while self._characters > _CHARACTERS_KEPT:
                self._characters -= len(self._kept.popitem(last=False)[0][0])
        return it

    def weigh(self, it: Read, operation: str | None, variables: Mapping[str, Any] | None) -> Weight:
        """Weigh one operation of a valid document."""
        bill = it.bills.get(operation)
        if bill is None:
            node = get_operation_ast(it.document, operation)
            assert isinstance(node, OperationDefinitionNode) and it.shape
            bill = it.bills[operation] = self._prices.bill(node, it.shape.fragments)
        return Weight(*bill.come_to(variables or {}))


@lru_cache(maxsize=_SCHEMAS_KEPT)
def scales_of(schema: GraphQLSchema) -> Scales:
    """Return a schema's scales, always the same."""
    return Scales(schema)


def read(text: str, limits: Limits) -> Read:
    """Parse a document and count it, in time that grows with ``limits`` and not with the document.

    Nothing that takes longer, as validation does, is to be done with one that is refused. Raises
    ``GraphQLSyntaxError``, for a document of too many tokens as well; ``coded`` tells them apart.
    """
    document = parse(text, max_lexical_tokens=limits.tokens or None)
    shape, refusal = None, None
    try:
        shape = shape_of(document)
        refusal = _misshapen(shape, limits)
    except TooNested:
        refusal = _refused("QUERY_TOO_DEEP", limits.depth or MOST_NESTED, MOST_NESTED + 1)
    except Circular as it:
        message = f"Cannot spread fragment '{it}' within itself."
        refusal = GraphQLError(message, extensions={"code": "GRAPHQL_VALIDATION_FAILED"})
    return Read(document, shape, refusal, {}, [])


def hidden(it: Read, allowance: Allowance) -> GraphQLError | None:
    """Return why a request may not see the schema that it asks about; None if it may."""
    asks = it.shape is not None and it.shape.introspects
    return _refused("INTROSPECTION_DISABLED") if asks and not allowance.introspects else None


def charge(weight: Weight, allowance: Allowance) -> GraphQLError | None:
    """Take what a request may cost from its viewer's budget, or return why it is refused."""
    limits, cost, asked = allowance.limits, weight.cost, weight.representations
    if limits.representations and asked > limits.representations:
        return _refused("TOO_MANY_REPRESENTATIONS", limits.representations, asked)
    if limits.cost and cost > limits.cost:
        return _refused("QUERY_TOO_COSTLY", limits.cost, cost)
    seconds = allowance.wait(cost)
    if seconds == math.inf:
        return _refused("QUERY_TOO_COSTLY", limits.cost_per_minute, cost)
    if not seconds:
        return None
    left = allowance.rate()
    facts = {
        "retryAfter": math.ceil(seconds),
        "remaining": left.remaining,
        "resetAt": write_instant(left.reset_at) if left.reset_at else None,
    }
    return _refused("RATE_LIMITED", limits.cost_per_minute, cost, facts)


def report(cost: int, allowance: Allowance) -> dict[str, Any]:
    """Return what an answer's extensions tell of its cost, if its caller wants to know."""
    if not allowance.reports:
        return {}
    rate = allowance.rate()
    told: dict[str, Any] = {"requested": cost, "limit": allowance.limits.cost or None}
    if rate.limit is not None and rate.reset_at is not None:
        told["perMinute"] = {
            "limit": rate.limit,
            "remaining": rate.remaining,
            "resetAt": write_instant(rate.reset_at),
        }
    return {"cost": told}


def coded(error: GraphQLError) -> dict[str, Any]:
    """Return what an error of the document itself carries: its code, and its facts."""
    if not isinstance(error, GraphQLSyntaxError):
        return {"code": "GRAPHQL_VALIDATION_FAILED"}
    if long := _TOO_LONG.search(error.message):
        return {"code": "QUERY_TOO_LONG", "limit": int(long[1])}
    return {"code": "GRAPHQL_PARSE_FAILED"}


def unsuggesting(message: str) -> str:
    """Take from a message what it suggests, which tells of the schema what was not asked."""
    return _SUGGESTION.sub("", message)


def _misshapen(shape: Shape, limits: Limits) -> GraphQLError | None:
    for code, limit, found in (
        ("TOO_MANY_ROOT_FIELDS", limits.root_fields, shape.root_fields),
        ("QUERY_TOO_DEEP", limits.depth, shape.depth),
        ("TOO_MANY_ALIASES", limits.aliases, shape.aliases),
        ("TOO_MANY_DIRECTIVES", limits.directives, shape.directives),
        ("QUERY_TOO_LARGE", limits.fields, shape.fields),
    ):
        if limit and found > limit:
            return _refused(code, limit, found)
    if limits.repeats and (found := repeats(shape, limits.repeats)) > limits.repeats:
        return _refused("QUERY_TOO_REPETITIVE", limits.repeats, found)
    return None


def _refused(
    code: str,
    limit: int | None = None,
    found: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> GraphQLError:
    said = {} if limit is None else {"limit": limit, "found": found, **(facts or {})}
    return GraphQLError(CODES[code].format(**said), extensions={"code": code, **said})
