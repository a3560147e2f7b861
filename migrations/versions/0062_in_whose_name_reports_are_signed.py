"""In whose name a unit's reports are signed.

Revision: 0062
Follows: 0061
"""

from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0062"
down_revision = "0061"

COMMITTEES = (
    ("state", "TM. ỦY BAN NHÂN DÂN", ("", "ỦY BAN NHÂN DÂN%", "UBND%")),
    ("party", "T/M ĐẢNG ỦY", ("ĐẢNG ỦY%",)),
    ("front", "TM. BAN THƯỜNG TRỰC", ("BAN THƯỜNG TRỰC%",)),
)


def _unit() -> AbstractContextManager[BatchOperations]:
    return op.batch_alter_table("administrative_unit", table_kwargs={"sqlite_autoincrement": True})


def upgrade() -> None:
    """A committee's reports say so from now on; another office has no such line, nor one whose signers always do."""
    with _unit() as table:
        table.add_column(sa.Column("report_formula", sa.String(), nullable=False, server_default=sa.text("''")))
    unit = sa.table(
        "administrative_unit",
        *(sa.column(name, sa.String()) for name in ("paper_style", "issuer_name", "signer_formula", "report_formula")),
    )
    for style, formula, names in COMMITTEES:
        op.execute(
            sa.update(unit)
            .where(unit.c.paper_style == style, sa.or_(*(unit.c.issuer_name.like(each) for each in names)))
            .where(unit.c.signer_formula.not_like("T%M%"))
            .values(report_formula=formula)
        )


def downgrade() -> None:
    """Reports are signed as all other papers."""
    with _unit() as table:
        table.drop_column("report_formula")
