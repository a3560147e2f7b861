"""What a ward's year of classes needs beside the classes: notices, photos, messages, merges, imports, requests.

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = (
    "message_text",
    "programme",
    "course_group",
    "import_run",
    "person_distinction",
    "person_merge",
    "lesson_photo",
    "sending",
    "absence_notice",
    "printed_sheet",
    "registration_step",
    "sending_recipient",
    "certificate_request",
)


def upgrade() -> None:
    """Make the tables."""
    _message_text()
    _programme()
    _course_group()
    _import_run()
    _person_distinction()
    _person_merge()
    _lesson_photo()
    _sending()
    _absence_notice()
    _printed_sheet()
    _registration_step()
    _sending_recipient()
    _certificate_request()


def downgrade() -> None:
    """Drop the tables."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _message_text() -> None:
    op.create_table(
        "message_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_message_text_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_text")),
        sa.UniqueConstraint("unit_id", "moment", name=op.f("uq_message_text_unit_id_moment")),
    )


def _programme() -> None:
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("shape", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("topics", sa.String(), nullable=False),
        sa.Column("bring", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("weekdays", sa.String(), nullable=False),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("certificate_share", sa.Integer(), nullable=False),
        sa.Column("certificate_size", sa.String(), nullable=False),
        sa.Column("excused_counts", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("certificate_size IN ('A4', 'A5')", name=op.f("ck_programme_certificate_size_known")),
        sa.CheckConstraint(
            "excused_counts IN ('absent', 'present', 'left_out')", name=op.f("ck_programme_excused_counts_known")
        ),
        sa.CheckConstraint("shape IN ('learn')", name=op.f("ck_programme_shape_known")),
        sa.CheckConstraint("certificate_share BETWEEN 1 AND 100", name=op.f("ck_programme_certificate_share_percent")),
        sa.CheckConstraint("lessons > 0", name=op.f("ck_programme_lessons_positive")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_programme_minutes_positive")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_programme_seats_positive")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_programme_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("unit_id", "key", name=op.f("uq_programme_unit_id_key")),
    )


def _course_group() -> None:
    op.create_table(
        "course_group",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("residential_group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_group_course_id")),
        sa.ForeignKeyConstraint(
            ["residential_group_id"], ["residential_group.id"], name=op.f("fk_course_group_residential_group_id")
        ),
        sa.PrimaryKeyConstraint("course_id", "residential_group_id", name=op.f("pk_course_group")),
    )


def _import_run() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("columns", sa.String(), nullable=False),
        sa.Column("fates", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('registrations', 'people', 'residential_groups')", name=op.f("ck_import_run_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('uploaded', 'read', 'done', 'refused', 'left')", name=op.f("ck_import_run_state_known")
        ),
        sa.CheckConstraint("new + known + refused <= rows", name=op.f("ck_import_run_each_row_once")),
        sa.CheckConstraint(
            "rows >= 0 AND new >= 0 AND known >= 0 AND refused >= 0", name=op.f("ck_import_run_counts_positive")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_import_run_by_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_import_run_course_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_import_run_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sa.UniqueConstraint("public_id", name=op.f("uq_import_run_public_id")),
    )
    op.create_index(op.f("ix_import_run_unit_id"), "import_run", ["unit_id"], unique=False)


def _person_distinction() -> None:
    op.create_table(
        "person_distinction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_person_distinction_smaller_first")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_person_distinction_by_id")),
        sa.ForeignKeyConstraint(["one_id"], ["person.id"], name=op.f("fk_person_distinction_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_person_distinction_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_distinction")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_person_distinction_one_id_other_id")),
    )
    op.create_index(op.f("ix_person_distinction_other_id"), "person_distinction", ["other_id"], unique=False)


def _person_merge() -> None:
    op.create_table(
        "person_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kept_id <> gone_id", name=op.f("ck_person_merge_two_rows")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_person_merge_by_id")),
        sa.ForeignKeyConstraint(["gone_id"], ["person.id"], name=op.f("fk_person_merge_gone_id")),
        sa.ForeignKeyConstraint(["kept_id"], ["person.id"], name=op.f("fk_person_merge_kept_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["account.id"], name=op.f("fk_person_merge_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
        sa.UniqueConstraint("public_id", name=op.f("uq_person_merge_public_id")),
    )
    op.create_index(op.f("ix_person_merge_gone_id"), "person_merge", ["gone_id"], unique=False)
    op.create_index(op.f("ix_person_merge_kept_id"), "person_merge", ["kept_id"], unique=False)


def _lesson_photo() -> None:
    op.create_table(
        "lesson_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('board', 'sheet')", name=op.f("ck_lesson_photo_kind_known")),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_lesson_photo_sides_positive")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_lesson_photo_by_id")),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_photo_lesson_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_photo")),
        sa.UniqueConstraint("public_id", name=op.f("uq_lesson_photo_public_id")),
    )
    op.create_index(op.f("ix_lesson_photo_lesson_id"), "lesson_photo", ["lesson_id"], unique=False)


