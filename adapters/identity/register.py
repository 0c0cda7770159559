"""A practice's people, as those who ask for them are named: by id or by e-mail."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from adapters.port import Clock, Listing, Order, User, Users, Window, position

__all__ = ["Register"]

_REMEMBERED = timedelta(seconds=60)
_MOST_KEPT = 10_000
_PAGE = 100


class Register:
    """Finds people, and remembers for a minute whom it found: an upstream is not asked each time."""

    def __init__(self, users: Users, clock: Clock) -> None:
        self._users = users
        self._clock = clock
        self._found: dict[str, tuple[User, datetime]] = {}

    async def find(self, word: str) -> User | None:
        """Return who has this id or e-mail and still works there. Raises ``Refused``."""
        name, now = _name(word), self._clock.now()
        if (kept := self._found.get(name)) and now - kept[1] < _REMEMBERED:
            return kept[0]
        user = await self.look(name)
        if user is not None:
            if len(self._found) >= _MOST_KEPT:
                self._found.clear()
            self._found[name] = user, now
        return user

    async def look(self, word: str) -> User | None:
        """Do as ``find`` does, and remember nothing."""
        if "@" in word:
            named = [it for it in await self._everybody() if _name(it.email or "") == _name(word)]
        else:
            named = [it for it in await self._users.by_id([word]) if it.id == word]
        # Of two who share an e-mail nobody could say which one is meant.
        return named[0] if len(named) == 1 and named[0].active else None

    async def _everybody(self) -> Sequence[User]:
        order, people = Order("name"), list[User]()
        window = Window(limit=_PAGE)
        while True:
            page = await self._users.page(Listing(filter=None, order=order, window=window))
            people += page.items
            if not page.has_next:
                return people
            window = Window(limit=_PAGE, after=position(page.items[-1], order))


def _name(word: str) -> str:
    return word.casefold() if "@" in word else word
