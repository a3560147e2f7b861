"""The Front's two targets of households that were told, as a ward loaded them and left them, count what the groups
report: one question has one answer in all plans, and the book of houses knows a few visited ones alone.

Revision: 0111
Follows: 0110
"""

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0110"

KEYS = ("household_reach_2025", "household_reach_2026")
BOOK, REPORTS = "household.reached", "group_report.told"
TARGET = sa.table(
    "target",
    *(sa.column(name) for name in ("id", "unit_id", "plan_id", "key", "version", "measured_by")),
    *(sa.column(name) for name in ("narrowed_to", "each_of", "share_of")),
)
PLAN = sa.table("plan", sa.column("id"), sa.column("catalogue"))
PROGRAMME = sa.table("programme", *(sa.column(name) for name in ("unit_id", "key", "retired_on")))
MEASUREMENT = sa.table("measurement", sa.column("target_id"), sa.column("source"))


def upgrade() -> None:
    """A ward that keeps the book and has no reports of groups goes on counting the book; what was entered stays."""
    by_book = sa.and_(_used("household"), ~_used("group_report"))
    _measure(BOOK, REPORTS, ~by_book)


def downgrade() -> None:
    """They count the book."""
    _measure(REPORTS, BOOK)


def _used(key: str) -> sa.ColumnElement[bool]:
    used = PROGRAMME.c.unit_id == TARGET.c.unit_id, PROGRAMME.c.key == key, PROGRAMME.c.retired_on.is_(None)
    return sa.exists().where(*used)


def _measure(before: str, after: str, *where: sa.ColumnElement[bool]) -> None:
    """What was counted before is forgotten: it is another figure, and months do not compare."""
    loaded = TARGET.c.plan_id.in_(sa.select(PLAN.c.id).where(PLAN.c.catalogue == "gia-vien")), TARGET.c.key.in_(KEYS)
    left = *(TARGET.c[name] == "" for name in ("narrowed_to", "each_of", "share_of")), TARGET.c.measured_by == before
    ids = op.get_bind().scalars(sa.select(TARGET.c.id).where(*loaded, *left, *where)).all()
    op.execute(sa.delete(MEASUREMENT).where(MEASUREMENT.c.target_id.in_(ids), MEASUREMENT.c.source == "computed"))
    values = {"measured_by": after, "version": TARGET.c.version + 1}
    op.execute(sa.update(TARGET).where(TARGET.c.id.in_(ids)).values(**values))
