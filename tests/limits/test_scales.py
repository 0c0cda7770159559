"""Documents are read once and remembered while they are asked for; those refused are not."""

import pytest
from graphql import GraphQLError

from graph.limits import scales
from graph.limits.scales import Scales, unsuggesting
from graph.schema import schema
from resolvers.allowance import Limits

SHORT, OTHER, THIRD = (
    "{ viewer { user { id } } }",
    "{ viewer { expiresAt } }",
    "{ rateLimit { cost } }",
)


def test_a_document_is_read_once_under_the_same_limits() -> None:
    it = Scales(schema._schema)
    first = it.read(SHORT, Limits())
    assert it.read(SHORT, Limits()) is first
    assert it.read(SHORT, Limits(depth=2)).refusal is not None
    assert it.read(SHORT, Limits()) is first


def test_what_is_refused_is_not_kept() -> None:
    it = Scales(schema._schema)
    strict = Limits(depth=2)
    assert it.read(SHORT, strict) is not it.read(SHORT, strict)
    with pytest.raises(GraphQLError):
        it.read("{", strict)
    assert (len(it._kept), it._characters) == (0, 0)


def test_who_was_not_asked_for_the_longest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scales, "_CHARACTERS_KEPT", len(SHORT) + len(OTHER))
    it, limits = Scales(schema._schema), Limits()
    for text in (SHORT, OTHER, SHORT, THIRD):
        it.read(text, limits)
    assert [text for text, _ in it._kept] == [SHORT, THIRD]
    assert it._characters == len(SHORT) + len(THIRD)
    it.read("{ viewer { expiresAt } " + " " * 100 + "}", limits)
    assert len(it._kept) == 2


@pytest.mark.parametrize(
    ("message", "left"),
    [
        (
            "Cannot query field 'x' on type 'Q'. Did you mean 'y' or 'z'?",
            "Cannot query field 'x' on type 'Q'.",
        ),
        ("Unknown type 'X'. Did you mean 'Y'?", "Unknown type 'X'."),
        ("Nothing is suggested.", "Nothing is suggested."),
    ],
)
def test_a_suggestion_is_taken_out(message: str, left: str) -> None:
    assert unsuggesting(message) == left


def test_each_limit_may_be_none() -> None:
    none = Limits(**dict.fromkeys(Limits.__dataclass_fields__, 0))
    document = "{" + " viewer { a: user { id } }" * 60 + "}"
    assert scales.read(document, Limits()).refusal is not None
    assert scales.read(document, none).refusal is None
