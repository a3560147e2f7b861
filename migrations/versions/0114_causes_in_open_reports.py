"""Reports that are still written have the passages of drafts as they are made now: in a ward's causes and words of
units among the shortcomings, in a province's what it did itself and the targets without a figure. Two shipped plans
tell what was learnt about AI, and emulation, under the heading where their own words have it.

Revision: 0114
Follows: 0113
"""

import sqlalchemy as sa
from alembic import op

revision = "0114"
down_revision = "0113"

OF_WARDS = (("IV", "don-vi-viet.IV"), ("IV", "nguyen-nhan"), ("V", "don-vi-viet.V"))
OF_PROVINCES = (("I", "chi-dao"), ("I", "xong.I"), ("II", "chua-co-so"))
# Of shipped plans: numeral of a part, its themes before and now.
THEMES = (
    ("gia-vien", "2", "quy-dinh,thi-dua", "quy-dinh"),
    ("gia-vien", "6.6", "mo-hinh.thanh-nien", "mo-hinh.thanh-nien,thi-dua"),
    ("ha-tu", "4.1", "can-bo,mo-hinh.ai", "can-bo"),
    ("ha-tu", "4.4", "nguoi-dan,an-toan", "nguoi-dan,an-toan,mo-hinh.ai"),
)
# Digits of a ward's code, and a place after all passages: drafts have the order.
WARD, LAST = 5, 10_000

UNIT = sa.table("administrative_unit", sa.column("id"), sa.column("code"))
REPORT = sa.table("report", sa.column("id"), sa.column("unit_id"), sa.column("state"))
PLAN = sa.table("plan", sa.column("id"), sa.column("catalogue"))
PART = sa.table("plan_part", sa.column("plan_id"), sa.column("numeral"), sa.column("themes"))
PASSAGE = sa.table(
    "report_passage", *map(sa.column, ("report_id", "key", "part", "position", "lead", "text", "drafted", "version"))
)


def upgrade() -> None:
    """Give each open report the passages that it lacks, empty: they are filled as the figures are."""
    is_ward = sa.func.length(UNIT.c.code) == WARD
    for wards, passages in ((is_ward, OF_WARDS), (~is_ward, OF_PROVINCES)):
        for part, key in passages:
            there = sa.exists().where(PASSAGE.c.report_id == REPORT.c.id, PASSAGE.c.key == key)
            values = {"key": key, "part": part, "position": LAST, "lead": "", "text": "", "drafted": "", "version": 1}
            lacking = (
                sa.select(REPORT.c.id, *(sa.literal(each) for each in values.values()))
                .join(UNIT, UNIT.c.id == REPORT.c.unit_id)
                .where(wards, REPORT.c.state.in_(("draft", "returned")), ~there)
            )
            op.execute(PASSAGE.insert().from_select(["report_id", *values], lacking))
    for plan, numeral, before, themes in THEMES:
        of_plan = PART.c.plan_id.in_(sa.select(PLAN.c.id).where(PLAN.c.catalogue == plan))
        op.execute(
            PART.update().where(of_plan, PART.c.numeral == numeral, PART.c.themes == before).values(themes=themes)
        )


def downgrade() -> None:
    """The release before ignores passages that its drafts do not have."""
