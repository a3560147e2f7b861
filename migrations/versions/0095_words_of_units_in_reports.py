"""Reports know which words of units were left out, and why a passage that says what is not known was emptied.

Revision: 0095
Follows: 0094
"""

import sqlalchemy as sa
from alembic import op

revision = "0095"
down_revision = "0094"

COLUMNS = (("report", "passed_over"), ("report_edit", "reason"))
# What a locked report says.
FROZEN = (
    "public_id", "unit_id", "plan_id", "rule_id", "name", "since", "until", "due_on", "state", "figures", "made_at",
    "proposed_by_id", "proposed_at", "decided_by_id", "decided_at", "reason", "kind",
)  # fmt: skip


def upgrade() -> None:
    """Nothing was left out so far, and nothing explained."""
    for table, name in COLUMNS:  # no batch: a table remade by SQLite would lose its triggers
        op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''")))
    _freeze((*FROZEN, "passed_over"))


def downgrade() -> None:
    """What was left out is offered again."""
    _freeze(FROZEN)
    for table, name in COLUMNS:
        op.drop_column(table, name)


def _freeze(columns: tuple[str, ...]) -> None:
    """Put the trigger up anew: these stay in a locked report."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    differs = "IS NOT" if sqlite else "IS DISTINCT FROM"
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)
    when = f"(OLD.state = 'locked' AND ({changed}))"
    only = when if sqlite else f"({when})"
    then = "BEGIN SELECT RAISE(ABORT, 'a locked report never changes'); END" if sqlite else "EXECUTE FUNCTION stays()"
    op.execute("DROP TRIGGER report_frozen" if sqlite else "DROP TRIGGER report_frozen ON report")
    op.execute(f"CREATE TRIGGER report_frozen BEFORE UPDATE ON report FOR EACH ROW WHEN {only} {then}")
