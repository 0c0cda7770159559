"""Framing: how answers follow one another in one HTTP response."""

from typing import NamedTuple

__all__ = ["EVENTS", "MIXED", "STREAMS", "Framing", "framing_of"]

EVENTS = "text/event-stream"
MIXED = "multipart/mixed"
STREAMS = (EVENTS, MIXED)

_PART = b"\r\ncontent-type: application/json; charset=utf-8\r\n\r\n"


class Framing(NamedTuple):
    """What is written first, around each answer, last, and when there is nothing to say."""

    media_type: bytes
    first: bytes
    before: bytes
    after: bytes
    last: bytes
    beat: bytes
    before_refusal: bytes
    after_refusal: bytes

    def refused(self, body: bytes) -> bytes:
        """Return why nothing more is told, from a response's JSON, and the end."""
        # What begins it may have to say something before the errors.
        return b"%b%b%b%b" % (self.before_refusal, body[1:], self.after_refusal, self.last)

    def framed(self, answer: bytes) -> bytes:
        """Return an answer as it is sent."""
        return b"%b%b%b" % (self.before, answer, self.after)


# GraphQL over SSE, distinct connections mode. Lines end in LF alone: Hive Gateway looks for that.
# https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverSSE.md
_EVENTS = Framing(
    media_type=b"text/event-stream; charset=utf-8",
    first=b":\n\n",
    before=b"event: next\ndata: ",
    after=b"\n\n",
    last=b"event: complete\ndata:\n\n",
    beat=b":\n\n",
    before_refusal=b"event: next\ndata: {",
    after_refusal=b"\n\n",
)

# Each part ends with the line that begins the next, for only that tells a reader it is whole.
# https://github.com/graphql/graphql-over-http/blob/main/rfcs/IncrementalDelivery.md
_PARTS = Framing(
    media_type=b'multipart/mixed; boundary="-"',
    first=b"\r\n---",
    before=_PART,
    after=b"\r\n---",
    last=b"--\r\n",
    beat=b"",
    before_refusal=_PART + b"{",
    after_refusal=b"\r\n---",
)

# https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol
_PAYLOADS = Framing(
    media_type=b'multipart/mixed; boundary="graphql"; subscriptionSpec=1.0',
    first=b"\r\n--graphql",
    before=_PART + b'{"payload":',
    after=b"}\r\n--graphql",
    last=b"--\r\n",
    beat=_PART + b"{}\r\n--graphql",
    before_refusal=_PART + b'{"payload":null,',
    after_refusal=b"\r\n--graphql",
)


def framing_of(media_type: str, *, subscription: bool) -> Framing:
    """Return how a stream of this type is written."""
    if media_type == EVENTS:
        return _EVENTS
    return _PAYLOADS if subscription else _PARTS
