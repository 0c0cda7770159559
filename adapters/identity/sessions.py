"""Sessions: begun for somebody who proved who they are, gone on with, and ended."""

import os
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from hashlib import sha256

from adapters.identity.tokens import Tokens
from adapters.port import Clock, Ids, Refused, Session, SignInNeeded, User
from adapters.state.sign_ins import SignIn, SignIns

__all__ = ["Look", "Sessions"]

Look = Callable[[User], Awaitable[User | None]]
"""Looks somebody up again: as they are now, or None if they may not come in any more."""


class Sessions:
    """Every session of this service. A refresh token is good once, and kept as a digest only."""

    def __init__(
        self,
        sign_ins: SignIns,
        tokens: Tokens,
        clock: Clock,
        ids: Ids,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._sign_ins = sign_ins
        self._tokens = tokens
        self._clock = clock
        self._ids = ids
        self._random = random

    async def begin(self, connection: str, person: User) -> Session:
        """Let somebody in."""
        refresh_token = self._refresh_token()
        sign_in = SignIn(
            id=self._ids.new("ses"),
            connection=connection,
            person=person,
            until=self._clock.now() + self._tokens.terms.session,
        )
        await self._sign_ins.begin(sign_in, _digest(refresh_token))
        return await self._session(sign_in, refresh_token)

    async def refresh(self, connection: str, refresh_token: str, look: Look) -> Session:
        """Go on with a session, as the person who they are now.

        A refresh token that was used before was copied by somebody: the session is over then, for
        everybody who has a token of it. Raises ``Refused`` with ``SignInNeeded``.
        """
        digest = _digest(refresh_token)
        sign_in = await self._sign_ins.of_token(connection, digest)
        if sign_in is None:
            raise Refused(SignInNeeded())
        # Looked up before the token is used: if that fails, it can be sent again.
        person = await look(sign_in.person)
        following = self._refresh_token()
        if person is None:
            await self._sign_ins.end(sign_in.id)
        elif await self._sign_ins.rotate(sign_in.id, digest, _digest(following), person):
            now = SignIn(id=sign_in.id, connection=connection, person=person, until=sign_in.until)
            return await self._session(now, following)
        raise Refused(SignInNeeded())

    async def end(self, sign_in_id: str | None) -> None:
        """End a session. Raises ``Refused`` with ``SignInNeeded`` if there is none."""
        if sign_in_id is None or not await self._sign_ins.end(sign_in_id):
            raise Refused(SignInNeeded())

    async def _session(self, sign_in: SignIn, refresh_token: str) -> Session:
        auth_token, expires_at = await self._tokens.sign(sign_in)
        return Session(
            auth_token=auth_token,
            expires_in=int(expires_at.timestamp()) - int(self._clock.now().timestamp()),
            expires_at=expires_at,
            refresh_token=refresh_token,
            refresh_expires_at=sign_in.until,
            user=sign_in.person,
            entitlements=sign_in.person.entitlements,
        )

    def _refresh_token(self) -> str:
        return urlsafe_b64encode(self._random(32)).decode().rstrip("=")


def _digest(refresh_token: str) -> str:
    return sha256(refresh_token.encode("utf-8", "surrogatepass")).hexdigest()
