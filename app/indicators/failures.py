"""What was not finished, by topic, reason and week: what the next class could be about."""

from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.indicators import help as helped
from app.indicators.help import By, Scope
from app.indicators.people import standing
from app.models import HelpRecord, HelpResult, Meaning, help_record_topic


def reasons_by_topic(session: Session, scope: Scope) -> dict[int, dict[int | None, int]]:
    """Lượt that were not finished, by topic and reason: {topic: {reason, None where unsaid: lượt}}; one statement.

    A record of two topics is counted under each: these come to more than the lượt.
    """
    topic = help_record_topic.c.topic_id
    behind = _behind(scope)
    wanted = (
        select(topic, HelpRecord.reason_id, func.count())
        .join(HelpRecord, HelpRecord.id == help_record_topic.c.record_id)
        .where(HelpRecord.id.in_(behind))
        .group_by(topic, HelpRecord.reason_id)
    )
    found: dict[int, dict[int | None, int]] = {}
    for topic_id, reason_id, count in session.execute(wanted):
        found.setdefault(topic_id, {})[reason_id] = count
    return found


def _behind(scope: Scope) -> Select[int]:
    return helped.rows(scope, By.MEANING, Meaning.UNFINISHED).with_only_columns(HelpRecord.id).order_by(None)


def rows(scope: Scope, topic_id: int, reason_id: int | None = None, *, any_reason: bool = True) -> Select[HelpRecord]:
    """The records behind such a figure, the newest first; with `any_reason` whatever the reason."""
    unfinished = select(HelpResult.id).where(HelpResult.meaning == Meaning.UNFINISHED)
    wanted = helped.rows(scope, By.TOPIC, topic_id).where(HelpRecord.result_id.in_(unfinished))
    if any_reason:
        return wanted
    return wanted.where(HelpRecord.reason_id.is_(None) if reason_id is None else HelpRecord.reason_id == reason_id)


def topics_by_day(session: Session, scope: Scope) -> dict[tuple[int, date], int]:
    """Lượt noted one by one, by topic and day; what a page adds up to weeks. One statement."""
    topic = help_record_topic.c.topic_id
    wanted = (
        select(topic, HelpRecord.day, func.count())
        .join(HelpRecord, HelpRecord.id == help_record_topic.c.record_id)
        .where(HelpRecord.id.in_(helped.rows(scope).with_only_columns(HelpRecord.id).order_by(None)))
        .group_by(topic, HelpRecord.day)
    )
    return {(topic_id, day): count for topic_id, day, count in session.execute(wanted)}


def people_by_topic(session: Session, scope: Scope) -> dict[int, set[int]]:
    """For whom something was not finished, where known, by topic: the ids of the people as they are kept today; two
    statements."""
    topic = help_record_topic.c.topic_id
    wanted = (
        select(topic, HelpRecord.person_id)
        .join(HelpRecord, HelpRecord.id == help_record_topic.c.record_id)
        .where(HelpRecord.id.in_(_behind(scope)), HelpRecord.person_id.is_not(None))
        .distinct()
    )
    found = [(topic_id, person_id) for topic_id, person_id in session.execute(wanted) if person_id is not None]
    kept = standing(session, scope.unit_id, {person_id for _, person_id in found})
    people: dict[int, set[int]] = {}
    for topic_id, person_id in found:
        people.setdefault(topic_id, set()).add(kept[person_id])
    return people
