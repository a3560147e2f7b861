"""Visits: each time that an ambassador went to a mentee. What they say stands in whatever order they arrive."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.country import clock, names
from app.models.base import Keyed, known
from app.models.helping.lists.ward_list import Skill
from app.models.helping.log.help_record import HelpRecord
from app.models.helping.pairs.mentorship import Mentorship, same_person
from app.models.helping.pairs.skill_step import SkillStatement, SkillStep
from app.models.learning.certificate import Certificate
from app.models.learning.joining import LIVE
from app.models.learning.merged_registrations import of_people
from app.models.learning.standing import learner_statuses_of
from app.models.people.account import Account
from app.models.people.person import Person

LONGEST_NOTE = 500
MOST_MINUTES = 24 * 60


class VisitWay(StrEnum):
    """How a visit was noted: on the ambassador's page (with or without signal), or by the link in a message."""

    PAGE = "page"
    LINK = "link"


class NotTheirs(Exception):
    """The visit was made after the pair had ended: it belongs to nobody's pair, and nothing was written."""


@dataclass(frozen=True)
class VisitFacts:
    """What is said of a visit. `skills` only where something changed; `next_on` the day of the next one, None for
    none; a visit at which nobody was met and that names no day leaves the one that stands."""

    uuid: str
    met: bool
    at: datetime
    minutes: int | None = None
    note: str = ""
    skills: Mapping[Skill, SkillStatement] = field(default_factory=dict)
    next_on: date | None = None

    @property
    def plans(self) -> bool:
        """Whether it says anything of the next visit."""
        return self.met or self.next_on is not None


