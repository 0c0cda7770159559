"""Attacks on a GraphQL service by its documents, as graphql-cop and others try them."""

from typing import Any, NamedTuple

__all__ = ["ATTACKS", "Attack"]


class Attack(NamedTuple):
    """A request that is to be refused, and what is said of it; ``late`` after validation."""

    name: str
    document: str
    extensions: dict[str, Any]
    variables: dict[str, Any] = {}
    late: bool = False


def _doubling(levels: int) -> str:
    fragments = [
        f"fragment F{i} on Contact {{ a: matters {{ nodes {{ client {{ ...F{i + 1} }} }} }} "
        f"b: matters {{ nodes {{ client {{ ...F{i + 1} }} }} }} }}"
        for i in range(levels)
    ]
    last = f"fragment F{levels} on Contact {{ id }}"
    return "{ contact(id: 1) { ...F0 } } " + " ".join([*fragments, last])


def _deep(times: int) -> str:
    within = "client { matters(first: 1) { nodes { " * times
    return "{ matter(id: 1) { " + within + "id" + " } } }" * times + " } }"


_TYPES = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"

ATTACKS = [
    Attack(
        "ten thousand tokens",
        "{" + " __typename" * 10_000 + "}",
        {"code": "QUERY_TOO_LONG", "limit": 5000},
    ),
    Attack(
        "101 aliases",
        "{" + "".join(f" a{i}: viewer {{ expiresAt }}" for i in range(101)) + "}",
        {"code": "TOO_MANY_ROOT_FIELDS", "limit": 50, "found": 101},
    ),
    Attack(
        "101 aliases below the root",
        "{ matter(id: 1) {" + "".join(f" a{i}: id" for i in range(101)) + "} }",
        {"code": "TOO_MANY_ALIASES", "limit": 100, "found": 101},
    ),
    Attack(
        "aliases doubled by fragments",
        "{ matter(id: 1) { ...A } } fragment A on Matter { x: client { ...B } y: client { ...B } } "
        "fragment B on Contact {" + "".join(f" a{i}: id" for i in range(60)) + "}",
        {"code": "TOO_MANY_ALIASES", "limit": 100, "found": 122},
    ),
    Attack(
        "a thousand directives on a field",
        "{ __typename" + " @aa" * 1000 + " }",
        {"code": "TOO_MANY_DIRECTIVES", "limit": 100, "found": 1000},
    ),
    Attack(
        "batching by 60 mutations",
        "mutation {" + " endSession { userErrors { code } }" * 60 + "}",
        {"code": "TOO_MANY_ROOT_FIELDS", "limit": 50, "found": 60},
    ),
    Attack(
        "23 levels of fields",
        _deep(7),
        {"code": "QUERY_TOO_DEEP", "limit": 20, "found": 23},
    ),
    Attack(
        "150 levels of fields",
        _deep(49),
        {"code": "QUERY_TOO_DEEP", "limit": 20, "found": 149},
    ),
    Attack(
        "600 levels of fragments",
        "{ ...F0 } "
        + " ".join(f"fragment F{i} on Query {{ ...F{i + 1} }}" for i in range(600))
        + " fragment F600 on Query { __typename }",
        {"code": "QUERY_TOO_DEEP", "limit": 20, "found": 201},
    ),
    Attack(
        "fragments that double thirty times",
        _doubling(30),
        {"code": "QUERY_TOO_DEEP", "limit": 20, "found": 92},
    ),
    Attack(
        "fragments that double five times",
        _doubling(5),
        {"code": "QUERY_TOO_COSTLY", "limit": 200_000, "found": 215_302_563},
        late=True,
    ),
    Attack(
        "a fragment spread fifty times",
        "{ matter(id: 1) {" + " client { ...F }" * 50 + "} } "
        "fragment F on Contact {" + " id" * 120 + "}",
        {"code": "QUERY_TOO_LARGE", "limit": 5000, "found": 6051},
    ),
    Attack(
        "a circle of fragments",
        "{ ...A } fragment A on Query { __typename ...B } fragment B on Query { ...A }",
        {"code": "GRAPHQL_VALIDATION_FAILED"},
    ),
    Attack(
        "2,000 repeated fields with fields of their own",
        "{ matter(id: 1) {" + "client{id}" * 2000 + "} }",
        {"code": "QUERY_TOO_LONG", "limit": 5000},
    ),
    Attack(
        "1,200 of them, which are few enough tokens",
        "{ matter(id: 1) {" + "client{id}" * 1200 + "} }",
        {"code": "QUERY_TOO_REPETITIVE", "limit": 5000, "found": 1200 * 1199 // 2},
    ),
    Attack(
        "repeated fields within repeated fields",
        "{" + "viewer{user{id}user{id}}" * 60 + "}",
        {"code": "TOO_MANY_ROOT_FIELDS", "limit": 50, "found": 60},
    ),
    Attack(
        "repeated fields in a fragment that nothing spreads",
        "{ __typename } fragment F on Matter {" + "client{id}" * 1200 + "}",
        {"code": "QUERY_TOO_REPETITIVE", "limit": 5000, "found": 1200 * 1199 // 2},
    ),
    Attack(
        "a million records",
        "{ matters(first: 100) { nodes { timeEntries(first: 100) { nodes { matter { invoices("
        "first: 100) { nodes { id } } } } } } } }",
        {"code": "QUERY_TOO_COSTLY", "limit": 200_000, "found": 1_030_201},
        late=True,
    ),
    Attack(
        "a million records, by a variable",
        "query ($n: Int) { matters(first: $n) { nodes { timeEntries(first: $n) { nodes { matter { "
        "invoices(first: $n) { nodes { id } } } } } } } }",
        {"code": "QUERY_TOO_COSTLY", "limit": 200_000, "found": 1_030_201},
        {"n": 100},
        late=True,
    ),
    Attack(
        "2,000 representations",
        "query ($it: [_Any!]!) { _entities(representations: $it) { __typename } }",
        {"code": "TOO_MANY_REPRESENTATIONS", "limit": 1000, "found": 2000},
        {"it": [{"__typename": "Matter", "id": "mat_9c31d2"}] * 2000},
        late=True,
    ),
    Attack(
        "fifty whole journals",
        "{" + "".join(f" a{i}: verifyTrustJournal {{ __typename }}" for i in range(50)) + " }",
        {"code": "QUERY_TOO_COSTLY", "limit": 200_000, "found": 500_000},
        late=True,
    ),
    Attack("circular introspection", _TYPES, {"code": "GRAPHQL_VALIDATION_FAILED"}, late=True),
]
