"""Entries of programmes may wait until somebody confirms them, or be returned with words.

Revision: 0068
Follows: 0072
"""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"

STANDS = "outcome IN ('done', 'nothing') AND withdrawn_at IS NULL"
CHECKS = {
    "waits_until_decided": (f"NOT waits OR ({STANDS} AND NOT counts AND confirmed_at IS NULL AND returned_at IS NULL)"),
    "confirmed_by_somebody": "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
    "returned_with_words": "(returned_at IS NULL) = (returned_words = '')",
    "returned_counts_not": "returned_at IS NULL OR NOT counts",
}
COLUMNS = ("waits", "confirmed_at", "confirmed_by_id", "returned_at", "returned_words")


def upgrade() -> None:
    """What stands waits for nobody."""
    with op.batch_alter_table("programme_entry") as table:
        table.add_column(sa.Column("waits", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("confirmed_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("returned_words", sa.String(), nullable=False, server_default=""))
        table.create_foreign_key(op.f("fk_programme_entry_confirmed_by_id"), "account", ["confirmed_by_id"], ["id"])
        for name, words in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_programme_entry_{name}"), words)
    with op.batch_alter_table("programme_entry") as table:
        table.alter_column("waits", server_default=None, existing_type=sa.Boolean(), existing_nullable=False)
        table.alter_column("returned_words", server_default=None, existing_type=sa.String(), existing_nullable=False)
    op.create_index(op.f("ix_programme_entry_confirmed_by_id"), "programme_entry", ["confirmed_by_id"])


def downgrade() -> None:
    """What waits and what was returned counts no more than before: it is one of those that do not count."""
    op.drop_index(op.f("ix_programme_entry_confirmed_by_id"), table_name="programme_entry")
    with op.batch_alter_table("programme_entry") as table:
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_programme_entry_{name}"), type_="check")
        table.drop_constraint(op.f("fk_programme_entry_confirmed_by_id"), type_="foreignkey")
        for name in COLUMNS:
            table.drop_column(name)
