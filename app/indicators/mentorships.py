"""Pairs counted: people taken by the hand, those still open, ended, at their goals, not met for long; skills learnt.

Who has two pairs, one after the other or with two ambassadors, is one person (người); pairs (cặp) are counted beside
them under their own word. The last contact of a pair is the newest of its visits on which they met and the help
records that belong to it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, case, func, or_, select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.people import standing
from app.models import HelpRecord, Mentorship, MentorshipSkill, MentorVisit, Reached
from app.models.helping.pairs.pair_list import SILENT

# Whom nobody has met for so many days stands on the office's page.
UNMET_DAYS = SILENT.days


class Which(StrEnum):
    """Which pairs of a ward as of a day."""

    ALL = "all"
    OPEN = "open"
    ENDED = "ended"
    REACHED = "reached"
    UNMET = "unmet"


@dataclass(frozen=True)
class Count:
    """Pairs (cặp), and the people mentored in them, each once."""

    pairs: int
    people: int


def last_contact(day: date) -> SQLColumnExpression[date | None]:
    """The day of a pair's last contact up to a day, as part of a statement over `Mentorship`; None: never met."""
    met = (
        select(func.max(MentorVisit.day))
        .where(
            MentorVisit.mentorship_id == Mentorship.id,
            MentorVisit.met,
            MentorVisit.withdrawn_at.is_(None),
            MentorVisit.day <= day,
        )
        .correlate(Mentorship)
        .scalar_subquery()
    )
    helped = (
        select(func.max(HelpRecord.day))
        .where(HelpRecord.mentorship_id == Mentorship.id, HelpRecord.withdrawn_at.is_(None), HelpRecord.day <= day)
        .correlate(Mentorship)
        .scalar_subquery()
    )
    return case((met.is_(None), helped), (helped > met, helped), else_=met)


def last_contacts(session: Session, pair_ids: Collection[int], day: date) -> dict[int, date | None]:
    """The same for some pairs, by id; one statement."""
    wanted = select(Mentorship.id, last_contact(day)).where(Mentorship.id.in_(pair_ids))
    return dict(session.execute(wanted).all())


def _are(unit_id: int, day: date, which: Which, since: date | None) -> list[ColumnElement[bool]]:
    begun = [Mentorship.unit_id == unit_id, Mentorship.since <= day]
    still = or_(Mentorship.until.is_(None), Mentorship.until > day)
    if which is Which.OPEN:
        return [*begun, still]
    if which is Which.ENDED:
        begun.append(Mentorship.until <= day)
        return [*begun, Mentorship.until >= since] if since else begun
    if which is Which.REACHED:
        begun.append(Mentorship.reached_at < clock.at_local(day + timedelta(days=1)))
        return [*begun, Mentorship.reached_at >= clock.at_local(since)] if since else begun
    if which is Which.UNMET:
        newest = func.coalesce(last_contact(day), Mentorship.since)
        return [*begun, still, newest <= day - timedelta(days=UNMET_DAYS)]
    return begun


def count(session: Session, unit_id: int, day: date, which: Which = Which.ALL, since: date | None = None) -> Count:
    """How many, as of a day; with `since` only those that ended, or reached their goals, from that day on. Who reached
    the goals of an earlier pair before is no person more: months come to as many people as their year."""
    mentees = session.scalars(select(Mentorship.mentee_id).where(*_are(unit_id, day, which, since))).all()
    people = set(standing(session, unit_id, set(mentees)).values())
    if which is Which.REACHED and since is not None:
        earlier = select(Mentorship.mentee_id).where(*_are(unit_id, since - timedelta(days=1), which, None))
        people -= set(standing(session, unit_id, set(session.scalars(earlier))).values())
    return Count(len(mentees), len(people))


def rows(unit_id: int, day: date, which: Which = Which.ALL, since: date | None = None) -> Select[Mentorship]:
    """The pairs behind a figure, the oldest first."""
    wanted = select(Mentorship).where(*_are(unit_id, day, which, since))
    return wanted.order_by(Mentorship.since, Mentorship.id)


def skills_reached(session: Session, unit_id: int, day: date, since: date | None = None) -> dict[int, int]:
    """How many people can do each skill alone, by `Skill.id`, each person once a skill; skills nobody can do are left
    out. With `since`: learnt from that day on. Two statements."""
    wanted = (
        select(MentorshipSkill.skill_id, Mentorship.mentee_id)
        .join(MentorshipSkill.mentorship)
        .where(
            Mentorship.unit_id == unit_id,
            MentorshipSkill.reached == Reached.CAN_DO,
            MentorshipSkill.at < clock.at_local(day + timedelta(days=1)),
        )
    )
    if since is not None:
        wanted = wanted.where(MentorshipSkill.at >= clock.at_local(since))
    found = session.execute(wanted).all()
    kept = standing(session, unit_id, {person_id for _, person_id in found})
    people: dict[int, set[int]] = {}
    for skill_id, person_id in found:
        people.setdefault(skill_id, set()).add(kept[person_id])
    return {skill_id: len(each) for skill_id, each in people.items()}
