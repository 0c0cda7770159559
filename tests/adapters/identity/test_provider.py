"""An identity provider over HTTP: discovered, its keys cached and renewed, its lies refused."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from adapters.identity.denied import Denied, Expired, Unreachable
from adapters.identity.fetch import Fetch, is_safe, open_client
from adapters.identity.jose import head_of
from adapters.identity.mapping import (
    Mapped,
    ProviderConfig,
    UnusableProviders,
    mapped,
    read_providers,
)
from adapters.identity.provider import Provider
from adapters.port import Entitlement
from tests.adapters.identity.forged import by_hand, signed, with_hmac
from tests.adapters.identity.issuer import DISCOVERY, Issuer
from tests.world import NOW, StandingClock

JANE = "jane.attorney@meridianlake.example"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    issuer = Issuer()
    with issuer:
        yield issuer


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def provider(issuer: Issuer, clock: StandingClock) -> AsyncIterator[Provider]:
    config = ProviderConfig(issuer=issuer.url, audience="panther", connection="smith")
    async with open_client() as client:
        yield Provider(config, Fetch(client), clock)


async def read(provider: Provider, token: str) -> Mapped:
    found, _ = await provider.read(token, head_of(token))
    return found


async def denied(provider: Provider, token: str) -> str:
    with pytest.raises(Denied) as refused:
        await read(provider, token)
    return refused.value.reason


async def test_a_token_is_read_with_the_issuers_key_and_the_keys_are_fetched_once(
    issuer: Issuer, provider: Provider
) -> None:
    tokens = [issuer.token() for _ in range(5)]
    found = await asyncio.gather(*(read(provider, token) for token in tokens))
    assert found == [Mapped(connection="smith", person=JANE, entitlements=None)] * 5
    assert issuer.heard == [DISCOVERY, "/jwks"]


@pytest.mark.parametrize(
    ("alg", "key"),
    [
        ("RS256", RSAKey.generate_key(2048)),
        ("PS512", RSAKey.generate_key(2048)),
        ("ES256", ECKey.generate_key("P-256")),
        ("ES384", ECKey.generate_key("P-384")),
        ("ES512", ECKey.generate_key("P-521")),
        ("EdDSA", OKPKey.generate_key("Ed25519")),
        ("Ed25519", OKPKey.generate_key("Ed25519")),
    ],
)
@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # in the hand of the forger
async def test_each_algorithm_with_a_public_key_is_read(
    issuer: Issuer, provider: Provider, alg: str, key: Any
) -> None:
    issuer.keys["second"] = key
    assert (await read(provider, issuer.token("second", alg))).person == JANE
    assert (await read(provider, issuer.token())).person == JANE


async def test_a_new_key_is_fetched_once_it_is_named(
    issuer: Issuer, provider: Provider, clock: StandingClock
) -> None:
    await read(provider, issuer.token())
    issuer.keys["second"] = ECKey.generate_key("P-256")
    clock.time = NOW + timedelta(seconds=30)
    tokens = [issuer.token("second", "ES256") for _ in range(5)]
    await asyncio.gather(*(read(provider, token) for token in tokens))
    assert issuer.heard == [DISCOVERY, "/jwks"] * 2


async def test_whoever_makes_up_key_names_has_the_issuer_asked_twice_a_minute(
    issuer: Issuer, provider: Provider, clock: StandingClock
) -> None:
    own = RSAKey.generate_key(2048)
    for number in range(20):
        head = {"alg": "RS256", "kid": f"made-up-{number}"}
        assert await denied(provider, signed(own, head, issuer.claims())) == (
            "its key is not the issuer's"
        )
    assert issuer.heard == [DISCOVERY, "/jwks"]
    assert (await read(provider, issuer.token())).person == JANE


async def test_a_key_that_is_withdrawn_is_good_for_an_hour_at_most(
    issuer: Issuer, provider: Provider, clock: StandingClock
) -> None:
    late = {"exp": int((NOW + timedelta(hours=3)).timestamp())}
    token = issuer.token(**late)
    await read(provider, token)
    issuer.keys = {"second": ECKey.generate_key("P-256")}
    clock.time = NOW + timedelta(hours=1)
    assert await denied(provider, token) == "its key is not the issuer's"


async def test_keys_last_seen_do_while_the_issuer_gives_no_answer(
    issuer: Issuer, provider: Provider, clock: StandingClock
) -> None:
    late = {"exp": int((NOW + timedelta(hours=3)).timestamp())}
    await read(provider, issuer.token())
    issuer.down = True
    clock.time = NOW + timedelta(hours=2)
    assert (await read(provider, issuer.token(**late))).person == JANE
    assert (await read(provider, issuer.token(**late))).person == JANE
    assert issuer.heard == [DISCOVERY, "/jwks", DISCOVERY]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"down": True}, f"{DISCOVERY} answered 503"),
        ({"said": {"issuer": "https://other.example"}}, "is of another issuer"),
        ({"said": {"jwks_uri": "http://keys.example/jwks"}}, "is not https"),
        ({"said": {"jwks_uri": "file:///etc/passwd"}}, "is not https"),
        ({"said": {"jwks_uri": 7}}, "jwks_uri"),
        ({"said": {"jwks_uri": "elsewhere"}}, "is not https"),
        ({"body": b"[]"}, "answered no JSON object"),
        ({"body": b"{}"}, "keys"),
        ({"body": b"\xff"}, "answered no JSON object"),
        ({"body": b" " * (512 * 1024 + 1)}, "answered more than 524288 bytes"),
    ],
)
async def test_an_issuer_that_makes_no_sense_lets_nobody_in(
    issuer: Issuer, provider: Provider, clock: StandingClock, wrong: dict[str, Any], why: str
) -> None:
    for name, value in wrong.items():
        setattr(issuer, name, value)
    token = issuer.token()
    for _ in range(2):  # the second is answered from the first
        with pytest.raises(Unreachable, match=why):
            await read(provider, token)
    assert issuer.heard.count(DISCOVERY) == 1
    issuer.down, issuer.said, issuer.body = False, {}, None
    clock.time = NOW + timedelta(seconds=30)
    assert (await read(provider, token)).person == JANE


async def test_a_redirect_is_not_followed(issuer: Issuer, provider: Provider) -> None:
    issuer.said = {"jwks_uri": f"{issuer.url}/elsewhere"}
    with pytest.raises(Unreachable, match="/elsewhere answered 307"):
        await read(provider, issuer.token())
    assert issuer.heard == [DISCOVERY, "/elsewhere"]


@pytest.mark.filterwarnings("ignore:Key size")  # of the small one, which is refused
async def test_only_safe_public_keys_for_signing_are_taken(
    issuer: Issuer, provider: Provider
) -> None:
    small, private, secret = RSAKey.generate_key(1024), ECKey.generate_key("P-256"), b"s" * 32
    strange = ECKey.generate_key("secp256k1")
    encrypts = RSAKey.generate_key(2048)
    issuer.extra = [
        {**small.as_dict(private=False), "kid": "small"},
        {**private.as_dict(private=True), "kid": "private"},
        {**OctKey.import_key(secret).as_dict(), "kid": "secret"},
        {**strange.as_dict(private=False), "kid": "strange"},
        {**encrypts.as_dict(private=False), "kid": "encrypts", "use": "enc"},
        {"kty": "RSA", "kid": "broken", "n": "!", "e": "AQAB"},
        {"kty": "EC", "kid": "off", "crv": "P-256", "x": "AA", "y": "AA"},
        {},
    ]
    for key, alg, kid in (
        (small, "RS256", "small"),
        (private, "ES256", "private"),
        (strange, "ES256K", "strange"),
        (encrypts, "RS256", "encrypts"),
    ):
        token = signed(key, {"alg": alg, "kid": kid}, issuer.claims())
        assert await denied(provider, token) == "its key is not the issuer's"
    token = with_hmac({"alg": "HS256", "kid": "secret"}, issuer.claims(), secret)
    assert await denied(provider, token) == "its key is not the issuer's"
    assert (await read(provider, issuer.token())).person == JANE


async def test_a_key_is_good_for_the_algorithm_that_it_names_only(
    issuer: Issuer, provider: Provider
) -> None:
    key = RSAKey.generate_key(2048)
    issuer.extra = [{**key.as_dict(private=False), "kid": "named", "alg": "PS256"}]
    issuer_claims = issuer.claims()
    good = signed(key, {"alg": "PS256", "kid": "named"}, issuer_claims)
    assert (await read(provider, good)).person == JANE
    other = signed(key, {"alg": "RS256", "kid": "named"}, issuer_claims)
    assert await denied(provider, other) == "its algorithm is not the key's"


async def test_key_confusion_and_none_let_nobody_in(issuer: Issuer, provider: Provider) -> None:
    public = issuer.keys["first"]
    assert isinstance(public, RSAKey)
    for head in ({"kid": "first"}, {}):
        claims = issuer.claims()
        pem = public.as_pem(private=False)
        jwk = json.dumps(public.as_dict(private=False)).encode()
        for secret in (pem, jwk):
            confused = with_hmac({**head, "alg": "HS256"}, claims, secret)
            assert await denied(provider, confused) == "its algorithm is not the key's"
        bare = by_hand({**head, "alg": "none"}, claims)
        assert await denied(provider, bare) == "its algorithm is not the key's"


async def test_a_token_points_at_no_keys_of_its_own(issuer: Issuer, provider: Provider) -> None:
    mine = RSAKey.generate_key(2048)
    head = {
        "alg": "RS256",
        "kid": "first",
        "jku": f"{issuer.url}/elsewhere",
        "x5u": f"{issuer.url}/elsewhere",
        "jwk": mine.as_dict(private=False),
    }
    said = await denied(provider, signed(mine, head, issuer.claims()))
    assert said == "its signature does not hold: BadSignatureError"
    assert "/elsewhere" not in issuer.heard


async def test_a_token_without_a_key_name_is_tried_with_each(
    issuer: Issuer, provider: Provider
) -> None:
    issuer.keys = {"ec": ECKey.generate_key("P-256"), **issuer.keys}
    assert (await read(provider, issuer.token(None))).person == JANE


@pytest.mark.parametrize(
    ("instead", "why"),
    [
        ({"aud": "another"}, "aud"),
        ({"aud": ["another"]}, "aud"),
        ({"aud": None}, "aud"),
        ({"iss": "https://other.example"}, "iss"),
        ({"exp": None}, "exp"),
        ({"nbf": int(NOW.timestamp()) + 31}, "not yet valid"),
        ({"email": None}, "its email names nobody"),
        ({"email": ["a@b.example"]}, "its email names nobody"),
        ({"email_verified": False}, "its email is not verified"),
        ({"email_verified": "false"}, "its email is not verified"),
    ],
)
async def test_claims_that_dont_hold_let_nobody_in(
    issuer: Issuer, provider: Provider, instead: dict[str, Any], why: str
) -> None:
    assert why in await denied(provider, issuer.token(**instead))


async def test_a_token_expires_half_a_minute_late_at_most(
    issuer: Issuer, provider: Provider, clock: StandingClock
) -> None:
    token = issuer.token()
    clock.time = NOW + timedelta(minutes=5, seconds=29)
    await read(provider, token)
    clock.time = NOW + timedelta(minutes=5, seconds=30)
    with pytest.raises(Expired):
        await read(provider, token)


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://login.firm.example/realms/x", True),
        ("http://127.0.0.1:8080/x", True),
        ("http://localhost", True),
        ("http://[::1]:8080", True),
        ("http://login.firm.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("https://user:password@login.firm.example", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_what_is_fetched_comes_over_tls_or_from_this_machine(address: str, safe: bool) -> None:
    assert is_safe(address) == safe


FIRM = ProviderConfig(issuer="https://id.example", audience="panther", connection="smith")


def config(**instead: Any) -> ProviderConfig:
    said = {"issuer": "https://id.example", "audience": "panther", **instead}
    return ProviderConfig(**said)


def test_claims_become_a_connection_a_person_and_entitlements() -> None:
    named = config(
        connection_claim="firm.name",
        connections=("smith", "jones"),
        person_claim="https://firm.example/person",
        roles_claim="realm_access.roles",
        roles={"Partners": "associate", "Money": "trust"},
    )
    claims = {
        "firm": {"name": "jones"},
        "https://firm.example/person": "u_1",
        "realm_access": {"roles": ["Partners", "Money", "admin", 7, None]},
    }
    found = mapped(named, claims)
    assert (found.connection, found.person) == ("jones", "u_1")
    assert found.entitlements is not None
    # Words that the configuration does not turn into ours mean nothing, also where they are ours.
    assert set(found.entitlements) == {
        Entitlement.MATTERS,
        Entitlement.CONTACTS,
        Entitlement.TIME,
        Entitlement.TASKS,
        Entitlement.DOCUMENTS,
        Entitlement.INVOICES,
        Entitlement.CONFLICTS,
        Entitlement.TRUST,
    }


@pytest.mark.parametrize("said", [None, 7, {}, [], "none", ["none"]])
def test_roles_that_mean_nothing_allow_nothing(said: object) -> None:
    found = mapped(config(connection="smith", roles_claim="roles"), {"email": JANE, "roles": said})
    assert found.entitlements == ()


@pytest.mark.parametrize("said", ["brown", None, 7, ["smith"], "", "Smith"])
def test_a_provider_speaks_for_its_own_connections_only(said: object) -> None:
    speaks = config(connection_claim="firm", connections=("smith", "jones"))
    with pytest.raises(Denied, match="does not speak for the connection"):
        mapped(speaks, {"email": JANE, "firm": said})


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("", "missing required field `provider`"),
        ("provider = []", "names no provider"),
        ("[[provider", ""),
        ('issuer = "http://id.example"', "issuer begins with https://"),
        ('audience = ""', "audience is missing"),
        ('audiences = "x"', "unknown field `audiences`"),
        ('connection_claim = "firm"', "give connection, or connection_claim with connections"),
        ('connections = ["smith"]', "give connection, or connection_claim with connections"),
        ('roles = {Partners = "boss"}\nroles_claim = "r"', "'boss' is no role"),
        ('roles = {Partners = "partner"}', "roles needs roles_claim"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused_by_name(tmp_path: Path, lines: str, why: str) -> None:
    path = tmp_path / "providers.toml"
    said = {"issuer": '"https://id.example"', "audience": '"panther"', "connection": '"smith"'}
    given = {line.partition(" = ")[0] for line in lines.splitlines()}
    rest = [f"{name} = {value}" for name, value in said.items() if name not in given]
    whole = lines if not lines or lines.startswith(("[", "provider")) else None
    path.write_text(whole if whole is not None else "\n".join(["[[provider]]", *rest, lines]))
    with pytest.raises(UnusableProviders) as refused:
        read_providers(path)
    assert str(path) in str(refused.value)
    assert why in str(refused.value)


def test_a_file_is_read_and_names_each_issuer_once(tmp_path: Path) -> None:
    path = tmp_path / "providers.toml"
    one = (
        '[[provider]]\nissuer = "https://id.example"\naudience = "panther"\nconnection = "smith"\n'
    )
    path.write_text(one)
    assert read_providers(path) == (FIRM,)
    path.write_text(one + one)
    with pytest.raises(UnusableProviders, match="one issuer twice"):
        read_providers(path)
    with pytest.raises(UnusableProviders, match="No such file"):
        read_providers(tmp_path / "nowhere.toml")
