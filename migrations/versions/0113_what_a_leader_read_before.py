"""Reports know what a leader read before he sent them back, and when that was.

Revision: 0113
Follows: 0112
"""

import sqlalchemy as sa
from alembic import op

revision = "0113"
down_revision = "0112"

# What a locked report says.
FROZEN = (
    "public_id", "unit_id", "plan_id", "rule_id", "name", "since", "until", "due_on", "state", "figures", "made_at",
    "proposed_by_id", "proposed_at", "decided_by_id", "decided_at", "reason", "kind", "passed_over",
)  # fmt: skip


def upgrade() -> None:
    """Of what was sent back before, nobody knows what stood in it."""
    for column in (  # no batch: a table remade by SQLite would lose its triggers
        sa.Column("read_before", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("report", column)
    _freeze((*FROZEN, "read_before", "returned_at"))


def downgrade() -> None:
    """A second reading shows no more what changed."""
    _freeze(FROZEN)
    for name in ("read_before", "returned_at"):
        op.drop_column("report", name)


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
