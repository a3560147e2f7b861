"""Seven targets of plans that ship, as a ward loaded them and left them, count what programmes that ship now count.

Revision: 0105
Follows: 0104
"""

from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0105"
down_revision = "0104"

NO_BOOK = "Chưa có sổ ghi riêng cho việc này; cán bộ nhập số theo báo cáo của nơi làm."
AT_COUNTERS = "Máy không biết ai được phân công ở quầy mỗi ngày; cán bộ nhập số người được bố trí."


class Change(NamedTuple):
    """What a target of some plans is measured by from now on, and why it was entered."""

    plans: tuple[str, ...]
    key: str
    measured_by: str
    share_of: str = ""
    each_of: str = ""
    why: str = NO_BOOK


CHANGES = (
    Change(("gia-vien",), "influencer_per_group", "influencer.has", "influencer.subjects"),
    Change(("gia-vien",), "member_helper", "member_helper.has", "member_helper.subjects"),
    Change(("gia-vien",), "union_model", "union_model.has", "organisations.mass_organisation"),
    Change(("ha-tu",), "youth_squad", "youth_squad.has", "youth_squad.subjects"),
    Change(("gia-vien", "nghe-an", "thuan-chau"), "counter_person", "counter_duty.people", "", "don-vi", AT_COUNTERS),
)
MEASURE = ("measured_by", "share_of", "each_of")
TARGET = sa.table("target", *(sa.column(name) for name in ("id", "plan_id", "key", "why", "version", *MEASURE)))
PLAN = sa.table("plan", sa.column("id"), sa.column("catalogue"))
MEASUREMENT = sa.table("measurement", sa.column("target_id"), sa.column("source"))


def upgrade() -> None:
    """What somebody entered goes on being entered, and what the ward chose by hand stays."""
    entered = sa.select(MEASUREMENT.c.target_id).where(MEASUREMENT.c.source != "computed")
    for each in CHANGES:
        stands = *(TARGET.c[name] == "" for name in MEASURE), TARGET.c.id.not_in(entered)
        values = {name: getattr(each, name) for name in MEASURE} | {"why": ""}
        op.execute(_of(each, *stands).values(**values, version=TARGET.c.version + 1))


def downgrade() -> None:
    """What that release cannot count is entered; what was counted is forgotten."""
    for each in CHANGES:
        stands = tuple(TARGET.c[name] == getattr(each, name) for name in MEASURE)
        ids = op.get_bind().scalars(sa.select(TARGET.c.id).where(_loaded(each), *stands)).all()
        computed = MEASUREMENT.c.target_id.in_(ids), MEASUREMENT.c.source == "computed"
        op.execute(sa.delete(MEASUREMENT).where(*computed))
        values = dict.fromkeys(MEASURE, "") | {"why": each.why}
        op.execute(_of(each, *stands).values(**values, version=TARGET.c.version + 1))


def _loaded(each: Change) -> sa.ColumnElement[bool]:
    plans = sa.select(PLAN.c.id).where(PLAN.c.catalogue.in_(each.plans))
    return sa.and_(TARGET.c.plan_id.in_(plans), TARGET.c.key == each.key)


def _of(each: Change, *stands: sa.ColumnElement[bool]) -> sa.Update:
    return sa.update(TARGET).where(_loaded(each), *stands)
