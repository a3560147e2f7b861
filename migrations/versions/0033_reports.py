"""Reports, their passages and remarks, and the register of papers that were sent out.

Revision: 0033
Follows: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

LOCKED = "state = 'locked'"
REPORT = (
    "public_id",
    "unit_id",
    "plan_id",
    "rule_id",
    "name",
    "since",
    "until",
    "due_on",
    "state",
    "figures",
    "made_at",
    "proposed_by_id",
    "proposed_at",
    "decided_by_id",
    "decided_at",
    "reason",
)
DOCUMENT = (
    "public_id",
    "unit_id",
    "kind",
    "year",
    "number",
    "pattern",
    "signed_on",
    "subject",
    "report_id",
    "made_by_id",
    "made_at",
    "said",
)


def upgrade() -> None:
    """The tables, and what keeps a locked report and a filed paper as they are."""
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("figures", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('sent', 'approved', 'locked')) = (figures <> '')", name=op.f("ck_report_figures_when_sent")
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_report_has_name")),
        sa.CheckConstraint("state <> 'returned' OR reason <> ''", name=op.f("ck_report_returned_with_a_reason")),
        sa.CheckConstraint(
            "state IN ('draft', 'sent', 'returned', 'approved', 'locked')", name=op.f("ck_report_state_known")
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'locked') OR decided_at IS NOT NULL", name=op.f("ck_report_decided_when_decided")
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name=op.f("ck_report_two_people")
        ),
        sa.CheckConstraint("since <= until", name=op.f("ck_report_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_report_decided_by_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_report_plan_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["account.id"], name=op.f("fk_report_proposed_by_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["reporting_rule.id"], name=op.f("fk_report_rule_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_report_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_public_id")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_unit_id_state"), ["unit_id", "state"], unique=False)
        batch_op.create_index(
            "uq_report_rule_due",
            ["rule_id", "due_on"],
            unique=True,
            sqlite_where=sa.text("rule_id IS NOT NULL"),
            postgresql_where=sa.text("rule_id IS NOT NULL"),
        )

    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.CheckConstraint("(file = '') = (sha256 = '')", name=op.f("ck_document_file_has_hash")),
        sa.CheckConstraint("kind <> '' AND subject <> ''", name=op.f("ck_document_has_words")),
        sa.CheckConstraint("number > 0", name=op.f("ck_document_number_positive")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_document_made_by_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_document_report_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_document_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("public_id", name=op.f("uq_document_public_id")),
        sa.UniqueConstraint("report_id", name=op.f("uq_document_report_id")),
        sa.UniqueConstraint("unit_id", "kind", "year", "number", name=op.f("uq_document_unit_id_kind_year_number")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_unit_id_signed_on"), ["unit_id", "signed_on"], unique=False)

    op.create_table(
        "report_passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("drafted", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(text) <= 10000", name=op.f("ck_report_passage_bounded")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["account.id"], name=op.f("fk_report_passage_changed_by_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_passage_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_passage")),
        sa.UniqueConstraint("report_id", "key", name=op.f("uq_report_passage_report_id_key")),
    )
    op.create_table(
        "report_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_report_edit_by_id")),
        sa.ForeignKeyConstraint(["passage_id"], ["report_passage.id"], name=op.f("fk_report_edit_passage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_edit")),
    )
    with op.batch_alter_table("report_edit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_edit_passage_id_id"), ["passage_id", "id"], unique=False)

    op.create_table(
        "report_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_report_remark_has_text")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_report_remark_by_id")),
        sa.ForeignKeyConstraint(["passage_id"], ["report_passage.id"], name=op.f("fk_report_remark_passage_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_remark_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_remark")),
    )
    with op.batch_alter_table("report_remark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_remark_report_id_id"), ["report_id", "id"], unique=False)

    _keep()


def _keep() -> None:
    """A locked report and what a filed paper says never change; its file never once it has one; neither row goes."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    differs = "IS NOT" if sqlite else "IS DISTINCT FROM"

    def changed(columns: tuple[str, ...]) -> str:
        return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)

    drawn = f"(OLD.sha256 <> '' AND ({changed(('sha256', 'file'))}))"
    for table, act, name, when, words in (
        ("report", "UPDATE", "frozen", f"(OLD.{LOCKED} AND ({changed(REPORT)}))", "a locked report never changes"),
        ("report", "DELETE", "stays", f"OLD.{LOCKED}", "a locked report never changes"),
        ("document", "UPDATE", "frozen", f"{changed(DOCUMENT)} OR {drawn}", "a filed document never changes"),
        ("document", "DELETE", "stays", "", "a filed document never changes"),
    ):
        only = (f" WHEN {when}" if sqlite else f" WHEN ({when})") if when else ""
        then = f"BEGIN SELECT RAISE(ABORT, '{words}'); END" if sqlite else "EXECUTE FUNCTION stays()"
        op.execute(f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} FOR EACH ROW{only} {then}")


def downgrade() -> None:
    """Gone, with every report that was written."""
    for table in ("report_remark", "report_edit", "report_passage", "document", "report"):
        op.drop_table(table)
