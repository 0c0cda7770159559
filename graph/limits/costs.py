"""Costs: what an operation may come to, by what the schema says of its fields.

Apollo's and IBM's reading of ``@cost`` and ``@listSize``: an object costs 1 and a leaf nothing,
unless ``@cost`` says otherwise; a list, as many times what one of it costs as its slicing arguments
ask for, or as are assumed. Besides, each change costs 10. What ``@skip`` and ``@include`` may leave
out is counted: it is the most that is counted, not what comes.

An operation's price is worked out once; what depends on variables is left open in it.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    value_from_ast_untyped,
)
from strawberry.federation.schema_directives import Cost, ListSize

from graph.limits.shape import Fragments, merged

__all__ = ["CHANGE", "Bill", "Price", "Prices"]

Variables = Mapping[str, Any]
Amount = int | Callable[[Variables], int]
"""A number, or what it will be with a request's variables."""

CHANGE = 10
_GREATEST_INT = 2**31 - 1
_ENTITIES = "_entities"


class Price(NamedTuple):
    """What the schema says of a field; ``assumed`` is None for what is no list."""

    weight: int
    assumed: int | None = None
    slicing: tuple[str, ...] = ()
    sized: tuple[str, ...] = ()


class Bill(NamedTuple):
    """What an operation costs, and how many representations it asks to resolve."""

    cost: Amount
    representations: Amount

    def come_to(self, variables: Variables) -> tuple[int, int]:
        """Return both with a request's variables."""
        return _with(self.cost, variables), _with(self.representations, variables)


