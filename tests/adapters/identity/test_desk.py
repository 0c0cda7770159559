"""The desk of an embedded practice: who is let in, who is asked for a code, who hears no more."""

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import pyotp
import pytest

from adapters.identity.attempts import PER_ADDRESS, PER_PERSON, Limits
from adapters.identity.desk import EmbeddedDesk
from adapters.identity.passwords import Passwords
from adapters.identity.register import Register
from adapters.port import (
    Challenge,
    MfaType,
    NewSession,
    Page,
    Proof,
    Refused,
    Session,
    SignInFailed,
    TooManyAttempts,
    UpstreamUnavailable,
    User,
    Visit,
)
from adapters.state.people import PersonRecord
from adapters.state.seal import Secret
from tests.adapters.identity.conftest import OpenState, Service, served
from tests.adapters.identity.test_passwords import RIGHT, SMALL, Watched
from tests.adapters.state.test_identity import JANE
from tests.world import NOW, StandingClock

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HOME = Visit(address="192.0.2.1")
NAME = "jane@firm.example"


class Firm:
    """A practice's people, and what is sent to them."""

    def __init__(self) -> None:
        self.people = {JANE.id: JANE}
        self.sent: list[tuple[MfaType, str, str]] = []

    async def by_id(self, ids: Any) -> list[User]:
        return [self.people[id] for id in ids if id in self.people]

    async def page(self, listing: Any) -> Page[User]:
        return Page(items=[*self.people.values()], has_next=False, has_previous=False)

    async def count(self) -> int:
        return len(self.people)

    async def send(self, kind: MfaType, to: str, code: str) -> None:
        self.sent.append((kind, to, code))


class Place:
    """A desk, and all that stands behind it."""

    def __init__(self, service: Service, clock: StandingClock, firm: Firm, courier: bool) -> None:
        self.service, self.firm = service, firm
        self.hasher: Any = Watched()
        self.passwords = Passwords(self.hasher)
        state = service.state
        codes = iter(f"{n:06d}" for n in range(424242, 424300))
        self.desk = EmbeddedDesk(
            "embedded",
            people=state.people,
            codes=state.codes,
            register=Register(firm, clock),
            passwords=self.passwords,
            limits=Limits(state.attempts),
            sessions=service.sessions,
            courier=firm if courier else None,
            clock=clock,
            ids=service.tokens._ids,
            code=lambda: next(codes),
        )

    async def knows(self, **instead: Any) -> None:
        kept = {"password": await self.passwords.hash(RIGHT), **instead}
        record = PersonRecord(connection="embedded", username=NAME, user_id=JANE.id, **kept)
        await self.service.state.people.put(record)

    async def sign_in(
        self, password: str = RIGHT, mfa: Proof | None = None, name: str = NAME, at: Visit = HOME
    ) -> Session | Challenge:
        return await self.desk.sign_in(NewSession(username=name, password=password, mfa=mfa), at)

    async def refused(self, *args: Any, **kwargs: Any) -> object:
        with pytest.raises(Refused) as refused:
            await self.sign_in(*args, **kwargs)
        (why,) = refused.value.refusals
        return why


@pytest.fixture
def place(service: Service, clock: StandingClock) -> Place:
    return Place(service, clock, Firm(), courier=True)


FAILED = SignInFailed()
LIMITED = TooManyAttempts(retry_after_seconds=900)


async def test_the_right_password_lets_somebody_in_as_who_they_are(place: Place) -> None:
    await place.knows()
    session = await place.sign_in(name="Jane@FIRM.example")
    assert isinstance(session, Session)
    assert session.user == JANE
    grant = await place.service.tokens.read(session.auth_token)
    assert (grant.connection, grant.user_id) == ("embedded", "u_1")
    refreshed = await place.desk.refresh(session.refresh_token)
    assert refreshed.user == JANE


