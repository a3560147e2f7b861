"""Targets may be a ceiling: no more than so many.

Revision: 0093
Follows: 0092
"""

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0092"

CHECK = "ck_target_operator_known"
BEFORE = (">=", ">", "=")


def upgrade() -> None:
    """A fourth operator."""
    _known(*BEFORE, "<=")


def downgrade() -> None:
    """The number of a ceiling stays; nothing says any more that it is one."""
    target = sa.table("target", sa.column("operator"))
    op.execute(sa.update(target).where(target.c.operator == "<=").values(operator="="))
    _known(*BEFORE)


def _known(*operators: str) -> None:
    with op.batch_alter_table("target") as table:
        table.drop_constraint(op.f(CHECK), type_="check")
        table.create_check_constraint(op.f(CHECK), f"operator IN ({', '.join(map(repr, operators))})")
