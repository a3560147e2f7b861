"""Indexes that hold all that figures of a large ward read.

Revision: 0046
Follows: 0045
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"

MERGED = sa.text("merged_into_id IS NOT NULL")
COUNTED = ["unit_id", "day", "withdrawn_at", "residential_group_id", "result_id", "minutes"]
OF_SEAT, OF_LESSON = ["registration_id", "status", "lesson_id"], ["lesson_id", "status", "registration_id"]


def upgrade() -> None:
    """In the place of those that lead to the rows."""
    op.create_index("ix_person_merged", "person", ["merged_into_id"], sqlite_where=MERGED, postgresql_where=MERGED)
    op.create_index("ix_help_record_counted", "help_record", COUNTED)
    op.drop_index(op.f("ix_help_record_unit_id_day"), table_name="help_record")
    for columns in (OF_SEAT, OF_LESSON):
        op.create_index(op.f(f"ix_attendance_{'_'.join(columns)}"), "attendance", columns)
    op.drop_index(op.f("ix_attendance_registration_id"), table_name="attendance")


def downgrade() -> None:
    """To the rows again."""
    op.create_index(op.f("ix_attendance_registration_id"), "attendance", ["registration_id"])
    for columns in (OF_LESSON, OF_SEAT):
        op.drop_index(op.f(f"ix_attendance_{'_'.join(columns)}"), table_name="attendance")
    op.create_index(op.f("ix_help_record_unit_id_day"), "help_record", ["unit_id", "day"])
    op.drop_index("ix_help_record_counted", table_name="help_record")
    op.drop_index("ix_person_merged", table_name="person")
