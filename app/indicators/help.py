"""Help counted: lượt noted one by one, lượt of paper tallies beside them, people where they are known.

A lượt is a help, a người somebody: they are never added or mixed. What was noted and what a paper's strokes say are
told apart in every count; where paper does not say something (a result, an age), the count of paper is None, never 0.
A record with two topics is one lượt: counts by topic may come to more than the lượt. Each function asks a fixed number
of statements, however many rows there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, false, func, select
from sqlalchemy.orm import Session

from app.indicators.hours import LocalHour
from app.models import HelpDesk, HelpRecord, HelpResult, HelpTally, Person, help_record_topic

Key = int | str | date | None


@dataclass(frozen=True)
class Scope:
    """Which help is counted: a ward's, from a day to a day (both included), narrowed where an id is given.

    With a helper or a group no tally counts: paper says neither.
    """

    unit_id: int
    since: date
    until: date
    desk_id: int | None = None
    helper_id: int | None = None
    group_id: int | None = None
    topic_id: int | None = None


class By(StrEnum):
    """By what lượt are told apart; a count's key is an id, a word, an hour (0 … 23) or a day, None where unsaid."""

    TOPIC = "topic"
    RESULT = "result"
    MEANING = "meaning"
    REASON = "reason"
    AGE = "age"
    PLACE = "place"
    DESK = "desk"
    GROUP = "group"
    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True)
class Count:
    """Lượt of one key: noted one by one; and from paper, None where paper does not say the key."""

    logged: int
    tallied: int | None


@dataclass(frozen=True)
class Total:
    """A scope's lượt, told apart; `minutes` is the sum over the `timed` lượt whose minutes are known; `people` are
    distinct where known, `unnamed` the lượt that name nobody."""

    logged: int
    tallied: int | None
    minutes: int
    timed: int
    people: int
    unnamed: int


@cache
def _of_record() -> Mapping[By, SQLColumnExpression[Any]]:
    return {
        By.TOPIC: help_record_topic.c.topic_id,
        By.RESULT: HelpRecord.result_id,
        By.MEANING: HelpResult.meaning,
        By.REASON: HelpRecord.reason_id,
        By.AGE: HelpRecord.age_band_id,
        By.PLACE: HelpRecord.place_kind,
        By.DESK: HelpRecord.desk_id,
        By.GROUP: HelpRecord.residential_group_id,
        By.HOUR: LocalHour(HelpRecord.at),
        By.DAY: HelpRecord.day,
    }


@cache
def _of_tally() -> Mapping[By, SQLColumnExpression[Any]]:
    return {
        By.TOPIC: HelpTally.topic_id,
        By.PLACE: HelpDesk.place_kind,
        By.DESK: HelpTally.desk_id,
        By.HOUR: HelpTally.hour,
        By.DAY: HelpTally.day,
    }


def _records(scope: Scope) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [
        HelpRecord.unit_id == scope.unit_id,
        HelpRecord.day.between(scope.since, scope.until),
        HelpRecord.withdrawn_at.is_(None),
    ]
    if scope.desk_id is not None:
        wanted.append(HelpRecord.desk_id == scope.desk_id)
    if scope.helper_id is not None:
        wanted.append(HelpRecord.helper_id == scope.helper_id)
    if scope.group_id is not None:
        wanted.append(HelpRecord.residential_group_id == scope.group_id)
    if scope.topic_id is not None:
        wanted.append(HelpRecord.id.in_(_with_topic(scope.topic_id)))
    return wanted


def _with_topic(topic_id: Key) -> Select[Any]:
    return select(help_record_topic.c.record_id).where(help_record_topic.c.topic_id == topic_id)


def _paper_says(scope: Scope) -> bool:
    return scope.helper_id is None and scope.group_id is None


def _tallies(scope: Scope) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [
        HelpTally.unit_id == scope.unit_id,
        HelpTally.day.between(scope.since, scope.until),
        HelpTally.withdrawn_at.is_(None),
    ]
    if scope.desk_id is not None:
        wanted.append(HelpTally.desk_id == scope.desk_id)
    if scope.topic_id is not None:
        wanted.append(HelpTally.topic_id == scope.topic_id)
    return wanted if _paper_says(scope) else [*wanted, false()]


