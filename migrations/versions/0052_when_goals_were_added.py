"""A goal of a pair knows when it became one: what was reached before it was given stays reached.

Revision: 0052
Follows: 0051
"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"

# Of whom all was reached and one goal was not by then: that one was given afterwards. Words count under whichever row
# of the mentee they were said.
GIVEN_LATER = """
UPDATE mentorship_skill SET added_at =
    (SELECT mentorship.reached_at FROM mentorship WHERE mentorship.id = mentorship_skill.mentorship_id)
WHERE mentorship_skill.dropped_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM skill_step
    JOIN mentorship_skill AS goal ON goal.id = skill_step.goal_id AND goal.skill_id = mentorship_skill.skill_id
    JOIN mentorship AS other ON other.id = goal.mentorship_id
    JOIN person AS said ON said.id = other.mentee_id
    JOIN mentorship AS pair ON pair.id = mentorship_skill.mentorship_id AND skill_step.at <= pair.reached_at
    JOIN person ON person.id = pair.mentee_id
    WHERE skill_step.reached = 'can_do'
    AND COALESCE(said.merged_into_id, said.id) = COALESCE(person.merged_into_id, person.id)
)
"""

# What was spoken of and no goal was dropped at the moment of that visit.
SPOKEN_OF = """
UPDATE mentorship_skill SET added_at = dropped_at WHERE EXISTS (
    SELECT 1 FROM skill_step
    WHERE skill_step.goal_id = mentorship_skill.id AND skill_step.at = mentorship_skill.dropped_at
)
"""


def upgrade() -> None:
    """Those that came later, as far as it can be told; of all others the pair began with them."""
    op.add_column("mentorship_skill", sa.Column("added_at", sa.DateTime(timezone=True)))
    op.execute(GIVEN_LATER)
    op.execute(SPOKEN_OF)


def downgrade() -> None:
    """Without it."""
    op.drop_column("mentorship_skill", "added_at")
