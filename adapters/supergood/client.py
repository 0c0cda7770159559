"""Asks the upstream as somebody signed in, and says plainly what kept an answer away."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import msgspec

from adapters.port import Ids, NeedsPerson, OutcomeUnknown, Refused, UpstreamUnavailable
from adapters.supergood.refusals import refusals_in
from adapters.supergood.session import Session
from adapters.wire.message import Request, Response
from adapters.wire.transport import NoAnswer, NotSent, Transport, WireFailure

__all__ = ["MISSING", "Client"]

MISSING = frozenset({404})
"""The statuses of an answer that say that there is no such thing."""

Answer = TypeVar("Answer")
Query = Mapping[str, str | None]


class Client:
    """Sends reads over one transport and writes over another, with the session's token."""

    def __init__(self, reads: Transport, writes: Transport, session: Session, ids: Ids) -> None:
        self._reads = reads
        self._writes = writes
        self._session = session
        self._ids = ids
        self.failure: str | None = None

    async def get(
        self, path: str, query: Query, shape: type[Answer], *, missing: frozenset[int] = MISSING
    ) -> Answer | None:
        """Return what is read, or None if there is no such thing; a garbled answer is read again.

        ``missing`` are the statuses that say so. Raises ``Refused`` with ``UpstreamUnavailable``,
        or with what the upstream refused.
        """
        with self._noting():
            with suppress(_Garbled):
                return await self._get(path, query, shape, missing)
            return await self._get(path, query, shape, missing)

    async def _get(
        self, path: str, query: Query, shape: type[Answer], missing: frozenset[int]
    ) -> Answer | None:
        said = tuple((name, value) for name, value in query.items() if value is not None)
        request = Request(method="GET", path=path, query=said, repeatable=True)
        try:
            answer = await self._signed(self._reads, request)
        except WireFailure as failure:
            raise Refused(UpstreamUnavailable(reason=_sentence(failure))) from failure
        return None if answer.status in missing else _read(_checked(answer), shape)

    async def post(
        self, path: str, body: Any, shape: type[Answer], *, key: str | None, change: str
    ) -> tuple[bool, Answer]:
        """Write something new; return whether the upstream says it made it, and its receipt.

        It goes with an idempotency key, the caller's or one of our own, so that it may be sent
        again: also for a receipt that came garbled. ``change`` says what it does, should that
        stay unknown. Raises ``Refused`` as ``get`` does, and with ``OutcomeUnknown``.
        """
        key = key or self._ids.new("key")
        for _ in range(2):
            answer = await self._write("POST", path, body, change, {"idempotency-key": key})
            with suppress(_Garbled):
                return answer.status == 201, _read(answer, shape)
        raise Refused(OutcomeUnknown(change=change))

    async def patch(self, path: str, body: Any, *, change: str) -> None:
        """Say how things shall be, which may be said again. Raises as ``post`` does."""
        await self._write("PATCH", path, body, change, {})

    async def delete(self, path: str, *, change: str) -> None:
        """Remove something. Raises as ``post`` does."""
        await self._write("DELETE", path, None, change, {})

    async def _write(
        self, method: str, path: str, body: Any, change: str, headers: dict[str, str]
    ) -> Response:
        request = Request(
            method=method,
            path=path,
            headers={"content-type": "application/json", **headers},
            body=None if body is None else _encoder.encode(body),
            repeatable=method in ("POST", "PATCH"),
        )
        with self._noting():
            try:
                answer = await self._signed(self._writes, request)
                # A server that failed may have done it first; one that refused a load has not.
                if answer.status in (500, 502, 504):
                    raise Refused(OutcomeUnknown(change=change))
                return _checked(answer)
            except NotSent as failure:
                raise Refused(UpstreamUnavailable(reason=_sentence(failure))) from failure
            except NoAnswer as failure:
                raise Refused(OutcomeUnknown(change=change)) from failure

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Remember what kept an answer away, until one comes."""
        try:
            yield
        except Refused as refused:
            why = refused.refusals[0]
            self.failure = why.reason if isinstance(why, UpstreamUnavailable) else None
            raise
        self.failure = None

    @property
    def challenge(self) -> NeedsPerson | None:
        """What a person is waited for, if one is."""
        return self._session.challenge

    async def finish_sign_in(self, code: str) -> None:
        """Enter the code that somebody was sent. Raises ``Refused`` if none is waited for."""
        await self._session.answer(code)

    async def sign_out(self) -> bool:
        """End the session, kept or not; tell whether none is left open at the upstream."""
        return await self._session.end()

    async def close(self) -> None:
        try:
            await self._session.close()
        finally:
            await self._reads.close()
            await self._writes.close()

    async def _signed(self, transport: Transport, request: Request) -> Response:
        """Send with a token; one that turns out dead is renewed, and the request sent again."""
        token = await self._session.token()
        answer = await transport.send(_with_token(request, token))
        if answer.status == 401:
            token = await self._session.renewed(token)
            answer = await transport.send(_with_token(request, token))
        return answer


_encoder = msgspec.json.Encoder(decimal_format="number")


class _Garbled(Refused):
    """An answer came that can't be read."""


def _read(answer: Response, shape: type[Answer]) -> Answer:
    try:
        return msgspec.json.decode(answer.body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError):
        kind = answer.headers.get("content-type", "something").partition(";")[0]
        reason = f"it answered {kind} that is not what the dialect says; check the base URL."
        raise _Garbled(UpstreamUnavailable(reason=reason)) from None


def _sentence(failure: WireFailure) -> str:
    return f"{str(failure).rstrip('.')}."


def _with_token(request: Request, token: str) -> Request:
    headers = {**request.headers, "authorization": f"Bearer {token}"}
    return msgspec.structs.replace(request, headers=headers)


def _checked(answer: Response) -> Response:
    """Return an answer that says yes; raise what any other one says."""
    if answer.status < 300:
        return answer
    if answer.status in (400, 403, 404, 409, 422, 501) and (found := refusals_in(answer)):
        raise Refused(*found)
    reasons = {401: "it refuses our sign-in.", 429: "it asks us to slow down; try again later."}
    reason = reasons.get(answer.status, f"it answered {answer.status}; try again later.")
    raise Refused(UpstreamUnavailable(reason=reason))
