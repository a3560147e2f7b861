"""Passkeys beside the codes of an app; what a browser is asked to answer by one stands with its sign-in.

Revision: 0015
Follows: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_MOMENT = sa.DateTime(timezone=True)
ASKED = ("sign_in", "half_sign_in")


def upgrade() -> None:
    """Nobody has a passkey, nobody is asked for one."""
    for name in ASKED:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("challenge", sa.String()))
            table.add_column(sa.Column("challenged_at", _MOMENT))
        with op.batch_alter_table(name) as table:
            table.create_check_constraint(
                op.f(f"ck_{name}_asked_at_a_moment"), "(challenge IS NULL) = (challenged_at IS NULL)"
            )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("credential", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("signatures", sa.Integer(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT),
        sa.Column("copied_at", _MOMENT),
        sa.CheckConstraint("name <> ''", name=op.f("ck_passkey_named")),
        sa.CheckConstraint("signatures >= 0", name=op.f("ck_passkey_counted")),
        sa.ForeignKeyConstraint(["account_id"], ["totp_secret.account_id"], name=op.f("fk_passkey_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_passkey_account_id_name")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )


def downgrade() -> None:
    """Take them away; codes of the app go on."""
    op.drop_table("passkey")
    for name in ASKED:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_asked_at_a_moment"), type_="check")
        with op.batch_alter_table(name) as table:
            table.drop_column("challenged_at")
            table.drop_column("challenge")
