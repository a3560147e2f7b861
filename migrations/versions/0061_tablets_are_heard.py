"""When a self-service tablet was last heard.

Revision: 0061
Follows: 0060
"""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    """Of tablets that stand nobody knows; each says it within half a minute."""
    with op.batch_alter_table("kiosk") as table:
        table.add_column(sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """What was heard is forgotten."""
    with op.batch_alter_table("kiosk") as table:
        table.drop_column("heard_at")
