"""The tables as queries see them; :mod:`adapters.state.migrations` makes them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine
from typing_extensions import override

__all__ = [
    "attempts",
    "codes",
    "connections",
    "holds",
    "knowledge",
    "leases",
    "metadata",
    "people",
    "refresh_tokens",
    "secrets",
    "service_accounts",
    "sign_ins",
    "signing_keys",
    "totp_steps",
]

metadata = MetaData()


class Instant(TypeDecorator[datetime]):
    """An aware instant; in SQLite a text in UTC with six decimals, for such text sorts as time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        sqlite = dialect.name == "sqlite"
        return dialect.type_descriptor(String(27) if sqlite else DateTime(timezone=True))

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or value.tzinfo is None:
            raise ValueError("an instant needs an offset")
        utc = value.astimezone(UTC)
        if dialect.name != "sqlite":
            return utc
        return utc.isoformat(timespec="microseconds").replace("+00:00", "Z")

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC)


def _owner() -> Column[str]:
    """Return the column that ties a row to its connection and takes it along."""
    owner = ForeignKey("connections.id", ondelete="CASCADE")
    return Column("connection_id", Text, owner, primary_key=True)


connections = Table(
    "connections",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("base_url", Text),
    Column("options", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    CheckConstraint("kind in ('embedded', 'supergood', 'practicepanther')", "known_kind"),
)

holds = Table(
    "holds",
    metadata,
    _owner(),
    Column("reason", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("challenge_id", Text),
    Column("sent_to", Text),
    Column("since", Instant, nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    _owner(),
    Column("credential", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("updated_at", Instant, nullable=False),
)

knowledge = Table(
    "knowledge",
    metadata,
    _owner(),
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("updated_at", Instant, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

totp_steps = Table(
    "totp_steps",
    metadata,
    _owner(),
    Column("step", BigInteger, nullable=False),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("kid", Text, primary_key=True),
    Column("period", BigInteger, nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("id", Text, primary_key=True),
    Column("connection", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("until", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("sign_ins_by_person", "connection", "user_id"),
    Index("sign_ins_by_end", "until"),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("sign_in_id", Text, ForeignKey("sign_ins.id", ondelete="CASCADE"), nullable=False),
    Column("used_at", Instant),
    Index("refresh_tokens_by_sign_in", "sign_in_id"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("since", Instant, nullable=False),
    Index("attempts_by_age", "since"),
)

people = Table(
    "people",
    metadata,
    Column("connection", Text, primary_key=True),
    Column("username", Text, primary_key=True),
    Column("user_id", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("mfa", Text),
    Column("sent_to", Text),
    Column("totp", LargeBinary),
    Column("last_step", BigInteger, nullable=False),
    CheckConstraint("mfa in ('totp', 'sms', 'email')", "known_mfa"),
)

codes = Table(
    "codes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("connection", Text, nullable=False),
    Column("username", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("until", Instant, nullable=False),
    Column("tries", BigInteger, nullable=False),
    Index("codes_by_end", "until"),
)

service_accounts = Table(
    "service_accounts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("connection", Text, nullable=False),
    Column("entitlements", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)
