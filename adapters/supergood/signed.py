"""A transport that signs in: every request goes with the session's token."""

import msgspec

from adapters.supergood.session import Session
from adapters.wire.message import Request, Response
from adapters.wire.transport import Transport

__all__ = ["Signed"]


class Signed:
    """Sends with a token; one that turns out dead is renewed, and the request sent again.

    Raises what the transport raises, and ``Refused`` where there is no token to be had.
    """

    def __init__(self, transport: Transport, session: Session) -> None:
        self._transport, self._session = transport, session

    async def send(self, request: Request) -> Response:
        token = await self._session.token()
        answer = await self._transport.send(_with_token(request, token))
        if answer.status == 401:
            token = await self._session.renewed(token)
            answer = await self._transport.send(_with_token(request, token))
        return answer

    async def close(self) -> None:
        await self._transport.close()


def _with_token(request: Request, token: str) -> Request:
    headers = {**request.headers, "authorization": f"Bearer {token}"}
    return msgspec.structs.replace(request, headers=headers)
