"""The session: signed in once, kept fresh, renewed once however many ask, given back."""

import asyncio
import hmac
import json
from base64 import b32decode, b64decode
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime

import pyotp
import pytest

from adapters.port import NeedsPerson, Refused, UpstreamUnavailable
from adapters.supergood.codes import LocalSteps, code_at
from adapters.supergood.credentials import Credentials
from adapters.supergood.session import Session
from adapters.supergood.tokens import Keeping, NoKeeping, Token
from adapters.wire.deadline import remaining, within
from adapters.wire.message import Request, Response
from adapters.wire.transport import NotSent
from tests.world import NOW, StandingClock

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
KNOWN = Credentials(
    basic_name="broker", basic_secret="b-secret", username="jane", password="p-secret"
)
WITH_TOTP = Credentials(
    basic_name="broker",
    basic_secret="b-secret",
    username="jane",
    password="p-secret",
    totp_secret=SEED,
)

LATE = UpstreamUnavailable(reason="it had not signed us in when the call's time was over.")


class Upstream:
    """Signs in whoever is right; its clock may be another than ours."""

    def __init__(self, clock: StandingClock, *, totp: bool = False, ahead: float = 0) -> None:
        self.clock = clock
        self.ahead = timedelta(seconds=ahead)
        self.totp = totp
        self.asked: list[str] = []
        self.codes: set[str] = set()
        self.live: set[str] = set()
        self.count = 0
        self.challenge: str | None = None
        self.down = False
        self.gate: asyncio.Event | None = None
        self.left: list[float | None] = []

    @property
    def now(self) -> datetime:
        return self.clock.now() + self.ahead

    async def send(self, request: Request) -> Response:
        self.asked.append(f"{request.method} {request.path}")
        self.left.append(remaining())
        await (self.gate.wait() if self.gate else asyncio.sleep(0))
        if self.down:
            raise NotSent("upstream.example: connection refused")
        match request.method, request.path:
            case "POST", "/sessions":
                return self._sessions(request)
            case "POST", "/sessions/refresh":
                token = request.headers["authorization"].removeprefix("Bearer ")
                if token not in self.live:
                    return self._answer(401, {"error": {"code": "session_expired"}})
                self.live.discard(token)
                return self._open()
            case "DELETE", "/sessions":
                self.live.discard(request.headers["authorization"].removeprefix("Bearer "))
                return self._answer(204, {})
        raise AssertionError(request)

    async def close(self) -> None: ...

    def _sessions(self, request: Request) -> Response:
        basic = request.headers["authorization"].removeprefix("Basic ")
        assert request.body is not None
        said = json.loads(request.body)
        right = (b64decode(basic), said["password"]) == (b"broker:b-secret", "p-secret")
        if not right:
            return self._answer(401, {"error": {"code": "invalid_credentials"}})
        mfa = said.get("mfa") or {}
        if self.challenge and mfa != {"type": "sms", "code": "424242", "challengeId": "ch_1"}:
            challenge = {"id": "ch_1", "type": self.challenge, "sentTo": "+1…99"}
            details = {"challenge": challenge}
            return self._answer(401, {"error": {"code": "mfa_required", "details": details}})
        if self.totp:
            code = mfa.get("code", "")
            if code in self.codes or not pyotp.TOTP(SEED).verify(
                code, for_time=self.now, valid_window=1
            ):
                return self._answer(401, {"error": {"code": "mfa_required", "details": {}}})
            self.codes.add(code)
        return self._open()

    def _open(self) -> Response:
        self.count += 1
        self.live.add(f"token-{self.count}")
        return self._answer(200, {"authToken": f"token-{self.count}", "expiresIn": 3600})

    def _answer(self, status: int, body: object) -> Response:
        headers = {"date": format_datetime(self.now, usegmt=True)}
        return Response(status=status, headers=headers, body=json.dumps(body).encode())


class Kept(NoKeeping):
    """A place for sessions that several have, as several processes do."""

    def __init__(self) -> None:
        self.text: str | None = None
        self.removed = False

    async def read(self) -> str | None:
        return self.text

    async def write(self, written: str) -> None:
        if self.removed:
            raise Refused(UpstreamUnavailable(reason="its connection was removed."))
        self.text = written

    async def forget(self, written: str) -> None:
        if self.text == written:
            self.text = None

    @property
    def token(self) -> Token | None:
        return Token.read(self.text) if self.text else None


