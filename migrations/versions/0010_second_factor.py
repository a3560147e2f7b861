"""When somebody last proved who they are; the second factor of those who need one.

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

TABLES = ("totp_secret", "recovery_code", "half_sign_in")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """A sign-in of before has not been proved, and by a password alone: whoever needs a second factor signs in anew."""
    op.add_column("sign_in", sa.Column("proved_at", _MOMENT))
    op.add_column("sign_in", sa.Column("two_step", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("sign_in") as table:
        table.alter_column("two_step", server_default=None)
    _totp_secret()
    _recovery_code()
    _half_sign_in()


def downgrade() -> None:
    """Take them away."""
    for name in reversed(TABLES):
        op.drop_table(name)
    op.drop_column("sign_in", "two_step")
    op.drop_column("sign_in", "proved_at")


def _totp_secret() -> None:
    op.create_table(
        "totp_secret",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("set_up_at", _MOMENT, nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_step >= 0", name=op.f("ck_totp_secret_step_counted")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_totp_secret_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_totp_secret")),
    )


def _recovery_code() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("account_id", "code_hash", name=op.f("uq_recovery_code_account_id_code_hash")),
    )


def _half_sign_in() -> None:
    op.create_table(
        "half_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String()),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_half_sign_in_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_half_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_half_sign_in_token_hash")),
    )
    op.create_index(op.f("ix_half_sign_in_account_id"), "half_sign_in", ["account_id"], unique=False)
