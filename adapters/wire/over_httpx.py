"""The wire over httpx: for what is asked seldom, and wherever the Rust client does not run."""

import ssl
from collections.abc import Iterator
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from adapters.wire.address import Address
from adapters.wire.message import Request, Response
from adapters.wire.words import closed, no_answer, not_sent

__all__ = ["HttpxTransport"]

_BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class HttpxTransport:
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
        self._client = httpx.AsyncClient(
            verify=_trust(verify),
            trust_env=False,
            follow_redirects=False,
            # One client serves many callers: a cookie set for one must not go out for another.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=httpx.Timeout(read_seconds, connect=connect_seconds, pool=connect_seconds),
            limits=httpx.Limits(
                max_connections=connections,
                max_keepalive_connections=connections,
                # Below the 5 seconds after which common servers hang up on an idle connection.
                keepalive_expiry=4.0,
            ),
        )

    async def send(self, request: Request) -> Response:
        url, headers = self._address.url(request), self._address.headers(request)
        if self._client.is_closed:
            raise closed(self._address.host)
        try:
            answer = await self._client.request(
                request.method, url, headers=headers, content=request.body
            )
        except _BEFORE_SENDING as error:
            raise not_sent(self._address.host, _causes(error)) from None
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise no_answer(self._address.host, _causes(error)) from None
        kept = dict(answer.headers)
        if kept.pop("content-encoding", None):  # the body is decoded: these describe it no more
            kept.pop("content-length", None)
        return Response(status=answer.status_code, headers=kept, body=answer.content)

    async def close(self) -> None:
        await self._client.aclose()


@cache
def _trust(verify: bool | str) -> ssl.SSLContext | bool:
    """Read the authorities once: there are hundreds, and every client would read them again."""
    if verify is False:
        return False
    context = httpx.create_ssl_context(trust_env=False)
    if isinstance(verify, str):
        context.load_verify_locations(cadata=verify)
    return context


def _causes(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield f"{type(error).__name__} {error}"
        error = error.__cause__ or error.__context__
