"""A sign-in that lies idle locks, a PIN unlocks it; an account that nobody uses falls asleep.

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Whoever is signed in has not lain idle; nobody sleeps, and the nights that count begin now."""
    with op.batch_alter_table("sign_in") as table:
        table.add_column(sa.Column("idle_seconds", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("wrong_unlocks", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("sign_in") as table:
        table.alter_column("idle_seconds", server_default=None)
        table.alter_column("wrong_unlocks", server_default=None)
        table.create_check_constraint(
            op.f("ck_sign_in_wrong_unlocks_end_it"), "wrong_unlocks < 5 OR ended_at IS NOT NULL"
        )
    op.add_column("account", sa.Column("asleep_at", _MOMENT))
    op.add_column("account", sa.Column("woken_at", _MOMENT))
    op.create_table(
        "account_pin",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("pin_hash", sa.String()),
        sa.Column("set_at", _MOMENT),
        sa.CheckConstraint("(pin_hash IS NULL) = (set_at IS NULL)", name=op.f("ck_account_pin_set_at_a_moment")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_pin_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_pin")),
    )
    op.create_table(
        "night", sa.Column("day", sa.Date(), nullable=False), sa.PrimaryKeyConstraint("day", name=op.f("pk_night"))
    )


def downgrade() -> None:
    """Take them away; who slept wakes."""
    op.drop_table("night")
    op.drop_table("account_pin")
    with op.batch_alter_table("account", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_column("woken_at")
        table.drop_column("asleep_at")
    with op.batch_alter_table("sign_in") as table:
        table.drop_constraint(op.f("ck_sign_in_wrong_unlocks_end_it"), type_="check")
    with op.batch_alter_table("sign_in") as table:
        table.drop_column("wrong_unlocks")
        table.drop_column("idle_seconds")
