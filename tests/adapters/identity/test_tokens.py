"""Our own tokens: what is signed is read, and whatever was tampered with lets nobody in."""

import json
import string
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey, RSAKey

from adapters.identity.denied import Denied, Expired
from adapters.identity.jose import head_of
from adapters.identity.tokens import Terms
from adapters.port import Refused, Session, SignInNeeded, User
from tests.adapters.identity.conftest import TERMS, OpenState, Service, served
from tests.adapters.identity.forged import by_hand, parts, signed, with_hmac
from tests.adapters.state.test_identity import JANE
from tests.world import NOW, StandingClock

EC = ECKey.generate_key("P-256")
RSA = RSAKey.generate_key(2048)
Forge = Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], str]


async def same(user: User) -> User | None:
    return user


async def begun(service: Service) -> Session:
    return await service.sessions.begin("smith", JANE)


async def denied(service: Service, token: str) -> str:
    with pytest.raises(Denied) as refused:
        await service.tokens.read(token)
    return refused.value.reason


async def test_a_token_says_who_it_is_of_where_and_for_how_long(service: Service) -> None:
    session = await begun(service)
    head, claims = parts(session.auth_token)
    assert (head["alg"], head["typ"]) == ("ES256", "at+jwt")
    assert {k: claims[k] for k in ("iss", "aud", "sub", "connection", "entitlements")} == {
        "iss": "panther",
        "aud": "panther-graph",
        "sub": "u_1",
        "connection": "smith",
        "entitlements": ["matters", "trust"],
    }
    now = int(NOW.timestamp())
    assert (claims["iat"], claims["nbf"], claims["exp"]) == (now, now, now + 900)
    assert (session.expires_in, session.expires_at) == (900, NOW + timedelta(minutes=15))
    assert session.refresh_expires_at == NOW + timedelta(hours=12)
    assert not service.tokens.knows(session.auth_token)
    grant = await service.tokens.read(session.auth_token)
    assert service.tokens.knows(session.auth_token)
    assert (grant.connection, grant.user_id, grant.entitlements, grant.expires_at) == (
        "smith",
        "u_1",
        JANE.entitlements,
        session.expires_at,
    )
    assert session.auth_token not in repr(session)


async def test_a_token_is_checked_by_whoever_has_the_public_keys(service: Service) -> None:
    head, _ = parts((await begun(service)).auth_token)
    (public,) = await service.keyring.public()
    assert {public[it] for it in ("kid", "use", "alg", "kty", "crv")} == {
        head["kid"],
        "sig",
        "ES256",
        "EC",
        "P-256",
    }
    assert "d" not in public


FORGED: dict[str, tuple[Forge, str]] = {
    "alg none": (
        lambda head, claims, _: by_hand({**head, "alg": "none"}, claims),
        "its algorithm is not the key's",
    ),
    "no alg": (
        lambda head, claims, _: by_hand({"kid": head["kid"], "typ": "at+jwt"}, claims),
        "it is no signed token",
    ),
    "HS256 with the public key as its secret": (
        lambda head, claims, public: with_hmac(
            {**head, "alg": "HS256"}, claims, json.dumps(public).encode()
        ),
        "its algorithm is not the key's",
    ),
    "HS256 with the public PEM as its secret": (
        lambda head, claims, public: with_hmac(
            {**head, "alg": "HS256"}, claims, ECKey.import_key(public).as_pem(private=False)
        ),
        "its algorithm is not the key's",
    ),
    "RS256 with a key of its own": (
        lambda head, claims, _: signed(RSA, {**head, "alg": "RS256"}, claims),
        "its algorithm is not the key's",
    ),
    "ES256 with a key of its own": (
        lambda head, claims, _: signed(EC, head, claims),
        "its signature does not hold: BadSignatureError",
    ),
    "a key of its own in the header": (
        lambda head, claims, _: signed(EC, {**head, "jwk": EC.as_dict(private=False)}, claims),
        "its signature does not hold: BadSignatureError",
    ),
    "jku and x5u": (
        lambda head, claims, _: signed(
            EC,
            {**head, "jku": "http://127.0.0.1:9/keys", "x5u": "http://127.0.0.1:9/x"},
            claims,
        ),
        "its signature does not hold: BadSignatureError",
    ),
    "an extension that must be understood": (
        lambda head, claims, _: signed(EC, {**head, "crit": ["b64"], "b64": True}, claims),
        "its signature does not hold: ",
    ),
    "no kid": (
        lambda head, claims, _: signed(EC, {"alg": "ES256", "typ": "at+jwt"}, claims),
        "it is a token of another kind",
    ),
    "an unknown kid": (
        lambda head, claims, _: signed(EC, {**head, "kid": "key_unknown"}, claims),
        "its key is not ours",
    ),
    "a kid that is a path": (
        lambda head, claims, _: signed(EC, {**head, "kid": "../../dev/null"}, claims),
        "its key is not ours",
    ),
    "a kid that is an address": (
        lambda head, claims, _: signed(EC, {**head, "kid": "http://127.0.0.1:9/k"}, claims),
        "its key is not ours",
    ),
    "a kid that is SQL": (
        lambda head, claims, _: signed(EC, {**head, "kid": "' or 1=1 --"}, claims),
        "its key is not ours",
    ),
    "another kind of token": (
        lambda head, claims, _: signed(EC, {**head, "typ": "logout+jwt"}, claims),
        "it is a token of another kind",
    ),
    "an identity token": (
        lambda head, claims, _: signed(EC, {**head, "typ": "JWT"}, claims),
        "it is a token of another kind",
    ),
    "no signature": (
        lambda head, claims, _: by_hand(head, claims),
        "its signature does not hold: BadSignatureError",
    ),
    "a zero signature": (  # CVE-2022-21449
        lambda head, claims, _: by_hand(head, claims, bytes(64)),
        "its signature does not hold: BadSignatureError",
    ),
}


