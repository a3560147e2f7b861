"""Where a figure of a report is from, and what rows say of it now."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app.country import clock, formats, sentences
from app.indicators.reports.figures import counted
from app.indicators.reports.lines import COUNT, EARLIER, OF_PART, TARGET, Figure
from app.models import Report, Target
from app.registers.definitions.matters import ALL_FINISHED, ALL_UNDER_WAY
from app.web.database import db

# What the list of tasks is narrowed to, by what is counted of them.
PROGRESS: Mapping[str, Mapping[str, str]] = {
    "cham": {"han": "qua-han"},
    "xong": {"tien-do": ALL_FINISHED},
    "dang": {"tien-do": ALL_UNDER_WAY},
}


def opens(row: Report, figure: Figure) -> str:
    """Where the rows behind a figure are; "" where none are."""
    if not row.unit.is_ward:
        return url_for("province.reports.total", ten=row.span)
    kind, _dot, rest = figure.key.partition(".")
    if kind == TARGET:
        key = rest.rpartition(".")[0]
        target = db.session.scalars(Target.of_plan(row.plan_id or 0).where(Target.key == key)).one_or_none()
        return url_for("office.targets.target", row=target.public_id) if target else ""
    if kind != COUNT:
        only: dict[str, Any] = {"ke-hoach": row.plan.public_id if row.plan else None, **PROGRESS.get(rest, {})}
        return url_for("office.matters.index", phuong=row.unit.code, **only)
    indicator, *part = rest.removesuffix(EARLIER).split(OF_PART)
    asked: dict[str, Any] = {"phuong": row.unit.code, "tu": formats.date(row.since)}
    asked |= {part[0]: part[1]} if part else {}
    return url_for("office.figures.rows", key=indicator, den=formats.date(min(row.until, clock.today())), **asked)


def since_sent(session: Session, row: Report, figure: Figure) -> str:
    """What rows say now where it is not what was sent; "" where it is, or while the report is written."""
    if not row.figures:
        return ""
    now = counted(session, row, clock.today(), {figure.key}).by_key.get(figure.key)
    same = now and sentences.counts_in_sentence(now.told) == sentences.counts_in_sentence(figure.told)
    return now.told if now and not same else ""
