"""Unfinished help by topic, reason and day: subjects for the next class."""

from datetime import date

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.indicators.help import HELPED, HELPS
from app.indicators.help_asked import By, HelpScope
from app.indicators.people import EACH
from app.models import HelpRecord, Meaning
from app.registers.indicator import Scope

TOPIC, REASON, DAY = (HELPS.by_key[by] for by in (By.TOPIC, By.REASON, By.DAY))


def _unfinished(scope: HelpScope) -> Scope:
    return scope.asked.narrowed(By.MEANING, Meaning.UNFINISHED)


def reasons_by_topic(session: Session, scope: HelpScope) -> dict[int, dict[int | None, int]]:
    """Unfinished lượt: {topic: {reason, or None where not recorded: lượt}}. One statement.

    A record of two topics counts under each, so these add up to more than the lượt.
    """
    found: dict[int, dict[int | None, int]] = {}
    for (topic_id, reason_id), count in HELPS.table(session, _unfinished(scope), TOPIC, REASON).items():
        found.setdefault(topic_id, {})[reason_id] = count
    return found


def rows(
    scope: HelpScope, topic_id: int, reason_id: int | None = None, *, any_reason: bool = True
) -> Select[HelpRecord]:
    """Records behind such a figure, the newest first; with `any_reason` those of every reason."""
    asked = _unfinished(scope).narrowed(By.TOPIC, topic_id)
    return HELPS.behind(asked if any_reason else asked.narrowed(By.REASON, reason_id))


def topics_by_day(session: Session, scope: HelpScope) -> dict[tuple[int, date], int]:
    """Recorded lượt by topic and day, for a page to add up to weeks. One statement."""
    return HELPS.table(session, scope.asked, TOPIC, DAY)


def people_by_topic(session: Session, scope: HelpScope) -> dict[int, set[int]]:
    """Ids of the known people with unfinished help, by topic, merged people under the record that is kept. One
    statement."""
    people: dict[int, set[int]] = {}
    for topic_id, person_id in HELPED.table(session, _unfinished(scope), TOPIC, EACH):
        people.setdefault(topic_id, set()).add(person_id)
    return people