def total(session: Session, scope: Scope) -> Total:
    """What a scope comes to."""
    sums = select(
        func.count(),
        func.sum(HelpRecord.minutes),
        func.count(HelpRecord.minutes),
        func.count(HelpRecord.person_id),
    )
    logged, minutes, timed, named = session.execute(sums.where(*_records(scope))).one()
    tallied = None
    if _paper_says(scope):
        strokes = select(func.coalesce(func.sum(HelpTally.count), 0)).where(*_tallies(scope))
        tallied = session.scalars(strokes).one()
    return Total(logged, tallied, minutes or 0, timed, len(people(session, scope)), logged - named)


def people(session: Session, scope: Scope) -> set[int]:
    """The ids of the people whom a scope's records name: distinct, and who was merged into another row is that one."""
    named = select(HelpRecord.person_id).where(*_records(scope), HelpRecord.person_id.is_not(None)).distinct()
    merged = select(Person.id, Person.merged_into_id).where(
        Person.unit_id == scope.unit_id, Person.merged_into_id.is_not(None)
    )
    ids = [person_id for person_id in session.scalars(named) if person_id is not None]
    into = dict(session.execute(merged).all()) if ids else {}
    return {_standing(person_id, into) for person_id in ids}


def _standing(person_id: int, into: Mapping[int, int | None]) -> int:
    while (kept := into.get(person_id)) is not None:
        person_id = kept
    return person_id


def counts(session: Session, scope: Scope, by: By) -> dict[Key, Count]:
    """A scope's lượt by the keys that occur; the key None is where nothing was said (for reasons: none was needed)."""
    key = _of_record()[by]
    logged = _joined(by, select(key, func.count())).where(*_records(scope)).group_by(key)
    noted: dict[Key, int] = dict(session.execute(logged).all())
    if by not in _of_tally() or not _paper_says(scope):
        return {found: Count(count, None) for found, count in noted.items()}
    stroke = _of_tally()[by]
    strokes = select(stroke, func.sum(HelpTally.count)).select_from(HelpTally).join(HelpDesk)
    paper: dict[Key, int] = {
        found: int(count) for found, count in session.execute(strokes.where(*_tallies(scope)).group_by(stroke))
    }
    return {found: Count(noted.get(found, 0), paper.get(found, 0)) for found in {**noted, **paper}}


def _joined(by: By, wanted: Select[Any]) -> Select[Any]:
    wanted = wanted.select_from(HelpRecord)
    if by is By.TOPIC:
        return wanted.join(help_record_topic, help_record_topic.c.record_id == HelpRecord.id)
    return wanted.join(HelpResult) if by is By.MEANING else wanted


def meanings_by_topic(session: Session, scope: Scope) -> dict[int, dict[str, int]]:
    """How the lượt noted one by one ended, by `HelpTopic.id` and `Meaning`: {topic: {meaning: lượt}}."""
    topic = help_record_topic.c.topic_id
    wanted = _joined(By.TOPIC, select(topic, HelpResult.meaning, func.count())).join(HelpResult)
    found: dict[int, dict[str, int]] = {}
    for topic_id, meaning, count in session.execute(wanted.where(*_records(scope)).group_by(topic, HelpResult.meaning)):
        found.setdefault(topic_id, {})[meaning] = count
    return found


def rows(scope: Scope, by: By | None = None, key: Key = None) -> Select[HelpRecord]:
    """The records behind a figure, the newest first: a scope's all, or those of a key as `counts` has it."""
    wanted = select(HelpRecord).where(*_records(scope))
    if by is By.TOPIC:
        wanted = wanted.where(HelpRecord.id.in_(_with_topic(key)))
    elif by is By.MEANING:
        wanted = wanted.where(HelpRecord.result_id.in_(select(HelpResult.id).where(HelpResult.meaning == key)))
    elif by is not None:
        column = _of_record()[by]
        wanted = wanted.where(column.is_(None) if key is None else column == key)
    return wanted.order_by(HelpRecord.at.desc(), HelpRecord.id.desc())


def tallies(scope: Scope, by: By | None = None, key: Key = None) -> Select[HelpTally]:
    """The tallies behind a figure, by day, desk and hour; none where paper does not say what is asked."""
    wanted = select(HelpTally).where(*_tallies(scope))
    if by is By.PLACE:
        wanted = wanted.where(HelpTally.desk_id.in_(select(HelpDesk.id).where(HelpDesk.place_kind == key)))
    elif by is not None:
        wanted = wanted.where(_of_tally()[by] == key if by in _of_tally() and key is not None else false())
    return wanted.order_by(HelpTally.day, HelpTally.desk_id, HelpTally.hour, HelpTally.id)
