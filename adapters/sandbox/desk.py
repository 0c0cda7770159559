"""The sandbox's own doors, for tests: what is to go wrong, and what was asked how often."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.sandbox.faults import Planned
from adapters.sandbox.house import sandbox_of
from adapters.sandbox.problems import Problem
from adapters.sandbox.values import answer

__all__ = ["ROUTES"]


async def _plan(request: Request) -> Response:
    schedule = sandbox_of(request).schedule
    try:
        planned = msgspec.json.decode(await request.body(), type=list[Planned])
    except msgspec.DecodeError as error:
        raise Problem(400, "malformed", f"{error}.") from None
    schedule.add(planned)
    return answer(schedule.planned)


async def _planned(request: Request) -> Response:
    return answer(sandbox_of(request).schedule.planned)


async def _forget(request: Request) -> Response:
    sandbox_of(request).schedule.planned.clear()
    return Response(status_code=204)


async def _requests(request: Request) -> Response:
    return answer(sandbox_of(request).requests)


async def _recount(request: Request) -> Response:
    sandbox_of(request).requests.clear()
    return Response(status_code=204)


ROUTES = (
    Route("/_sandbox/faults", _plan, methods=["POST"]),
    Route("/_sandbox/faults", _planned, methods=["GET"]),
    Route("/_sandbox/faults", _forget, methods=["DELETE"]),
    Route("/_sandbox/requests", _requests, methods=["GET"]),
    Route("/_sandbox/requests", _recount, methods=["DELETE"]),
)
