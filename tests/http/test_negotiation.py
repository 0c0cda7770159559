"""Media types and encodings: what is liked best is sent, and what can't be read is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.http.negotiation import HTML, PAGES, RESULTS, encoding_for, media_type_for

JSON, RESPONSE = RESULTS
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (RESPONSE, RESPONSE),
        (f"{RESPONSE}, {JSON}, multipart/mixed", RESPONSE),  # Hive's gateway
        (f"{RESPONSE},{JSON};q=0.9", RESPONSE),  # Apollo's client
        (f"{JSON}, {RESPONSE}", JSON),
        (f"{JSON};q=0.5, {RESPONSE};q=0.6", RESPONSE),
        (f"{JSON};q=0.6, {RESPONSE};q=0.5", JSON),
        (f"*/*, {RESPONSE}", RESPONSE),
        (f"*/*, {RESPONSE};q=0.1", JSON),
        (f"*/*;q=0.1, {JSON};q=0", RESPONSE),
        (f"application/*;q=0, {RESPONSE}", RESPONSE),
        ("APPLICATION/JSON ; Q=1.000", JSON),
        ("application/json;charset=utf-8", JSON),
        ('application/json; charset="UTF-8"', JSON),
        ("application/json;charset=utf-16", None),
        ("text/plain", None),
        ("text/*", None),
        ("*/*;q=0", None),
        ("application/json;q=0", None),
        ("application/json;q=2", None),
        ("application/json;q=0.1234", None),
        ("application/json;q=x", None),
        ("json", None),
        (",;,", None),
        ("text/event-stream, application/json;q=0.1", JSON),
        ("multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json", JSON),
        (BROWSER, JSON),
    ],
)
def test_an_answer_is_what_the_caller_likes_best(
    accept: str | None, media_type: str | None
) -> None:
    assert media_type_for(accept) == media_type


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (BROWSER, HTML),
        (HTML, HTML),
        (None, JSON),
        ("*/*", JSON),
        ("text/*", HTML),
        ("text/html;q=0.5, application/json", JSON),
        ("application/json;q=0.5, text/html", HTML),
    ],
)
def test_a_page_is_for_who_likes_it_better(accept: str | None, media_type: str) -> None:
    assert media_type_for(accept, PAGES) == media_type


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        (None, None),
        ("", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0.5, gzip;q=0.6", "gzip"),
        ("gzip;q=0", None),
        ("gzip;q=0, zstd", "zstd"),
        ("br", None),
        ("*", "gzip"),
        ("*;q=0", None),
        ("*, gzip;q=0", None),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip", "gzip"),
        ("identity;q=0", None),
        ("GZIP", "gzip"),
        ("gzip;q=nothing", None),
    ],
)
def test_a_body_is_packed_for_who_asks(accept: str | None, encoding: str | None) -> None:
    assert encoding_for(accept) == encoding


@settings(deadline=None, derandomize=True, database=None)
@given(st.text(max_size=200))
def test_no_header_is_too_odd_to_be_read(header: str) -> None:
    assert media_type_for(header) in (*RESULTS, None)
    assert encoding_for(header) in ("gzip", "zstd", None)


@settings(deadline=None, derandomize=True, database=None)
@given(st.permutations([(JSON, 4), (RESPONSE, 7), ("*/*", 1), ("image/png", 9)]))
def test_the_order_means_nothing_where_the_weights_tell(ranges: list[tuple[str, int]]) -> None:
    accept = ",".join(f"{name};q=0.{tenths}" for name, tenths in ranges)
    assert media_type_for(accept) == RESPONSE
