"""The first tables: people, learning, trust.

Revision: 0001
Follows: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# In the order in which they refer to one another.
TABLES = (
    "account",
    "administrative_unit",
    "audit_head",
    "rate_limit",
    "wrong_tries",
    "audit_event",
    "certificate_register",
    "invitation",
    "job",
    "place",
    "receipt",
    "residential_group",
    "sign_in",
    "course",
    "person",
    "approval",
    "consent",
    "lesson",
    "role_grant",
    "ticket",
    "registration",
    "approval_entry",
    "attendance_mark",
    "certificate",
    "attendance",
)


def upgrade() -> None:
    """Make the tables."""
    _account()
    _administrative_unit()
    _audit_head()
    _rate_limit()
    _wrong_tries()
    _audit_event()
    _certificate_register()
    _invitation()
    _job()
    _place()
    _receipt()
    _residential_group()
    _sign_in()
    _course()
    _person()
    _approval()
    _consent()
    _lesson()
    _role_grant()
    _ticket()
    _registration()
    _approval_entry()
    _attendance_mark()
    _certificate()
    _attendance()
    # The two refer to each other: a thin ticket names the registration that it repeats.
    with op.batch_alter_table("ticket") as ticket:
        ticket.create_foreign_key("fk_ticket_repeats_id_registration", "registration", ["repeats_id"], ["id"])


def downgrade() -> None:
    """Drop the tables."""
    with op.batch_alter_table("ticket") as ticket:
        ticket.drop_constraint("fk_ticket_repeats_id_registration", type_="foreignkey")
    for table in reversed(TABLES):
        op.drop_table(table)


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_sign_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("public_id", name=op.f("uq_account_public_id")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
        sqlite_autoincrement=True,  # the audit trail's numbers are never given again
    )


def _administrative_unit() -> None:
    op.create_table(
        "administrative_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("group_word", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("paper_style", sa.String(), nullable=False),
        sa.Column("issuer_name", sa.String(), nullable=False),
        sa.Column("place_line", sa.String(), nullable=False),
        sa.Column("signer_formula", sa.String(), nullable=False),
        sa.Column("signer_capacity", sa.String(), nullable=False),
        sa.Column("signer_name", sa.String(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "paper_style IN ('state', 'party', 'front')", name=op.f("ck_administrative_unit_paper_style_known")
        ),
        sa.CheckConstraint("length(code) IN (2, 5)", name=op.f("ck_administrative_unit_code_length")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["administrative_unit.id"], name=op.f("fk_administrative_unit_parent_id")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["administrative_unit.id"], name=op.f("fk_administrative_unit_successor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_administrative_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_administrative_unit_code")),
        sqlite_autoincrement=True,  # the audit trail's numbers are never given again
    )


def _audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )


def _rate_limit() -> None:
    op.create_table(
        "rate_limit",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tokens", sa.Double(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_limit")),
    )


def _wrong_tries() -> None:
    op.create_table(
        "wrong_tries",
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_wrong_tries")),
    )


def _audit_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index(op.f("ix_audit_event_subject_kind_subject_id"), "audit_event", ["subject_kind", "subject_id"])
    op.create_index(op.f("ix_audit_event_unit_id_at"), "audit_event", ["unit_id", "at"])


def _certificate_register() -> None:
    op.create_table(
        "certificate_register",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_number >= 0", name=op.f("ck_certificate_register_last_positive")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_certificate_register_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_register")),
        sa.UniqueConstraint("unit_id", "year", name=op.f("uq_certificate_register_unit_id_year")),
    )


def _invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_invitation_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token", name=op.f("uq_invitation_token")),
    )
    op.create_index(op.f("ix_invitation_account_id"), "invitation", ["account_id"])


def _job() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("arguments", sa.String(), nullable=False),
        sa.Column("same", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("cancel", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_job_state_known")
        ),
        sa.CheckConstraint("done >= 0 AND total >= 0", name=op.f("ck_job_progress_positive")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_job_asked_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_job_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("public_id", name=op.f("uq_job_public_id")),
    )
    op.create_index(op.f("ix_job_same"), "job", ["same"])
    op.create_index(op.f("ix_job_state"), "job", ["state"])


def _place() -> None:
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("wheelchair", sa.Boolean(), nullable=False),
        sa.CheckConstraint("seats > 0", name=op.f("ck_place_seats_positive")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_place_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("unit_id", "code", name=op.f("uq_place_unit_id_code")),
    )


def _receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_receipt_account_id")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_receipt")),
    )


def _residential_group() -> None:
    op.create_table(
        "residential_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["residential_group.id"], name=op.f("fk_residential_group_merged_into_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_residential_group_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residential_group")),
        sa.UniqueConstraint("unit_id", "code", name=op.f("uq_residential_group_unit_id_code")),
    )


def _sign_in() -> None:
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_account_id"), "sign_in", ["account_id"])


def _course() -> None:
    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("folded_code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("organiser", sa.String(), nullable=False),
        sa.Column("topics", sa.String(), nullable=False),
        sa.Column("bring", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("seated", sa.Integer(), nullable=False),
        sa.Column("last_position", sa.Integer(), nullable=False),
        sa.Column("waiting_list", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("registration_opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registration_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certificate_share", sa.Integer(), nullable=False),
        sa.Column("certificate_size", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("certificate_size IN ('A4', 'A5')", name=op.f("ck_course_certificate_size_known")),
        sa.CheckConstraint("state IN ('draft', 'open', 'cancelled', 'closed')", name=op.f("ck_course_state_known")),
        sa.CheckConstraint("certificate_share BETWEEN 1 AND 100", name=op.f("ck_course_certificate_share_percent")),
        sa.CheckConstraint("last_position >= 0", name=op.f("ck_course_last_position_positive")),
        sa.CheckConstraint("seated >= 0 AND seated <= seats", name=op.f("ck_course_seated_within_seats")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_course_seats_positive")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_course_place_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_course_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("code", name=op.f("uq_course_code")),
        sa.UniqueConstraint("folded_code", name=op.f("uq_course_folded_code")),
    )
    op.create_index(op.f("ix_course_unit_id_state"), "course", ["unit_id", "state"])


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("residential_group_id", sa.Integer(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sex IS NULL OR sex IN ('nam', 'nữ')", name=op.f("ck_person_sex_known")),
        sa.CheckConstraint("birth_year BETWEEN 1900 AND 2100", name=op.f("ck_person_birth_year_plausible")),
        sa.ForeignKeyConstraint(
            ["residential_group_id"], ["residential_group.id"], name=op.f("fk_person_residential_group_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_unit_id_search_key_birth_year"), "person", ["unit_id", "search_key", "birth_year"])
    op.create_index(op.f("ix_person_unit_id_sort_key"), "person", ["unit_id", "sort_key"])


def _approval() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(state = 'submitted') = (decided_at IS NULL)", name=op.f("ck_approval_decided_when_decided")
        ),
        sa.CheckConstraint("state <> 'sent_back' OR reason <> ''", name=op.f("ck_approval_sent_back_with_reason")),
        sa.CheckConstraint("state IN ('submitted', 'sent_back', 'approved')", name=op.f("ck_approval_state_known")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> submitted_by_id", name=op.f("ck_approval_two_people")
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_approval_course_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_approval_decided_by_id")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["account.id"], name=op.f("fk_approval_submitted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index(
        "uq_approval_course_live",
        "approval",
        ["course_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'sent_back'"),
        postgresql_where=sa.text("state <> 'sent_back'"),
    )


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('photos', 'messages')", name=op.f("ck_consent_purpose_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_person_id"), "consent", ["person_id"])


def _lesson() -> None:
    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("rest_absent", sa.Boolean(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("note_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'held') = (closed_at IS NOT NULL)", name=op.f("ck_lesson_held_is_closed")),
        sa.CheckConstraint("state IN ('planned', 'held', 'cancelled')", name=op.f("ck_lesson_state_known")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_lesson_ends_after_start")),
        sa.CheckConstraint("heads IS NULL OR heads >= 0", name=op.f("ck_lesson_heads_positive")),
        sa.CheckConstraint("number > 0", name=op.f("ck_lesson_number_positive")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["account.id"], name=op.f("fk_lesson_closed_by_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_lesson_course_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_lesson_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
        sa.UniqueConstraint("code", name=op.f("uq_lesson_code")),
        sa.UniqueConstraint("course_id", "number", name=op.f("uq_lesson_course_id_number")),
    )
    op.create_index(op.f("ix_lesson_starts_at"), "lesson", ["starts_at"])


def _role_grant() -> None:
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "course_id IS NULL OR role = 'instructor'", name=op.f("ck_role_grant_course_for_instructors")
        ),
        sa.CheckConstraint(
            "role IN ('instructor', 'counter', 'ambassador', 'officer', 'leader', 'administrator', 'province_officer')",
            name=op.f("ck_role_grant_role_known"),
        ),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_role_grant_dates_in_order")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_role_grant_course_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_role_grant_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_account_id"), "role_grant", ["account_id"])
    op.create_index(op.f("ix_role_grant_course_id"), "role_grant", ["course_id"])


def _ticket() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        sa.Column("typed_name", sa.String(), nullable=True),
        sa.Column("typed_birth_year", sa.Integer(), nullable=True),
        sa.Column("repeats_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(typed_name IS NULL) = (repeats_id IS NULL)", name=op.f("ck_ticket_thin_is_whole")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_ticket_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("submission", name=op.f("uq_ticket_submission")),
        sa.UniqueConstraint("token", name=op.f("uq_ticket_token")),
    )
    op.create_index(op.f("ix_ticket_course_id"), "ticket", ["course_id"])


def _registration() -> None:
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("needs", sa.String(), nullable=False),
        sa.Column("submission", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state <> 'waiting' OR position IS NOT NULL", name=op.f("ck_registration_waiting_has_position")
        ),
        sa.CheckConstraint(
            "state IN ('seated', 'offered', 'waiting', 'cancelled', 'removed')",
            name=op.f("ck_registration_state_known"),
        ),
        sa.CheckConstraint(
            "way IN ('qr', 'desk', 'phone', 'walk_in', 'import')", name=op.f("ck_registration_way_known")
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_registration_course_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registration_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_registration_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("course_id", "position", name=op.f("uq_registration_course_id_position")),
        sa.UniqueConstraint("public_id", name=op.f("uq_registration_public_id")),
        sa.UniqueConstraint("submission", name=op.f("uq_registration_submission")),
    )
    op.create_index(op.f("ix_registration_course_id_state"), "registration", ["course_id", "state"])
    op.create_index(op.f("ix_registration_person_id"), "registration", ["person_id"])
    op.create_index(op.f("ix_registration_ticket_id"), "registration", ["ticket_id"])
    op.create_index(
        "uq_registration_live",
        "registration",
        ["course_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('seated', 'offered', 'waiting')"),
        postgresql_where=sa.text("state IN ('seated', 'offered', 'waiting')"),
    )


def _approval_entry() -> None:
    op.create_table(
        "approval_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("approval_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("came", sa.Integer(), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=False),
        sa.Column("exception", sa.String(), nullable=False),
        sa.CheckConstraint("came <= lessons", name=op.f("ck_approval_entry_came_within_lessons")),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_approval_entry_approval_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_approval_entry_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_entry")),
        sa.UniqueConstraint(
            "approval_id", "registration_id", name=op.f("uq_approval_entry_approval_id_registration_id")
        ),
    )


def _attendance_mark() -> None:
    op.create_table(
        "attendance_mark",
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.CheckConstraint(
            "status IN ('present', 'late', 'excused', 'absent', 'unmarked')",
            name=op.f("ck_attendance_mark_status_known"),
        ),
        sa.CheckConstraint(
            "way IN ('roll', 'scan', 'self', 'walk_in', 'undo')", name=op.f("ck_attendance_mark_way_known")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_attendance_mark_by_id")),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_attendance_mark_lesson_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_attendance_mark_registration_id")
        ),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_attendance_mark")),
    )
    op.create_index(
        op.f("ix_attendance_mark_lesson_id_registration_id"), "attendance_mark", ["lesson_id", "registration_id"]
    )


def _certificate() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("approval_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state = 'approved' OR (file IS NOT NULL AND sha256 IS NOT NULL)",
            name=op.f("ck_certificate_issued_has_file"),
        ),
        sa.CheckConstraint(
            "state IN ('approved', 'issued', 'handed_over', 'replaced', 'revoked')",
            name=op.f("ck_certificate_state_known"),
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_certificate_number_positive")),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_certificate_approval_id")),
        sa.ForeignKeyConstraint(["register_id"], ["certificate_register.id"], name=op.f("fk_certificate_register_id")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_certificate_registration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
        sa.UniqueConstraint("register_id", "number", name=op.f("uq_certificate_register_id_number")),
    )
    op.create_index(op.f("ix_certificate_approval_id"), "certificate", ["approval_id"])
    op.create_index(
        "uq_certificate_registration_live",
        "certificate",
        ["registration_id"],
        unique=True,
        sqlite_where=sa.text("state NOT IN ('replaced', 'revoked')"),
        postgresql_where=sa.text("state NOT IN ('replaced', 'revoked')"),
    )


def _attendance() -> None:
    op.create_table(
        "attendance",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("mark_uuid", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "status IN ('present', 'late', 'excused', 'absent', 'unmarked')", name=op.f("ck_attendance_status_known")
        ),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_attendance_lesson_id")),
        sa.ForeignKeyConstraint(["mark_uuid"], ["attendance_mark.uuid"], name=op.f("fk_attendance_mark_uuid")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_attendance_registration_id")),
        sa.PrimaryKeyConstraint("lesson_id", "registration_id", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_registration_id"), "attendance", ["registration_id"])
