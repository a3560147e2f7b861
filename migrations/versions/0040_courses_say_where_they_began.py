"""A course says in which ward it began, where that one went into another.

Revision: 0040
Follows: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Two columns; no ward has gone into another yet."""
    with op.batch_alter_table("course") as batch:
        batch.add_column(sa.Column("began_in_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_foreign_key(batch.f("fk_course_began_in_id"), "administrative_unit", ["began_in_id"], ["id"])


def downgrade() -> None:
    """Without them; courses stay where they are kept today."""
    with op.batch_alter_table("course") as batch:
        batch.drop_constraint(batch.f("fk_course_began_in_id"), type_="foreignkey")
        batch.drop_column("moved_at")
        batch.drop_column("began_in_id")
