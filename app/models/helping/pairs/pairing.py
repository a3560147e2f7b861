"""Pairs as the office keeps them: the shelves of its list, how a pair begins, which goals it has, and how another
ambassador goes on with it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased, selectinload

from app.country import clock, names
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.helping.lists.ward_list import Skill
from app.models.helping.pairs.mentorship import LONGEST_WORDS, Mentorship, MentorshipSkill, PairOutcome, same_person
from app.models.people.person import Person

# After so many days without a meeting a pair is silent.
SILENT = timedelta(days=30)


class PairShelf(StrEnum):
    """Which pairs are looked at; all but the last are of those that have not ended."""

    OPEN = "open"
    SILENT = "silent"
    NEVER = "never"
    REACHED = "reached"
    ENDED = "ended"


def on_shelf(shelf: PairShelf, now: datetime) -> ColumnElement[bool]:
    """Whether a pair lies on a shelf, as part of a statement over `Mentorship`.

    Silent: not met for 30 days, or begun 30 days ago and never met; days of the calendar here, as in
    `app/indicators/mentorships.py`, so that both come to the same pairs at any hour.
    """
    live = Mentorship.until.is_(None)
    if shelf is PairShelf.SILENT:
        last = clock.local(now).date() - SILENT
        never = and_(Mentorship.last_met_at.is_(None), Mentorship.since <= last)
        return and_(live, or_(Mentorship.last_met_at < clock.at_local(last + timedelta(days=1)), never))
    return {
        PairShelf.OPEN: live,
        PairShelf.NEVER: and_(live, Mentorship.last_met_at.is_(None)),
        PairShelf.REACHED: Mentorship.reached_at.is_not(None),
        PairShelf.ENDED: Mentorship.until.is_not(None),
    }[shelf]


def helper_key() -> ColumnElement[str]:
    """The search key of the ambassador of a pair, as part of a statement over `Mentorship`."""
    helper = aliased(Person)
    wanted = select(helper.search_key).join(Ambassador, Ambassador.person_id == helper.id)
    return wanted.where(Ambassador.id == Mentorship.ambassador_id).correlate(Mentorship).scalar_subquery()


def silent_of(unit_ids: Collection[int], now: datetime) -> Select[Mentorship]:
    """The silent pairs of some wards, those of one ambassador together."""
    silent = Mentorship.in_units(unit_ids).where(on_shelf(PairShelf.SILENT, now))
    return silent.order_by(None).order_by(Mentorship.ambassador_id, Person.sort_key, Mentorship.id)


def mentees_of(account_id: int) -> Select[Person]:
    """The people whom an account takes by the hand today, with their groups."""
    own = select(Mentorship.mentee_id).join(Mentorship.ambassador)
    own = own.where(Ambassador.account_id == account_id, Mentorship.until.is_(None))
    return select(Person).where(Person.id.in_(own)).options(selectinload(Person.residential_group))


class AlreadyMentored(Exception):
    """Somebody mentors this person already; `pairs` are the open ones. Nothing was written."""

    def __init__(self, pairs: Sequence[Mentorship]) -> None:
        super().__init__([pair.id for pair in pairs])
        self.pairs = pairs


class AlreadyYours(Exception):
    """This very ambassador mentors this person already: `pair`. Nothing was written."""

    def __init__(self, pair: Mentorship) -> None:
        super().__init__(pair.id)
        self.pair = pair


def begin(
    session: Session,
    ambassador: Ambassador,
    candidate: Person,
    *,
    now: datetime,
    day: date,
    wish: str = "",
    skills: Collection[Skill] = (),
    shared_why: str = "",
) -> Mentorship:
    """An ambassador takes somebody: one on file, or a new one as typed (`Person.recognise`). Their consent to be
    followed up is the caller's to keep (`Consent.give`).

    Raises:
        AlreadyYours: this ambassador mentors them already.
        AlreadyMentored: another one does, and `shared_why` says nothing of it.
    """
    mentee = Person.recognise(session, candidate)
    why = names.clean(shared_why)[:LONGEST_WORDS]
    _refuse_second(session, ambassador, mentee, why)
    mentee.learn_from(candidate)
    pair = Mentorship(
        unit_id=ambassador.unit_id,
        ambassador=ambassador,
        mentee=mentee,
        wish=names.clean(wish)[:LONGEST_WORDS],
        since=day,
        shared_why=why,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(pair)
            session.flush()
    except IntegrityError:  # somebody was quicker, between the look and the row
        _refuse_second(session, ambassador, mentee, why)
        raise
    choose(session, pair, skills, now=now)
    return pair


def _refuse_second(session: Session, ambassador: Ambassador, mentee: Person, why: str) -> None:
    live = Mentorship.of_mentee(mentee).where(Mentorship.until.is_(None)).execution_options(populate_existing=True)
    standing = list(session.scalars(live))
    for pair in standing:
        if pair.ambassador_id == ambassador.id:
            raise AlreadyYours(pair)
    if standing and not why:
        raise AlreadyMentored(standing)


def choose(session: Session, pair: Mentorship, skills: Collection[Skill], *, now: datetime) -> None:
    """These are a pair's goals from now on; what was learnt of one that is dropped stays, and what the mentee learnt
    with others is theirs."""
    wanted = {skill.id: skill for skill in skills}
    known = {goal.skill_id for goal in pair.skills}
    for goal in pair.skills:
        if goal.skill_id not in wanted:
            goal.dropped_at = goal.dropped_at or now
        elif goal.dropped_at is not None:
            if pair.reached_at is None or pair.reached_at > goal.dropped_at:  # else it was one when all were reached
                goal.added_at = now
            goal.dropped_at = None
    new = wanted.keys() - known
    learnt = _learnt(session, pair.mentee_id, new) if new else {}
    added_at = now if now > pair.created_at else None
    for skill_id in sorted(new):
        goal = MentorshipSkill(mentorship=pair, skill=wanted[skill_id], added_at=added_at)
        if before := learnt.get(skill_id):
            goal.reached, goal.evidence, goal.at = before.reached, before.evidence, before.at
        session.add(goal)
    session.flush()


def _learnt(session: Session, person_id: int, skill_ids: Collection[int]) -> Mapping[int, MentorshipSkill]:
    """How far a person is with some skills, by the skill's id, as the newest word in any of their pairs has it."""
    theirs = Mentorship.mentee_id.in_(same_person(person_id))
    goals = select(MentorshipSkill).join(MentorshipSkill.mentorship).where(theirs)
    goals = goals.where(MentorshipSkill.skill_id.in_(skill_ids), MentorshipSkill.at.is_not(None))
    return {goal.skill_id: goal for goal in session.scalars(goals.order_by(MentorshipSkill.at, MentorshipSkill.id))}


def hand_over(
    session: Session, pair: Mentorship, to: Ambassador, *, now: datetime, day: date, words: str = ""
) -> Mentorship:
    """Another ambassador goes on: the pair ends, theirs begins with the same wish and goals. What was learnt is the
    mentee's and shows in both. Load the pair locked.

    Raises:
        PairEnded: it has ended.
        AlreadyYours: the other one mentors them already.
    """
    goals, mentee, shared = [goal.skill for goal in pair.goals], pair.person, pair.shared_why
    pair.end(PairOutcome.HANDED_OVER, day=day, words=words)
    session.flush()
    return begin(session, to, mentee, now=now, day=day, wish=pair.wish, skills=goals, shared_why=shared)
