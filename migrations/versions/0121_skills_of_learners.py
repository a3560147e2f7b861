"""What learners can do, as whoever taught them saw it; skills say where they stand in the national frame.

Revision: 0121
Follows: 0120
"""

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0120"

# Of a skill: the version of the national frame, and its domain and level there.
FRAME = ("frame", "domain", "level")


def upgrade() -> None:
    """No class has asked yet; nobody has said where a skill stands in the frame."""
    op.create_table(
        "course_skill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.CheckConstraint("position BETWEEN 0 AND 3", name=op.f("ck_course_skill_position_of_four")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_skill_course_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["skill_id"], ["skill.id"], name=op.f("fk_course_skill_skill_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_skill")),
        sa.UniqueConstraint("course_id", "position", name=op.f("uq_course_skill_course_id_position")),
        sa.UniqueConstraint("course_id", "skill_id", name=op.f("uq_course_skill_course_id_skill_id")),
    )
    op.create_index(op.f("ix_course_skill_skill_id"), "course_skill", ["skill_id"])
    op.create_table(
        "skill_mark",
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("course_skill_id", sa.Integer(), nullable=False),
        sa.Column("can", sa.Boolean(), nullable=True),
        sa.Column("undoes", sa.String(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(can IS NULL) = (undoes IS NOT NULL)", name=op.f("ck_skill_mark_says_or_takes_back")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_skill_mark_by_id")),
        sa.ForeignKeyConstraint(["course_skill_id"], ["course_skill.id"], name=op.f("fk_skill_mark_course_skill_id")),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_skill_mark_lesson_id")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_skill_mark_registration_id")),
        sa.PrimaryKeyConstraint("uuid", "registration_id", name=op.f("pk_skill_mark")),
    )
    for columns in (["course_skill_id"], ["lesson_id"], ["registration_id"], ["undoes", "registration_id"]):
        op.create_index(op.f(f"ix_skill_mark_{'_'.join(columns)}"), "skill_mark", columns)
    _keep_rows()
    _add("course_template", ("skills",))
    _add("skill", FRAME)


def downgrade() -> None:
    """An older release asks no class: what was said of learners goes."""
    for table, names in (("skill", FRAME), ("course_template", ("skills",))):
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.drop_column(name)
    op.drop_table("skill_mark")
    op.drop_table("course_skill")


def _add(table: str, names: tuple[str, ...]) -> None:
    with op.batch_alter_table(table) as batch:
        for name in names:
            batch.add_column(sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''")))
    with op.batch_alter_table(table) as batch:
        for name in names:
            batch.alter_column(name, server_default=None)


def _keep_rows() -> None:
    """Rows are added, and never changed or removed."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "CREATE TRIGGER skill_mark_stays BEFORE UPDATE OR DELETE ON skill_mark FOR EACH ROW "
            "EXECUTE FUNCTION stays()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER skill_mark_no_{act.lower()} BEFORE {act} ON skill_mark FOR EACH ROW "
            "BEGIN SELECT RAISE(ABORT, 'skill_mark rows stay as they are'); END"
        )
