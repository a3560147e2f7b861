"""Organisations know their first day, as residential groups do.

Revision: 0082
Follows: 0081
"""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"


def upgrade() -> None:
    """Those that are there stay as they were counted: from the start."""
    op.add_column("organisation", sa.Column("valid_from", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("organisation") as table:
        table.drop_column("valid_from")
