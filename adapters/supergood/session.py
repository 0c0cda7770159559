"""The token's life: signed in for, kept fresh, renewed once however many ask, kept or given back."""

import asyncio
import contextlib
from base64 import b64encode
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import msgspec

from adapters.port import Clock, InvalidInput, NeedsPerson, Refused, UpstreamUnavailable
from adapters.supergood.answers import Opened, refusal, skew
from adapters.supergood.codes import STEP_SECONDS, Steps, code_at, step_of
from adapters.supergood.credentials import Credentials
from adapters.supergood.tokens import Keeping, Token
from adapters.wire.deadline import in_time, lifted, remaining
from adapters.wire.message import Request, Response
from adapters.wire.transport import Transport, WireFailure

__all__ = ["Session"]

_MARGIN = timedelta(seconds=60)
_SKEW = timedelta(seconds=10)
_FAREWELL_SECONDS = 1.0


_REASONS = {
    "invalid_credentials": "it refused the credential, the username or the password.",
    "mfa_required": "it wants another one-time code; check the TOTP secret and the clock.",
}


class Session:
    """One connection's session. Fifty calls that find the token dead renew it once, and so do
    several processes that keep it in the same place.
    """

    def __init__(
        self,
        transport: Transport,
        credentials: Credentials,
        *,
        upstream: str,
        clock: Clock,
        steps: Steps,
        keeping: Keeping,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._transport = transport
        self._credentials = credentials
        self._clock = clock
        self._steps = steps
        self._keeping = keeping
        self._sleep = sleep
        self._account = f"{credentials.username} {upstream}"
        self._token: Token | None = None
        self._begun_here: Token | None = None
        self._renewing: asyncio.Task[Token] | None = None
        self._skew = timedelta(0)
        self.challenge: NeedsPerson | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is a token that will last for a while."""
        return self._token is not None and self._lasts(self._token)

    async def token(self) -> str:
        """Return a token that will last for a while.

        Raises ``Refused`` with ``UpstreamUnavailable`` or ``NeedsPerson``.
        """
        if self._token and self._lasts(self._token):
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
            with in_time() as limit:
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
        async with self._keeping.turn():
            found = await self._another(self._token)  # entered elsewhere meanwhile
            self._token = found if found and self._lasts(found) else await self._sign_in(mfa)
        self.challenge = None

    async def close(self) -> None:
        """End the session, unless it is kept for others or for the next process.

        One that cost a person a code is kept, and one that another process began is that one's to
        end. What is neither kept nor ended runs out by itself.
        """
        if self._renewing:
            _, late = await asyncio.wait([self._renewing], timeout=_FAREWELL_SECONDS)
            for task in late:
                task.cancel()
                await asyncio.wait([task])
        if self._token is None:
            return
        if self._token.by_person or self._token != self._begun_here:
            with contextlib.suppress(Refused):
                if await self._kept() == self._token:
                    return
        await self.end()

    async def end(self) -> bool:
        """End the session, kept or not; tell whether none is left open at the upstream."""
        token = self._token or await self._kept()
        if token is None:
            return True
        self._token = None
        # Forgotten first, so that nobody finds a token that is about to die.
        with contextlib.suppress(Refused):
            await self._keeping.forget(token.written())
        request = Request(method="DELETE", path="/sessions", headers=_bearer(token))
        with contextlib.suppress(WireFailure):
            return (await self._transport.send(request)).status in (200, 204, 401)
        return False

    def _lasts(self, token: Token) -> bool:
        return self._clock.now() < token.expires_at - _MARGIN

    def _renewed(self, task: asyncio.Task[Token]) -> None:
        self._renewing = None
        if not task.cancelled() and task.exception() is None:
            self._token = task.result()
            self.challenge = None

    async def _renew(self) -> Token:
        held = self._token
        if (found := await self._another(held)) and self._lasts(found):
            return found
        if self.challenge:
            raise Refused(self.challenge)
        async with self._keeping.turn():
            # Whoever had the turn before may have done it.
            found = await self._another(held)
            if found and self._lasts(found):
                return found
            if old := found or held:
                if fresh := await self._refreshed(old):
                    return fresh
                if (found := await self._another(old)) and self._lasts(found):
                    return found
                await self._keeping.forget(old.written())
            return await self._sign_in(None)

    async def _kept(self) -> Token | None:
        """Return what is kept, if it is of this account."""
        text = await self._keeping.read()
        token = Token.read(text) if text is not None else None
        return token if token and token.account == self._account else None

    async def _another(self, held: Token | None) -> Token | None:
        """Return what is kept, if it is another than the one that is held."""
        kept = await self._kept()
        return None if kept is None or (held and held.text == kept.text) else kept

    async def _refreshed(self, old: Token) -> Token | None:
        """Return the token that follows; None if the upstream will not give one."""
        answer = await self._post("/sessions/refresh", {}, _bearer(old))
        if answer.status == 200:
            return await self._opened(answer, by_person=old.by_person)
        lives = self._clock.now() < old.expires_at
        if old.by_person and lives and (answer.status == 429 or answer.status >= 500):
            # It says nothing of the session: nobody is asked for another code because of it.
            reason = f"its sign-in answered {answer.status}; try again later."
            raise Refused(UpstreamUnavailable(reason=reason))
        return None

    async def _sign_in(self, mfa: dict[str, Any] | None) -> Token:
        """Sign in, with a one-time code if there is a secret for it; a wrong clock is made good."""
        for _ in range(2):
            answer = await self._try(mfa or await self._code())
            if answer.status == 200:
                return await self._opened(answer, by_person=mfa is not None)
            seen = self._skew
            self._skew = skew(answer, self._clock.now())
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

    async def _opened(self, answer: Response, *, by_person: bool) -> Token:
        """Read the answer that opens a session, and keep its token before it is used."""
        try:
            opened = msgspec.json.decode(answer.body, type=Opened)
        except msgspec.MsgspecError:
            reason = "its sign-in answered something that is no session; check the base URL."
            raise Refused(UpstreamUnavailable(reason=reason)) from None
        token = Token(
            text=opened.auth_token,
            expires_at=self._clock.now() + timedelta(seconds=opened.expires_in),
            by_person=by_person,
            account=self._account,
        )
        await self._keeping.write(token.written())
        self._begun_here = token
        return token

    def _refusal(self, answer: Response) -> NeedsPerson | UpstreamUnavailable:
        """Say what to do about a sign-in that was refused, and remember a challenge."""
        error = refusal(answer)
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


def _bearer(token: Token) -> dict[str, str]:
    return {"authorization": f"Bearer {token.text}"}


def _late() -> Refused:
    reason = "it had not signed us in when the call's time was over."
    return Refused(UpstreamUnavailable(reason=reason))
