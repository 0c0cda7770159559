"""The firm's people as JSON."""

from adapters.port import Entitlement, User
from adapters.sandbox.values import Json, present

__all__ = ["signed_in", "user"]


def user(record: User) -> Json:
    """Show somebody at the firm."""
    return present(
        {
            "userId": record.id,
            "name": record.name,
            "email": record.email,
            "role": record.role,
            "active": record.active,
            "entitlements": record.entitlements,
        }
    )


def signed_in(id: str, name: str, entitlements: tuple[Entitlement, ...]) -> Json:
    """Show who a session is for."""
    return {"id": id, "name": name, "entitlements": entitlements}
