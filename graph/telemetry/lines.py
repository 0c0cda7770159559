"""Lines of the log: for machines as JSON, for a person at a terminal as text.

An error is shown by its kind and by where it was raised, never in its own words, for these may
quote what was being handled: a client's name, a token. Whoever needs them says so (``outspoken``).
"""

import logging
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from types import TracebackType
from typing import Any, TextIO

import msgspec
from typing_extensions import override

from graph.telemetry.telemetry import Seen

__all__ = ["JsonLines", "TextLines", "write_to"]

OUR = "panther"
_THEIR_LEVEL = logging.WARNING
_CODES = ("errno", "sqlite_errorname", "sqlstate")
_encode = msgspec.json.Encoder().encode

Error = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None] | None
)


class JsonLines(logging.Formatter):
    """A line is an object: ``at``, ``level``, ``logger``, ``message``, the request's id and trace
    where there is one, and what the record has in ``said``.
    """

    def __init__(self, seen: Callable[[], Seen | None], *, outspoken: bool = False) -> None:
        super().__init__()
        self._seen, self._outspoken = seen, outspoken

    @override
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (seen := self._seen()) is not None:
            line["request"] = seen.id
            if seen.place is not None:
                line["trace"] = seen.place.trace_id
        line |= said_of(record)
        if record.exc_info:
            line["error"] = shown_error(record.exc_info, outspoken=self._outspoken)
        return _encode(line).decode()


class TextLines(logging.Formatter):
    """A line is the time, the level, the message, and what else is said as name=value."""

    def __init__(self, seen: Callable[[], Seen | None], *, outspoken: bool = False) -> None:
        super().__init__()
        self._seen, self._outspoken = seen, outspoken

    @override
    def format(self, record: logging.LogRecord) -> str:
        words = [_time(record)[11:23], f"{record.levelname:<7}", record.getMessage()]
        words += [f"{name}={value}" for name, value in said_of(record).items()]
        if (seen := self._seen()) is not None:
            words.append(f"request={seen.id}")
        line = " ".join(words)
        if record.exc_info:
            line += f"\n{shown_error(record.exc_info, outspoken=self._outspoken)}"
        return line


def write_to(
    stream: TextIO, format: str, level: str, seen: Callable[[], Seen | None] | None = None
) -> None:
    """Write all that is logged in this process to a stream and nowhere else: ours from this level
    on, that of libraries from warnings on. ``format`` is auto, json or text.
    """
    shown = ("text" if stream.isatty() else "json") if format == "auto" else format
    lines = JsonLines if shown == "json" else TextLines
    handler = logging.StreamHandler(stream)
    handler.setFormatter(lines(seen or _nobody, outspoken=level == "debug"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(_THEIR_LEVEL)
    logging.getLogger(OUR).setLevel(level.upper())
    # None of these is shown, and each costs something for every line.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # no caller is looked for: so the standard library's HOWTO has it


def said_of(record: logging.LogRecord) -> Mapping[str, Any]:
    """Return what a record says beside its message: ``extra={"said": {...}}``."""
    said: Mapping[str, Any] = getattr(record, "said", {})
    return said


def shown_error(error: Error, *, outspoken: bool) -> str:
    """Return an error and those that led to it, without their words unless ``outspoken``."""
    if error is None or error[1] is None:
        return ""
    if outspoken:
        return "".join(traceback.format_exception(*error)).rstrip()
    told: list[str] = []
    raised: BaseException | None = error[1]
    while raised is not None and len(told) < _MOST_CAUSES:
        frames = traceback.extract_tb(raised.__traceback__)
        at = [f"  {it.filename}:{it.lineno} in {it.name}" for it in frames]
        codes = [f"{code}={value}" for code in _CODES if (value := getattr(raised, code, None))]
        told.append("\n".join([" ".join([type(raised).__qualname__, *codes]), *at]))
        raised = raised.__cause__ or (None if raised.__suppress_context__ else raised.__context__)
    return "\ncaused by ".join(told)


_MOST_CAUSES = 8


def _nobody() -> None:
    return None


def _time(record: logging.LogRecord) -> str:
    seconds, microseconds = divmod(round(record.created * 1_000_000), 1_000_000)
    return f"{_second(seconds)}.{microseconds // 1000:03d}Z"


@lru_cache(maxsize=16)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().removesuffix("+00:00")