def _sending() -> None:
    op.create_table(
        "sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=True),
        sa.Column("lesson_version", sa.Integer(), nullable=True),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_sending_by_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_sending_course_id")),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_sending_lesson_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sending")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sending_public_id")),
    )
    op.create_index(op.f("ix_sending_course_id"), "sending", ["course_id"], unique=False)


def _absence_notice() -> None:
    op.create_table(
        "absence_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_absence_notice_lesson_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_absence_notice_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_notice")),
    )
    op.create_index(op.f("ix_absence_notice_registration_id"), "absence_notice", ["registration_id"], unique=False)
    op.create_index(
        "uq_absence_notice_standing",
        "absence_notice",
        ["lesson_id", "registration_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def _printed_sheet() -> None:
    op.create_table(
        "printed_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seats", sa.String(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_printed_sheet_number_positive")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_printed_sheet_by_id")),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_printed_sheet_lesson_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_sheet")),
        sa.UniqueConstraint("lesson_id", "number", name=op.f("uq_printed_sheet_lesson_id_number")),
    )


def _registration_step() -> None:
    op.create_table(
        "registration_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.CheckConstraint(
            "step IN ('seated', 'waiting', 'offered', 'accepted', 'lapsed', 'moved_up', 'cancelled', "
            "'removed', 'moved_away', 'moved_here', 'changed')",
            name=op.f("ck_registration_step_step_known"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_registration_step_by_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_registration_step_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_step")),
    )
    op.create_index(
        op.f("ix_registration_step_registration_id"), "registration_step", ["registration_id"], unique=False
    )


def _sending_recipient() -> None:
    op.create_table(
        "sending_recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sending_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(how = '') = (told_at IS NULL)", name=op.f("ck_sending_recipient_told_when_told")),
        sa.CheckConstraint(
            "how IN ('', 'sms', 'zalo', 'call', 'person', 'skipped')", name=op.f("ck_sending_recipient_how_known")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_sending_recipient_by_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_sending_recipient_registration_id")
        ),
        sa.ForeignKeyConstraint(["sending_id"], ["sending.id"], name=op.f("fk_sending_recipient_sending_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sending_recipient")),
        sa.UniqueConstraint(
            "sending_id", "registration_id", name=op.f("uq_sending_recipient_sending_id_registration_id")
        ),
    )
    op.create_index(
        op.f("ix_sending_recipient_registration_id"), "sending_recipient", ["registration_id"], unique=False
    )


def _certificate_request() -> None:
    op.create_table(
        "certificate_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("changes", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_certificate_request_decided_when_decided")
        ),
        sa.CheckConstraint("kind IN ('replace', 'revoke')", name=op.f("ck_certificate_request_kind_known")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_certificate_request_reason_given")),
        sa.CheckConstraint(
            "state <> 'refused' OR answer <> ''", name=op.f("ck_certificate_request_refused_with_reason")
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'done', 'refused', 'withdrawn')", name=op.f("ck_certificate_request_state_known")
        ),
        sa.CheckConstraint(
            "state <> 'withdrawn' OR decided_by_id IS NULL", name=op.f("ck_certificate_request_withdrawn_undecided")
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> asked_by_id", name=op.f("ck_certificate_request_two_people")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_certificate_request_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_request_certificate_id")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_certificate_request_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_certificate_request_public_id")),
    )
    op.create_index(
        "uq_certificate_request_open",
        "certificate_request",
        ["certificate_id"],
        unique=True,
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )
