"""A row for each statement that wrote a table that kept readings read: triggers add them (`write_stamps`).

Revision: 0115
Follows: 0114
"""

import sqlalchemy as sa
from alembic import op

revision = "0115"
down_revision = "0114"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "write_stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_stamp")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Readings are not kept."""
    op.drop_table("write_stamp")