@pytest.mark.parametrize("name", FORGED)
async def test_a_forged_token_lets_nobody_in(service: Service, name: str) -> None:
    forge, why = FORGED[name]
    head, claims = parts((await begun(service)).auth_token)
    (public,) = await service.keyring.public()
    said = await denied(service, forge(head, claims, public))
    assert said.startswith(why) if why.endswith(" ") else said == why


CLAIMED: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"iss": "someone"}, "iss"),
    "no issuer": ({"iss": None}, "iss"),
    "another audience": ({"aud": "another-graph"}, "aud"),
    "other audiences": ({"aud": ["another-graph"]}, "aud"),
    "no audience": ({"aud": None}, "aud"),
    "no expiry": ({"exp": None}, "exp"),
    "an expiry in words": ({"exp": "never"}, "exp"),
    "an expiry beyond all time": ({"exp": 10**400}, "exp"),
    "not yet": ({"nbf": int(NOW.timestamp()) + 60}, "not yet valid"),
    "from the future": ({"iat": int(NOW.timestamp()) + 60}, "in the future"),
    "no sign-in": ({"sid": None}, "lacks"),
    "no person": ({"sub": None}, "lacks"),
    "an entitlement that is none": ({"entitlements": ["everything"]}, "lacks"),
}


@pytest.mark.parametrize("name", CLAIMED)
async def test_claims_that_dont_hold_let_nobody_in_however_well_signed(
    service: Service, name: str
) -> None:
    changes, why = CLAIMED[name]
    head, claims = parts((await begun(service)).auth_token)
    changed = {k: v for k, v in {**claims, **changes}.items() if v is not None}
    _, key = await service.keyring.signing()
    assert why in await denied(service, signed(key, head, changed))
    # The same claims unchanged, signed in the same way, do let somebody in.
    assert (await service.tokens.read(signed(key, head, claims))).user_id == "u_1"


async def test_an_expiry_of_nan_is_none(service: Service) -> None:
    head, claims = parts((await begun(service)).auth_token)
    _, key = await service.keyring.signing()
    assert "exp" in await denied(service, signed(key, head, {**claims, "exp": float("nan")}))


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(st.sampled_from(string.ascii_letters + string.digits + "._-~+/=é\0 "), max_size=80))
def test_no_text_is_a_token(text: str) -> None:
    with pytest.raises(Denied) as refused:
        head_of(text)
    assert refused.value.reason == "it is no signed token"


def test_a_token_is_no_longer_than_any() -> None:
    with pytest.raises(Denied, match=r"^it is longer than any token$"):
        head_of("a" * 8193)


async def test_a_token_expires(service: Service, clock: StandingClock) -> None:
    session = await begun(service)
    clock.time = session.expires_at + timedelta(seconds=4)
    assert (await service.tokens.read(session.auth_token)).user_id == "u_1"
    clock.time = session.expires_at + timedelta(seconds=5)
    for _ in range(2):  # remembered and not
        with pytest.raises(Expired, match=r"^it has expired$"):
            await service.tokens.read(session.auth_token)


