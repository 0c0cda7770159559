"""Who may ask: signing keys, sign-ins with their refresh tokens, people, services, attempts."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "v0002"
down_revision: str | None = "v0001"

_INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def upgrade(op: Operations) -> None:
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.Text, primary_key=True),
        sa.Column("period", sa.BigInteger, nullable=False, unique=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("connection", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT),
    )
    op.create_index("sign_ins_by_person", "sign_ins", ["connection", "user_id"])
    op.create_index("sign_ins_by_end", "sign_ins", ["until"])
    op.create_table(
        "refresh_tokens",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column(
            "sign_in_id",
            sa.Text,
            sa.ForeignKey("sign_ins.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("used_at", _INSTANT),
    )
    op.create_index("refresh_tokens_by_sign_in", "refresh_tokens", ["sign_in_id"])
    op.create_table(
        "attempts",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
    )
    op.create_index("attempts_by_age", "attempts", ["since"])
    op.create_table(
        "people",
        sa.Column("connection", sa.Text, primary_key=True),
        sa.Column("username", sa.Text, primary_key=True),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("mfa", sa.Text),
        sa.Column("sent_to", sa.Text),
        sa.Column("totp", sa.LargeBinary),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.CheckConstraint("mfa in ('totp', 'sms', 'email')", "known_mfa"),
    )
    op.create_table(
        "codes",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("connection", sa.Text, nullable=False),
        sa.Column("username", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.Column("tries", sa.BigInteger, nullable=False),
    )
    op.create_index("codes_by_end", "codes", ["until"])
    op.create_table(
        "service_accounts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("connection", sa.Text, nullable=False),
        sa.Column("entitlements", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("revoked_at", _INSTANT),
    )
