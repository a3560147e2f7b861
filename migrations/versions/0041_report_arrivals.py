"""Reports of wards at their province, and what it asks about them.

Revision: 0041
Follows: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

ARRIVED = (
    "public_id", "unit_id", "ward_id", "report_id", "span", "since", "until", "due_on", "number", "figures", "said",
    "made_at",
)  # fmt: skip


def upgrade() -> None:
    """The tables, and what keeps a report that arrived as it is."""
    op.create_table(
        "report_arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("span", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("figures", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "figures <> '' AND said <> '' AND span <> ''", name=op.f("ck_report_arrival_says_something")
        ),
        sa.CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by_id IS NULL)", name=op.f("ck_report_arrival_accepted_by_somebody")
        ),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["account.id"], name=op.f("fk_report_arrival_accepted_by_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_arrival_report_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_report_arrival_unit_id")),
        sa.ForeignKeyConstraint(["ward_id"], ["administrative_unit.id"], name=op.f("fk_report_arrival_ward_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_arrival")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_arrival_public_id")),
        sa.UniqueConstraint("report_id", name=op.f("uq_report_arrival_report_id")),
    )
    with op.batch_alter_table("report_arrival", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_arrival_unit_id_span"), ["unit_id", "span"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_arrival_ward_id"), ["ward_id"], unique=False)

    op.create_table(
        "arrival_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("arrival_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(answer <> '') = (answered_at IS NOT NULL)", name=op.f("ck_arrival_remark_answered_at_a_moment")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_arrival_remark_has_text")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_arrival_remark_answered_by_id")),
        sa.ForeignKeyConstraint(["arrival_id"], ["report_arrival.id"], name=op.f("fk_arrival_remark_arrival_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_arrival_remark_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival_remark")),
    )
    with op.batch_alter_table("arrival_remark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_arrival_remark_arrival_id"), ["arrival_id"], unique=False)
    sqlite = op.get_bind().dialect.name == "sqlite"
    differs, words = "IS NOT" if sqlite else "IS DISTINCT FROM", "what arrived never changes"
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in ARRIVED)
    then = f"BEGIN SELECT RAISE(ABORT, '{words}'); END" if sqlite else "EXECUTE FUNCTION stays()"
    when = f" WHEN {changed}" if sqlite else f" WHEN ({changed})"
    for name, act, only in (("frozen", "UPDATE", when), ("stays", "DELETE", "")):
        op.execute(f"CREATE TRIGGER report_arrival_{name} BEFORE {act} ON report_arrival FOR EACH ROW{only} {then}")


def downgrade() -> None:
    """They are forgotten; the wards still have their reports."""
    with op.batch_alter_table("arrival_remark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_arrival_remark_arrival_id"))

    op.drop_table("arrival_remark")
    with op.batch_alter_table("report_arrival", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_arrival_ward_id"))
        batch_op.drop_index(batch_op.f("ix_report_arrival_unit_id_span"))

    op.drop_table("report_arrival")
