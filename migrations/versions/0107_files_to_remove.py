"""Files that no row names any more and that are still to be removed.

Revision: 0107
Follows: 0106
"""

import sqlalchemy as sa
from alembic import op

revision = "0107"
down_revision = "0106"

TABLE = "file_to_remove"


def upgrade() -> None:
    """The table. Photos that were removed while their file stayed for the night are noted by that night's sweep."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )


def downgrade() -> None:
    """What waits here stays in the store, named by no row."""
    op.drop_table(TABLE)
