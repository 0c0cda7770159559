"""The sandbox as an app: its practice opened and closed with it, its doors, its last words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Router

from adapters.port import Clock, Refused
from adapters.sandbox import desk, nouns, sign_in, writes
from adapters.sandbox.config import SandboxConfig
from adapters.sandbox.house import OpenPractice, Sandbox
from adapters.sandbox.mischief import Mischief
from adapters.sandbox.problems import Problem, refused, said_no
from adapters.sandbox.reads import collection, single

__all__ = ["create_sandbox"]


def create_sandbox(
    open_practice: OpenPractice, *, clock: Clock, config: SandboxConfig
) -> Starlette:
    """Make the app. It opens the practice on the thread of the loop that serves it."""
    sandbox = Sandbox(clock, config)

    @asynccontextmanager
    async def live(_app: Starlette) -> AsyncIterator[None]:
        practice = open_practice()
        sandbox.practice = practice
        try:
            yield
        finally:
            practice.close()

    inside = Router(_doors(sandbox), redirect_slashes=False)
    id = config.integration_id or "{integration_id}"
    app = Starlette(
        routes=[Mount(f"/integrations/{id}", app=inside), *desk.ROUTES],
        middleware=[Middleware(Mischief, sandbox=sandbox)],
        exception_handlers={
            Problem: said_no,
            Refused: refused,
            HTTPException: _turned_away,
            Exception: _broken,
        },
        lifespan=live,
    )
    app.router.redirect_slashes = False
    app.state.sandbox = sandbox
    return app


def _doors(sandbox: Sandbox) -> list[BaseRoute]:
    """Return the doors that are open: all, or those that the seed names."""
    served = nouns.SEED if sandbox.only_seed else nouns.EXTENDED
    doors = (
        (sign_in.SEED, writes.SEED) if sandbox.only_seed else (sign_in.EXTENDED, writes.EXTENDED)
    )
    return [
        *doors[0],
        *(collection(noun) for noun in served),
        *(single(noun) for noun in served if noun.by_id is not None),
        *doors[1],
    ]


async def _turned_away(request: Request, error: Exception) -> Response:
    """Answer for a path that is not there, or not so; to the seed they are the same."""
    assert isinstance(error, HTTPException)
    sandbox: Sandbox = request.app.state.sandbox
    if error.status_code == 405 and not sandbox.only_seed:
        message = f"{request.url.path} does not take {request.method}."
        return Problem(405, "method_not_allowed", message, headers=error.headers).response
    return Problem(404, "not_found", f"There is nothing at {request.url.path}.").response


async def _broken(_request: Request, _error: Exception) -> Response:
    """Answer for a mistake of the sandbox's own; the server's log says which."""
    return Problem(500, "internal_error", "The sandbox made a mistake; see its log.").response
