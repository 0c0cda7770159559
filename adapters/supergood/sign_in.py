"""People's own door: signs a caller in as themselves, learns who they are, and signs them out."""

import contextlib
from base64 import b64encode

import msgspec

from adapters.port import (
    Challenge,
    Entitlement,
    MfaType,
    NewSession,
    Proof,
    Refused,
    SignInFailed,
    UpstreamUnavailable,
    User,
)
from adapters.supergood.answers import refusal
from adapters.wire.deadline import within
from adapters.wire.message import Request, Response
from adapters.wire.transport import Transport, WireFailure

__all__ = ["SupergoodEntry"]

_FAREWELL_SECONDS = 2.0


class _Person(msgspec.Struct):
    id: str
    name: str
    entitlements: tuple[str, ...] = ()


class _Opened(msgspec.Struct, rename="camel"):
    auth_token: str
    user: _Person


class SupergoodEntry:
    """One connection's. It knows the broker's credential and never the firm's: the username, the
    password and the code are the caller's.
    """

    def __init__(self, transport: Transport, basic_name: str, basic_secret: str) -> None:
        self._transport = transport
        self._basic = b64encode(f"{basic_name}:{basic_secret}".encode()).decode()

    async def enter(self, said: NewSession) -> User | Challenge:
        """Sign somebody in and out again; return who the upstream says they are.

        Raises ``Refused`` with ``SignInFailed``, or ``UpstreamUnavailable``.
        """
        body: dict[str, object] = {"username": said.username, "password": said.password}
        if said.mfa:
            body["mfa"] = _proof(said.mfa)
        answer = await self._post(msgspec.json.encode(body))
        if answer.status == 200:
            opened = _read(answer)
            await self._leave(opened.auth_token)
            return _user(opened.user)
        if answer.status not in (400, 401, 403, 422):
            reason = f"its sign-in answered {answer.status}; try again later."
            raise Refused(UpstreamUnavailable(reason=reason))
        if said.mfa is None and (challenge := _challenge(answer)):
            return challenge
        raise Refused(SignInFailed())

    async def close(self) -> None:
        await self._transport.close()

    async def _post(self, body: bytes) -> Response:
        headers = {"authorization": f"Basic {self._basic}", "content-type": "application/json"}
        request = Request(method="POST", path="/sessions", headers=headers, body=body)
        try:
            return await self._transport.send(request)
        except WireFailure as failure:
            raise Refused(UpstreamUnavailable(reason=str(failure))) from failure

    async def _leave(self, token: str) -> None:
        """End the upstream's session; one that can't be ended runs out by itself."""
        headers = {"authorization": f"Bearer {token}"}
        with contextlib.suppress(WireFailure), within(_FAREWELL_SECONDS):
            await self._transport.send(Request(method="DELETE", path="/sessions", headers=headers))


def _proof(proof: Proof) -> dict[str, str]:
    said = {"type": proof.type.value, "code": proof.code}
    return {**said, "challengeId": proof.challenge_id} if proof.challenge_id else said


def _challenge(answer: Response) -> Challenge | None:
    """Read what code the upstream asks for; an app's, where it does not say."""
    error = refusal(answer)
    if error.code != "mfa_required":
        return None
    asked = error.details.challenge
    kinds = {it.value: it for it in MfaType}
    if asked is None or asked.type not in kinds:
        return Challenge(id="totp", type=MfaType.TOTP)
    return Challenge(id=asked.id, type=kinds[asked.type], sent_to=asked.sent_to)


def _read(answer: Response) -> _Opened:
    try:
        return msgspec.json.decode(answer.body, type=_Opened)
    except msgspec.MsgspecError:
        reason = "its sign-in answered something that is no session; check the base URL."
        raise Refused(UpstreamUnavailable(reason=reason)) from None


def _user(person: _Person) -> User:
    return User(
        id=person.id,
        name=person.name,
        email=None,
        role=None,
        active=True,
        entitlements=tuple(it for it in Entitlement if it.value in person.entitlements),
    )
