"""Shapes are counted exactly, without ever writing a fragment out."""

from random import Random
from typing import Any

import pytest
from graphql import DocumentNode, parse
from hypothesis import given
from hypothesis import strategies as st

from graph.limits.shape import MOST_NESTED, Circular, Shape, TooNested, repeats, shape_of

NUMBERS = ("depth", "fields", "aliases", "directives", "root_fields")


def numbers(shape: Shape) -> tuple[int, ...]:
    return tuple(getattr(shape, name) for name in NUMBERS)


@pytest.mark.parametrize(
    ("document", "counted"),
    [
        ("{ a }", (1, 1, 0, 0, 1)),
        ("{ a { b } c }", (2, 3, 0, 0, 2)),
        ("{ x: a { y: b @skip(if: true) } }", (2, 2, 2, 1, 1)),
        ("{ ... on Q @x { a ... @y { b } } }", (1, 2, 0, 2, 2)),
        ("{ ...F } fragment F on Q @z { a { b } }", (2, 2, 0, 1, 1)),
        ("{ ...F ...F } fragment F on Q { x: a }", (1, 2, 2, 0, 2)),
        ("{ n { ...F } } fragment F on N { m { ...G } } fragment G on M { o }", (3, 3, 0, 0, 1)),
        ("query ($v: I @x) @y { a }", (1, 1, 0, 2, 1)),
        ("query A { a b } query B { c { d } }", (2, 4, 0, 0, 2)),
        ("{ a } fragment F on Q { b { c } }", (2, 3, 0, 0, 1)),
        ("{ ...Nowhere }", (0, 0, 0, 0, 0)),
        ("type T { a: Int }", (0, 0, 0, 0, 0)),
    ],
)
def test_a_document_is_counted(document: str, counted: tuple[int, ...]) -> None:
    assert numbers(shape_of(parse(document))) == counted


@pytest.mark.parametrize(
    ("document", "asks"),
    [
        ("{ a }", False),
        ("{ __typename }", False),
        ("{ __schema { types { name } } }", True),
        ('{ x: __type(name: "Matter") { name } }', True),
        ("{ ...F } fragment F on Query { _service { sdl } }", True),
        ("{ a } query B { __schema { types { name } } }", True),
    ],
)
def test_it_is_known_whether_the_schema_is_asked_for(document: str, asks: bool) -> None:
    assert shape_of(parse(document)).introspects is asks


def test_fragments_that_double_are_multiplied_and_not_written_out() -> None:
    fragments = [
        f"fragment F{i} on T {{ a {{ ...F{i + 1} }} b {{ ...F{i + 1} }} }}" for i in range(60)
    ]
    shape = shape_of(parse("{ ...F0 } " + " ".join(fragments) + " fragment F60 on T { c }"))
    assert (shape.depth, shape.fields) == (61, 2 * (2**60 - 1) + 2**60)


@pytest.mark.parametrize(
    "document",
    [
        "{ ...F } fragment F on T { a ...F }",
        "{ ...F } fragment F on T { a { ...G } } fragment G on T { ... { ...F } }",
        "{ a } fragment F on T { ...G } fragment G on T { ...F }",
    ],
)
def test_a_circle_is_found(document: str) -> None:
    with pytest.raises(Circular, match=r"^[FG]$"):
        shape_of(parse(document))


def test_more_nesting_than_can_be_counted_is_said_to_be() -> None:
    chain = [f"fragment F{i} on T {{ ...F{i + 1} }}" for i in range(MOST_NESTED)]
    document = parse("{ ...F0 } " + " ".join(chain) + f" fragment F{MOST_NESTED} on T {{ a }}")
    with pytest.raises(TooNested):
        shape_of(document)
    assert shape_of(parse("{" + "a{" * (MOST_NESTED - 1) + "b" + "}" * MOST_NESTED)).depth == 200


@pytest.mark.parametrize(
    ("document", "pairs"),
    [
        ("{ a b c }", 0),
        ("{ a a }", 1),
        ("{ a { x } a { x } a { y } }", 3 + 1),
        ("{ a b: a }", 0),
        ("{ ...F a } fragment F on Q { a }", 1),
        ("{ ...F ...F } fragment F on Q { a }", 0),
        ("{ ... on A { x { i } } ... on B { x { i } } }", 2),
        ("{ b } fragment F on Q { a a }", 1),
    ],
)
def test_pairs_to_be_merged_are_counted(document: str, pairs: int) -> None:
    assert repeats(shape_of(parse(document)), 100) == pairs


def test_two_thousand_repeated_fields_are_two_million_pairs_at_each_level() -> None:
    shape = shape_of(parse("{" + "a{b}" * 2000 + "}"))
    assert repeats(shape, 10_000_000) == 2 * 2000 * 1999 // 2
    assert repeats(shape, 5000) > 5000


def selection(random: Random, spreads: list[str], depth: int = 3) -> str:
    """Write a selection over a few names, that spreads only these fragments."""
    kind = random.randrange(6 if depth else 3)
    name = random.choice("abc")
    if kind == 0 and spreads:
        return f"...{random.choice(spreads)}"
    if kind < 3:
        return random.choice([name, f"{name}: b", f"{name} @x @y"])
    head = random.choice([name, f"c: {name}", "...", "... on T @z"])
    within = [selection(random, spreads, depth - 1) for _ in range(random.randint(1, 3))]
    return f"{head} {{ {' '.join(within)} }}"


def document_of(random: Random) -> DocumentNode:
    """Write a document whose fragments only spread later ones, each spread somewhere."""
    names = ["F0", "F1", "F2"]
    text = "{ " + " ".join(f"...{it}" for it in names) + f" {selection(random, names)} }}"
    for i, name in enumerate(names):
        body = [selection(random, names[i + 1 :]) for _ in range(random.randint(1, 3))]
        text += f" fragment {name} on T {{ {' '.join(body)} }}"
    return parse(text)


def written_out(document: DocumentNode) -> tuple[int, ...]:
    """Count as one would who writes every fragment out."""
    fragments: Any = {it.name.value: it for it in document.definitions[1:]}

    def of(node: Any) -> tuple[int, int, int, int, int]:
        depth = fields = aliases = roots = 0
        directives = len(node.directives or ())
        within = fragments[node.name.value] if node.kind == "fragment_spread" else node
        directives += len(within.directives or ()) if within is not node else 0
        for it in within.selection_set.selections if within.selection_set else ():
            inner = of(it)
            depth = max(depth, inner[0])
            fields, aliases = fields + inner[1], aliases + inner[2]
            directives, roots = directives + inner[3], roots + inner[4]
        if node.kind == "field":
            return depth + 1, fields + 1, aliases + bool(node.alias), directives, 1
        return depth, fields, aliases, directives, roots

    return of(document.definitions[0])


@given(st.integers(0, 2**32))
def test_any_document_is_counted_as_if_it_were_written_out(seed: int) -> None:
    document = document_of(Random(seed))
    assert numbers(shape_of(document)) == written_out(document)
