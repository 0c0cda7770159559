"""Who may ask, as it is kept: keys, sign-ins, attempts, people, codes and services."""

import asyncio
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select, text

from adapters.port import Entitlement, MfaType, User
from adapters.state.people import PersonRecord
from adapters.state.records import NameTaken
from adapters.state.seal import Sealer, Secret, Unopenable, generate
from adapters.state.service_accounts import ServiceAccount
from adapters.state.sign_ins import SignIn
from adapters.state.signing_keys import StoredKey
from adapters.state.state import State
from adapters.state.tables import metadata
from tests.adapters.state.conftest import OpenState
from tests.world import NOW, StandingClock

JANE = User(
    id="u_1",
    name="Jane",
    email="jane@firm.example",
    role="partner",
    active=True,
    entitlements=(Entitlement.MATTERS, Entitlement.TRUST),
)
HOUR = timedelta(hours=1)
WINDOW = timedelta(minutes=15)


def key(kid: str, period: int = 7) -> StoredKey:
    return StoredKey(kid=kid, period=period, secret=Secret(f"private half of {kid}"))


def sign_in(id: str = "ses_1", connection: str = "smith", person: User = JANE) -> SignIn:
    return SignIn(id=id, connection=connection, person=person, until=NOW + HOUR)


async def everything(state: State) -> str:
    """Return all that is written down, as one text."""
    rows = []
    async with state._store.reading() as connection:
        for table in metadata.sorted_tables:
            rows += [repr(tuple(row)) for row in await connection.execute(select(table))]
    return "\n".join(rows)


async def test_the_first_process_makes_the_key_of_a_period_and_both_sign_with_it(
    open_state: OpenState,
) -> None:
    one, two = await open_state(), await open_state()
    assert await one.signing_keys.of(7) is None
    await asyncio.gather(
        one.signing_keys.keep(key("key_a"), since=6), two.signing_keys.keep(key("key_b"), since=6)
    )
    kept = await one.signing_keys.of(7)
    assert kept is not None
    assert kept == await two.signing_keys.of(7)
    assert await two.signing_keys.get(kept.kid) == kept
    assert kept.secret.reveal() == f"private half of {kept.kid}"
    assert "private half" not in await everything(one)


async def test_keys_are_kept_for_as_long_as_their_tokens_last(state: State) -> None:
    for period in (5, 6, 7):
        await state.signing_keys.keep(key(f"key_{period}", period), since=period - 1)
    assert [it.kid for it in await state.signing_keys.all()] == ["key_7", "key_6"]
    await state.signing_keys.forget_all()
    assert await state.signing_keys.all() == ()


async def test_a_key_that_cant_be_opened_is_replaced(
    open_state: OpenState, caplog: pytest.LogCaptureFixture
) -> None:
    lost = await open_state(sealer=Sealer.from_text(generate()))
    await lost.signing_keys.keep(key("key_lost"), since=6)
    state = await open_state()
    assert await state.signing_keys.of(7) is None
    await state.signing_keys.keep(key("key_new"), since=6)
    assert (await state.signing_keys.all())[0].kid == "key_new"
    assert "private half" not in caplog.text


async def test_a_refresh_token_is_good_once_and_seen_twice_it_ends_the_sign_in(
    open_state: OpenState,
) -> None:
    one, two = await open_state(), await open_state()
    await one.signing_keys.keep(key("key_1"), since=6)
    await one.sign_ins.begin(sign_in(), "digest-1")
    assert await two.sign_ins.of_token("smith", "digest-1") == sign_in()
    assert await two.sign_ins.of_token("jones", "digest-1") is None
    assert await two.sign_ins.rotate("ses_1", "digest-1", "digest-2", JANE)
    assert await one.sign_ins.rotate("ses_1", "digest-2", "digest-3", JANE)
    assert await one.sign_ins.lasts("ses_1", "key_1")
    # Whoever comes with the first one again has copied it, or somebody else has.
    assert not await one.sign_ins.rotate("ses_1", "digest-1", "digest-4", JANE)
    assert not await two.sign_ins.lasts("ses_1", "key_1")
    for state, digest in ((one, "digest-3"), (two, "digest-3"), (one, "digest-4")):
        assert not await state.sign_ins.rotate("ses_1", digest, "digest-5", JANE)


