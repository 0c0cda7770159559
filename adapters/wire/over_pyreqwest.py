"""The wire over pyreqwest, whose work is done in Rust: for reads, which are many and large."""

import asyncio
import ssl
from collections.abc import Iterable, Iterator
from datetime import timedelta

from pyreqwest.client import ClientBuilder
from pyreqwest.exceptions import DetailedPyreqwestError, PoolTimeoutError
from pyreqwest.http import HeaderMap

from adapters.wire.address import Address
from adapters.wire.deadline import remaining
from adapters.wire.message import Request, Response
from adapters.wire.words import closed, no_answer, not_sent

__all__ = ["PyreqwestTransport"]

_LETTING_GO = 0.02  # seconds
_LEAST = 0.001  # seconds; the client takes no time at all for no limit


class PyreqwestTransport:
    """One pool of connections to one upstream: no redirects, no proxies, no cookies kept.

    ``verify`` is a PEM with further authorities to trust, or False to trust anyone.
    """

    def __init__(
        self,
        base_url: str,
        *,
        connections: int = 32,
        verify: bool | str = True,
        connect_seconds: float = 5.0,
        read_seconds: float = 30.0,
    ) -> None:
        self._address = Address(base_url)
        self._closed = False
        builder = (
            ClientBuilder()
            .no_proxy()
            .follow_redirects(False)
            .referer(False)
            .default_cookie_store(False)
            .connect_timeout(timedelta(seconds=connect_seconds))
            .read_timeout(timedelta(seconds=read_seconds))
            .pool_timeout(timedelta(seconds=connect_seconds))
            .max_connections(connections)
            .pool_max_idle_per_host(connections)
            # Below the 5 seconds after which common servers hang up on an idle connection.
            .pool_idle_timeout(timedelta(seconds=4))
        )
        if isinstance(verify, str):
            ssl.create_default_context(cadata=verify)  # the client takes no notice of a broken one
            builder = builder.add_root_certificate_pem(verify.encode())
        elif not verify:
            builder = builder.danger_accept_invalid_certs(True)
        self._client = builder.build()

    async def send(self, request: Request) -> Response:
        if self._closed:
            raise closed(self._address.host)
        asked = self._client.request(request.method, self._address.url(request)).headers(
            self._address.headers(request)
        )
        if request.body is not None:
            asked = asked.body_bytes(request.body)
        if not request.body and request.method in ("POST", "PUT", "PATCH"):
            asked = asked.header("content-length", "0")  # else none goes out: some answer 411 then
        left = remaining()
        if left is not None:
            # A cancelled call goes on in Rust, holding its connection, until its own time is up.
            asked = asked.timeout(timedelta(seconds=max(left, _LEAST)))
        try:
            answer = await asked.build().send()
            body = bytes(await answer.bytes())
        except DetailedPyreqwestError as error:
            causes = list(_causes(error))
            # The exception's own class won't do: the client raises ConnectTimeoutError and
            # ConnectError also for what went wrong after the request was out.
            if isinstance(error, PoolTimeoutError) or "client error (Connect)" in causes:
                raise not_sent(self._address.host, causes) from None
            raise no_answer(self._address.host, causes) from None
        return Response(status=answer.status, headers=_plain(answer.headers), body=body)

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        await self._client.close()
        # Its thread may still be letting go of Python's objects: were the interpreter to end at
        # this moment, the process would abort (seen in 1 of 30 runs without this, 0 of 100 with).
        await asyncio.sleep(_LETTING_GO)


def _causes(error: DetailedPyreqwestError) -> Iterator[str]:
    yield error.message
    for cause in error.details["causes"] or ():
        if "for url" not in cause["message"]:  # what was asked says nothing about what happened
            yield cause["message"]


def _plain(headers: HeaderMap) -> dict[str, str]:
    """Return the headers, those that came twice joined by a comma."""
    try:
        pairs: Iterable[tuple[str, str]] = list(headers.items())
    except ValueError:  # one holds bytes beyond ASCII, and the client gives none of them then
        pairs = _legible(headers)
    plain: dict[str, str] = {}
    for name, value in pairs:
        plain[name] = f"{plain[name]}, {value}" if name in plain else value
    return plain


def _legible(headers: HeaderMap) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys(headers):
        try:
            yield name, ", ".join(headers.getall(name))
        except ValueError:
            continue