def session(
    upstream: Upstream,
    clock: StandingClock,
    credentials: Credentials = KNOWN,
    keeping: Keeping | None = None,
) -> tuple[Session, list[float]]:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.time += timedelta(seconds=seconds)

    made = Session(
        upstream,
        credentials,
        upstream="upstream.example",
        clock=clock,
        steps=LocalSteps(),
        keeping=keeping or NoKeeping(),
        sleep=sleep,
    )
    return made, slept


async def test_a_token_is_signed_in_for_once_and_used_until_it_is_old() -> None:
    clock = StandingClock()
    upstream = Upstream(clock)
    it, _ = session(upstream, clock)
    assert [await it.token() for _ in range(3)] == ["token-1"] * 3
    clock.time += timedelta(seconds=3539)
    assert await it.token() == "token-1"
    clock.time += timedelta(seconds=2)
    assert await it.token() == "token-2"
    assert upstream.asked == ["POST /sessions", "POST /sessions/refresh"]
    assert upstream.live == {"token-2"}


async def test_fifty_who_find_it_dead_renew_it_once() -> None:
    clock = StandingClock()
    upstream = Upstream(clock)
    it, _ = session(upstream, clock)
    dead = await it.token()
    tokens = await asyncio.gather(*(it.renewed(dead) for _ in range(50)))
    assert set(tokens) == {"token-2"}
    assert upstream.asked == ["POST /sessions", "POST /sessions/refresh"]
    assert await it.renewed(dead) == "token-2"


async def test_fifty_who_come_first_sign_in_once() -> None:
    clock = StandingClock()
    upstream = Upstream(clock)
    it, _ = session(upstream, clock)
    assert set(await asyncio.gather(*(it.token() for _ in range(50)))) == {"token-1"}
    assert upstream.asked == ["POST /sessions"]