async def test_of_two_who_refresh_at_once_one_wins_and_the_sign_in_ends(
    open_state: OpenState,
) -> None:
    one, two = await open_state(), await open_state()
    await one.signing_keys.keep(key("key_1"), since=6)
    await one.sign_ins.begin(sign_in(), "digest-1")
    done = await asyncio.gather(
        one.sign_ins.rotate("ses_1", "digest-1", "digest-2", JANE),
        two.sign_ins.rotate("ses_1", "digest-1", "digest-3", JANE),
    )
    assert sorted(done) == [False, True]
    assert not await one.sign_ins.lasts("ses_1", "key_1")


async def test_a_token_of_another_sign_in_ends_neither(state: State) -> None:
    await state.signing_keys.keep(key("key_1"), since=6)
    await state.sign_ins.begin(sign_in("ses_1"), "digest-1")
    await state.sign_ins.begin(sign_in("ses_2"), "digest-2")
    assert await state.sign_ins.of_token("smith", "nobody's") is None
    assert await state.sign_ins.lasts("ses_1", "key_1")
    assert await state.sign_ins.lasts("ses_2", "key_1")
    assert not await state.sign_ins.lasts("ses_3", "key_1")
    assert not await state.sign_ins.lasts("ses_1", "key_2")


async def test_a_sign_in_ends_by_time_by_word_and_with_everybodys(
    state: State, clock: StandingClock
) -> None:
    await state.signing_keys.keep(key("key_1"), since=6)
    other = msgspec.structs.replace(JANE, id="u_2")
    for number, (connection, person) in enumerate(
        [("smith", JANE), ("smith", other), ("jones", JANE)], 1
    ):
        await state.sign_ins.begin(sign_in(f"ses_{number}", connection, person), f"digest-{number}")
    assert await state.sign_ins.end("ses_1")
    assert not await state.sign_ins.end("ses_1")
    assert not await state.sign_ins.rotate("ses_1", "digest-1", "next", JANE)
    assert await state.sign_ins.end_all("smith", "u_1") == 0
    assert await state.sign_ins.end_all("smith") == 1
    assert await state.sign_ins.lasts("ses_3", "key_1")
    clock.time = NOW + HOUR
    assert not await state.sign_ins.rotate("ses_3", "digest-3", "next", JANE)
    clock.time += timedelta(seconds=1)
    later = SignIn(id="ses_4", connection="smith", person=JANE, until=clock.time + HOUR)
    await state.sign_ins.begin(later, "digest-4")
    async with state._store.reading() as connection:
        assert (await connection.scalars(text("select id from sign_ins"))).all() == ["ses_4"]
        assert (await connection.scalars(text("select digest from refresh_tokens"))).all() == [
            "digest-4"
        ]


async def test_the_person_is_remembered_as_they_were_last_seen(state: State) -> None:
    await state.sign_ins.begin(sign_in(), "digest-1")
    changed = msgspec.structs.replace(JANE, name="J.")
    assert await state.sign_ins.rotate("ses_1", "digest-1", "digest-2", changed)
    assert await state.sign_ins.of_token("smith", "digest-2") == sign_in(person=changed)


async def test_attempts_are_counted_before_they_are_made_and_forgotten_in_time(
    open_state: OpenState, clock: StandingClock
) -> None:
    one, two = await open_state(), await open_state()
    names = ("person smith jane", "address 192.0.2.1")
    counts = await asyncio.gather(
        *((one if n % 2 else two).attempts.count(names, WINDOW) for n in range(20))
    )
    assert sorted(counts) == [[n, n] for n in range(1, 21)]
    await one.attempts.forgive(*names)
    assert await two.attempts.count(names, WINDOW) == [1, 20]
    clock.time = NOW + WINDOW
    assert await one.attempts.count(names, WINDOW) == [1, 1]
    assert "jane" not in await everything(one)


