"""Health: whether the process lives, and whether it can answer."""

from starlette.requests import Request
from starlette.responses import JSONResponse

__all__ = ["live", "ready"]


async def live(_: Request) -> JSONResponse:
    """Answer as long as the event loop turns."""
    return JSONResponse({"status": "live"})


async def ready(request: Request) -> JSONResponse:
    """Answer 200 once the practice answers, else 503."""
    try:
        await request.app.state.door.practice.users.count()
    except Exception:  # noqa: BLE001 - whatever is wrong, the answer is that it is not ready
        return JSONResponse({"status": "not ready", "practice": "unreachable"}, 503)
    return JSONResponse({"status": "ready", "practice": "reachable"})
