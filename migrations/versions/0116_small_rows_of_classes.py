"""A template of courses says its goal, what each lesson teaches and the hours of practice.

Revision: 0117
Follows: 0115
"""

import sqlalchemy as sa
from alembic import op

revision = "0116"
down_revision = "0115"

SAID = ("goal", "outline")


def upgrade() -> None:
    """Of templates that are there nobody has said it."""
    with op.batch_alter_table("course_template") as table:
        for name in SAID:
            table.add_column(sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''")))
        table.add_column(sa.Column("practice_hours", sa.Integer(), nullable=True))
    with op.batch_alter_table("course_template") as table:
        for name in SAID:
            table.alter_column(name, server_default=None)
        table.create_check_constraint(op.f("ck_course_template_practice_hours_positive"), "practice_hours > 0")


def downgrade() -> None:
    """It is said no more."""
    with op.batch_alter_table("course_template") as table:
        table.drop_constraint(op.f("ck_course_template_practice_hours_positive"), type_="check")
        for name in (*SAID, "practice_hours"):
            table.drop_column(name)
