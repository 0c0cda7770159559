"""Health: whether the process lives, and whether it can answer."""

from starlette.requests import Request
from starlette.responses import JSONResponse

from graph.compose.door import Door

__all__ = ["live", "ready"]

_PATIENCE_SECONDS = 1.0


async def live(_: Request) -> JSONResponse:
    """Answer as long as the event loop turns."""
    return JSONResponse({"status": "live"})


async def ready(request: Request) -> JSONResponse:
    """Answer 200 once a practice answers, else 503; one firm's upstream must not end the others'
    service. They are asked one after another, so that being asked costs one of them one request.
    """
    for door in request.app.state.doors:
        if await _answers(door):
            return JSONResponse({"status": "ready", "practice": "reachable"})
    return JSONResponse({"status": "not ready", "practice": "unreachable"}, 503)


async def _answers(door: Door) -> bool:
    try:
        with door.within(_PATIENCE_SECONDS):
            await door.practice.users.count()
    except Exception:  # noqa: BLE001 - whatever is wrong, the answer is that it is not ready
        return False
    return True
