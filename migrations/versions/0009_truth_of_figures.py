"""A course and a programme say who meets them; a ward says how many people an ambassador takes by the hand at least.

Revision: 0009
Follows: 0008
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0009"
down_revision = "0008"

SEEN = ("course", "programme")
LEAST = {
    "least_mentees_positive": "least_mentees IS NULL OR least_mentees > 0",
    "least_mentees_from_a_plan": "least_mentees IS NULL OR least_mentees_source <> ''",
}


def upgrade() -> None:
    """Courses that stand are seen as before; of a programme for staff the next ones are opened by their link."""
    for table in SEEN:
        _widen(table, [sa.Column("who_sees", sa.String(), nullable=False, server_default="anyone")])
        with _batch(table) as changed:
            changed.create_check_constraint(op.f(f"ck_{table}_who_sees_known"), "who_sees IN ('anyone', 'link')")
    _widen(
        "administrative_unit",
        [
            sa.Column("least_mentees", sa.Integer()),
            sa.Column("least_mentees_source", sa.String(), nullable=False, server_default=""),
        ],
    )
    # What stood in the product until now goes on standing, as what it was.
    op.execute(
        "UPDATE administrative_unit SET least_mentees = 5, "
        "least_mentees_source = 'Mức có sẵn từ trước, chưa ghi theo kế hoạch nào' WHERE length(code) = 5"
    )
    with _batch("administrative_unit") as unit:
        for rule, condition in LEAST.items():
            unit.create_check_constraint(op.f(f"ck_administrative_unit_{rule}"), condition)
    op.execute("UPDATE programme SET who_sees = 'link' WHERE audience = 'cbccvc'")


def downgrade() -> None:
    """Take away what only this version says."""
    with _batch("administrative_unit") as unit:
        for rule in LEAST:
            unit.drop_constraint(op.f(f"ck_administrative_unit_{rule}"), type_="check")
    _narrow("administrative_unit", ["least_mentees_source", "least_mentees"])
    for table in SEEN:
        with _batch(table) as changed:
            changed.drop_constraint(op.f(f"ck_{table}_who_sees_known"), type_="check")
        _narrow(table, ["who_sees"])


def _batch(name: str) -> AbstractContextManager[BatchOperations]:
    """SQLite makes a table anew to change it; the audit trail's numbers of units go on never being given again."""
    return op.batch_alter_table(name, table_kwargs={"sqlite_autoincrement": name == "administrative_unit"})


def _widen(name: str, columns: Sequence[sa.Column[object]]) -> None:
    """Add columns with what they say of older rows, then take the default away: from now on the nouns say it."""
    with _batch(name) as table:
        for column in columns:
            table.add_column(column)
    with _batch(name) as table:
        for column in columns:
            if column.server_default is not None:
                table.alter_column(column.name, server_default=None)


def _narrow(name: str, columns: Sequence[str]) -> None:
    with _batch(name) as table:
        for column in columns:
            table.drop_column(column)
