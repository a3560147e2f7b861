"""Ambassadors, those who offer themselves, letters of thanks; pairs, goals, visits, links; teams; requests for help.

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TABLES = (
    "ambassador",
    "ambassador_offer",
    "thanks_letter",
    "mentorship",
    "mentorship_skill",
    "skill_step",
    "mentor_visit",
    "visit_link",
    "team",
    "membership",
    "help_request",
    "help_request_step",
)
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _ambassador()
    _ambassador_offer()
    _thanks_letter()
    _mentorship()
    _mentorship_skill()
    _skill_step()
    _mentor_visit()
    _visit_link()
    _team()
    _membership()
    _help_request()
    _help_request_step()


def downgrade() -> None:
    """Take them away."""
    for name in reversed(TABLES):
        op.drop_table(name)


def _ambassador() -> None:
    op.create_table(
        "ambassador",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("residential_group_id", sa.Integer()),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("decision_no", sa.String(), nullable=False),
        sa.Column("decision_on", sa.Date()),
        sa.Column("training", sa.String(), nullable=False),
        sa.Column("trained_on", sa.Date()),
        sa.Column("ai_trained_on", sa.Date()),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("ended_why", sa.String(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("training IN ('none', 'basic', 'advanced')", name=op.f("ck_ambassador_training_known")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_ambassador_dates_in_order")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_ambassador_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ambassador_person_id")),
        sa.ForeignKeyConstraint(
            ["residential_group_id"], ["residential_group.id"], name=op.f("fk_ambassador_residential_group_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_ambassador_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ambassador")),
        sa.UniqueConstraint("public_id", name=op.f("uq_ambassador_public_id")),
        sa.UniqueConstraint("token", name=op.f("uq_ambassador_token")),
        sa.UniqueConstraint("unit_id", "code", name=op.f("uq_ambassador_unit_id_code")),
    )
    op.create_index(op.f("ix_ambassador_residential_group_id"), "ambassador", ["residential_group_id"], unique=False)
    op.create_index(
        "uq_ambassador_account",
        "ambassador",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index(
        "uq_ambassador_person",
        "ambassador",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )


def _ambassador_offer() -> None:
    op.create_table(
        "ambassador_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=False),
        sa.Column("residential_group_id", sa.Integer()),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("decided_at", _MOMENT),
        sa.Column("decided_by_id", sa.Integer()),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("ambassador_id", sa.Integer()),
        sa.CheckConstraint(
            "(state = 'taken') = (ambassador_id IS NOT NULL)", name=op.f("ck_ambassador_offer_taken_is_somebody")
        ),
        sa.CheckConstraint("state <> 'declined' OR why <> ''", name=op.f("ck_ambassador_offer_declined_with_words")),
        sa.CheckConstraint("state IN ('new', 'taken', 'declined')", name=op.f("ck_ambassador_offer_state_known")),
        sa.CheckConstraint("birth_year BETWEEN 1900 AND 2100", name=op.f("ck_ambassador_offer_birth_year_plausible")),
        sa.ForeignKeyConstraint(["ambassador_id"], ["ambassador.id"], name=op.f("fk_ambassador_offer_ambassador_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_ambassador_offer_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["residential_group_id"], ["residential_group.id"], name=op.f("fk_ambassador_offer_residential_group_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_ambassador_offer_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ambassador_offer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_ambassador_offer_public_id")),
        sa.UniqueConstraint("submission", name=op.f("uq_ambassador_offer_submission")),
    )
    op.create_index(op.f("ix_ambassador_offer_unit_id_state"), "ambassador_offer", ["unit_id", "state"], unique=False)
    op.create_index(
        "uq_ambassador_offer_new",
        "ambassador_offer",
        ["unit_id", "phone", "full_name"],
        unique=True,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )


def _thanks_letter() -> None:
    op.create_table(
        "thanks_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("ambassador_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", _MOMENT, nullable=False),
        sa.Column("approved_by_id", sa.Integer()),
        sa.Column("approved_at", _MOMENT),
        sa.Column("declined_at", _MOMENT),
        sa.Column("declined_why", sa.String(), nullable=False),
        sa.Column("declined_by_id", sa.Integer()),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("revoked_at", _MOMENT),
        sa.Column("revoked_why", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number IS NULL OR number > 0", name=op.f("ck_thanks_letter_number_positive")),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)", name=op.f("ck_thanks_letter_approved_by_somebody")
        ),
        sa.CheckConstraint(
            "declined_at IS NULL OR (number IS NULL AND declined_why <> '')",
            name=op.f("ck_thanks_letter_declined_with_a_reason"),
        ),
        sa.CheckConstraint(
            "revoked_at IS NULL OR revoked_why <> ''", name=op.f("ck_thanks_letter_revoked_with_a_reason")
        ),
        sa.CheckConstraint("(file = '') = (sha256 = '')", name=op.f("ck_thanks_letter_file_has_hash")),
        sa.CheckConstraint(
            "(number IS NULL) = (approved_at IS NULL)", name=op.f("ck_thanks_letter_numbered_when_approved")
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name=op.f("ck_thanks_letter_two_people")
        ),
        sa.CheckConstraint(
            "revoked_at IS NULL OR number IS NOT NULL", name=op.f("ck_thanks_letter_revoked_when_numbered")
        ),
        sa.ForeignKeyConstraint(["ambassador_id"], ["ambassador.id"], name=op.f("fk_thanks_letter_ambassador_id")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["account.id"], name=op.f("fk_thanks_letter_approved_by_id")),
        sa.ForeignKeyConstraint(["declined_by_id"], ["account.id"], name=op.f("fk_thanks_letter_declined_by_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["account.id"], name=op.f("fk_thanks_letter_proposed_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_thanks_letter_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks_letter")),
        sa.UniqueConstraint("public_id", name=op.f("uq_thanks_letter_public_id")),
        sa.UniqueConstraint("unit_id", "year", "number", name=op.f("uq_thanks_letter_unit_id_year_number")),
    )
    op.create_index(op.f("ix_thanks_letter_ambassador_id"), "thanks_letter", ["ambassador_id"], unique=False)
    op.create_index(
        "uq_thanks_letter_proposed",
        "thanks_letter",
        ["ambassador_id"],
        unique=True,
        sqlite_where=sa.text("number IS NULL AND declined_at IS NULL"),
        postgresql_where=sa.text("number IS NULL AND declined_at IS NULL"),
    )


def _mentorship() -> None:
    op.create_table(
        "mentorship",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("ambassador_id", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("outcome", sa.String()),
        sa.Column("outcome_words", sa.String(), nullable=False),
        sa.Column("shared_why", sa.String(), nullable=False),
        sa.Column("next_visit_on", sa.Date()),
        sa.Column("next_visit_said_at", _MOMENT),
        sa.Column("last_met_at", _MOMENT),
        sa.Column("reached_at", _MOMENT),
        sa.Column("congratulated_at", _MOMENT),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('reached', 'partly', 'stopped', 'moved', 'handed_over')",
            name=op.f("ck_mentorship_outcome_known"),
        ),
        sa.CheckConstraint("(until IS NULL) = (outcome IS NULL)", name=op.f("ck_mentorship_ends_with_an_outcome")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_mentorship_dates_in_order")),
        sa.ForeignKeyConstraint(["ambassador_id"], ["ambassador.id"], name=op.f("fk_mentorship_ambassador_id")),
        sa.ForeignKeyConstraint(["mentee_id"], ["person.id"], name=op.f("fk_mentorship_mentee_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_mentorship_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentorship")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mentorship_public_id")),
    )
    op.create_index(op.f("ix_mentorship_unit_id"), "mentorship", ["unit_id"], unique=False)
    op.create_index(
        "uq_mentorship_mentee",
        "mentorship",
        ["mentee_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL AND shared_why = ''"),
        postgresql_where=sa.text("until IS NULL AND shared_why = ''"),
    )
    op.create_index(
        "uq_mentorship_pair",
        "mentorship",
        ["ambassador_id", "mentee_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )


def _mentorship_skill() -> None:
    op.create_table(
        "mentorship_skill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mentorship_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.Column("reached", sa.String(), nullable=False),
        sa.Column("evidence", sa.String()),
        sa.Column("at", _MOMENT),
        sa.Column("dropped_at", _MOMENT),
        sa.CheckConstraint(
            "evidence IS NULL OR evidence IN ('seen', 'course', 'vneid', 'said')",
            name=op.f("ck_mentorship_skill_evidence_known"),
        ),
        sa.CheckConstraint(
            "reached <> 'can_do' OR evidence IS NOT NULL", name=op.f("ck_mentorship_skill_can_do_has_evidence")
        ),
        sa.CheckConstraint(
            "reached IN ('not_started', 'learning', 'can_do')", name=op.f("ck_mentorship_skill_reached_known")
        ),
        sa.ForeignKeyConstraint(["mentorship_id"], ["mentorship.id"], name=op.f("fk_mentorship_skill_mentorship_id")),
        sa.ForeignKeyConstraint(["skill_id"], ["skill.id"], name=op.f("fk_mentorship_skill_skill_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentorship_skill")),
        sa.UniqueConstraint("mentorship_id", "skill_id", name=op.f("uq_mentorship_skill_mentorship_id_skill_id")),
    )


def _skill_step() -> None:
    op.create_table(
        "skill_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("reached", sa.String(), nullable=False),
        sa.Column("evidence", sa.String()),
        sa.Column("visit_uuid", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "evidence IS NULL OR evidence IN ('seen', 'course', 'vneid', 'said')",
            name=op.f("ck_skill_step_evidence_known"),
        ),
        sa.CheckConstraint(
            "reached IN ('not_started', 'learning', 'can_do')", name=op.f("ck_skill_step_reached_known")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_skill_step_by_id")),
        sa.ForeignKeyConstraint(["goal_id"], ["mentorship_skill.id"], name=op.f("fk_skill_step_goal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_step")),
        sa.UniqueConstraint("visit_uuid", "goal_id", name=op.f("uq_skill_step_visit_uuid_goal_id")),
    )
    op.create_index(op.f("ix_skill_step_goal_id"), "skill_step", ["goal_id"], unique=False)


def _mentor_visit() -> None:
    op.create_table(
        "mentor_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("mentorship_id", sa.Integer(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer()),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer()),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("plans", sa.Boolean(), nullable=False),
        sa.Column("next_on", sa.Date()),
        sa.Column("withdrawn_at", _MOMENT),
        sa.CheckConstraint("way IN ('page', 'link')", name=op.f("ck_mentor_visit_way_known")),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes BETWEEN 0 AND 1440", name=op.f("ck_mentor_visit_minutes_of_a_day")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_mentor_visit_by_id")),
        sa.ForeignKeyConstraint(["mentorship_id"], ["mentorship.id"], name=op.f("fk_mentor_visit_mentorship_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_visit")),
        sa.UniqueConstraint("uuid", name=op.f("uq_mentor_visit_uuid")),
    )
    op.create_index(op.f("ix_mentor_visit_mentorship_id_day"), "mentor_visit", ["mentorship_id", "day"], unique=False)


def _visit_link() -> None:
    op.create_table(
        "visit_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("mentorship_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("told_at", _MOMENT),
        sa.Column("revoked_at", _MOMENT),
        sa.Column("visit_id", sa.Integer()),
        sa.CheckConstraint("how IN ('', 'sms', 'zalo', 'call', 'skipped')", name=op.f("ck_visit_link_how_known")),
        sa.CheckConstraint("(how = '') = (told_at IS NULL)", name=op.f("ck_visit_link_told_when_told")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_visit_link_made_by_id")),
        sa.ForeignKeyConstraint(["mentorship_id"], ["mentorship.id"], name=op.f("fk_visit_link_mentorship_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["mentor_visit.id"], name=op.f("fk_visit_link_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_link")),
        sa.UniqueConstraint("token", name=op.f("uq_visit_link_token")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_visit_link_visit_id")),
    )
    op.create_index(op.f("ix_visit_link_mentorship_id"), "visit_link", ["mentorship_id"], unique=False)


def _team() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("residential_group_id", sa.Integer()),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("dissolved_at", _MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_team_has_name")),
        sa.ForeignKeyConstraint(
            ["residential_group_id"], ["residential_group.id"], name=op.f("fk_team_residential_group_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_team_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("public_id", name=op.f("uq_team_public_id")),
    )
    op.create_index(op.f("ix_team_unit_id"), "team", ["unit_id"], unique=False)


def _membership() -> None:
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_membership_dates_in_order")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_membership_account_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_membership_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_account_id"), "membership", ["account_id"], unique=False)
    op.create_index(
        "uq_membership_live",
        "membership",
        ["team_id", "account_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )


def _help_request() -> None:
    op.create_table(
        "help_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("birth_year", sa.Integer()),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("residential_group_id", sa.Integer()),
        sa.Column("where_words", sa.String(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("suits", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("ambassador_id", sa.Integer()),
        sa.Column("team_id", sa.Integer()),
        sa.Column("assigned_at", _MOMENT),
        sa.Column("assigned_by_id", sa.Integer()),
        sa.Column("accepted_at", _MOMENT),
        sa.Column("accepted_by_id", sa.Integer()),
        sa.Column("visit_at", _MOMENT),
        sa.Column("done_at", _MOMENT),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_help_request_done_at_a_moment")),
        sa.CheckConstraint("state <> 'declined' OR why <> ''", name=op.f("ck_help_request_declined_with_a_reason")),
        sa.CheckConstraint(
            "state IN ('new', 'assigned', 'accepted', 'done', 'cancelled', 'declined')",
            name=op.f("ck_help_request_state_known"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('assigned', 'accepted') OR ambassador_id IS NOT NULL OR team_id IS NOT NULL",
            name=op.f("ck_help_request_assigned_to_somebody"),
        ),
        sa.CheckConstraint("ambassador_id IS NULL OR team_id IS NULL", name=op.f("ck_help_request_one_or_the_other")),
        sa.CheckConstraint(
            "birth_year IS NULL OR birth_year BETWEEN 1900 AND 2100", name=op.f("ck_help_request_birth_year_plausible")
        ),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["account.id"], name=op.f("fk_help_request_accepted_by_id")),
        sa.ForeignKeyConstraint(["ambassador_id"], ["ambassador.id"], name=op.f("fk_help_request_ambassador_id")),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["account.id"], name=op.f("fk_help_request_assigned_by_id")),
        sa.ForeignKeyConstraint(
            ["residential_group_id"], ["residential_group.id"], name=op.f("fk_help_request_residential_group_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_help_request_team_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["help_topic.id"], name=op.f("fk_help_request_topic_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_help_request_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_help_request_public_id")),
        sa.UniqueConstraint("submission", name=op.f("uq_help_request_submission")),
        sa.UniqueConstraint("token", name=op.f("uq_help_request_token")),
    )
    op.create_index(op.f("ix_help_request_ambassador_id"), "help_request", ["ambassador_id"], unique=False)
    op.create_index(op.f("ix_help_request_team_id"), "help_request", ["team_id"], unique=False)
    op.create_index(op.f("ix_help_request_unit_id_state"), "help_request", ["unit_id", "state"], unique=False)
    op.create_index(
        "uq_help_request_open",
        "help_request",
        ["unit_id", "phone", "topic_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('new', 'assigned', 'accepted')"),
        postgresql_where=sa.text("state IN ('new', 'assigned', 'accepted')"),
    )


def _help_request_step() -> None:
    op.create_table(
        "help_request_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer()),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_help_request_step_by_id")),
        sa.ForeignKeyConstraint(["request_id"], ["help_request.id"], name=op.f("fk_help_request_step_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_request_step")),
    )
    op.create_index(op.f("ix_help_request_step_request_id"), "help_request_step", ["request_id"], unique=False)
