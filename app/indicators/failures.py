"""What was not finished, by topic, reason and day: what the next class could be about."""

from datetime import date

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.indicators.help import HELPED, HELPS
from app.indicators.help_asked import By, Scope
from app.indicators.people import EACH
from app.models import HelpRecord, Meaning
from app.registers.indicator import Scope as Asked

TOPIC, REASON, DAY = (HELPS.by_key[by] for by in (By.TOPIC, By.REASON, By.DAY))


def _unfinished(scope: Scope) -> Asked:
    return scope.asked.narrowed(By.MEANING, Meaning.UNFINISHED)


def reasons_by_topic(session: Session, scope: Scope) -> dict[int, dict[int | None, int]]:
    """Lượt that were not finished, by topic and reason: {topic: {reason, None where unsaid: lượt}}; one statement.

    A record of two topics is counted under each: these come to more than the lượt.
    """
    found: dict[int, dict[int | None, int]] = {}
    for (topic_id, reason_id), count in HELPS.table(session, _unfinished(scope), TOPIC, REASON).items():
        found.setdefault(topic_id, {})[reason_id] = count
    return found


def rows(scope: Scope, topic_id: int, reason_id: int | None = None, *, any_reason: bool = True) -> Select[HelpRecord]:
    """The records behind such a figure, the newest first; with `any_reason` whatever the reason."""
    asked = _unfinished(scope).narrowed(By.TOPIC, topic_id)
    return HELPS.behind(asked if any_reason else asked.narrowed(By.REASON, reason_id))


def topics_by_day(session: Session, scope: Scope) -> dict[tuple[int, date], int]:
    """Lượt noted one by one, by topic and day; what a page adds up to weeks. One statement."""
    return HELPS.table(session, scope.asked, TOPIC, DAY)


def people_by_topic(session: Session, scope: Scope) -> dict[int, set[int]]:
    """For whom something was not finished, where known, by topic: the ids of the people as they are kept today; one
    statement."""
    people: dict[int, set[int]] = {}
    for topic_id, person_id in HELPED.table(session, _unfinished(scope), TOPIC, EACH):
        people.setdefault(topic_id, set()).add(person_id)
    return people
