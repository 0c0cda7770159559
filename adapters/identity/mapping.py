"""What an identity provider's claims mean here: which firm, which person, what they may do."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from adapters.identity.denied import Denied
from adapters.identity.fetch import is_safe
from adapters.port import ROLES, Entitlement, entitlements_of

__all__ = ["Mapped", "ProviderConfig", "UnusableProviders", "mapped", "read_providers"]

_WORDS = frozenset(ROLES) | {it.value for it in Entitlement}


class UnusableProviders(Exception):
    """The file of identity providers breaks a rule; the message says where and which."""


class ProviderConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One firm's identity provider, and how its claims are read. A claim inside another one is
    named with dots, as ``realm_access.roles``.

    A provider speaks for one connection, or for those that it lists and names in a claim; for
    no other. ``person_claim`` holds a person's e-mail or id at the firm. ``roles`` turns the
    provider's words in ``roles_claim`` into ours; without that claim a person may do what the
    practice says of them.
    """

    issuer: str
    audience: str
    connection: str | None = None
    connection_claim: str | None = None
    connections: tuple[str, ...] = ()
    person_claim: str = "email"
    roles_claim: str | None = None
    roles: Mapping[str, str] = {}

    def __post_init__(self) -> None:
        if not is_safe(self.issuer):
            raise ValueError("issuer begins with https://, or is on this machine")
        if not self.audience:
            raise ValueError("audience is missing: a token for somebody else would do")
        given = (self.connection, self.connection_claim, self.connections)
        if [bool(it) for it in given] not in ([True, False, False], [False, True, True]):
            raise ValueError("give connection, or connection_claim with connections")
        for word in self.roles.values():
            if word not in _WORDS:
                raise ValueError(f"{word!r} is no role and no entitlement")
        if self.roles and self.roles_claim is None:
            raise ValueError("roles needs roles_claim")


class Mapped(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a provider's token is of. Without entitlements they are those that the practice says."""

    connection: str
    person: str
    entitlements: tuple[Entitlement, ...] | None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    provider: tuple[ProviderConfig, ...]


def read_providers(path: Path) -> tuple[ProviderConfig, ...]:
    """Read the file of identity providers. Raises ``UnusableProviders``."""
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File).provider
    except OSError as error:
        raise UnusableProviders(f"{path} can't be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise UnusableProviders(f"{path}: {error}.") from None
    issuers = [it.issuer for it in found]
    if not found or len(set(issuers)) < len(issuers):
        raise UnusableProviders(f"{path} names no provider, or one issuer twice.")
    return found


def mapped(config: ProviderConfig, claims: Mapping[str, Any]) -> Mapped:
    """Read whose token it is off its claims, which are checked. Raises ``Denied``."""
    person = _claim(claims, config.person_claim)
    if not isinstance(person, str) or not person:
        raise Denied(f"its {config.person_claim} names nobody")
    if config.person_claim == "email" and claims.get("email_verified", True) is not True:
        raise Denied("its email is not verified")
    connection = config.connection
    if config.connection_claim is not None:
        connection = _claim(claims, config.connection_claim)
    if connection is None or (config.connections and connection not in config.connections):
        raise Denied("its issuer does not speak for the connection that it names")
    return Mapped(connection=connection, person=person, entitlements=_entitlements(config, claims))


def _entitlements(
    config: ProviderConfig, claims: Mapping[str, Any]
) -> tuple[Entitlement, ...] | None:
    if config.roles_claim is None:
        return None
    found = _claim(claims, config.roles_claim)
    words = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    named = [word for word in words if isinstance(word, str)]
    if config.roles:
        named = [config.roles[word] for word in named if word in config.roles]
    return entitlements_of(named)


def _claim(claims: Mapping[str, Any], path: str) -> Any:
    """Return a claim by its name, dots and all, or by its path."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for name in path.split("."):
        if not isinstance(found, Mapping) or name not in found:
            return None
        found = found[name]
    return found
