"""Who has sent a report, and who need not, as officers wrote it down.

Revision: 0038
Follows: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """The table; one row a sender."""
    op.create_table(
        "report_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'excused') = (reason <> '')", name=op.f("ck_report_receipt_excused_with_a_reason")
        ),
        sa.CheckConstraint("(state = 'sent') = (day IS NOT NULL)", name=op.f("ck_report_receipt_sent_on_a_day")),
        sa.CheckConstraint("sender <> '' AND name <> ''", name=op.f("ck_report_receipt_of_somebody")),
        sa.CheckConstraint("state IN ('sent', 'excused')", name=op.f("ck_report_receipt_state_known")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_report_receipt_by_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["reporting_rule.id"], name=op.f("fk_report_receipt_rule_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_report_receipt_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_receipt")),
        sa.UniqueConstraint("rule_id", "due_on", "sender", name=op.f("uq_report_receipt_rule_id_due_on_sender")),
    )


def downgrade() -> None:
    """They are forgotten."""
    op.drop_table("report_receipt")
