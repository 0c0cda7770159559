"""Changes over the wire: those made from here. The dialect tells of no others."""

from collections.abc import AsyncGenerator, Callable

from adapters.port import Change, Changing
from adapters.watching import MemoryLog, Watches

__all__ = ["SupergoodChanges"]


class SupergoodChanges:
    """Keeps :class:`adapters.port.Changes`."""

    def __init__(self) -> None:
        self._log = MemoryLog()
        self._watches = Watches(self._log)

    def watch(self, noun: Changing, id: str | None = None) -> AsyncGenerator[Change, None]:
        return self._watches.watch(noun, id)

    def of(self, noun: Changing) -> Callable[[str], None]:
        """Return what is to be told the id of each record of a noun that was changed."""

        def changed(id: str) -> None:
            change = Change(noun=noun, id=id)
            self._log.add(change)
            self._watches.wake(change)

        return changed
