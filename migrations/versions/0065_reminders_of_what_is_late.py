"""Reminders: who was reminded of what is late, on which day, by whom and how.

Revision: 0065
Follows: 0072
"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"

REFERS = {
    "unit_id": "administrative_unit",
    "rule_id": "reporting_rule",
    "matter_id": "matter",
    "programme_id": "programme",
    "account_id": "account",
    "organisation_id": "organisation",
    "residential_group_id": "residential_group",
    "team_id": "team",
    "by_id": "account",
}
ALWAYS = ("unit_id", "by_id")
RECEIVERS = ("account_id", "organisation_id", "residential_group_id", "team_id")
CHECKS = {
    "about_known": "about IN ('report', 'task', 'team_month', 'programme')",
    "of_report": "(about = 'report') = (rule_id IS NOT NULL)",
    "of_task": "(about = 'task') = (matter_id IS NOT NULL)",
    "of_programme": "(about = 'programme') = (programme_id IS NOT NULL)",
    "how_known": "how IN ('zalo_group', 'letter', 'sms', 'call')",
    "number_of_letter": "number = '' OR how = 'letter'",
    "one_receiver": " + ".join(f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in RECEIVERS)
    + " + (CASE WHEN words = '' THEN 0 ELSE 1 END) = 1",
}


def upgrade() -> None:
    """Nothing was recorded before: the table is empty."""
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=name not in ALWAYS) for name in REFERS),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("about", "words", "item", "how", "number")),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("due_on", "day")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.CheckConstraint(words, name=op.f(f"ck_reminder_{name}")) for name, words in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([name], [f"{there}.id"], name=op.f(f"fk_reminder_{name}"))
            for name, there in REFERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "unit_id", "item", "how", "number", "day", name=op.f("uq_reminder_unit_id_item_how_number_day")
        ),
    )
    for name in REFERS:
        if name not in ALWAYS:
            op.create_index(op.f(f"ix_reminder_{name}"), "reminder", [name])


def downgrade() -> None:
    """The reminders are forgotten."""
    op.drop_table("reminder")
