"""Where a figure of a report is from, and what rows say of it now."""

from collections.abc import Mapping, Sequence, Set
from typing import Any, NamedTuple

from flask import url_for
from sqlalchemy.orm import Session

from app.country import clock, formats, sentences
from app.indicators.reports.binding import keys_in
from app.indicators.reports.drafting import TITLES
from app.indicators.reports.figures import counted
from app.indicators.reports.following import Current
from app.indicators.reports.lines import CLAUSE, COUNT, EARLIER, OF_PART, TARGET, Figure, Figures
from app.models import Report, ReportPassage, Target
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
    asked |= {part[0]: part[1].replace("+", "|")} if part else {}  # any of them, as the figure counts
    return url_for("office.figures.rows", key=indicator, den=formats.date(min(row.until, clock.today())), **asked)


class Reread(NamedTuple):
    """What was done since a leader sent a report back: the headings of passages that were rewritten, and the figures
    that changed: their words, as he read them, and as sent."""

    rewritten: Sequence[str]
    changed: Sequence[tuple[str, str, str]]


def reread(row: Report, texts: Sequence[Current], figures: Figures) -> Reread | None:
    """None while it is written, or where nobody sent it back. Of figures those that stand in it or in its annex of
    targets."""
    if row.is_written or not row.returned_at or not row.read_before:
        return None
    changed = _changed(Figures.read(row.read_before), figures, keys_in(each.text for each in texts))
    passages = [each for each in texts if each.passage.changed_at and each.passage.changed_at > row.returned_at]
    return Reread([each.title.rstrip(".") or str(TITLES[each.passage.part]) for each in passages], changed)


def changed_since_sent(session: Session, row: Report) -> Sequence[tuple[str, str, str]]:
    """Figures of which rows say something else now than what was sent: their words, as sent, and now; none while the
    report is written."""
    if not row.figures:
        return ()
    sent, stand = Figures.read(row.figures), keys_in(each.text for each in session.scalars(ReportPassage.of(row.id)))
    return _changed(sent, counted(session, row, clock.today(), stand), stand)


def _changed(before: Figures, now: Figures, stand: Set[str]) -> list[tuple[str, str, str]]:
    """Of the figures that stand in a text or in the annex of targets those that say something else."""
    counts = sentences.counts_in_sentence
    return [
        (each.words, then.told, each.told)
        for key, each in now.by_key.items()
        if (key in stand or key.startswith(f"{TARGET}.")) and not key.endswith(CLAUSE)
        and (then := before.by_key.get(key)) and counts(then.told) != counts(each.told)
    ]  # fmt: skip


def since_sent(session: Session, row: Report, figure: Figure) -> str:
    """What rows say now where it is not what was sent; "" where it is, or while the report is written."""
    if not row.figures:
        return ""
    now = counted(session, row, clock.today(), {figure.key}).by_key.get(figure.key)
    same = now and sentences.counts_in_sentence(now.told) == sentences.counts_in_sentence(figure.told)
    return now.told if now and not same else ""
