"""The doors of a session: signing in, staying in, leaving."""

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.port import Listing, Order, Practice, User, Window
from adapters.sandbox.asked import MOST
from adapters.sandbox.codes import Proof
from adapters.sandbox.config import Person, SandboxConfig
from adapters.sandbox.house import sandbox_of
from adapters.sandbox.said.fields import read
from adapters.sandbox.sessions import Session, nobody
from adapters.sandbox.shown.users import signed_in
from adapters.sandbox.values import answer

__all__ = ["EXTENDED", "SEED"]


class _Credentials(Struct):
    username: str
    password: str
    mfa: Proof | None = None


async def _open(request: Request) -> Response:
    sandbox = sandbox_of(request)
    sandbox.sessions.admit(request.headers.get("authorization"))
    said = read(await request.body(), _Credentials)
    person = sandbox.sessions.person(said.username, said.password)
    user = await _user(sandbox.practice, said.username, person)
    sandbox.codes.check(said.username, person, said.mfa)
    return _opened(sandbox.config, sandbox.sessions.open(user))


async def _refresh(request: Request) -> Response:
    """Begin anew for the same person; the old token is dead from here on."""
    sandbox = sandbox_of(request)
    old = sandbox.signed_in(request)
    sandbox.sessions.end(old)
    return _opened(sandbox.config, sandbox.sessions.open(old.user))


async def _end(request: Request) -> Response:
    sandbox = sandbox_of(request)
    sandbox.sessions.end(sandbox.signed_in(request))
    return Response(status_code=204)


def _opened(config: SandboxConfig, session: Session) -> Response:
    user = session.user
    return answer(
        {
            "authToken": session.token,
            "expiresIn": config.token_seconds,
            "user": signed_in(user.id, user.name, user.entitlements),
        }
    )


async def _user(practice: Practice, username: str, person: Person) -> User:
    """Return who in the firm this is. Raises ``Problem`` if it is nobody who still works there."""
    if person.user_id is not None:
        found = await practice.users.by_id([person.user_id])
    else:
        listing = Listing(filter=None, order=Order("name"), window=Window(limit=MOST))
        people = (await practice.users.page(listing)).items
        found = [it for it in people if (it.email or "").casefold() == username.casefold()]
    for user in found:
        if user.active:
            return user
    raise nobody()


SEED = (
    Route("/sessions", _open, methods=["POST"]),
    Route("/sessions/refresh", _refresh, methods=["POST"]),
)
EXTENDED = (*SEED, Route("/sessions", _end, methods=["DELETE"]))
