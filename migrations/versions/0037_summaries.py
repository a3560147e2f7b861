"""A report may sum up: an interim one, or the last one of a plan.

Revision: 0037
Follows: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

# What a locked report says.
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


def upgrade() -> None:
    """All there are told of a period."""
    # Written out: a table remade by SQLite would lose its triggers.
    op.execute(
        "ALTER TABLE report ADD COLUMN kind VARCHAR NOT NULL DEFAULT 'periodic' "
        "CONSTRAINT ck_report_kind_known CHECK (kind IN ('periodic', 'interim', 'final'))"
    )
    _freeze((*REPORT, "kind"))


def downgrade() -> None:
    """They are reports of a period again, under their names."""
    _freeze(REPORT)
    bind = op.get_bind()
    wanted = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report' ORDER BY rowid"
    stood = list(bind.execute(sa.text(wanted)).scalars()) if bind.dialect.name == "sqlite" else []
    # By hand no more: a later revision remakes the table, and its check then stands beside the columns.
    with op.batch_alter_table("report") as table:
        table.drop_constraint(op.f("ck_report_kind_known"), type_="check")
        table.drop_column("kind")
    for statement in stood:
        op.execute(statement)


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