class MentorVisit(Keyed):
    """One time that an ambassador went to a mentee; `met` is false where nobody was there."""

    __tablename__ = "mentor_visit"
    __table_args__ = (
        known("way", VisitWay),
        CheckConstraint("minutes IS NULL OR minutes BETWEEN 0 AND 1440", name="minutes_of_a_day"),
        Index(None, "mentorship_id", "day"),
    )

    uuid: Mapped[str] = mapped_column(unique=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id"), init=False)
    mentorship: Mapped[Mentorship] = relationship()
    met: Mapped[bool]
    minutes: Mapped[int | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")
    way: Mapped[str] = mapped_column(default=VisitWay.PAGE)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    by: Mapped[Account | None] = relationship(default=None)
    day: Mapped[date]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    # What it said of the next one, where it said anything.
    plans: Mapped[bool] = mapped_column(default=False)
    next_on: Mapped[date | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)

    # -- queries --------------------------------------------------------------------------------------------------

    @classmethod
    def standing(cls, pair_ids: Collection[int]) -> Select["MentorVisit"]:
        """The visits of some pairs that were not taken back, the newest first."""
        wanted = select(cls).where(cls.mentorship_id.in_(pair_ids), cls.withdrawn_at.is_(None))
        return wanted.order_by(cls.at.desc(), cls.uuid.desc())

    @classmethod
    def of_mentee(cls, person_id: int) -> Select["MentorVisit"]:
        """All visits to a person that stand, in whichever pair, the newest first, with who made them."""
        pairs = select(Mentorship.id).where(Mentorship.mentee_id.in_(same_person(person_id)))
        wanted = select(cls).where(cls.mentorship_id.in_(pairs), cls.withdrawn_at.is_(None))
        return wanted.options(joinedload(cls.by)).order_by(cls.at.desc(), cls.uuid.desc())

    @classmethod
    def entered(cls, account_id: int, since: datetime) -> Select[int]:
        """How many visits of an ambassador's account stand that were made since a moment."""
        own = select(func.count()).select_from(cls).where(cls.by_id == account_id, cls.at >= since)
        return own.where(cls.withdrawn_at.is_(None))

    @classmethod
    def called(cls, uuid: str) -> Select["MentorVisit"]:
        """The visit of a uuid, taken back or not."""
        return select(cls).where(cls.uuid == uuid)

    # -- rules ----------------------------------------------------------------------------------------------------

    @classmethod
    def record(
        cls,
        session: Session,
        pair: Mentorship,
        facts: VisitFacts,
        *,
        by: Account | None,
        now: datetime,
        way: VisitWay = VisitWay.PAGE,
    ) -> "MentorVisit":
        """Keep a visit. Load the pair locked; said again under the same uuid it is the visit that stands.

        Raises:
            NotTheirs: it was made after the pair had ended.
        """
        day = clock.day_of(facts.at, now)
        if not pair.takes_visits_of(day):
            raise NotTheirs
        visit = session.scalars(cls.called(facts.uuid)).first()
        # One that is known was told before; or it was taken back before it arrived, and then says nothing yet.
        if visit is not None and (visit.withdrawn_at is None or visit.at == facts.at):
            return visit
        if visit is None:
            visit = cls(uuid=facts.uuid, mentorship=pair, met=facts.met, day=day, at=facts.at, received_at=now)
            session.add(visit)
        visit.met, visit.day, visit.at, visit.received_at = facts.met, day, facts.at, now
        visit.minutes, visit.note = facts.minutes, names.clean(facts.note)[:LONGEST_NOTE]
        visit.plans, visit.next_on, visit.by, visit.way = facts.plans, facts.next_on, by, way
        session.flush()
        if by is not None and facts.met:
            SkillStep.say(session, pair, facts.skills, visit_uuid=facts.uuid, at=facts.at, by=by)
        cls.recompute(session, pair)
        return visit

    @classmethod
    def take_back(cls, session: Session, pair: Mentorship, uuid: str, *, at: datetime, now: datetime) -> None:
        """The visit of a uuid was a slip, and what was said at it counts for nothing; whether it has arrived or not.

        Load the pair locked.
        """
        visit = session.scalars(cls.called(uuid)).first()
        if visit is None:
            visit = cls(uuid=uuid, mentorship=pair, met=False, day=clock.day_of(at, now), at=at, received_at=now)
            session.add(visit)
        if visit.withdrawn_at is None:
            visit.withdrawn_at = now
            session.flush()
            cls.recompute(session, pair)

    @classmethod
    def recompute(cls, session: Session, pair: Mentorship) -> None:
        """What follows for a pair from its visits and records of help: when they met last, when they meet next, how
        far the mentee is, by what was said at any visit to them that was no slip. The same whatever came first."""
        pairs = Mentorship.of_mentee(pair.person).with_only_columns(Mentorship.id).order_by(None)
        every = session.scalars(select(cls).where(cls.mentorship_id.in_(pairs))).all()
        visits = [visit for visit in every if visit.mentorship_id == pair.id]
        standing = [visit for visit in visits if visit.withdrawn_at is None]
        helped = select(HelpRecord.at).where(HelpRecord.mentorship_id == pair.id, HelpRecord.withdrawn_at.is_(None))
        met = [visit.at for visit in standing if visit.met]
        pair.last_met_at = max([*met, *session.scalars(helped)], default=None)
        _plan(pair, visits)
        SkillStep.recompute(session, pair, {visit.uuid for visit in every if visit.withdrawn_at is not None})


def _plan(pair: Mentorship, visits: Collection[MentorVisit]) -> None:
    """The newest word on the next visit stands; one that was said apart from a visit counts like any."""
    own = {visit.at for visit in visits}
    words = [(visit.at, visit.uuid, visit.next_on) for visit in visits if visit.plans and visit.withdrawn_at is None]
    if pair.next_visit_said_at is not None and pair.next_visit_said_at not in own:
        words.append((pair.next_visit_said_at, "", pair.next_visit_on))
    at, _uuid, day = max(words, key=lambda word: word[:2], default=(None, "", None))
    pair.next_visit_said_at, pair.next_visit_on = at, day if pair.is_open else None


# What lies behind a mentee's state: the visits with what was said at each, and the classes they went to.
# What a page shows of a long acquaintance.
MOST = 60


@dataclass(frozen=True)
class VisitSteps:
    """One visit and what was said of skills at it; `by_other`: somebody else's, in an earlier or another pair."""

    visit: MentorVisit
    steps: Sequence[SkillStep]
    by_other: bool


@dataclass(frozen=True)
class Past:
    """All visits to a mentee that stand, the newest first, whoever made them."""

    meetings: Sequence[VisitSteps]

    @classmethod
    def of(cls, session: Session, pair: Mentorship) -> "Past":
        """The past of a pair's mentee. Two statements."""
        person = pair.person
        visits = session.scalars(MentorVisit.of_mentee(person.id).limit(MOST)).all()
        steps: dict[str, list[SkillStep]] = defaultdict(list)
        for step in session.scalars(SkillStep.of_mentee(person.id)):
            steps[step.visit_uuid].append(step)
        return cls([VisitSteps(visit, steps[visit.uuid], visit.mentorship_id != pair.id) for visit in visits])


@dataclass(frozen=True)
class Learnt:
    """A class that somebody is or was registered on: lessons they came to, of how many, and whether it gave a paper."""

    title: str
    came: int
    lessons: int
    certified: bool


def classes_of(session: Session, person: Person) -> list[Learnt]:
    """The classes of a person as words, the newest first. Four statements."""
    registrations = session.scalars(of_people([person.id])).all()
    live = [each for each in registrations if each.state in LIVE]
    ids = [each.id for each in live]
    papers = {paper.registration_id for paper in session.scalars(Certificate.valid_of(ids))} if ids else set()
    standings = learner_statuses_of(session, live) if live else {}
    return [
        Learnt(each.course.named_title, standings[each.id].present, len(standings[each.id].lessons), each.id in papers)
        for each in reversed(live)
        if each.id in standings
    ]