async def test_a_token_ends_with_its_session_in_every_process(
    open_state: OpenState, clock: StandingClock
) -> None:
    one, two = served(await open_state(), clock), served(await open_state(), clock)
    session = await begun(one)
    for service in (one, two):
        grant = await service.tokens.read(session.auth_token)
    await one.sessions.end(grant.sign_in_id)
    for service in (one, two):
        with pytest.raises(Expired, match=r"^its session was ended$"):
            await service.tokens.read(session.auth_token)
        with pytest.raises(Refused) as refused:
            await service.sessions.refresh("smith", session.refresh_token, same)
        assert refused.value.refusals == (SignInNeeded(),)


async def test_a_token_ends_with_its_key_in_every_process(
    open_state: OpenState, clock: StandingClock
) -> None:
    one, two = served(await open_state(), clock), served(await open_state(), clock)
    session = await begun(one)
    await two.tokens.read(session.auth_token)
    await one.state.signing_keys.forget_all()
    for service in (one, two):
        with pytest.raises(Expired):
            await service.tokens.read(session.auth_token)
    # The next is signed with another key, which both have.
    assert (await one.tokens.read((await begun(two)).auth_token)).user_id == "u_1"


async def test_keys_follow_one_another_and_the_last_one_still_counts(
    service: Service, clock: StandingClock
) -> None:
    week = timedelta(days=7)
    terms = Terms(issuer="panther", audience="panther-graph", token=week, session=2 * week)
    service = served(service.state, clock, terms)
    old = await begun(service)
    clock.time = NOW + week - timedelta(hours=1)
    new = await begun(service)
    assert parts(old.auth_token)[0]["kid"] != parts(new.auth_token)[0]["kid"]
    for session in (old, new):
        assert (await service.tokens.read(session.auth_token)).user_id == "u_1"
    assert len(await service.keyring.public()) == 2


async def test_a_refresh_rotates_and_sees_the_person_anew(
    service: Service, clock: StandingClock
) -> None:
    first = await begun(service)
    clock.time = NOW + timedelta(minutes=14)

    async def fewer(user: User) -> User:
        return User(
            id=user.id,
            name=user.name,
            email=user.email,
            role="associate",
            active=True,
            entitlements=user.entitlements[:1],
        )

    second = await service.sessions.refresh("smith", first.refresh_token, fewer)
    assert second.refresh_token != first.refresh_token
    assert second.entitlements == JANE.entitlements[:1]
    assert second.refresh_expires_at == first.refresh_expires_at
    grants = [await service.tokens.read(it.auth_token) for it in (first, second)]
    assert grants[0].sign_in_id == grants[1].sign_in_id


async def test_a_copied_refresh_token_ends_the_session_for_thief_and_owner(
    service: Service,
) -> None:
    first = await begun(service)
    second = await service.sessions.refresh("smith", first.refresh_token, same)
    third = await service.sessions.refresh("smith", second.refresh_token, same)
    with pytest.raises(Refused) as refused:
        await service.sessions.refresh("smith", first.refresh_token, same)
    assert refused.value.refusals == (SignInNeeded(),)
    for session in (first, second, third):
        with pytest.raises(Expired):
            await service.tokens.read(session.auth_token)
    with pytest.raises(Refused):
        await service.sessions.refresh("smith", third.refresh_token, same)


async def test_a_refresh_token_is_one_connections(service: Service) -> None:
    session = await begun(service)
    with pytest.raises(Refused) as refused:
        await service.sessions.refresh("jones", session.refresh_token, same)
    assert refused.value.refusals == (SignInNeeded(),)
    assert (await service.tokens.read(session.auth_token)).connection == "smith"
    await service.sessions.refresh("smith", session.refresh_token, same)


async def test_who_works_there_no_more_does_not_go_on(service: Service) -> None:
    session = await begun(service)

    async def gone(user: User) -> User | None:
        return None

    with pytest.raises(Refused):
        await service.sessions.refresh("smith", session.refresh_token, gone)
    with pytest.raises(Expired):
        await service.tokens.read(session.auth_token)


async def test_a_refresh_that_could_not_look_the_person_up_may_be_sent_again(
    service: Service,
) -> None:
    session = await begun(service)

    async def down(user: User) -> User | None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await service.sessions.refresh("smith", session.refresh_token, down)
    assert (await service.sessions.refresh("smith", session.refresh_token, same)).user == JANE


async def test_a_session_goes_on_no_longer_than_it_may(
    service: Service, clock: StandingClock
) -> None:
    session = await begun(service)
    clock.time = NOW + TERMS.session - timedelta(minutes=1)
    last = await service.sessions.refresh("smith", session.refresh_token, same)
    assert last.expires_in == 60
    clock.time = NOW + TERMS.session
    with pytest.raises(Refused):
        await service.sessions.refresh("smith", last.refresh_token, same)
