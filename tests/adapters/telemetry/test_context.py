"""A place in a trace, as W3C Trace Context writes and reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telemetry.context import Place, read, written

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
DIGITS = "0123456789abcdef"


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text(DIGITS, min_size=length, max_size=length).filter(lambda it: it.strip("0") != "")


@pytest.mark.parametrize(
    ("header", "place"),
    [
        (f"00-{TRACE}-{SPAN}-01", Place(TRACE, SPAN, True)),
        (f"00-{TRACE}-{SPAN}-00", Place(TRACE, SPAN, False)),
        (f"00-{TRACE}-{SPAN}-03", Place(TRACE, SPAN, True)),
        (f"00-{TRACE}-{SPAN}-02", Place(TRACE, SPAN, False)),
        (f"cc-{TRACE}-{SPAN}-01-what-comes-later", Place(TRACE, SPAN, True)),
        (None, None),
        ("", None),
        (f"ff-{TRACE}-{SPAN}-01", None),
        (f"00-{TRACE}-{SPAN}-01-more", None),
        (f"00-{'0' * 32}-{SPAN}-01", None),
        (f"00-{TRACE}-{'0' * 16}-01", None),
        (f"00-{TRACE.upper()}-{SPAN}-01", None),
        (f"00-{TRACE[:-1]}-{SPAN}-01", None),
        (f"00-{TRACE}-{SPAN}-1", None),
        (f"00-{TRACE}-{SPAN}-01\n", None),
        (f"00-{TRACE}-{SPAN}-01, 00-{TRACE}-{SPAN}-01", None),
    ],
)
def test_a_header_is_read(header: str | None, place: Place | None) -> None:
    assert read(header) == place


@given(st.builds(Place, digits(32), digits(16), st.booleans()))
def test_what_is_written_is_read_as_it_was(place: Place) -> None:
    assert read(written(place)) == place


@given(st.text(f"{DIGITS}-", max_size=60))
def test_whatever_a_header_holds_it_is_a_place_or_none(header: str) -> None:
    place = read(header)
    assert place is None or read(written(place)) == place
