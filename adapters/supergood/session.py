"""The token's life: signed in for, kept fresh, renewed once however many ask, and given back."""

import asyncio
import contextlib
from base64 import b64encode
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from adapters.port import Clock, InvalidInput, NeedsPerson, Refused, UpstreamUnavailable
from adapters.supergood.codes import STEP_SECONDS, Steps, code_at, step_of
from adapters.supergood.credentials import Credentials
from adapters.wire.deadline import in_time, lifted, remaining
from adapters.wire.message import Request, Response
from adapters.wire.transport import Transport, WireFailure

__all__ = ["Session"]

_MARGIN = timedelta(seconds=60)
_SKEW = timedelta(seconds=10)


class _Token(msgspec.Struct, frozen=True):
    text: str
    expires_at: datetime


class _Opened(msgspec.Struct, rename="camel"):
    auth_token: str
    expires_in: int


class _Challenge(msgspec.Struct, rename="camel"):
    id: str
    type: str
    sent_to: str | None = None


class _Details(msgspec.Struct):
    challenge: _Challenge | None = None


class _Error(msgspec.Struct):
    code: str = ""
    details: _Details = msgspec.field(default_factory=_Details)


class _Failed(msgspec.Struct):
    error: _Error


_REASONS = {
    "invalid_credentials": "it refused the credential, the username or the password.",
    "mfa_required": "it wants another one-time code; check the TOTP secret and the clock.",
}


class Session:
    """One connection's session. Fifty calls that find the token dead renew it once."""

    def __init__(
        self,
        transport: Transport,
        credentials: Credentials,
        *,
        clock: Clock,
        steps: Steps,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._transport = transport
        self._credentials = credentials
        self._clock = clock
        self._steps = steps
        self._sleep = sleep
        self._token: _Token | None = None
        self._renewing: asyncio.Task[_Token] | None = None
        self._skew = timedelta(0)
        self.challenge: NeedsPerson | None = None

    async def token(self) -> str:
        """Return a token that will last for a while.

        Raises ``Refused`` with ``UpstreamUnavailable`` or ``NeedsPerson``.
        """
        if self._token and self._clock.now() < self._token.expires_at - _MARGIN:
            return self._token.text
        return await self.renewed(self._token.text if self._token else None)

    async def renewed(self, dead: str | None) -> str:
        """Return another token than the dead one; who comes while it is renewed waits for it.

        Each waits no longer than its own deadline; the renewing goes on, for whoever comes next.
        """
        if self._token and self._token.text != dead:
            return self._token.text
        if remaining() == 0:
            raise _late()
        if self._renewing is None:
            with lifted():  # a task takes the deadline of where it is made
                self._renewing = asyncio.create_task(self._renew())
            self._renewing.add_done_callback(self._renewed)
        try:
            async with in_time() as limit:
                return (await asyncio.shield(self._renewing)).text
        except TimeoutError:
            if not limit.expired():
                raise
            raise _late() from None

    async def answer(self, code: str) -> None:
        """Finish a sign-in that waits for a person, with the code they were sent."""
        if self.challenge is None:
            rule = "This practice waits for no code."
            raise Refused(InvalidInput(field=("code",), rule=rule))
        mfa = {
            "type": self.challenge.kind,
            "code": code,
            "challengeId": self.challenge.challenge_id,
        }
        self._token = await self._sign_in(mfa)
        self.challenge = None

    async def close(self) -> None:
        """Give the token back; what can't be given back runs out by itself."""
        if self._renewing:
            self._renewing.cancel()
            await asyncio.wait([self._renewing])
        if self._token:
            headers = {"authorization": f"Bearer {self._token.text}"}
            with contextlib.suppress(WireFailure):
                await self._transport.send(
                    Request(method="DELETE", path="/sessions", headers=headers)
                )
            self._token = None

    def _renewed(self, task: asyncio.Task[_Token]) -> None:
        self._renewing = None
        if not task.cancelled() and task.exception() is None:
            self._token = task.result()

    async def _renew(self) -> _Token:
        if self.challenge:
            raise Refused(self.challenge)
        if self._token:
            headers = {"authorization": f"Bearer {self._token.text}"}
            answer = await self._post("/sessions/refresh", {}, headers)
            if answer.status == 200:
                return self._opened(answer)
        return await self._sign_in(None)

    async def _sign_in(self, mfa: dict[str, Any] | None) -> _Token:
        """Sign in, with a one-time code if there is a secret for it; a wrong clock is made good."""
        for _ in range(2):
            answer = await self._try(mfa or await self._code())
            if answer.status == 200:
                return self._opened(answer)
            seen = self._skew
            self._skew = _skew(answer, self._clock.now())
            if self._credentials.totp_secret is None or abs(self._skew - seen) < _SKEW:
                break
        raise Refused(self._refusal(answer))

    async def _code(self) -> dict[str, Any] | None:
        if self._credentials.totp_secret is None:
            return None
        while not await self._steps.take(step := step_of(self._clock.now() + self._skew)):
            now = (self._clock.now() + self._skew).timestamp()
            await self._sleep((step + 1) * STEP_SECONDS - now)
        return {"type": "totp", "code": code_at(self._credentials.totp_secret, step)}

    async def _try(self, mfa: dict[str, Any] | None) -> Response:
        known = self._credentials
        basic = b64encode(f"{known.basic_name}:{known.basic_secret}".encode()).decode()
        body: dict[str, Any] = {"username": known.username, "password": known.password}
        if mfa:
            body["mfa"] = mfa
        return await self._post("/sessions", body, {"authorization": f"Basic {basic}"})

    async def _post(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> Response:
        wire = {**headers, "content-type": "application/json"}
        request = Request(method="POST", path=path, headers=wire, body=msgspec.json.encode(body))
        try:
            return await self._transport.send(request)
        except WireFailure as failure:
            raise Refused(UpstreamUnavailable(reason=str(failure))) from failure

    def _opened(self, answer: Response) -> _Token:
        try:
            opened = msgspec.json.decode(answer.body, type=_Opened)
        except msgspec.MsgspecError:
            reason = "its sign-in answered something that is no session; check the base URL."
            raise Refused(UpstreamUnavailable(reason=reason)) from None
        lasts = timedelta(seconds=opened.expires_in)
        return _Token(opened.auth_token, self._clock.now() + lasts)

    def _refusal(self, answer: Response) -> NeedsPerson | UpstreamUnavailable:
        """Say what to do about a sign-in that was refused, and remember a challenge."""
        error = _error(answer)
        challenge = error.details.challenge
        if error.code == "mfa_required" and challenge and challenge.type in ("sms", "email"):
            self.challenge = NeedsPerson(
                kind=challenge.type,
                challenge_id=challenge.id,
                sent_to=challenge.sent_to,
                since=self._clock.now(),
            )
            return self.challenge
        otherwise = f"its sign-in answered {answer.status}; check the base URL."
        return UpstreamUnavailable(reason=_REASONS.get(error.code, otherwise))


def _late() -> Refused:
    reason = "it had not signed us in when the call's time was over."
    return Refused(UpstreamUnavailable(reason=reason))


def _error(answer: Response) -> _Error:
    try:
        return msgspec.json.decode(answer.body, type=_Failed).error
    except msgspec.MsgspecError:
        return _Error()


def _skew(answer: Response, now: datetime) -> timedelta:
    """Return how far the upstream's clock is ahead of ours, as its answer's date tells."""
    try:
        return parsedate_to_datetime(answer.headers["date"]) - now
    except (KeyError, ValueError, TypeError):
        return timedelta(0)
