"""Codes handed to whoever sends texts and e-mails for the firm: one POST for each."""

import httpx
import msgspec

from adapters.port import MfaType, Refused, UpstreamUnavailable

__all__ = ["PostedCodes"]


class PostedCodes:
    """Posts ``{"type", "to", "code"}`` as JSON to an address that sends it on; 2xx means it did."""

    def __init__(self, address: str, client: httpx.AsyncClient) -> None:
        self._address = address
        self._client = client

    async def send(self, kind: MfaType, to: str, code: str) -> None:
        """Hand a code over. Raises ``Refused`` if it is not taken."""
        body = msgspec.json.encode({"type": kind.value, "to": to, "code": code})
        headers = {"content-type": "application/json"}
        try:
            answer = await self._client.post(self._address, content=body, headers=headers)
        except (httpx.HTTPError, OSError):
            raise _not_sent() from None
        if not answer.is_success:
            raise _not_sent()


def _not_sent() -> Refused:
    return Refused(UpstreamUnavailable(reason="its code can't be sent just now; try again later."))
