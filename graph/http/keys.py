"""The public keys of our own tokens, so that a gateway may check them before it asks."""

from starlette.requests import Request
from starlette.responses import JSONResponse

__all__ = ["keys"]


async def keys(request: Request) -> JSONResponse:
    """Answer with a JSON Web Key Set (RFC 7517); without a place for sessions it has no key."""
    public = await request.app.state.doors.identity.public_keys()
    return JSONResponse({"keys": public}, headers={"cache-control": "public, max-age=300"})
