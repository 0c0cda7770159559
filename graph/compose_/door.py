"""The one place where a concrete adapter is named, stacked and opened."""

from dataclasses import dataclass

from adapters.embedded.database import UnusableFile
from adapters.embedded.practice import EmbeddedPractice
from adapters.port import (
    Clock,
    Ids,
    Listing,
    Order,
    RandomIds,
    SystemClock,
    User,
    Viewer,
    Window,
)
from graph.settings import Settings
from loaders import Loaders
from resolvers.context import Context

__all__ = ["Door", "UnusableFile", "open_door"]

_EVERYBODY = Listing(filter=None, order=Order("name"), window=Window(limit=100))


@dataclass(frozen=True, slots=True)
class Door:
    """A firm's practice, open, and the people whom a caller of the demo may come in as: the
    owner first, who is taken unless a caller says otherwise.
    """

    name: str
    firm: str
    practice: EmbeddedPractice
    people: tuple[User, ...]
    clock: Clock
    ids: Ids

    def viewer(self, person: str | None) -> Viewer | None:
        """Return the person with this id or e-mail, the owner for None, or None if unknown."""
        for user in self.people:
            if person in (None, user.id, user.email):
                return Viewer(connection=self.name, user_id=user.id, entitlements=user.entitlements)
        return None

    def context(self, viewer: Viewer) -> Context:
        """Make one request's context; inside the running event loop, where loaders must be made."""
        return Context(
            practice=self.practice,
            loaders=Loaders(self.practice),
            viewer=viewer,
            clock=self.clock,
            ids=self.ids,
        )

    def close(self) -> None:
        self.practice.close()


async def open_door(
    settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None
) -> Door:
    """Open the embedded practice on the thread of the running loop.

    Raises ``UnusableFile`` if its file is not, or not yet, a practice that this version knows.
    """
    clock, ids = clock or SystemClock(), ids or RandomIds()
    practice = EmbeddedPractice(str(settings.embedded_path), clock=clock, ids=ids)
    owner = await practice.users.owner()
    everybody = (await practice.users.page(_EVERYBODY)).items
    others = [user for user in everybody if user.active and user != owner]
    people = (owner, *others) if owner else tuple(others)
    return Door(
        name="embedded",
        firm=practice.firm,
        practice=practice,
        people=people,
        clock=clock,
        ids=ids,
    )
