"""A practice that is watched: each ask of it is told of, by its noun and verb."""

from collections.abc import Callable, Coroutine
from inspect import iscoroutinefunction
from typing import Any, cast

from adapters.port import Practice
from graph.telemetry.telemetry import Telemetry

__all__ = ["watched"]

_KNOWN = ("capabilities", "health", "immediate")  # which nobody need be asked for


def watched(practice: Practice, telemetry: Telemetry) -> Practice:
    """Return the practice, with every ask of it told to the telemetry."""
    return cast(Practice, _Watched(practice, telemetry))


class _Watched:
    """A practice, or a noun of it; what has been asked for once is at hand from then on."""

    def __init__(self, of: Any, telemetry: Telemetry, path: str = "") -> None:
        self._of, self._telemetry, self._path = of, telemetry, path

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._of, name)
        if name in _KNOWN:
            return value
        if not callable(value):
            made: Any = _Watched(value, self._telemetry, f"{name}.")
        elif iscoroutinefunction(value):
            made = self._ask(name)
        else:
            return value  # nothing that is waited for
        self.__dict__[name] = made
        return made

    def _ask(self, name: str) -> Callable[..., Coroutine[Any, Any, Any]]:
        of, tell, path = self._of, self._telemetry.ask, f"{self._path}{name}"

        def ask(*args: Any, **kwargs: Any) -> Coroutine[Any, Any, Any]:
            keys = len(args[0]) if args and isinstance(args[0], list | tuple) else 0
            return tell(path, keys, getattr(of, name)(*args, **kwargs))

        return ask
