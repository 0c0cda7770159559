"""Asks the upstream as somebody signed in, and says plainly what kept an answer away."""

from collections.abc import Callable, Coroutine, Hashable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import msgspec

from adapters.port import Ids, NeedsPerson, OutcomeUnknown, Refused, UpstreamUnavailable
from adapters.supergood.refusals import refusals_in
from adapters.supergood.session import Session
from adapters.wire.flight import Flight
from adapters.wire.message import Request, Response
from adapters.wire.retry import unsure
from adapters.wire.transport import NoAnswer, NotSent, Transport, WireFailure

__all__ = ["MISSING", "Client", "Garbled", "Read"]

MISSING = frozenset({404})
"""The statuses of an answer that say that there is no such thing."""

Answer = TypeVar("Answer")
Query = Mapping[str, str | None]
Read = Callable[[bytes], Answer]
"""Makes something of an answer's body. Raises ``MsgspecError`` or ``Garbled`` where it can't."""


class Client:
    """Sends reads over one transport and writes over another, both of them signed in."""

    def __init__(
        self, reads: Transport, writes: Transport, flight: Flight, session: Session, ids: Ids
    ) -> None:
        self._reads = reads
        self._writes = writes
        self._flight = flight
        self._session = session
        self._ids = ids
        self.failure: str | None = None

    async def get(
        self, path: str, query: Query, read: Read[Answer], *, missing: frozenset[int] = MISSING
    ) -> Answer | None:
        """Return what is read, or None if there is no such thing; a garbled answer is read again.

        ``missing`` are the statuses that say so. Raises ``Refused`` with ``UpstreamUnavailable``,
        or with what the upstream refused.
        """
        said = tuple([(name, value) for name, value in query.items() if value is not None])
        request = Request(method="GET", path=path, query=said, repeatable=True)
        try:
            try:
                found = _found(await self._reads.send(request), read, missing)
            except Garbled:
                found = _found(await self._reads.send(request), read, missing)
        except WireFailure as failure:
            raise self._unavailable(failure) from failure
        except Refused as refused:
            self._note(refused)
            raise
        self.failure = None
        return found

    async def joined(
        self, key: Hashable, read: Callable[[], Coroutine[Any, Any, Answer]]
    ) -> Answer:
        """Read together with all who read the same. Raises as ``get`` does."""
        try:
            return await self._flight.join(key, read)
        except WireFailure as failure:
            raise self._unavailable(failure) from failure

    async def post(
        self, path: str, body: Any, read: Read[Answer], *, key: str | None, change: str
    ) -> tuple[bool, Answer]:
        """Write something new; return whether the upstream says it made it, and its receipt.

        It goes with an idempotency key, the caller's or one of our own, so that it may be sent
        again: also for a receipt that came garbled. ``change`` says what it does, should that
        stay unknown. Raises ``Refused`` as ``get`` does, and with ``OutcomeUnknown``.
        """
        key = key or self._ids.new("key")
        request = _write("POST", path, body, {"idempotency-key": key})
        answer, receipt = await self._told(request, lambda it: _understood(it, read), change)
        return answer.status == 201, receipt

    async def patch(self, path: str, body: Any, read: Read[object], *, change: str) -> None:
        """Say how things shall be, which may be said again.

        That it was done is believed of an answer that can be read, or one that has no content.
        Raises as ``post`` does.
        """
        await self._told(_write("PATCH", path, body, {}), _acknowledged(read), change)

    async def delete(self, path: str, read: Read[object], *, change: str) -> None:
        """Remove something; believed as a ``patch`` is. Raises as ``post`` does."""
        await self._told(_write("DELETE", path, None, {}), _acknowledged(read), change)

    async def _told(
        self, request: Request, accept: Callable[[Response], Answer], change: str
    ) -> tuple[Response, Answer]:
        """Write, and again where that may be done and the answer was garbled."""
        for again in range(2 if request.repeatable else 1):
            try:
                answer = await self._written(request, change)
            except Refused as refused:
                if again:  # whoever is refused the second time may have been heard the first time
                    raise Refused(OutcomeUnknown(change=change)) from refused
                raise
            with suppress(Garbled):
                return answer, accept(answer)
        raise Refused(OutcomeUnknown(change=change))

    async def _written(self, request: Request, change: str) -> Response:
        try:
            try:
                answer = await self._writes.send(request)
            except NotSent as failure:
                raise Refused(UpstreamUnavailable(reason=_sentence(failure))) from failure
            except NoAnswer as failure:
                raise Refused(OutcomeUnknown(change=change)) from failure
            if unsure(answer):
                raise Refused(OutcomeUnknown(change=change))
            _checked(answer)
        except Refused as refused:
            self._note(refused)
            raise
        self.failure = None
        return answer

    def _unavailable(self, failure: WireFailure) -> Refused:
        refused = Refused(UpstreamUnavailable(reason=_sentence(failure)))
        self._note(refused)
        return refused

    def _note(self, refused: Refused) -> None:
        """Remember what kept an answer away, until one comes."""
        why = refused.refusals[0]
        self.failure = why.reason if isinstance(why, UpstreamUnavailable) else None

    @property
    def challenge(self) -> NeedsPerson | None:
        """What a person is waited for, if one is."""
        return self._session.challenge

    @property
    def signed_in(self) -> bool:
        """Whether there is a session that will last for a while."""
        return self._session.is_open

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


_encoder = msgspec.json.Encoder(decimal_format="number")


class Garbled(Refused):
    """An answer came that can't be read, or of which nothing can: ``lost`` are the items' ids."""

    def __init__(self, reason: str, lost: Sequence[str] = ()) -> None:
        super().__init__(UpstreamUnavailable(reason=reason))
        self.lost = lost


def _found(answer: Response, read: Read[Answer], missing: frozenset[int]) -> Answer | None:
    return None if answer.status in missing else _understood(_checked(answer), read)


def _understood(answer: Response, read: Read[Answer]) -> Answer:
    """Return what is read of an answer; of one that others waited for too, what they read of it."""
    try:
        if read not in answer.made:
            answer.made[read] = read(answer.body)
        made: Answer = answer.made[read]
        return made
    except (msgspec.MsgspecError, UnicodeDecodeError):
        kind = answer.headers.get("content-type", "something").partition(";")[0]
        reason = f"it answered {kind} that is not what the dialect says; check the base URL."
        raise Garbled(reason) from None


def _acknowledged(read: Read[object]) -> Callable[[Response], object]:
    return lambda answer: None if answer.status == 204 else _understood(answer, read)


def _write(method: str, path: str, body: Any, headers: Mapping[str, str]) -> Request:
    return Request(
        method=method,
        path=path,
        headers={"content-type": "application/json", **headers},
        body=None if body is None else _encoder.encode(body),
        repeatable=method in ("POST", "PATCH"),
    )


def _sentence(failure: WireFailure) -> str:
    return f"{str(failure).rstrip('.')}."


def _checked(answer: Response) -> Response:
    """Return an answer that says yes; raise what any other one says."""
    if answer.status < 300:
        return answer
    if answer.status in (400, 403, 404, 409, 422, 501) and (found := refusals_in(answer)):
        raise Refused(*found)
    reasons = {401: "it refuses our sign-in.", 429: "it asks us to slow down; try again later."}
    reason = reasons.get(answer.status, f"it answered {answer.status}; try again later.")
    raise Refused(UpstreamUnavailable(reason=reason))
