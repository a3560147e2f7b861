"""Courses are found by the ward in which they began.

Revision: 0051
Follows: 0050
"""

from alembic import op

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    """An index."""
    op.create_index(op.f("ix_course_began_in_id"), "course", ["began_in_id"])


def downgrade() -> None:
    """Without it."""
    op.drop_index(op.f("ix_course_began_in_id"), "course")
