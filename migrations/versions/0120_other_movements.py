"""Classes and events say which other movements they also serve.

Revision: 0120
Follows: 0119
"""

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0119"


def upgrade() -> None:
    """Nobody said it of those that are there."""
    for name in ("course", "event"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("other_movements", sa.String(), nullable=False, server_default=""))
        with op.batch_alter_table(name) as table:
            table.alter_column("other_movements", server_default=None)


def downgrade() -> None:
    """Forget it."""
    for name in ("course", "event"):
        with op.batch_alter_table(name) as table:
            table.drop_column("other_movements")
