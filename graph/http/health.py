"""Health: whether the process lives, and whether it can answer."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse

from graph.compose.door import Door, Doors

__all__ = ["live", "ready"]

_PATIENCE_SECONDS = 1.0


async def live(_: Request) -> JSONResponse:
    """Answer as long as the event loop turns."""
    return JSONResponse({"status": "live"})


async def ready(request: Request) -> JSONResponse:
    """Answer 200 once the state and a practice answer, else 503; one firm's upstream must not end
    the others' service. They are asked one after another, so that being asked costs one of them
    one request. ``waiting`` is how many calls queue for their turn at the upstreams.
    """
    doors: Doors = request.app.state.doors
    state, practice = await _remembers(doors), False
    for door in doors:
        if practice := await _answers(door):
            break
    found = {
        "status": "ready" if state and practice else "not ready",
        "practice": "reachable" if practice else "unreachable",
        "state": "reachable" if state else "unreachable",
        "waiting": sum(door.practice.health.waiting for door in doors),
    }
    return JSONResponse(found, 200 if state and practice else 503)


async def _remembers(doors: Doors) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await doors.remember()
    except TimeoutError:
        return False


async def _answers(door: Door) -> bool:
    try:
        with door.within(_PATIENCE_SECONDS):
            await door.practice.users.count()
    except Exception:  # noqa: BLE001 - whatever is wrong, the answer is that it is not ready
        return False
    return True
