"""A residential group remembers the ward that it came from, and when.

Revision: 0048
Follows: 0047
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """Two columns; groups that moved when wards merged before said nothing of it."""
    with op.batch_alter_table("residential_group") as batch:
        batch.add_column(sa.Column("came_from_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("came_on", sa.Date(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_residential_group_came_from_id"), "administrative_unit", ["came_from_id"], ["id"]
        )


def downgrade() -> None:
    """Without them."""
    with op.batch_alter_table("residential_group") as batch:
        batch.drop_constraint(op.f("fk_residential_group_came_from_id"), type_="foreignkey")
        batch.drop_column("came_on")
        batch.drop_column("came_from_id")
