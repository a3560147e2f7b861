"""A version of a programme says which edition of what ships it has in it; a ward may put an edition aside.

Revision: 0104
Follows: 0103
"""

import sqlalchemy as sa
from alembic import op

revision = "0104"
down_revision = "0103"

COLUMNS = (("programme_version", "shipped"), ("programme", "skipped"))
# What a version in use says.
FROZEN = ("programme_id", "number", "said", "made_at", "used_since")


def upgrade() -> None:
    """Versions of before say none: what was put to use first is what shipped. They stay as they are."""
    for table, name in COLUMNS:  # no batch: a table remade by SQLite would lose its triggers
        op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''")))
    _freeze((*FROZEN, "shipped"))


def downgrade() -> None:
    """Which editions were taken is forgotten; versions that have them stay in use."""
    _freeze(FROZEN)
    for table, name in COLUMNS:
        op.drop_column(table, name)


def _freeze(columns: tuple[str, ...]) -> None:
    """Put the trigger up anew: these stay in a version in use."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    differs = "IS NOT" if sqlite else "IS DISTINCT FROM"
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)
    when = f"(OLD.used_since IS NOT NULL AND ({changed}))"
    only = when if sqlite else f"({when})"
    words = "programme_version rows in use stay"
    then = f"BEGIN SELECT RAISE(ABORT, '{words}'); END" if sqlite else "EXECUTE FUNCTION stays()"
    name = "programme_version_frozen"
    op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON programme_version")
    op.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON programme_version FOR EACH ROW WHEN {only} {then}")
