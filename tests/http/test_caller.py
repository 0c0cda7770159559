"""A caller's headers, read by a pure function: what is said twice or wrongly is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import Headers

from graph.http.caller import HEADERS, BadHeader, Caller, caller_of

MISTAKEN = "X-Request-Timeout is a number of seconds above 0, as 2.5."


def said(*lines: tuple[str, str]) -> Headers:
    return Headers(raw=[(name.lower().encode(), text.encode("latin-1")) for name, text in lines])


def test_who_says_nothing_is_the_usual_caller() -> None:
    assert caller_of(said(("accept", "*/*"))) == Caller(None, None, None)


def test_each_header_says_one_thing() -> None:
    headers = said(
        ("X-Panther-Connection", "smith"),
        ("panther-person", "u_1"),
        ("X-Request-Timeout", "2.5"),
        ("Authorization", "Bearer t.o.k"),
    )
    assert caller_of(headers) == Caller("smith", "u_1", 2.5, "t.o.k")
    assert "t.o.k" not in repr(caller_of(headers))


# What only helps to find a request again keeps nobody out.
@pytest.mark.parametrize(
    "name", [it for it in HEADERS if it not in ("X-Request-Id", "traceparent")]
)
def test_what_is_said_twice_is_refused(name: str) -> None:
    with pytest.raises(BadHeader, match=rf"^{name} was sent 2 times; send it once\.$"):
        caller_of(said((name, "1"), (name, "1")))


@pytest.mark.parametrize(
    "text",
    ["", "0", "0.000", "-1", "+1", "soon", "1e3", "inf", "nan", "1,5", " ", "5s", "²", "1" * 10],
)
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadHeader) as refused:
        caller_of(said(("X-Request-Timeout", text)))
    assert str(refused.value) == MISTAKEN


@given(st.decimals("0.000000001", "999999999", places=9))
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_every_plain_decimal_above_nothing_is_a_time(number: object) -> None:
    seconds = caller_of(said(("X-Request-Timeout", f"{number:f}"))).seconds
    assert seconds == float(f"{number:f}")


@given(st.text(st.characters(codec="latin-1"), max_size=12))
@settings(max_examples=200, deadline=None, derandomize=True, database=None)
def test_any_text_is_a_time_or_the_callers_mistake(text: str) -> None:
    try:
        seconds, mistake = caller_of(said(("X-Request-Timeout", text))).seconds, None
    except BadHeader as error:
        seconds, mistake = 1.0, str(error)
    assert mistake in (None, MISTAKEN)
    assert seconds is not None
    assert 0 < seconds < 1e9
