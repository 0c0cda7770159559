"""A practice that is watched: each ask of it is told of, by its noun and verb."""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Any, cast

from adapters.port import Practice
from graph.telemetry.telemetry import Telemetry

__all__ = ["watched"]

_KNOWN = ("capabilities", "health")  # which nobody need be asked for


def watched(practice: Practice, telemetry: Telemetry) -> Practice:
    """Return the practice, with every ask of it told to the telemetry."""
    return cast(Practice, _Watched(practice, telemetry))


class _Watched:
    """What it stands for, and what has been asked for once as it is from then on."""

    def __init__(self, practice: Any, telemetry: Telemetry) -> None:
        self._practice, self._telemetry = practice, telemetry

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._practice, name)
        if name in _KNOWN:
            return value
        if callable(value):
            made = _told(value, name, self._telemetry)
        else:
            made = _Noun(value, name, self._telemetry)
        self.__dict__[name] = made
        return made


class _Noun:
    def __init__(self, noun: Any, name: str, telemetry: Telemetry) -> None:
        self._noun, self._name, self._telemetry = noun, name, telemetry

    def __getattr__(self, name: str) -> Any:
        made = _told(getattr(self._noun, name), f"{self._name}.{name}", self._telemetry)
        self.__dict__[name] = made
        return made


def _told(ask: Any, name: str, telemetry: Telemetry) -> Any:
    """Return the ask, followed; what is no ask that is waited for, as it is."""
    if not iscoroutinefunction(ask):
        return ask
    asked: Callable[..., Awaitable[Any]] = ask

    async def follow(*args: Any, **kwargs: Any) -> Any:
        keys = len(args[0]) if args and isinstance(args[0], list | tuple) else 0
        return await telemetry.ask(name, keys, asked(*args, **kwargs))

    return follow
