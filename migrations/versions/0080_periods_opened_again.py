"""The office opens a closed period again for one subject, and is asked to give back what it confirmed.

Revision: 0080
Follows: 0079
"""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0079"

TABLE, ENTRY = "reopened_period", "programme_entry"
CHECKS = {
    "has_reason": "reason <> ''",
    "has_period": "period > '0001-01-01'",
    "closes_after_opened": "closes_at >= opened_at",
}
OF_ENTRIES = {
    "asked_back_with_words": "(asked_back_at IS NULL) = (asked_back_words = '')",
    "asked_back_once_confirmed": "asked_back_at IS NULL OR confirmed_at IS NOT NULL",
}


def upgrade() -> None:
    """None is open again, none is asked back."""
    op.create_table(
        TABLE,
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.CheckConstraint(words, name=op.f(f"ck_{TABLE}_{name}")) for name, words in CHECKS.items()),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f(f"fk_{TABLE}_programme_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f(f"fk_{TABLE}_site_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["account.id"], name=op.f(f"fk_{TABLE}_opened_by_id")),
        sa.PrimaryKeyConstraint("programme_id", "site_id", "period", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_site_id"), TABLE, ["site_id"])
    op.create_index(op.f(f"ix_{TABLE}_opened_by_id"), TABLE, ["opened_by_id"])
    with op.batch_alter_table(ENTRY) as table:
        table.add_column(sa.Column("asked_back_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("asked_back_words", sa.String(), nullable=False, server_default=""))
        for name, words in OF_ENTRIES.items():
            table.create_check_constraint(op.f(f"ck_{ENTRY}_{name}"), words)
    with op.batch_alter_table(ENTRY) as table:
        table.alter_column("asked_back_words", server_default=None, existing_type=sa.String(), existing_nullable=False)


def downgrade() -> None:
    """What was opened again is closed, what was asked back stays confirmed."""
    with op.batch_alter_table(ENTRY) as table:
        for name in OF_ENTRIES:
            table.drop_constraint(op.f(f"ck_{ENTRY}_{name}"), type_="check")
        table.drop_column("asked_back_at")
        table.drop_column("asked_back_words")
    op.drop_table(TABLE)