async def test_nothing_tells_which_part_was_wrong_and_the_work_is_the_same(place: Place) -> None:
    await place.knows()
    await place.sign_in()
    work = []
    for wrong in (
        {"password": "wrong"},
        {"name": "nobody@firm.example"},
        {"name": "nobody@firm.example", "password": "wrong"},
        {"name": "", "password": ""},
    ):
        place.hasher.done.clear()
        assert await place.refused(**wrong) == FAILED
        work.append([*place.hasher.done])
    assert work == [["verify"]] * 4


async def test_who_has_left_is_not_let_in_and_does_not_stay(place: Place) -> None:
    await place.knows()
    session = await place.sign_in()
    assert isinstance(session, Session)
    place.firm.people[JANE.id] = msgspec.structs.replace(JANE, active=False)
    assert await place.refused() == FAILED
    with pytest.raises(Refused):
        await place.desk.refresh(session.refresh_token)


async def test_a_stale_hash_is_made_anew_when_the_password_is_there_to_do_it(place: Place) -> None:
    await place.knows()
    place.passwords._hasher = type(SMALL)(time_cost=2, memory_cost=64, parallelism=1)
    await place.sign_in()
    found = await place.service.state.people.get("embedded", NAME)
    assert found is not None
    assert not place.passwords.stale(found.password)
    assert isinstance(await place.sign_in(), Session)


def totp(at: object, clock: StandingClock, by: int = 0) -> Proof:
    code = pyotp.TOTP(SEED).at(int(clock.time.timestamp()) + by)
    return Proof(type=MfaType.TOTP, code=code)


async def test_an_apps_code_is_asked_for_and_good_once(place: Place, clock: StandingClock) -> None:
    await place.knows(mfa=MfaType.TOTP, totp=Secret(SEED))
    asked = await place.sign_in()
    assert isinstance(asked, Challenge)
    assert (asked.type, asked.sent_to) == (MfaType.TOTP, None)
    proof = totp(asked, clock)
    assert isinstance(await place.sign_in(mfa=proof), Session)
    assert await place.refused(mfa=proof) == FAILED
    # The one before it is over, too; the next is not yet used.
    assert await place.refused(mfa=totp(asked, clock, by=-30)) == FAILED
    assert isinstance(await place.sign_in(mfa=totp(asked, clock, by=30)), Session)
    clock.time = NOW + timedelta(minutes=2)
    for wrong in (
        totp(asked, clock, by=-60),
        totp(asked, clock, by=60),
        Proof(type=MfaType.TOTP, code=""),
        Proof(type=MfaType.TOTP, code="é"),
        Proof(type=MfaType.SMS, code=totp(asked, clock).code),
    ):
        assert await place.refused(mfa=wrong) == FAILED


async def test_a_code_does_not_help_without_the_password(
    place: Place, clock: StandingClock
) -> None:
    await place.knows(mfa=MfaType.TOTP, totp=Secret(SEED))
    proof = totp(None, clock)
    assert await place.refused(password="wrong", mfa=proof) == FAILED
    # It was not looked at, so it is still good.
    assert isinstance(await place.sign_in(mfa=proof), Session)


@pytest.mark.parametrize(
    ("kind", "to", "hint"),
    [(MfaType.SMS, "+13125550199", "…99"), (MfaType.EMAIL, "jane@home.example", "j…@home.example")],
)
async def test_a_code_is_sent_to_whoever_has_the_password_and_is_good_once(
    place: Place, kind: MfaType, to: str, hint: str
) -> None:
    await place.knows(mfa=kind, sent_to=to)
    assert await place.refused(password="wrong") == FAILED
    assert place.firm.sent == []
    asked = await place.sign_in()
    assert isinstance(asked, Challenge)
    assert (asked.type, asked.sent_to) == (kind, hint)
    assert place.firm.sent == [(kind, to, "424242")]
    wrong = Proof(type=kind, code="000000", challenge_id=asked.id)
    elsewhere = Proof(type=kind, code="424242", challenge_id="chl_0")
    nowhere = Proof(type=kind, code="424242")
    for proof in (wrong, elsewhere, nowhere):
        assert await place.refused(mfa=proof) == FAILED
    right = Proof(type=kind, code="424242", challenge_id=asked.id)
    assert isinstance(await place.sign_in(mfa=right), Session)
    assert await place.refused(mfa=right) == FAILED


