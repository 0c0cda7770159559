"""Documents: an invoice's files, at addresses that were signed and hold for some minutes."""

from starlette.requests import Request
from starlette.responses import Response

from adapters.port import DocumentKind, RefusalCode, Refused
from graph.compose.documents import made
from graph.compose.door import Door, Doors
from graph.http.answers import refused

__all__ = ["serve"]

_HEADERS = {
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_STATUS = {
    RefusalCode.NOT_FOUND: 404,
    RefusalCode.NOT_SUPPORTED_BY_UPSTREAM: 501,
    RefusalCode.UPSTREAM_UNAVAILABLE: 503,
    RefusalCode.MFA_REQUIRED: 503,
}
_NONE = (404, "NOT_FOUND", "There is no such document.")
_LATE = (403, "FORBIDDEN", "This link no longer holds; ask for a new one.")


async def serve(request: Request) -> Response:
    """Answer the file that the address grants, to whoever has it, as who asked for it might see it.

    What we have not signed, what is another connection's and what is somebody's who has left is
    not told apart.
    """
    doors: Doors = request.app.state.doors
    read = doors.default.signer.read(request.path_params["token"])
    if read is None:
        return refused(*_NONE, _HEADERS)
    grant, until = read
    door = doors.named(grant.connection)
    if door is None:
        return refused(*_NONE, _HEADERS)
    try:
        with door.within(None):
            if not await _works_there(doors, door, grant.user_id):
                return refused(*_NONE, _HEADERS)
            if door.clock.now() >= until:
                return refused(*_LATE, _HEADERS)
            file = await made(door.practice, grant.invoice_id, grant.kind, trust=grant.trust)
    except Refused as error:
        why = error.refusals[0]
        return refused(_STATUS.get(why.code, 409), why.code.value, why.message, _HEADERS)
    shown = "inline" if grant.kind is DocumentKind.PDF else "attachment"
    disposition = f'{shown}; filename="{file.name}"'
    headers = {**_HEADERS, "content-disposition": disposition}
    return Response(file.content, media_type=file.media_type, headers=headers)


async def _works_there(doors: Doors, door: Door, user_id: str | None) -> bool:
    """Whether who asked for a link is still at the firm; a service is nobody's, and always is."""
    if doors.identity.is_demo:
        return door.viewer(user_id) is not None
    return user_id is None or await doors.identity.knows(door.name, user_id)
