"""A task may have a short name that an officer gave it.

Revision: 0102
Follows: 0101
"""

import sqlalchemy as sa
from alembic import op

revision = "0102"
down_revision = "0101"


def upgrade() -> None:
    """Nobody named one so far: each is called by its first clause."""
    with op.batch_alter_table("matter") as table:
        table.add_column(sa.Column("short", sa.String(), nullable=False, server_default=sa.text("''")))
    with op.batch_alter_table("matter") as table:
        table.alter_column("short", server_default=None)
        table.create_check_constraint(op.f("ck_matter_short_name"), "length(short) <= 60")


def downgrade() -> None:
    """Names that were given are lost; the texts name their tasks again."""
    with op.batch_alter_table("matter") as table:
        table.drop_constraint(op.f("ck_matter_short_name"), type_="check")
        table.drop_column("short")
