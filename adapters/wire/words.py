"""What went wrong on the way, in plain words: the host and the cause, and nothing of what was said.

The clients' own messages are only looked at, never passed on: some hold the whole address, and so
a person's name that was searched for, or a header's value.
"""

from collections.abc import Iterable

from adapters.wire.transport import NoAnswer, NotSent

__all__ = ["closed", "no_answer", "not_sent"]

_BEFORE = (
    (("refused",), "it refuses the connection"),
    (
        ("name or service", "lookup", "getaddrinfo", "nodename", "resolv", "name resolution"),
        "its name is not known; check the address",
    ),
    (
        ("corrupt message", "wrong_version", "wrong version", "record layer"),
        "it does not speak TLS there; check the address",
    ),
    (("pool", "semaphore"), "all connections to it are taken"),
    (("timed out", "timeout", "deadline"), "it did not take the connection in time"),
    (("unreachable", "no route"), "there is no way to it from here"),
)
_AFTER = (
    (("timed out", "timeout", "deadline"), "it did not answer in time"),
    (
        (
            "reset",
            "closed",
            "disconnected",
            "end of file",
            "eof",
            "broken pipe",
            "readerror",
            "writeerror",
        ),
        "it broke the connection off before its answer was whole",
    ),
)


def not_sent(host: str, causes: Iterable[str]) -> NotSent:
    """Say why the request never left, from what the client said."""
    text = _text(causes)
    if "certificate" in text:
        return NotSent(
            f"{host} was not trusted and nothing was sent: its certificate does not verify. "
            "Check the address; if its authority is your own, pass that authority as verify."
        )
    return NotSent(f"{host} can't be reached: {_found(_BEFORE, text, 'the connection failed')}.")


def no_answer(host: str, causes: Iterable[str]) -> NoAnswer:
    """Say why no whole answer came, from what the client said."""
    cause = _found(_AFTER, _text(causes), "what it answered can't be read")
    return NoAnswer(f"{host} gave no answer: {cause}.")


def closed(host: str) -> NotSent:
    return NotSent(f"The connection to {host} has been closed here; nothing was sent.")


def _text(causes: Iterable[str]) -> str:
    return " ".join(causes).lower()


def _found(known: Iterable[tuple[Iterable[str], str]], text: str, otherwise: str) -> str:
    for signs, meaning in known:
        if any(sign in text for sign in signs):
            return meaning
    return otherwise
