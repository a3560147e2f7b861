"""What self-service tablets counted: visits by topic and by answer, calls, and how long until somebody came.

A visit is a turn at the tablet (lượt), never a person; it is no help record and is not added to them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.orm import Session

from app.models import HelpRecord, HelpTopic, Kiosk, KioskVisit, help_record_topic


@dataclass(frozen=True)
class KioskScope:
    """Which visits are counted: a ward's, from a day to a day (both included), of one desk or of one topic."""

    unit_id: int
    since: date
    until: date
    desk_id: int | None = None
    topic_id: int | None = None


@dataclass(frozen=True)
class KioskCount:
    """What was counted. `by_answer` by "alone", "helped", "no", and None for those who answered nothing; `by_topic` by
    the topic's id, None for those who called without choosing. `typical_wait` is the median until somebody said they
    were coming; None where nobody came, which is not no wait."""

    visits: int
    by_topic: Mapping[int | None, int]
    by_answer: Mapping[str | None, int]
    calls: int
    taken: int
    typical_wait: timedelta | None


def rows(
    scope: KioskScope, *, answer: str | None = None, called: bool = False, taken: bool = False
) -> Select[KioskVisit]:
    """The visits behind a figure, the newest first; narrowed to an answer, to calls, to calls that somebody took."""
    wanted = select(KioskVisit).where(*_within(scope))
    if answer is not None:
        wanted = wanted.where(KioskVisit.answer == answer)
    if called:
        wanted = wanted.where(KioskVisit.called_at.is_not(None))
    if taken:
        wanted = wanted.where(KioskVisit.taken_at.is_not(None))
    return wanted.order_by(KioskVisit.began_at.desc(), KioskVisit.id.desc())


def counted(session: Session, scope: KioskScope) -> KioskCount:
    """All figures of a scope. Two statements, however many visits."""
    grouped = select(KioskVisit.topic_id, KioskVisit.answer, func.count()).where(*_within(scope))
    by_topic: dict[int | None, int] = {}
    by_answer: dict[str | None, int] = {}
    for topic_id, answer, count in session.execute(grouped.group_by(KioskVisit.topic_id, KioskVisit.answer)):
        by_topic[topic_id] = by_topic.get(topic_id, 0) + count
        by_answer[answer] = by_answer.get(answer, 0) + count
    asked = select(KioskVisit.called_at, KioskVisit.taken_at).where(*_within(scope), KioskVisit.called_at.is_not(None))
    calls = session.execute(asked).all()
    waits = sorted(row.taken_at - row.called_at for row in calls if row.taken_at is not None)
    return KioskCount(
        visits=sum(by_topic.values()),
        by_topic=by_topic,
        by_answer=by_answer,
        calls=len(calls),
        taken=len(waits),
        typical_wait=median(waits) if waits else None,
    )


def most_asked(session: Session, unit_id: int, since: date) -> Sequence[tuple[HelpTopic, int]]:
    """The topics that a ward offers, what was helped with or looked up most since a day first, each with how often;
    equals in the ward's order. One statement."""
    helped = (
        select(help_record_topic.c.topic_id)
        .join(HelpRecord, HelpRecord.id == help_record_topic.c.record_id)
        .where(HelpRecord.unit_id == unit_id, HelpRecord.day >= since, HelpRecord.withdrawn_at.is_(None))
    )
    looked = select(KioskVisit.topic_id).where(
        KioskVisit.unit_id == unit_id, KioskVisit.day >= since, KioskVisit.topic_id.is_not(None)
    )
    every = union_all(helped, looked).subquery()
    times = select(every.c.topic_id, func.count().label("times")).group_by(every.c.topic_id).subquery()
    often = func.coalesce(times.c.times, 0)
    wanted = (
        select(HelpTopic, often)
        .outerjoin(times, times.c.topic_id == HelpTopic.id)
        .where(HelpTopic.unit_id == unit_id, HelpTopic.retired_at.is_(None))
        .order_by(often.desc(), HelpTopic.position, HelpTopic.id)
    )
    return [(row[0], row[1]) for row in session.execute(wanted)]


def _within(scope: KioskScope) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [
        KioskVisit.unit_id == scope.unit_id,
        KioskVisit.day.between(scope.since, scope.until),
    ]
    if scope.desk_id is not None:
        at_desk = select(Kiosk.id).where(Kiosk.desk_id == scope.desk_id)
        wanted.append(KioskVisit.kiosk_id.in_(at_desk))
    if scope.topic_id is not None:
        wanted.append(KioskVisit.topic_id == scope.topic_id)
    return wanted
