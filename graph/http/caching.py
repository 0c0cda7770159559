"""How long an answer may be kept, by the hints of all that was asked, and by whom; its ETag."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
)
from strawberry import UNSET

from adapters.port import Entitlement
from graph.hints import CacheControl, CacheControlScope
from graph.http.answers import Reply
from graph.http.execution import Operation
from graph.permissions import AREAS
from graph.schema import schema

__all__ = ["NEVER", "Policy", "conditional", "policy_of"]

_DEFINITION = "strawberry-definition"
_DEEPEST = 60


class Policy(NamedTuple):
    """For how many seconds, and whether by who asked alone."""

    max_age: int
    private: bool

    def header(self, *, known: bool) -> bytes:
        """Return what Cache-Control says. What was answered to a caller who is ``known`` is theirs alone."""
        if self.max_age <= 0:
            return b"no-store"
        scope = b"private" if known or self.private else b"public"
        return b"%b, max-age=%d" % (scope, self.max_age)


NEVER = Policy(0, private=True)


class _TooDeep(Exception):
    """Deeper than is looked at, so it is not kept."""


def conditional(reply: Reply, headers: Mapping[bytes, bytes]) -> Reply:
    """Give an answer to a GET its ETag, or say that it is as the caller knows it: 304 (RFC 9110,
    13.1.2). The tag is a weak one, for encodings differ in bytes and say the same.
    """
    tag = b'W/"%b"' % blake2b(reply.body, digest_size=16).hexdigest().encode()
    known = {it.strip() for it in headers.get(b"if-none-match", b"").split(b",")}
    tagged = reply._replace(headers=(*reply.headers, (b"etag", tag)))
    if known & {tag, tag.removeprefix(b"W/"), b"*"}:
        return tagged._replace(status=304, body=b"")
    return tagged


def policy_of(operation: Operation) -> Policy:
    """Return the least of what a query's fields allow; what a directive leaves out counts, too."""
    return _policy(_Kept(operation))


class _Kept:
    """An operation as a key: the one node that the documents' cache holds is equal to itself."""

    __slots__ = ("operation",)

    def __init__(self, operation: Operation) -> None:
        self.operation = operation

    def __hash__(self) -> int:
        return id(self.operation.node)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and self.operation.node is other.operation.node


@lru_cache(256)
def _policy(kept: _Kept) -> Policy:
    operation = kept.operation
    root = schema._schema.query_type
    if operation.kind is not OperationType.QUERY or root is None:
        return NEVER
    fragments = {
        it.name.value: it
        for it in operation.document.definitions
        if isinstance(it, FragmentDefinitionNode)
    }
    try:
        found = [*_hints(operation.node.selection_set, root, root, fragments, 0)]
    except _TooDeep:
        return NEVER
    ages = [it.max_age for it in found if it.max_age is not None]
    return Policy(min(ages, default=0), any(it.private for it in found))


class _Hint(NamedTuple):
    """What one field says; None where it goes by its parent's."""

    max_age: int | None
    private: bool = False


def _hints(
    asked: SelectionSetNode,
    parent: GraphQLNamedType,
    root: GraphQLNamedType,
    fragments: Mapping[str, FragmentDefinitionNode],
    depth: int,
) -> Iterator[_Hint]:
    if depth > _DEEPEST:
        raise _TooDeep
    for it in asked.selections:
        if isinstance(it, FieldNode):
            if it.name.value.startswith("__"):
                continue
            assert isinstance(parent, GraphQLObjectType | GraphQLInterfaceType)
            field = parent.fields[it.name.value]
            yield _hint(field, at_root=parent is root)
            if it.selection_set:
                inner = get_named_type(field.type)
                yield from _hints(it.selection_set, inner, root, fragments, depth + 1)
            continue
        if isinstance(it, FragmentSpreadNode):
            fragment: Any = fragments[it.name.value]
        else:
            assert isinstance(it, InlineFragmentNode)
            fragment = it
        condition = fragment.type_condition
        inside = schema._schema.type_map[condition.name.value] if condition else parent
        # A union says nothing of its own: each of its members speaks for itself.
        if isinstance(parent, GraphQLUnionType) and inside is not parent:
            yield _combined([_said(inside)], inherits=False)
        yield from _hints(fragment.selection_set, inside, root, fragments, depth + 1)


def _hint(field: GraphQLField, *, at_root: bool) -> _Hint:
    inner = get_named_type(field.type)
    if AREAS.get(inner.name) is Entitlement.TRUST:
        return _Hint(0)  # Clients' money is never told as it was, whatever a hint says.
    hints = [_said(field), _said(inner)]
    composite = is_composite_type(inner)
    union = isinstance(inner, GraphQLUnionType)
    return _combined(hints, inherits=union or not (composite or at_root))


def _combined(hints: list[CacheControl | None], *, inherits: bool) -> _Hint:
    """Return what the first of some hints says that says it."""
    ages = [it.max_age for it in hints if it and it.max_age not in (None, UNSET)]
    scopes = [it.scope for it in hints if it and it.scope not in (None, UNSET)]
    inherits = inherits or any(it.inherit_max_age is True for it in hints if it)
    age = ages[0] if ages else None if inherits else 0
    return _Hint(age, scopes[:1] == [CacheControlScope.PRIVATE])


def _said(declared: GraphQLNamedType | GraphQLField) -> CacheControl | None:
    definition = (declared.extensions or {}).get(_DEFINITION)
    for directive in getattr(definition, "directives", None) or ():
        if isinstance(directive, CacheControl):
            return directive
    return None
