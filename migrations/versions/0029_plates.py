"""Plates, and the lists by which they are given.

Revision: 0029
Follows: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

SAID = (
    "public_id", "code", "unit_id", "recognition_id", "programme_id", "entry_id", "series", "year", "number", "said",
    "decided_on", "valid_until", "replaces_id",
)  # fmt: skip


def upgrade() -> None:
    """Two tables, and the triggers that keep what was numbered."""
    op.create_table(
        "recognition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("programme_version_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(state = 'submitted') = (decided_at IS NULL)", name=op.f("ck_recognition_decided_when_decided")
        ),
        sa.CheckConstraint("state <> 'sent_back' OR reason <> ''", name=op.f("ck_recognition_sent_back_with_reason")),
        sa.CheckConstraint(
            "state = 'withdrawn' OR decided_by_id IS NULL OR decided_by_id <> proposed_by_id",
            name=op.f("ck_recognition_two_people"),
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'sent_back', 'withdrawn', 'approved')", name=op.f("ck_recognition_state_known")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_recognition_decided_by_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_recognition_programme_id")),
        sa.ForeignKeyConstraint(
            ["programme_version_id"], ["programme_version.id"], name=op.f("fk_recognition_programme_version_id")
        ),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["account.id"], name=op.f("fk_recognition_proposed_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_recognition_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition")),
        sa.UniqueConstraint("public_id", name=op.f("uq_recognition_public_id")),
    )
    with op.batch_alter_table("recognition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recognition_programme_id_id"), ["programme_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recognition_unit_id_state"), ["unit_id", "state"], unique=False)

    op.create_table(
        "plate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("recognition_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(file = '') = (sha256 = '')", name=op.f("ck_plate_file_has_hash")),
        sa.CheckConstraint(
            "(state IN ('replaced', 'revoked')) = (ended_at IS NOT NULL)", name=op.f("ck_plate_ended_when_over")
        ),
        sa.CheckConstraint(
            "(state IN ('standing', 'replaced', 'revoked')) = (number IS NOT NULL)",
            name=op.f("ck_plate_numbered_when_given"),
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'declined', 'dropped', 'standing', 'replaced', 'revoked')",
            name=op.f("ck_plate_state_known"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('declined', 'replaced', 'revoked') OR end_reason <> ''",
            name=op.f("ck_plate_ended_with_a_reason"),
        ),
        sa.CheckConstraint("(number IS NULL) = (decided_on IS NULL)", name=op.f("ck_plate_numbered_on_a_day")),
        sa.CheckConstraint("number IS NULL OR number > 0", name=op.f("ck_plate_number_positive")),
        sa.ForeignKeyConstraint(["entry_id"], ["programme_entry.id"], name=op.f("fk_plate_entry_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_plate_programme_id")),
        sa.ForeignKeyConstraint(["recognition_id"], ["recognition.id"], name=op.f("fk_plate_recognition_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["plate.id"], name=op.f("fk_plate_replaces_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_plate_site_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_plate_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plate")),
        sa.UniqueConstraint("code", name=op.f("uq_plate_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_plate_public_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_plate_replaces_id")),
        sa.UniqueConstraint("unit_id", "series", "year", "number", name=op.f("uq_plate_unit_id_series_year_number")),
    )
    with op.batch_alter_table("plate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plate_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plate_recognition_id"), ["recognition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plate_site_id"), ["site_id"], unique=False)
        batch_op.create_index(
            "uq_plate_proposed",
            ["programme_id", "site_id"],
            unique=True,
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        )
        batch_op.create_index(
            "uq_plate_standing",
            ["programme_id", "site_id"],
            unique=True,
            sqlite_where=sa.text("state = 'standing'"),
            postgresql_where=sa.text("state = 'standing'"),
        )

    _keep_numbered()


def _keep_numbered() -> None:
    """What a numbered plate says never changes, its file never once it has one, and its row never goes."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    differs = "IS NOT" if sqlite else "IS DISTINCT FROM"

    def changed(*columns: str) -> str:
        return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)

    drawn = f"(OLD.sha256 <> '' AND ({changed('sha256', 'file')}))"
    when = {"UPDATE": f"(OLD.number IS NOT NULL AND ({changed(*SAID)})) OR {drawn}", "DELETE": "OLD.number IS NOT NULL"}
    for name, act in (("plate_frozen", "UPDATE"), ("plate_stays", "DELETE")):
        if sqlite:
            then = f"WHEN {when[act]} BEGIN SELECT RAISE(ABORT, 'a numbered plate never changes'); END"
        else:
            then = f"WHEN ({when[act]}) EXECUTE FUNCTION stays()"
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON plate FOR EACH ROW {then}")


def downgrade() -> None:
    """Gone, with every plate that was given."""
    op.drop_table("plate")
    op.drop_table("recognition")
