"""The help log and its corrections; rows of history that stay as they are.

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

TABLES = ("help_record", "help_record_topic", "help_correction")
APPEND_ONLY = ("help_correction", "skill_step", "help_request_step")
# What is frozen when a letter of thanks gets its number, and its file once it has one.
FROZEN = ("unit_id", "ambassador_id", "year", "number", "said", "proposed_by_id", "approved_by_id", "approved_at")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and put up the triggers."""
    _help_record()
    _help_record_topic()
    _help_correction()
    for table in APPEND_ONLY:
        if op.get_bind().dialect.name == "sqlite":
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW "
                    f"BEGIN SELECT RAISE(ABORT, '{table} rows stay as they are'); END"
                )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION stays()"
            )
    _freeze_letters()


def downgrade() -> None:
    """Take them away."""
    _thaw_letters()
    for table in APPEND_ONLY:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {table}_no_update")
            op.execute(f"DROP TRIGGER {table}_no_delete")
        else:
            op.execute(f"DROP TRIGGER {table}_stays ON {table}")
    for name in reversed(TABLES):
        op.drop_table(name)


def _freeze_letters() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    differs = "IS NOT" if sqlite else "IS DISTINCT FROM"
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in FROZEN)
    kept = f"OLD.sha256 <> '' AND (NEW.sha256 {differs} OLD.sha256 OR NEW.file {differs} OLD.file)"
    frozen = f"(OLD.number IS NOT NULL AND ({changed})) OR ({kept})"
    for name, act, when in (
        ("thanks_letter_frozen", "UPDATE", frozen),
        ("thanks_letter_stays", "DELETE", "OLD.number IS NOT NULL"),
    ):
        told = "BEGIN SELECT RAISE(ABORT, 'a numbered letter never changes'); END"
        then = told if sqlite else "EXECUTE FUNCTION stays()"
        condition = f"WHEN {when}" if sqlite else f"WHEN ({when})"
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON thanks_letter FOR EACH ROW {condition} {then}")


def _thaw_letters() -> None:
    table = "" if op.get_bind().dialect.name == "sqlite" else " ON thanks_letter"
    for name in ("thanks_letter_frozen", "thanks_letter_stays"):
        op.execute(f"DROP TRIGGER {name}{table}")


def _help_record() -> None:
    op.create_table(
        "help_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer()),
        sa.Column("place_kind", sa.String(), nullable=False),
        sa.Column("other_words", sa.String(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("reason_id", sa.Integer()),
        sa.Column("age_band_id", sa.Integer()),
        sa.Column("residential_group_id", sa.Integer()),
        sa.Column("minutes", sa.Integer()),
        sa.Column("person_id", sa.Integer()),
        sa.Column("mentorship_id", sa.Integer()),
        sa.Column("request_id", sa.Integer()),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("device_at", _MOMENT, nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("corrected_at", _MOMENT),
        sa.Column("withdrawn_at", _MOMENT),
        sa.CheckConstraint(
            "place_kind IN ('counter', 'kiosk', 'home', 'market', 'hall', 'phone')",
            name=op.f("ck_help_record_place_kind_known"),
        ),
        sa.CheckConstraint("way IN ('log', 'later', 'import')", name=op.f("ck_help_record_way_known")),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes BETWEEN 0 AND 1440", name=op.f("ck_help_record_minutes_of_a_day")
        ),
        sa.ForeignKeyConstraint(["age_band_id"], ["age_band.id"], name=op.f("fk_help_record_age_band_id")),
        sa.ForeignKeyConstraint(["desk_id"], ["help_desk.id"], name=op.f("fk_help_record_desk_id")),
        sa.ForeignKeyConstraint(["helper_id"], ["account.id"], name=op.f("fk_help_record_helper_id")),
        sa.ForeignKeyConstraint(["mentorship_id"], ["mentorship.id"], name=op.f("fk_help_record_mentorship_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_help_record_person_id")),
        sa.ForeignKeyConstraint(["reason_id"], ["help_reason.id"], name=op.f("fk_help_record_reason_id")),
        sa.ForeignKeyConstraint(["request_id"], ["help_request.id"], name=op.f("fk_help_record_request_id")),
        sa.ForeignKeyConstraint(
            ["residential_group_id"], ["residential_group.id"], name=op.f("fk_help_record_residential_group_id")
        ),
        sa.ForeignKeyConstraint(["result_id"], ["help_result.id"], name=op.f("fk_help_record_result_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_help_record_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_record")),
        sa.UniqueConstraint("uuid", name=op.f("uq_help_record_uuid")),
    )
    op.create_index(op.f("ix_help_record_helper_id_day"), "help_record", ["helper_id", "day"], unique=False)
    op.create_index(op.f("ix_help_record_mentorship_id"), "help_record", ["mentorship_id"], unique=False)
    op.create_index(op.f("ix_help_record_person_id"), "help_record", ["person_id"], unique=False)
    op.create_index(op.f("ix_help_record_request_id"), "help_record", ["request_id"], unique=False)
    op.create_index(op.f("ix_help_record_unit_id_day"), "help_record", ["unit_id", "day"], unique=False)


def _help_record_topic() -> None:
    op.create_table(
        "help_record_topic",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["help_record.id"], name=op.f("fk_help_record_topic_record_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["help_topic.id"], name=op.f("fk_help_record_topic_topic_id")),
        sa.PrimaryKeyConstraint("record_id", "topic_id", name=op.f("pk_help_record_topic")),
    )
    op.create_index(op.f("ix_help_record_topic_topic_id"), "help_record_topic", ["topic_id"], unique=False)


def _help_correction() -> None:
    op.create_table(
        "help_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_help_correction_by_id")),
        sa.ForeignKeyConstraint(["record_id"], ["help_record.id"], name=op.f("fk_help_correction_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_correction")),
        sa.UniqueConstraint("uuid", name=op.f("uq_help_correction_uuid")),
    )
    op.create_index(op.f("ix_help_correction_record_id"), "help_correction", ["record_id"], unique=False)
