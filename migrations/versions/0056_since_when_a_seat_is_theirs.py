"""Since when a seat is somebody's, so that nobody is absent from a lesson that was held before.

Revision: 0056
Follows: 0055
"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"

# The first step that gave a seat; registrations of before there were steps had theirs from the beginning, but for those
# that waited and hold none. A walk-in that was undone never had one, nor has the row that a merge ended.
SINCE = """
UPDATE registration SET seated_at = CASE
    WHEN end_reason IN ('walk-in undone', 'merged') THEN NULL
    ELSE COALESCE(
        (SELECT MIN(step.at) FROM registration_step AS step
          WHERE step.registration_id = registration.id AND step.step IN ('seated', 'accepted', 'moved_up')),
        CASE WHEN position IS NULL OR state = 'seated' THEN created_at END)
    END
"""
# Of two rows that are one person, the one that stands has sat there since the first of them did.
MERGED = """
UPDATE registration SET seated_at = (
    SELECT MIN(step.at) FROM registration_step AS step JOIN registration AS other ON other.id = step.registration_id
     WHERE step.step IN ('seated', 'accepted', 'moved_up') AND other.course_id = registration.course_id
       AND other.person_id = registration.person_id AND (other.id = registration.id OR other.end_reason = 'merged'))
WHERE state = 'seated' AND EXISTS (
    SELECT 1 FROM registration AS other JOIN registration_step AS step ON step.registration_id = other.id
     WHERE other.course_id = registration.course_id AND other.person_id = registration.person_id
       AND other.end_reason = 'merged' AND step.step IN ('seated', 'accepted', 'moved_up'))
"""


def upgrade() -> None:
    """No rows were written for the absent: who was in class is told from this when it is read."""
    with op.batch_alter_table("registration") as table:
        table.add_column(sa.Column("seated_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(SINCE)
    op.execute(MERGED)
    with op.batch_alter_table("registration") as table:
        table.create_check_constraint("seated_since_when", "state <> 'seated' OR seated_at IS NOT NULL")


def downgrade() -> None:
    """All who hold a seat count at all lessons again."""
    with op.batch_alter_table("registration") as table:
        table.drop_constraint(op.f("ck_registration_seated_since_when"), type_="check")
        table.drop_column("seated_at")
