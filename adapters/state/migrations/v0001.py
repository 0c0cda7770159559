"""Connections with their holds, secrets, knowledge and used codes; and leases."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "v0001"
down_revision: str | None = None

_INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def _owner() -> sa.Column[str]:
    owner = sa.ForeignKey("connections.id", ondelete="CASCADE")
    return sa.Column("connection_id", sa.Text, owner, primary_key=True)


def upgrade(op: Operations) -> None:
    op.create_table(
        "connections",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("base_url", sa.Text),
        sa.Column("options", sa.Text, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.CheckConstraint("kind in ('embedded', 'supergood', 'practicepanther')", "known_kind"),
    )
    op.create_table(
        "holds",
        _owner(),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("challenge_id", sa.Text),
        sa.Column("sent_to", sa.Text),
        sa.Column("since", _INSTANT, nullable=False),
    )
    op.create_table(
        "secrets",
        _owner(),
        sa.Column("credential", sa.Text, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
    )
    op.create_table(
        "knowledge",
        _owner(),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
    )
    op.create_table(
        "totp_steps",
        _owner(),
        sa.Column("step", sa.BigInteger, nullable=False),
    )
