"""Emitting: a plan as the Python function that turns what was loaded into the answer.

Each wait of the plan is a parameter: a mapping from keys, or from the ids of records, to what was
loaded. From the last to the first they become mappings to finished pieces of the answer; a piece
that many records share is made once. So ``{ matters(first: 2) { nodes { title client { name } } } }``
is emitted as::

    def answer(e0, e1):
        e1 = {k: None if x1 is None else {'name': x1.name} for k, x1 in e1.items()}
        e0 = {k: fail() if x2 is None else {'nodes': [
            fail() if x3 is None else {'title': x3.title, 'client': e1[x3.client_id]}
            for x3 in x2.nodes]} for k, x2 in e0.items()}
        return {'matters': e0[id(None)]}

Where null may stand, there is null; where it may not, ``fail`` raises, and graphql-core has the
word. Nothing of a document gets into the source but response keys, as Python writes strings.
"""

from collections.abc import Callable, Sequence
from datetime import UTC
from itertools import count
from typing import Any, NamedTuple, Never

from graph.execution.guards import Denied
from graph.execution.parts import (
    Abstract,
    Called,
    Items,
    Leaf,
    Loaded,
    NotCompiled,
    Object,
    Part,
    Read,
    Selection,
    Shape,
    Typename,
)

__all__ = ["Emitted", "emit"]


class Emitted(NamedTuple):
    """The function that answers, which takes what came for each wait, and its source."""

    answer: Callable[..., dict[str, Any]]
    source: str


class _Null(Exception):
    """Null, where the schema says that there is none."""


def _fail() -> Never:
    raise _Null


def emit(root: Selection, waits: Sequence[Loaded | Called]) -> Emitted:
    """Write a plan as Python, and compile it. Raises ``NotCompiled``."""
    emitter = _Emitter()
    lines = []
    for wait in reversed(waits):
        x = emitter.name("x")
        piece = emitter.shaped(wait.shape, x)
        lines.append(f"    e{wait.number} = {{k: {piece} for k, {x} in e{wait.number}.items()}}")
    answer = emitter.selected(root, "None")
    parameters = ", ".join(f"e{wait.number}" for wait in waits)
    source = "\n".join(
        [f"def answer({parameters}):", *emitter.picks, *lines, f"    return {answer}", ""]
    )
    space = emitter.space
    try:
        exec(compile(source, "<plan>", "exec"), space)  # noqa: S102 - of our own writing.
    except (RecursionError, SyntaxError, MemoryError):
        raise NotCompiled("deep") from None
    return Emitted(space["answer"], source)


class _Emitter:
    """Writes expressions, and gathers what they refer to in ``space``."""

    def __init__(self) -> None:
        self.space: dict[str, Any] = {"fail": _fail, "utc": UTC}
        self.picks: list[str] = []
        self._count = count(1)

    def name(self, prefix: str) -> str:
        return f"{prefix}{next(self._count)}"

    def selected(self, selection: Selection, record: str) -> str:
        """Write a record's fields as a dict, given an expression that names the record."""
        pairs = (
            f"{key!r}: {self._part(part, record, selection.type)}"
            for key, part in selection.fields.items()
        )
        return f"{{{', '.join(pairs)}}}"

    def shaped(self, shape: Shape, value: str) -> str:
        """Write what becomes of a value, given an expression that is cheap and has no effects."""
        match shape:
            case Leaf(writing, nullable):
                if writing.raw and (nullable or writing.sure):
                    return value
                if not nullable and writing.sure:
                    return self._written(shape, value)
                return self._unless_null(nullable, value, lambda it: self._written(shape, it))
            case Items(Leaf(writing) as item, nullable, sure) if (
                writing.raw and (item.nullable or writing.sure) and (nullable or sure)
            ):
                return value
            case Items(item, nullable):
                return self._unless_null(nullable, value, lambda it: self._listed(item, it))
            case Object(selection, nullable):
                return self._unless_null(nullable, value, lambda it: self.selected(selection, it))
            case Abstract(_, _, nullable):
                pick = self._pick(shape)
                return self._unless_null(nullable, value, lambda it: f"{pick}({it})")

    def _part(self, part: Part, record: str, type: str) -> str:
        match part:
            case Typename():
                return repr(type)
            case Denied():
                return self._known("denied", part)
            case Read(attribute, shape):
                return self.shaped(shape, f"{record}.{attribute}")
            case Loaded(number, trace):
                return f"e{number}[{record}.{trace.attribute}]"
            case Called(number):
                return f"e{number}[id({record})]"

    def _unless_null(self, nullable: bool, value: str, rest: Callable[[str], str]) -> str:
        named = value if value.isidentifier() else self.name("x")
        bound = value if value.isidentifier() else f"({named} := {value})"
        null = "None" if nullable else "fail()"
        return f"({null} if {bound} is None else {rest(named)})"

    def _listed(self, item: Shape, value: str) -> str:
        x = self.name("x")
        return f"[{self.shaped(item, x)} for {x} in {value}]"

    def _written(self, leaf: Leaf, value: str) -> str:
        expression, serializer = leaf.writing.expression, leaf.writing.serializer
        if serializer is None:
            return expression.format(value)
        return expression.format(value, write=self._known("write", serializer))

    def _pick(self, shape: Abstract) -> str:
        """Write a function for each type that it may be, and one that picks the right one."""
        kind, pick = self._known("kind", shape.kind), self.name("pick")
        x = self.name("x")
        each = ", ".join(
            f"{name!r}: lambda {x}: {self.selected(selection, x)}"
            for name, selection in shape.selections.items()
        )
        self.picks.append(f"    {pick} = lambda x, by={{{each}}}: by[{kind}(x)](x)")
        return pick

    def _known(self, prefix: str, value: object) -> str:
        """Name a value of this plan; the same one has one name."""
        for name, known in self.space.items():
            if known is value and name.startswith(prefix):
                return name
        name = self.name(prefix)
        self.space[name] = value
        return name
