"""What a bearer's token says: ours, a service account's, or an identity provider's."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from msgspec import Struct

from adapters.identity.denied import Denied
from adapters.identity.jose import head_of, issuer_of
from adapters.identity.provider import Provider
from adapters.identity.tokens import Tokens
from adapters.port import Entitlement
from adapters.state.service_accounts import ServiceAccounts

__all__ = ["SERVICE_PREFIX", "Bearer", "Bearers", "service_digest", "service_token"]

SERVICE_PREFIX = "psa"


class Bearer(Struct, frozen=True, kw_only=True):
    """Who bears a token, and in which connection.

    A person is known by ``user_id``, or by ``person``, an id or e-mail to be looked up; a service
    by neither. ``entitlements`` are None where the practice says what the person may do.
    """

    connection: str
    user_id: str | None = None
    person: str | None = None
    entitlements: tuple[Entitlement, ...] | None
    expires_at: datetime | None = None
    sign_in_id: str | None = None

    @property
    def is_service(self) -> bool:
        return self.user_id is None and self.person is None


class Bearers:
    """Everybody whose tokens are taken here; without ``tokens``, only identity providers'."""

    def __init__(
        self,
        tokens: Tokens | None,
        services: ServiceAccounts | None,
        providers: Sequence[Provider],
    ) -> None:
        self._tokens = tokens
        self._services = services
        self._providers = {it.config.issuer: it for it in providers}

    async def read(self, token: str) -> Bearer:
        """Return who bears a token. Raises ``Denied``, ``Expired`` or ``Unreachable``."""
        if token.startswith(f"{SERVICE_PREFIX}_"):
            return await self._service(token)
        if self._tokens is not None and self._tokens.knows(token):
            return await self._ours(self._tokens, token)
        head = head_of(token)
        issuer = issuer_of(token)
        if provider := self._providers.get(issuer):
            found, expires_at = await provider.read(token, head)
            return Bearer(
                connection=found.connection,
                person=found.person,
                entitlements=found.entitlements,
                expires_at=expires_at,
            )
        if self._tokens is None or issuer != self._tokens.terms.issuer:
            raise Denied("nobody here knows its issuer")
        return await self._ours(self._tokens, token)

    async def _ours(self, tokens: Tokens, token: str) -> Bearer:
        grant = await tokens.read(token)
        return Bearer(
            connection=grant.connection,
            user_id=grant.user_id,
            entitlements=grant.entitlements,
            expires_at=grant.expires_at,
            sign_in_id=grant.sign_in_id,
        )

    async def _service(self, token: str) -> Bearer:
        id, _, secret = token.partition(".")
        account = await self._services.get(id) if self._services else None
        digest = service_digest(secret)
        if account is None or not compare_digest(account.digest, digest):
            raise Denied("it is no service account's")
        if account.revoked_at is not None:
            raise Denied("its service account was revoked")
        return Bearer(connection=account.connection, entitlements=account.entitlements)


def service_token(id: str, secret: str) -> str:
    """Return what a service account sends as its token."""
    return f"{id}.{secret}"


def service_digest(secret: str) -> str:
    """Return what is kept of a service account's secret, which is too long to be guessed."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
