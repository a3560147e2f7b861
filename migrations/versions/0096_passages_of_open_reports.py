"""Reports that wards still write have the passages of drafts as they are made now.

What nobody edited is drafted anew by its new key; what somebody edited stays, last of its part, under a key of its own.

Revision: 0096
Follows: 0095
"""

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0096"
down_revision = "0095"

THEMES = (
    "truyen-thong", "truyen-thong.ba-nha", "quy-dinh", "quy-dinh.co-che", "thi-dua", "chuong-trinh", "nen-tang",
    "phuc-vu", "can-bo", "hoc-sinh", "lao-dong", "nguoi-dan", "nguoi-dan.y-te", "mo-hinh.ai", "mo-hinh.dai-su",
    "mo-hinh.gia-dinh", "mo-hinh.cho", "mo-hinh.danh-tinh", "mo-hinh.to", "mo-hinh.thanh-nien", "mo-hinh.doan-the",
    "mo-hinh.don-vi-so", "mo-hinh.nhan-rong", "an-toan", "giam-sat", "nguon-luc",
)  # fmt: skip
FIXED = (
    ("I", "chi-dao"), ("II", "chua-co-so"), *(("III", f"phan.{each}") for each in THEMES), ("III", "don-vi-viet.III"),
    ("III", "muc-chua-co-so"), ("IV", "chua-dat"), ("IV", "qua-han"), ("IV", "con-thieu"), ("V", "ky-toi"),
    ("V", "kien-nghi"),
)  # fmt: skip
# Passages that somebody added, and the one of a part that had none, which goes on if somebody wrote in it.
OWN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\w+\.trong|don-vi-viet\..*")
EARLIER, LAST = "cu.", 10_000


REPORT = sa.table("report", sa.column("id"), sa.column("plan_id"), sa.column("state"))
PART = sa.table("plan_part", sa.column("plan_id"), sa.column("numeral"))
PASSAGE = sa.table(
    "report_passage",
    *map(sa.column, ("id", "report_id", "key", "part", "position", "lead", "text", "drafted", "version")),
)


def upgrade() -> None:
    """Give each open report of a plan the passages that it lacks."""
    rows = op.get_bind().execute(
        sa.select(REPORT.c.id, REPORT.c.plan_id).where(
            REPORT.c.plan_id.isnot(None), REPORT.c.state.in_(("draft", "returned"))
        )
    )
    for report_id, plan_id in rows.all():
        numerals = op.get_bind().scalars(sa.select(PART.c.numeral).where(PART.c.plan_id == plan_id)).all()
        of_tasks = [("I" if each == "I" else "III", f"xong.{each}") for each in numerals]
        _passages(report_id, [*FIXED, *of_tasks])


def _passages(report_id: int, wanted: list[tuple[str, str]]) -> None:
    keys = {key for _part, key in wanted}
    rows = op.get_bind().execute(sa.select(PASSAGE).where(PASSAGE.c.report_id == report_id)).all()
    for row in rows:
        if row.part in ("II", "Z") or row.key in keys or OWN.fullmatch(row.key):
            continue
        values: dict[str, Any] = {"text": "", "drafted": ""}
        if row.text != row.drafted:
            values = {"key": f"{EARLIER}{row.key}", "position": LAST + row.position}
        op.execute(PASSAGE.update().where(PASSAGE.c.id == row.id).values(**values))
    known = {row.key for row in rows}
    fresh = [
        {"report_id": report_id, "key": key, "part": part, "position": LAST - 1, "lead": "", "text": "", "drafted": "",
         "version": 1}
        for part, key in wanted if key not in known
    ]  # fmt: skip
    if fresh:
        op.bulk_insert(PASSAGE, fresh)


def downgrade() -> None:
    """The release before ignores passages that its drafts do not have."""