async def test_a_code_that_nobody_sends_is_said(service: Service, clock: StandingClock) -> None:
    place = Place(service, clock, Firm(), courier=False)
    await place.knows(mfa=MfaType.SMS, sent_to="+13125550199")
    why = await place.refused()
    assert isinstance(why, UpstreamUnavailable)
    assert await place.refused(password="wrong") == FAILED


async def test_a_person_is_tried_ten_times_wherever_from_and_then_not_looked_at(
    place: Place, clock: StandingClock
) -> None:
    await place.knows()
    for n in range(PER_PERSON):
        assert await place.refused(password="wrong", at=Visit(address=f"192.0.2.{n}")) == FAILED
    place.hasher.done.clear()
    assert await place.refused() == LIMITED
    assert await place.refused(name="JANE@firm.example") == LIMITED
    assert place.hasher.done == []
    clock.time = NOW + timedelta(minutes=15)
    assert isinstance(await place.sign_in(), Session)


async def test_a_name_that_nobody_has_is_limited_in_the_same_way(place: Place) -> None:
    for _ in range(PER_PERSON):
        assert await place.refused(name="nobody@firm.example") == FAILED
    assert await place.refused(name="nobody@firm.example") == LIMITED


async def test_an_address_is_limited_whoever_it_tries(place: Place) -> None:
    await place.knows()
    for n in range(PER_ADDRESS):
        assert await place.refused(name=f"n{n}@firm.example") == FAILED
    assert await place.refused() == LIMITED
    assert isinstance(await place.sign_in(at=Visit(address="192.0.2.2")), Session)


async def test_an_address_in_ipv6_is_its_network_and_a_mapped_one_its_own(place: Place) -> None:
    await place.knows()
    for n in range(PER_ADDRESS):
        at = Visit(address=f"2001:db8:0:1::{n:x}")
        assert await place.refused(name=f"n{n}@firm.example", at=at) == FAILED
    assert await place.refused(at=Visit(address="2001:db8:0:1:ffff::1")) == LIMITED
    assert isinstance(await place.sign_in(at=Visit(address="2001:db8:0:2::1")), Session)
    for n in range(PER_ADDRESS):
        at = Visit(address="::ffff:192.0.2.9" if n % 2 else "192.0.2.9")
        assert await place.refused(name=f"m{n}@firm.example", at=at) == FAILED
    assert await place.refused(at=Visit(address="192.0.2.9")) == LIMITED


async def test_who_gets_in_is_counted_anew_and_a_guesser_gains_nothing_by_it(
    place: Place,
) -> None:
    await place.knows()
    for _ in range(3):
        for _ in range(PER_PERSON - 1):
            assert await place.refused(password="wrong") == FAILED
        assert isinstance(await place.sign_in(), Session)
    # 27 failures of 100 from this address are still counted.
    for n in range(PER_ADDRESS - 27):
        assert await place.refused(name=f"n{n}@firm.example") == FAILED
    assert await place.refused(name="last@firm.example") == LIMITED


async def test_attempts_made_at_once_in_two_processes_pass_no_limit(
    open_state: OpenState, clock: StandingClock
) -> None:
    firm = Firm()
    places = [Place(served(await open_state(), clock), clock, firm, courier=True) for _ in range(2)]
    await places[0].knows()
    whys = await asyncio.gather(
        *(places[n % 2].refused(password="wrong") for n in range(2 * PER_PERSON))
    )
    assert whys.count(FAILED) == PER_PERSON
    assert whys.count(LIMITED) == PER_PERSON