class Prices:
    """What each field of a schema costs, as its directives say."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._known: dict[tuple[str, str], Price | None] = {}

    def of(self, type: GraphQLNamedType, name: str) -> Price | None:
        """Return a field's price; None for a word of GraphQL's own, which costs nothing."""
        key = type.name, name
        if key not in self._known:
            fields: Mapping[str, GraphQLField] = getattr(type, "fields", {})
            field = fields.get(name)
            mutates = type is self.schema.mutation_type
            self._known[key] = _price(name, field, mutates) if field else None
        return self._known[key]

    def bill(self, operation: OperationDefinitionNode, fragments: Fragments) -> Bill:
        """Price an operation of a valid document. Takes as long as it has fields, with fragments
        written out, so limit these first.
        """
        root = {
            OperationType.QUERY: self.schema.query_type,
            OperationType.MUTATION: self.schema.mutation_type,
            OperationType.SUBSCRIPTION: self.schema.subscription_type,
        }[operation.operation]
        assert root is not None
        pricing = _Pricing(self, operation, fragments)
        cost = pricing.of([operation.selection_set], root)
        return Bill(cost, pricing.representations)


class _Pricing:
    """Prices one operation."""

    def __init__(
        self, prices: Prices, operation: OperationDefinitionNode, fragments: Fragments
    ) -> None:
        self._prices = prices
        self._schema = prices.schema
        self._fragments = fragments
        self._defaults = {
            it.variable.name.value: value_from_ast_untyped(it.default_value)
            for it in operation.variable_definitions or ()
            if it.default_value
        }
        self.representations: Amount = 0

    def of(
        self,
        sets: Sequence[SelectionSetNode],
        type: GraphQLNamedType,
        sized: Mapping[str, Amount] | None = None,
    ) -> Amount:
        """Price what is asked of one object; ``sized`` says how long some of its lists are."""
        types = self._candidates(sets, type) if is_abstract_type(type) else [type]
        return _most([self._of_one(sets, it, sized or {}) for it in types])

    def _of_one(
        self,
        sets: Sequence[SelectionSetNode],
        type: GraphQLNamedType,
        sized: Mapping[str, Amount],
    ) -> Amount:
        total: Amount = 0
        for nodes in self._merged(sets, type).values():
            total = _plus(total, self._field(nodes, type, sized))
        return total

    def _field(
        self, nodes: list[FieldNode], type: GraphQLNamedType, sized: Mapping[str, Amount]
    ) -> Amount:
        name = nodes[0].name.value
        price = self._prices.of(type, name)
        if price is None:
            return 0
        field: GraphQLField = type.fields[name]  # type: ignore[attr-defined]  # it has fields
        size = self._size(nodes[0], price)
        if name == _ENTITIES:
            self.representations = _plus(self.representations, size)
        within = [it.selection_set for it in nodes if it.selection_set]
        below = dict.fromkeys(price.sized, size)
        each = self.of(within, get_named_type(field.type), below) if within else 0
        times = sized.get(name, 1 if price.sized or price.assumed is None else size)
        return _times(times, _plus(price.weight, each))

    def _size(self, node: FieldNode, price: Price) -> Amount:
        """Return how long a list may be: the most of what slices it, or else what is assumed."""
        assumed = 1 if price.assumed is None else price.assumed
        given = [
            self._length(it.value) for it in node.arguments or () if it.name.value in price.slicing
        ]
        if not given:
            return assumed
        if all(it is None or isinstance(it, int) for it in given):
            return max((it for it in given if isinstance(it, int)), default=assumed)

        def size(variables: Variables) -> int:
            found = [it(variables) if callable(it) else it for it in given]
            return max((it for it in found if it is not None), default=assumed)

        return size

    def _length(self, node: ValueNode) -> "int | Callable[[Variables], int | None] | None":
        if isinstance(node, VariableNode):
            name = node.name.value
            default = self._defaults.get(name)
            return lambda variables: _long(variables.get(name, default))
        if isinstance(node, IntValueNode):
            return _long(int(node.value))
        return len(node.values) if isinstance(node, ListValueNode) else None

    def _merged(
        self, sets: Sequence[SelectionSetNode], type: GraphQLNamedType
    ) -> Mapping[str, list[FieldNode]]:
        return merged(sets, self._fragments, lambda on: self._applies(on, type))

    def _candidates(
        self, sets: Sequence[SelectionSetNode], type: GraphQLNamedType
    ) -> Sequence[GraphQLNamedType]:
        """Return an abstract type, and those of its types that are asked for something else."""
        named: set[str] = set()

        def applies(on: str) -> bool:
            named.add(on)
            return True

        merged(sets, self._fragments, applies)
        assert isinstance(type, GraphQLInterfaceType | GraphQLUnionType)
        possible = self._schema.get_possible_types(type)
        if any(on != type.name and on not in {it.name for it in possible} for on in named):
            return [type, *possible]
        return [type, *(it for it in possible if it.name in named)]

    def _applies(self, on: str, type: GraphQLNamedType) -> bool:
        """Whether what is on a type is asked of this one, too."""
        wider = self._schema.get_type(on)
        return wider is type or (
            isinstance(wider, GraphQLInterfaceType | GraphQLUnionType)
            and isinstance(type, GraphQLObjectType | GraphQLInterfaceType)
            and self._schema.is_sub_type(wider, type)
        )


def _price(name: str, field: GraphQLField, mutates: bool) -> Price:
    declared = field.extensions.get("strawberry-definition")
    directives = getattr(declared, "directives", None) or ()
    weight = CHANGE if mutates else int(is_composite_type(get_named_type(field.type)))
    for it in directives:
        if isinstance(it, Cost):
            weight = it.weight
    if name == _ENTITIES:
        return Price(weight, assumed=0, slicing=("representations",))
    for it in directives:
        if isinstance(it, ListSize):
            assumed = it.assumed_size
            sized = tuple(it.sized_fields or ())  # UNSET, where there are none, is false.
            return Price(weight, assumed, tuple(it.slicing_arguments or ()), sized)
    return Price(weight)


def _long(value: object) -> int | None:
    """Return how long a list an argument asks for; None if it does not say so."""
    if isinstance(value, list):
        return len(value)
    if isinstance(value, int | float | Decimal) and 0 <= value <= _GREATEST_INT:
        return int(value)
    return None


def _with(amount: Amount, variables: Variables) -> int:
    return amount(variables) if callable(amount) else amount


def _plus(a: Amount, b: Amount) -> Amount:
    if callable(a) or callable(b):
        return lambda variables: _with(a, variables) + _with(b, variables)
    return a + b


def _times(a: Amount, b: Amount) -> Amount:
    if callable(a) or callable(b):
        return lambda variables: _with(a, variables) * _with(b, variables)
    return a * b


def _most(amounts: Sequence[Amount]) -> Amount:
    fixed = max((it for it in amounts if not callable(it)), default=0)
    open_ = [it for it in amounts if callable(it)]
    if not open_:
        return fixed
    if amounts == open_ and len(open_) == 1:
        return open_[0]
    return lambda variables: max(fixed, *(it(variables) for it in open_))
