"""Shapes: how deep, wide and repetitive a document is, counted without a schema.

A fragment is counted once and multiplied, so a document whose fragments double at each level is
known to be too large without being written out.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

__all__ = [
    "MOST_NESTED",
    "Circular",
    "Fragments",
    "Shape",
    "TooNested",
    "merged",
    "repeats",
    "shape_of",
]

Fragments = Mapping[str, FragmentDefinitionNode]

MOST_NESTED = 200
_SCHEMA_WORDS = frozenset({"__schema", "__type", "_service"})


class Circular(Exception):
    """A fragment that comes back to itself, by its name."""


class TooNested(Exception):
    """Selections within selections, through fragments, more than ``MOST_NESTED`` of them."""


class Shape(NamedTuple):
    """How much there is of what, with fragments counted wherever they are spread.

    Of several operations each number is the largest, but ``fields``, which is of all together.
    ``introspects`` says whether it asks about the schema: its types, or its SDL.
    """

    depth: int
    fields: int
    aliases: int
    directives: int
    root_fields: int
    introspects: bool
    roots: tuple[SelectionSetNode, ...]
    fragments: Fragments


class _Count(NamedTuple):
    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    root_fields: int = 0


def shape_of(document: DocumentNode) -> Shape:
    """Count a document, in time that grows with its text alone.

    Raises ``Circular`` and ``TooNested``.
    """
    fragments = {
        it.name.value: it for it in document.definitions if isinstance(it, FragmentDefinitionNode)
    }
    counting = _Counting(fragments)
    counted = [
        (it, counting.definition(it))
        for it in document.definitions
        if isinstance(it, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    # A fragment that nothing spreads is the caller's mistake, but is validated all the same.
    roots = [
        (of, it)
        for of, it in counted
        if isinstance(of, OperationDefinitionNode) or of.name.value not in counting.spread
    ]
    return Shape(
        depth=max((it.depth for _, it in roots), default=0),
        fields=sum(it.fields for _, it in roots),
        aliases=max((it.aliases for _, it in roots), default=0),
        directives=max((it.directives for _, it in roots), default=0),
        root_fields=max(
            (it.root_fields for of, it in roots if isinstance(of, OperationDefinitionNode)),
            default=0,
        ),
        introspects=counting.introspects,
        roots=tuple(of.selection_set for of, _ in roots),
        fragments=fragments,
    )


def repeats(shape: Shape, most: int) -> int:
    """Return how many pairs of fields are to be merged; beyond ``most``, only that it is more.

    These are what graphql-core's OverlappingFieldsCanBeMerged compares: as many as the square of
    a field's repetitions. It takes as long as ``shape.fields`` is large, so limit that first.
    """
    pairs = 0
    pending = [[it] for it in shape.roots]
    while pending and pairs <= most:
        for nodes in merged(pending.pop(), shape.fragments).values():
            pairs += len(nodes) * (len(nodes) - 1) // 2
            within = [it.selection_set for it in nodes if it.selection_set]
            if within:
                pending.append(within)
    return pairs


def merged(
    sets: Sequence[SelectionSetNode],
    fragments: Fragments,
    applies: Callable[[str], bool] = lambda _: True,
) -> Mapping[str, list[FieldNode]]:
    """Return the fields of selection sets by their response keys; ``applies`` is told the type
    that a fragment is on, and says whether its fields are wanted.
    """
    found: dict[str, list[FieldNode]] = {}
    spread: set[str] = set()
    pending = list(sets)
    while pending:
        for node in pending.pop().selections:
            within: InlineFragmentNode | FragmentDefinitionNode | None = None
            if isinstance(node, FieldNode):
                found.setdefault((node.alias or node.name).value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                within = node
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                within = fragments.get(node.name.value)
            if within:
                on = within.type_condition
                if on is None or applies(on.name.value):
                    pending.append(within.selection_set)
    return found


class _Counting:
    """Counts the selections of one document, each fragment's once."""

    def __init__(self, fragments: Fragments) -> None:
        self._fragments = fragments
        self.spread: set[str] = set()
        self.introspects = False
        self._known: dict[str, _Count] = {}
        self._open: list[str] = []
        self._nested = 0

    def definition(self, node: OperationDefinitionNode | FragmentDefinitionNode) -> _Count:
        if isinstance(node, FragmentDefinitionNode):
            return self._fragment(node.name.value)
        variables = sum(len(it.directives or ()) for it in node.variable_definitions or ())
        own = variables + len(node.directives or ())
        count = self._set(node.selection_set)
        return count._replace(directives=count.directives + own)

    def _set(self, node: SelectionSetNode) -> _Count:
        self._nested += 1
        if self._nested > MOST_NESTED:
            raise TooNested
        depth = fields = aliases = directives = root_fields = 0
        for selection in node.selections:
            it = self._selection(selection)
            depth = max(depth, it.depth)
            fields += it.fields
            aliases += it.aliases
            directives += it.directives + len(selection.directives or ())
            root_fields += it.root_fields
        self._nested -= 1
        return _Count(depth, fields, aliases, directives, root_fields)

    def _selection(self, node: SelectionNode) -> _Count:
        if isinstance(node, FieldNode):
            self.introspects = self.introspects or node.name.value in _SCHEMA_WORDS
            within = self._set(node.selection_set) if node.selection_set else _Count()
            return _Count(
                depth=within.depth + 1,
                fields=within.fields + 1,
                aliases=within.aliases + (node.alias is not None),
                directives=within.directives,
                root_fields=1,
            )
        if isinstance(node, InlineFragmentNode):
            return self._set(node.selection_set)
        assert isinstance(node, FragmentSpreadNode)
        self.spread.add(node.name.value)
        return self._fragment(node.name.value)

    def _fragment(self, name: str) -> _Count:
        known = self._known.get(name)
        fragment = self._fragments.get(name)
        if known is None and fragment is not None:
            if name in self._open:
                raise Circular(name)
            self._open.append(name)
            known = self._set(fragment.selection_set)
            known = known._replace(directives=known.directives + len(fragment.directives or ()))
            self._open.pop()
            self._known[name] = known
        return known or _Count()
