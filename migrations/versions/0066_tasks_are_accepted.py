"""Tasks are reported finished by whoever has them, and accepted or given back by a leader.

Revision: 0066
Follows: 0072
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"

BEFORE = ("open", "doing", "done", "dropped")
STATES = ("open", "doing", "reported", "returned", "accepted", "done", "dropped")
WHO = ("given", "proposed", "decided")
CHECKS = {
    "reported_at_a_time": "state <> 'reported' OR proposed_at IS NOT NULL",
    "decided_when_decided": "state NOT IN ('accepted', 'returned') OR decided_at IS NOT NULL",
    "returned_with_a_reason": "state <> 'returned' OR reason <> ''",
    "two_people": "decided_by_id IS NULL OR decided_by_id <> proposed_by_id",
}


def upgrade() -> None:
    """Tasks keep their states: what is done stays done."""
    with op.batch_alter_table("matter") as table:
        for who in WHO:
            table.add_column(sa.Column(f"{who}_by_id", sa.Integer(), nullable=True))
            table.create_foreign_key(op.f(f"fk_matter_{who}_by_id"), "account", [f"{who}_by_id"], ["id"])
            table.add_column(sa.Column(f"{who}_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
        table.drop_constraint(op.f("ck_matter_state_known"), type_="check")
        table.create_check_constraint(op.f("ck_matter_state_known"), _known(STATES))
        for name, words in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_matter_{name}"), words)
    with op.batch_alter_table("matter") as table:
        table.alter_column("reason", server_default=None, existing_type=sa.String(), existing_nullable=False)


def downgrade() -> None:
    """What was reported or accepted is done, what was given back is under way."""
    op.execute("UPDATE matter SET state = 'done' WHERE state IN ('reported', 'accepted')")
    op.execute("UPDATE matter SET state = 'doing' WHERE state = 'returned'")
    with op.batch_alter_table("matter") as table:
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_matter_{name}"), type_="check")
        table.drop_constraint(op.f("ck_matter_state_known"), type_="check")
        table.create_check_constraint(op.f("ck_matter_state_known"), _known(BEFORE))
        for who in WHO:
            table.drop_constraint(op.f(f"fk_matter_{who}_by_id"), type_="foreignkey")
            table.drop_column(f"{who}_by_id")
            table.drop_column(f"{who}_at")
        table.drop_column("reason")


def _known(states: Sequence[str]) -> str:
    return f"state IN ({', '.join(map(repr, states))})"