async def test_one_who_gives_up_does_not_take_the_others_with_them() -> None:
    clock = StandingClock()
    upstream = Upstream(clock)
    it, _ = session(upstream, clock)
    first, second = (asyncio.create_task(it.token()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == "token-1"
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_a_sign_in_has_no_ones_deadline_and_each_waits_as_long_as_their_own() -> None:
    clock = StandingClock()
    upstream = Upstream(clock)
    upstream.gate = asyncio.Event()
    it, _ = session(upstream, clock)

    async def ask(seconds: float) -> str:
        with within(seconds):
            return await it.token()

    short, long = asyncio.create_task(ask(0.01)), asyncio.create_task(ask(60))
    with pytest.raises(Refused) as refused:
        await short
    assert refused.value.refusals == (LATE,)
    upstream.gate.set()
    assert await long == "token-1"
    assert upstream.asked == ["POST /sessions"]
    assert upstream.left == [None]


async def test_a_sign_in_goes_on_for_the_next_when_nobody_waits() -> None:
    clock = StandingClock()
    upstream = Upstream(clock)
    upstream.gate = asyncio.Event()
    it, _ = session(upstream, clock)
    with within(0.01), pytest.raises(Refused):
        await it.token()
    upstream.gate.set()
    assert await it.token() == "token-1"
    assert upstream.asked == ["POST /sessions"]


async def test_a_call_whose_time_is_over_signs_nobody_in() -> None:
    clock = StandingClock()
    upstream = Upstream(clock)
    it, _ = session(upstream, clock)
    with within(0), pytest.raises(Refused) as refused:
        await it.token()
    assert refused.value.refusals == (LATE,)
    assert upstream.asked == []
    token = await it.token()
    with within(0):
        assert await it.token() == token


async def test_closing_ends_a_sign_in_that_is_under_way() -> None:
    clock = StandingClock()
    upstream = Upstream(clock)
    upstream.gate = asyncio.Event()
    it, _ = session(upstream, clock)
    waiting = asyncio.create_task(it.token())
    await asyncio.sleep(0.001)
    await it.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert upstream.asked == ["POST /sessions"]
    assert upstream.live == set()


async def test_a_refused_refresh_signs_in_again() -> None:
    clock = StandingClock()
    upstream = Upstream(clock)
    it, _ = session(upstream, clock)
    dead = await it.token()
    upstream.live.clear()
    assert await it.renewed(dead) == "token-2"
    assert upstream.asked == ["POST /sessions", "POST /sessions/refresh", "POST /sessions"]


async def test_a_code_is_made_for_each_sign_in_and_never_used_twice() -> None:
    clock = StandingClock()
    upstream = Upstream(clock, totp=True)
    it, slept = session(upstream, clock, WITH_TOTP)
    first = await it.token()
    upstream.live.clear()
    assert await it.renewed(first) == "token-2"
    assert len(upstream.codes) == 2
    assert len(slept) == 1
    assert 0 < slept[0] <= 30


@pytest.mark.parametrize("ahead", [-300, -45, 0, 45, 300])
async def test_a_clock_that_is_off_is_made_good(ahead: float) -> None:
    clock = StandingClock()
    upstream = Upstream(clock, totp=True, ahead=ahead)
    it, _ = session(upstream, clock, WITH_TOTP)
    assert await it.token() == "token-1"
    assert upstream.asked == ["POST /sessions"] * (2 if abs(ahead) > 60 else len(upstream.asked))


async def test_a_wrong_secret_for_codes_is_said_once_and_not_tried_for_ever() -> None:
    clock = StandingClock()
    upstream = Upstream(clock, totp=True)
    wrong = Credentials(
        basic_name="broker",
        basic_secret="b-secret",
        username="jane",
        password="p-secret",
        totp_secret="KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU",
    )
    it, _ = session(upstream, clock, wrong)
    with pytest.raises(Refused) as refused:
        await it.token()
    (why,) = refused.value.refusals
    assert why.message == (
        "The practice can't be reached: it wants another one-time code; check the TOTP secret "
        "and the clock."
    )
    assert upstream.asked == ["POST /sessions"]


async def test_a_challenge_waits_for_a_person_and_asks_no_more_until_then() -> None:
    clock = StandingClock()
    upstream = Upstream(clock)
    upstream.challenge = "sms"
    it, _ = session(upstream, clock)
    for _ in range(3):
        with pytest.raises(Refused) as refused:
            await it.token()
        assert refused.value.refusals == (
            NeedsPerson(kind="sms", challenge_id="ch_1", sent_to="+1…99", since=clock.now()),
        )
    assert upstream.asked == ["POST /sessions"]
    with pytest.raises(Refused):
        await it.answer("000000")
    assert it.challenge is not None
    await it.answer("424242")
    assert it.challenge is None
    assert await it.token() == "token-1"


def _wrong_password(upstream: Upstream) -> Credentials:
    return Credentials(
        basic_name="broker", basic_secret="b-secret", username="jane", password="wrong"
    )


def _down(upstream: Upstream) -> Credentials:
    upstream.down = True
    return KNOWN


def _html(upstream: Upstream) -> Credentials:
    upstream._open = lambda: Response(status=200, headers={}, body=b"<html>")
    return KNOWN


def _not_found(upstream: Upstream) -> Credentials:
    upstream._open = lambda: Response(status=404, headers={}, body=b"nope")
    return KNOWN


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (_wrong_password, "it refused the credential, the username or the password."),
        (_down, "upstream.example: connection refused"),
        (_html, "its sign-in answered something that is no session; check the base URL."),
        (_not_found, "its sign-in answered 404; check the base URL."),
    ],
)
async def test_what_is_wrong_is_one_clear_line(
    wrong: Callable[[Upstream], Credentials], reason: str
) -> None:
    clock = StandingClock()
    upstream = Upstream(clock)
    it, _ = session(upstream, clock, wrong(upstream))
    with pytest.raises(Refused) as refused:
        await it.token()
    assert refused.value.refusals == (UpstreamUnavailable(reason=reason),)
    assert "secret" not in str(refused.value)


async def test_a_session_is_given_back() -> None:
    clock = StandingClock()
    upstream = Upstream(clock)
    it, _ = session(upstream, clock)
    await it.token()
    await it.close()
    await it.close()
    assert upstream.live == set()
    assert upstream.asked == ["POST /sessions", "DELETE /sessions"]
    upstream.down = True
    it, _ = session(Upstream(clock), clock)
    await it.close()


