"""A province has one report of a span under way: the database keeps it.

Revision: 0049
Follows: 0048
"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"

INDEX, UNDER_WAY = "uq_report_under_way", "plan_id IS NULL AND state <> 'locked'"


def upgrade() -> None:
    """Of two that were begun of one span the one that went on furthest, then the newest, keeps its name: it is the one
    that pages lead to. What is written in the others stays to be read and copied, under a name of its own."""
    bind, stood = op.get_bind(), dict[tuple[int, str, str], int]()
    report = sa.table("report", *(sa.column(each) for each in ("id", "unit_id", "kind", "name", "state")))
    written = sa.case((report.c.state.in_(("draft", "returned")), 1), else_=0)
    begun = sa.select(report).where(sa.text(UNDER_WAY)).order_by(written, report.c.id.desc())
    for row in bind.execute(begun).all():
        span = (row.unit_id, row.kind, row.name)
        stood[span] = many = stood.get(span, 0) + 1
        if many > 1:
            named = sa.update(report).where(report.c.id == row.id).values(name=f"{row.name} (bản {many})")
            bind.execute(named)
    where = sa.text(UNDER_WAY)
    columns = ["unit_id", "kind", "name"]
    op.create_index(INDEX, "report", columns, unique=True, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Without it; names stay."""
    op.drop_index(INDEX, "report")
