"""Documents: an invoice's files, at addresses that were signed and hold for some minutes."""

from starlette.requests import Request
from starlette.responses import Response

from adapters.port import DocumentKind, Entitlement, RefusalCode, Refused
from graph.compose.documents import made
from graph.compose.door import Doors
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
    """Answer the file that the address grants, to whoever has it, as who asked for it may see it.

    What we have not signed, what is another connection's and what is somebody's who has left is
    not told apart.
    """
    doors: Doors = request.app.state.doors
    read = doors.default.signer.read(request.path_params["token"])
    if read is None:
        return refused(*_NONE, _HEADERS)
    grant, until = read
    door = doors.named(grant.connection)
    viewer = door.viewer(grant.user_id) if door else None
    if door is None or viewer is None:
        return refused(*_NONE, _HEADERS)
    if door.clock.now() >= until:
        return refused(*_LATE, _HEADERS)
    trust = Entitlement.TRUST in viewer.entitlements
    try:
        with door.within(None):
            file = await made(door.practice, grant.invoice_id, grant.kind, trust=trust)
    except Refused as error:
        why = error.refusals[0]
        return refused(_STATUS.get(why.code, 409), why.code.value, why.message, _HEADERS)
    shown = "inline" if grant.kind is DocumentKind.PDF else "attachment"
    disposition = f'{shown}; filename="{file.name}"'
    headers = {**_HEADERS, "content-disposition": disposition}
    return Response(file.content, media_type=file.media_type, headers=headers)