async def test_a_token_is_kept_before_anybody_has_it() -> None:
    clock, kept = StandingClock(), Kept()
    it, _ = session(Upstream(clock), clock, keeping=kept)
    first = await it.token()
    assert kept.token == Token(
        text=first,
        expires_at=clock.now() + timedelta(hours=1),
        by_person=False,
        account="jane upstream.example",
    )
    kept.removed = True
    with pytest.raises(Refused, match="its connection was removed"):
        await it.renewed(first)
    assert it._token and it._token.text == first


async def test_a_refused_refresh_first_looks_for_what_another_has_kept() -> None:
    clock, kept = StandingClock(), Kept()
    upstream = Upstream(clock)
    it, _ = session(upstream, clock, keeping=kept)
    dead = await it.token()
    other, _ = session(upstream, clock, keeping=kept)
    ask = upstream.send

    async def send(request: Request) -> Response:
        # The other one is quicker, and takes no turn.
        upstream.send = ask
        await other.renewed(dead)
        return await ask(request)

    assert await other.token() == dead
    upstream.send = send
    assert await it.renewed(dead) == "token-2"
    assert upstream.asked == ["POST /sessions", *["POST /sessions/refresh"] * 2]
    assert upstream.live == {"token-2"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "token-1",
        '{"text": "token-1"}',
        Token(
            text="token-1", expires_at=NOW, by_person=True, account="joan upstream.example"
        ).written(),
    ],
)
async def test_what_is_kept_and_not_of_this_account_is_not_used(text: str) -> None:
    clock, kept = StandingClock(), Kept()
    kept.text = text
    upstream = Upstream(clock)
    it, _ = session(upstream, clock, keeping=kept)
    assert await it.token() == "token-1"
    assert upstream.asked == ["POST /sessions"]


async def test_closing_waits_for_a_renewal_that_is_under_way() -> None:
    clock, kept = StandingClock(), Kept()
    upstream = Upstream(clock)
    it, _ = session(upstream, clock, keeping=kept)
    asking = asyncio.create_task(it.token())
    await asyncio.sleep(0)
    asking.cancel()
    await it.close()
    assert upstream.asked == ["POST /sessions", "DELETE /sessions"]
    assert (upstream.live, kept.text) == (set(), None)


async def test_a_session_whose_end_nobody_hears_of_is_told() -> None:
    clock, kept = StandingClock(), Kept()
    upstream = Upstream(clock)
    it, _ = session(upstream, clock, keeping=kept)
    await it.token()
    upstream.down = True
    assert not await it.end()
    assert kept.text is None
    assert await it.end()


def test_a_token_is_not_shown() -> None:
    token = Token(text="tok-1", expires_at=NOW, by_person=True, account="jane upstream.example")
    for shown in (repr(token), str(token), f"{token}", repr([token])):
        assert "tok-1" not in shown
    asked = Request(method="POST", path="/sessions", headers={"authorization": "Bearer tok-1"})
    answer = Response(status=200, headers={}, body=b'{"authToken": "tok-1"}')
    assert (repr(asked), repr(answer)) == ("Request(POST /sessions)", "Response(200)")


def test_credentials_are_not_shown() -> None:
    assert repr(WITH_TOTP) == "Credentials(…)"
    assert str(WITH_TOTP) == "Credentials(…)"


async def test_a_totp_secret_that_is_none_is_said() -> None:
    clock = StandingClock()
    wrong = Credentials(
        basic_name="broker",
        basic_secret="b-secret",
        username="jane",
        password="p-secret",
        totp_secret="not base32!",
    )
    it, _ = session(Upstream(clock, totp=True), clock, wrong)
    with pytest.raises(Refused, match="The TOTP secret is not base32"):
        await it.token()


def test_a_code_is_the_rfcs() -> None:
    # RFC 6238, appendix B: SHA-1, 59 s, the last six digits.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - the RFC's own
    assert code_at(secret, 59 // 30) == "287082"


@pytest.mark.parametrize(
    "written", ["JBSWY3DPEHPK3PXP", "jbsw y3dp ehpk 3pxp", "JBSWY3DPEHPK3PXP="]
)
def test_a_short_secret_makes_the_codes_that_other_programs_make(written: str) -> None:
    key = b32decode("JBSWY3DPEHPK3PXP")
    digest = hmac.digest(key, (1).to_bytes(8), "sha1")
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF
    assert code_at(written, 1) == f"{number % 10**6:06d}"
