"""Who may sign in, as a person who runs the service says: people, programs, and keys made anew."""

import secrets
from collections.abc import Sequence
from contextlib import closing

import pyotp

from adapters.embedded.database import UnusableFile
from adapters.embedded.practice import EmbeddedPractice
from adapters.identity.bearers import SERVICE_PREFIX, service_digest, service_token
from adapters.identity.passwords import LEAST_CHARACTERS, MOST_CHARACTERS, Passwords
from adapters.identity.register import Register
from adapters.port import ROLES, Entitlement, MfaType, RandomIds, SystemClock, User, entitlements_of
from adapters.state.people import PersonRecord
from adapters.state.records import NameTaken
from adapters.state.seal import Secret
from adapters.state.service_accounts import ServiceAccount
from graph.compose.connections import named, open_state
from graph.compose.unusable import Unusable
from graph.settings import EMBEDDED, Settings

__all__ = [
    "create_account",
    "list_accounts",
    "list_people",
    "remove_person",
    "revoke_account",
    "rotate_keys",
    "set_person",
]

_ISSUER = "Panther graph"


async def set_person(
    settings: Settings, email: str, password: str, mfa: str | None, send_to: str | None
) -> str | None:
    """Let one of the embedded practice's people sign in; return what their app is to be shown.

    Whoever was signed in as them is signed out. Raises ``Unusable``.
    """
    kind = _mfa(settings, mfa, send_to)
    if not LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        raise Unusable(f"A password has {LEAST_CHARACTERS} to {MOST_CHARACTERS} characters.")
    user = await _person(settings, email)
    totp = pyotp.random_base32() if kind is MfaType.TOTP else None
    person = PersonRecord(
        connection=EMBEDDED,
        username=email,
        user_id=user.id,
        password=await Passwords().hash(password),
        mfa=kind,
        sent_to=send_to,
        totp=Secret(totp) if totp else None,
    )
    async with open_state(settings) as state:
        await state.people.put(person)
        await state.sign_ins.end_all(EMBEDDED, user.id)
    return pyotp.TOTP(totp).provisioning_uri(name=email, issuer_name=_ISSUER) if totp else None


async def list_people(settings: Settings) -> list[str]:
    """Return a line for each person who may sign in to the embedded practice."""
    async with open_state(settings) as state:
        found = await state.people.names(EMBEDDED)
        return [f"{name}  {f'password and {mfa}' if mfa else 'password'}" for name, mfa in found]


async def remove_person(settings: Settings, email: str) -> None:
    """Let somebody sign in no more, and sign them out. Raises ``Unusable`` if nobody could."""
    async with open_state(settings) as state:
        user_id = await state.people.remove(EMBEDDED, email)
        if user_id is None:
            raise Unusable(f"Nobody signs in as {email}.")
        await state.sign_ins.end_all(EMBEDDED, user_id)


async def create_account(
    settings: Settings, name: str, connection: str, allow: Sequence[str]
) -> str:
    """Make a service account; return its token, which is not kept. Raises ``Unusable``."""
    known = [*ROLES, *(it.value for it in Entitlement)]
    for word in allow:
        if word not in known:
            raise Unusable(
                f"{word!r} is no role and no entitlement: {', '.join(dict.fromkeys(known))}."
            )
    if not name.strip():
        raise Unusable("A service account needs a name.")
    secret = secrets.token_urlsafe(32)
    account = ServiceAccount(
        id=RandomIds().new(SERVICE_PREFIX),
        name=name,
        connection=connection,
        entitlements=entitlements_of(allow),
        digest=service_digest(secret),
        created_at=SystemClock().now(),
    )
    async with open_state(settings) as state:
        if connection != EMBEDDED:
            await named(state, connection)
        try:
            await state.service_accounts.add(account)
        except NameTaken as error:
            raise Unusable(str(error)) from error
    return service_token(account.id, secret)


async def list_accounts(settings: Settings) -> list[str]:
    """Return a line for each service account: its name, connection and what it may work with."""
    async with open_state(settings) as state:
        return [
            f"{it.name}  {it.connection}  {','.join(may.value for may in it.entitlements)}  "
            + (f"revoked {it.revoked_at:%Y-%m-%d %H:%M}" if it.revoked_at else "let in")
            for it in await state.service_accounts.list()
        ]


async def revoke_account(settings: Settings, name: str) -> None:
    """Let a service account in no more. Raises ``Unusable`` if it was not let in."""
    async with open_state(settings) as state:
        if not await state.service_accounts.revoke(name):
            raise Unusable(f"There is no service account {name!r} that is let in.")


async def rotate_keys(settings: Settings) -> int:
    """Forget every signing key and end every session; return how many sessions it were."""
    async with open_state(settings) as state:
        await state.signing_keys.forget_all()
        return await state.sign_ins.end_all()


async def _person(settings: Settings, email: str) -> User:
    try:
        practice = EmbeddedPractice(
            str(settings.embedded_path), clock=SystemClock(), ids=RandomIds()
        )
    except UnusableFile as error:
        raise Unusable(str(error)) from error
    with closing(practice):
        user = await Register(practice.users, SystemClock()).look(email)
    if user is None or "@" not in email:
        raise Unusable(f"Nobody with the e-mail {email} works at the embedded practice.")
    return user


def _mfa(settings: Settings, mfa: str | None, send_to: str | None) -> MfaType | None:
    try:
        kind = MfaType(mfa) if mfa else None
    except ValueError:
        raise Unusable(f"{mfa!r} is no second proof: totp, sms or email.") from None
    sent = kind in (MfaType.SMS, MfaType.EMAIL)
    if sent != (send_to is not None):
        raise Unusable("--send-to goes with --mfa sms or email, and they with it.")
    if sent and settings.codes_url is None:
        raise Unusable("PANTHER_CODES_URL is not set: nobody would send the codes.")
    return kind
