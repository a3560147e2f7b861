"""Lists of whatever a ward keeps may be brought in: which kinds there are is said by the registers.

Revision: 0021
Follows: 0020
"""

from alembic import op

revision = "0021"
down_revision = "0020"
RULE = "ck_import_run_kind_known"


def upgrade() -> None:
    """Any kind that has a name."""
    _ruled("kind <> ''")


def downgrade() -> None:
    """The three of before; lists of other kinds are forgotten."""
    op.execute("DELETE FROM import_run WHERE kind NOT IN ('registrations', 'people', 'residential_groups')")
    _ruled("kind IN ('registrations', 'people', 'residential_groups')")


def _ruled(condition: str) -> None:
    with op.batch_alter_table("import_run") as table:
        table.drop_constraint(op.f(RULE), type_="check")
    with op.batch_alter_table("import_run") as table:
        table.create_check_constraint(op.f(RULE), condition)