PERSON = PersonRecord(
    connection="embedded",
    username="Jane@Firm.example",
    user_id="u_1",
    password="$argon2id$…",
    mfa=MfaType.TOTP,
    totp=Secret("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
)


async def test_people_are_known_by_name_whatever_its_letters_case(open_state: OpenState) -> None:
    one, two = await open_state(), await open_state()
    await one.people.put(PERSON)
    found = await two.people.get("embedded", "JANE@firm.EXAMPLE")
    assert found is not None
    assert (found.user_id, found.mfa, found.totp) == ("u_1", MfaType.TOTP, PERSON.totp)
    assert await two.people.get("smith", "jane@firm.example") is None
    assert await two.people.names("embedded") == [("jane@firm.example", "totp")]
    assert "JBSWY3DP" not in await everything(one)
    assert "JBSWY3DP" not in repr(found)
    assert await one.people.remove("embedded", "Jane@firm.example") == "u_1"
    assert await one.people.remove("embedded", "Jane@firm.example") is None


async def test_a_time_step_is_taken_once_whichever_process_asks(open_state: OpenState) -> None:
    states = [await open_state(), await open_state()]
    await states[0].people.put(PERSON)
    taken = await asyncio.gather(*(states[n % 2].people.take(PERSON, 100) for n in range(6)))
    assert sorted(taken) == [False] * 5 + [True]
    assert not await states[0].people.take(PERSON, 99)
    assert await states[1].people.take(PERSON, 101)


async def test_a_totp_secret_opens_in_its_own_row_only(state: State) -> None:
    await state.people.put(PERSON)
    async with state._store.writing() as connection:
        await connection.execute(text("update people set username = 'mallory'"))
    with pytest.raises(Unopenable):
        await state.people.get("embedded", "mallory")


async def test_a_newer_hash_is_kept_unless_the_password_was_changed(state: State) -> None:
    await state.people.put(PERSON)
    await state.people.rehash(PERSON, "newer")
    await state.people.rehash(PERSON, "older")
    found = await state.people.get("embedded", PERSON.username)
    assert found is not None
    assert [found.password] == ["newer"]


async def test_a_code_that_was_sent_is_good_once_for_its_person_and_for_a_while(
    state: State, clock: StandingClock
) -> None:
    until = NOW + timedelta(minutes=10)

    async def put(id: str) -> None:
        await state.codes.put(id, "embedded", "Jane", "123456", until)

    async def take(id: str, name: str = "jane", code: str = "123456") -> bool:
        return await state.codes.take(id, "embedded", name, code, 3)

    await put("chl_1")
    assert "123456" not in await everything(state)
    assert not await take("chl_1", name="mallory")
    assert not await take("chl_2")
    assert await take("chl_1")
    assert not await take("chl_1")
    await put("chl_3")
    await put("chl_4")
    assert not await take("chl_3")
    for _ in range(3):
        assert not await take("chl_4", code="000000")
    assert not await take("chl_4")
    await put("chl_5")
    clock.time = until
    assert not await take("chl_5")


async def test_a_service_account_is_made_once_and_revoked_everywhere(
    open_state: OpenState,
) -> None:
    one, two = await open_state(), await open_state()
    account = ServiceAccount(
        id="psa_1",
        name="nightly",
        connection="smith",
        entitlements=(Entitlement.TIME,),
        digest="abc",
        created_at=NOW,
    )
    await one.service_accounts.add(account)
    with pytest.raises(NameTaken, match=r"^A service account named 'nightly' exists"):
        await two.service_accounts.add(account)
    for _ in range(2):  # What is known from before is looked up again.
        assert await two.service_accounts.get("psa_1") == account
    assert await two.service_accounts.list() == [account]
    assert await one.service_accounts.revoke("nightly")
    assert not await one.service_accounts.revoke("nightly")
    found = await two.service_accounts.get("psa_1")
    assert found is not None
    assert found.revoked_at == NOW
