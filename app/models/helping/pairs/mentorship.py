"""Mentorships: an ambassador takes somebody by the hand until they can do what they wished to."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.sql.base import ExecutableOption

from app.country import names
from app.models.base import Addressed, Keyed, known, partial_index
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.helping.lists.ward_list import Skill
from app.models.people.person import Person


class Reached(StrEnum):
    """How far somebody is with a skill."""

    NOT_STARTED = "not_started"
    LEARNING = "learning"
    CAN_DO = "can_do"


class Evidence(StrEnum):
    """What a skill's state rests on: seen doing it, a course, VNeID shown, or what the mentee said."""

    SEEN = "seen"
    COURSE = "course"
    VNEID = "vneid"
    STATED = "said"


class PairOutcome(StrEnum):
    """How a pair ended."""

    REACHED = "reached"
    PARTLY = "partly"
    STOPPED = "stopped"
    MOVED = "moved"
    HANDED_OVER = "handed_over"


_ALONE = "until IS NULL AND shared_why = ''"
# What people write of a wish, a reason, an outcome.
LONGEST_WORDS = 300


class PairEnded(Exception):
    """The pair has ended: nothing is planned or ended any more."""


class Mentorship(Addressed):
    """A pair from a day to a day. A mentee has one open pair; a further one says why (`shared_why`).

    `reached_at` is when all goals that it had were reached for the first time: congratulated and counted once. A pair
    that has begun counts from `since`; `last_met_at` is the last time that the ambassador met or helped the mentee.
    """

    __tablename__ = "mentorship"
    __table_args__ = (
        known("outcome", PairOutcome, optional=True),
        CheckConstraint("(until IS NULL) = (outcome IS NULL)", name="ends_with_an_outcome"),
        CheckConstraint("until IS NULL OR until >= since", name="dates_in_order"),
        partial_index("uq_mentorship_mentee", "mentee_id", where=_ALONE),
        partial_index("uq_mentorship_pair", "ambassador_id", "mentee_id", where="until IS NULL"),
        Index(None, "unit_id"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"))
    ambassador_id: Mapped[int] = mapped_column(ForeignKey("ambassador.id"), init=False)
    ambassador: Mapped[Ambassador] = relationship()
    mentee_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    mentee: Mapped[Person] = relationship()
    # What they wish to learn, in their words; the goals from the list are `skills`.
    wish: Mapped[str] = mapped_column(default="")
    skills: Mapped[list["MentorshipSkill"]] = relationship(
        back_populates="mentorship", order_by="MentorshipSkill.id", default_factory=list, init=False
    )
    since: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)
    outcome: Mapped[str | None] = mapped_column(default=None)
    outcome_words: Mapped[str] = mapped_column(default="")
    shared_why: Mapped[str] = mapped_column(default="")
    next_visit_on: Mapped[date | None] = mapped_column(default=None)
    # When `next_visit_on` was said, by the phone's corrected clock: the newest word stands.
    next_visit_said_at: Mapped[datetime | None] = mapped_column(default=None)
    last_met_at: Mapped[datetime | None] = mapped_column(default=None)
    reached_at: Mapped[datetime | None] = mapped_column(default=None)
    congratulated_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]

    # -- queries --------------------------------------------------------------------------------------------------

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["Mentorship"]:
        """All pairs that some wards ever had, with mentee, goals and ambassador, by the mentee's tên."""
        return (
            select(cls)
            .join(cls.mentee)
            .where(cls.unit_id.in_(unit_ids))
            .options(*cls.loader_options())
            .order_by(Person.sort_key, Person.birth_year, cls.id)
        )

    @classmethod
    def loader_options(cls) -> tuple[ORMOption, ...]:
        """What every page tells of a pair, to be loaded with it: one statement more for any number of pairs."""
        return (
            joinedload(cls.mentee).joinedload(Person.residential_group),
            selectinload(cls.skills).joinedload(MentorshipSkill.skill),
            joinedload(cls.ambassador).joinedload(Ambassador.person),
        )

    @classmethod
    def of_account(cls, account_id: int) -> Select["Mentorship"]:
        """The pairs, ended ones too, of whoever signs in so: theirs as an ambassador of whatever day."""
        wanted = select(cls).join(cls.ambassador).where(Ambassador.account_id == account_id)
        return wanted.options(*cls.loader_options()).order_by(cls.id)

    @classmethod
    def open_in(cls, unit_ids: Collection[int]) -> Select["Mentorship"]:
        """The pairs of some wards that have not ended."""
        return cls.in_units(unit_ids).where(cls.until.is_(None))

    @classmethod
    def people(cls) -> tuple[ExecutableOption, ...]:
        """Loads with a pair its two people and where the ambassador serves."""
        serves = joinedload(Ambassador.person), joinedload(Ambassador.residential_group)
        return joinedload(cls.mentee), joinedload(cls.ambassador).options(*serves)

    @classmethod
    def open_of(cls, ambassador_id: int) -> Select["Mentorship"]:
        """The pairs of an ambassador that have not ended."""
        return select(cls).where(cls.ambassador_id == ambassador_id, cls.until.is_(None)).order_by(cls.id)

    @classmethod
    def of_mentee(cls, person: Person) -> Select["Mentorship"]:
        """All pairs of a person as mentee, under any of their rows, the newest first."""
        return select(cls).where(cls.mentee_id.in_(same_person(person.id))).order_by(cls.since.desc(), cls.id.desc())

    @classmethod
    def locked_called(cls, public_id: str) -> Select["Mentorship"]:
        """A pair with its row locked until the write transaction ends."""
        wanted = select(cls).where(cls.public_id == public_id).with_for_update(of=cls)
        return wanted.execution_options(populate_existing=True)

    # -- state ----------------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.until is None

    @property
    def person(self) -> Person:
        """The mentee's present row."""
        return self.mentee.standing

    @property
    def goals(self) -> list["MentorshipSkill"]:
        """The goals that were not dropped, in the list's order."""
        live = [goal for goal in self.skills if goal.dropped_at is None]
        return sorted(live, key=lambda goal: (goal.skill.position, goal.skill_id))

    @property
    def reached_count(self) -> int:
        """How many goals the mentee can do alone."""
        return sum(goal.reached == Reached.CAN_DO for goal in self.goals)

    @property
    def is_to_congratulate(self) -> bool:
        """Whether all goals were reached and nobody has said so to the mentee yet."""
        return self.is_open and self.reached_at is not None and self.congratulated_at is None

    def takes_visits_of(self, day: date) -> bool:
        """Whether a visit on a day belongs to this pair; the day of its end does."""
        return self.until is None or day <= self.until

    def contacted(self, at: datetime) -> None:
        """The mentee was met, or helped by the ambassador, at a moment; the latest stands in whatever order it is
        told."""
        if self.last_met_at is None or at > self.last_met_at:
            self.last_met_at = at

    # -- rules ----------------------------------------------------------------------------------------------------

    def plan(self, day: date | None, *, now: datetime) -> None:
        """The next visit is on a day, or on none.

        Raises:
            PairEnded: there is no next visit.
        """
        if not self.is_open:
            raise PairEnded
        self.next_visit_on, self.next_visit_said_at = day, now

    def congratulate(self, now: datetime) -> None:
        """The mentee was told that they reached their goals; once."""
        if self.reached_at is not None:
            self.congratulated_at = self.congratulated_at or now

    def end(self, outcome: PairOutcome, *, day: date, words: str = "") -> None:
        """End the pair; its links stop working.

        Raises:
            PairEnded: it did already.
        """
        if not self.is_open:
            raise PairEnded
        self.until, self.outcome, self.outcome_words = max(day, self.since), outcome, names.clean(words)[:LONGEST_WORDS]
        self.next_visit_on = None


class MentorshipSkill(Keyed):
    """A goal of a pair and how far the mentee is: the newest `SkillStep`."""

    __tablename__ = "mentorship_skill"
    __table_args__ = (
        UniqueConstraint("mentorship_id", "skill_id"),
        known("reached", Reached),
        known("evidence", Evidence, optional=True),
        CheckConstraint("reached <> 'can_do' OR evidence IS NOT NULL", name="can_do_has_evidence"),
    )

    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id"), init=False)
    mentorship: Mapped[Mentorship] = relationship(back_populates="skills")
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), init=False)
    skill: Mapped[Skill] = relationship()
    reached: Mapped[str] = mapped_column(default=Reached.NOT_STARTED)
    evidence: Mapped[str | None] = mapped_column(default=None)
    at: Mapped[datetime | None] = mapped_column(default=None)
    # When it became a goal; None: the pair began with it. The moment it was dropped: it was only spoken of.
    added_at: Mapped[datetime | None] = mapped_column(default=None)
    # No longer a goal of the pair; its steps stay.
    dropped_at: Mapped[datetime | None] = mapped_column(default=None)


def same_person(person_id: int) -> Select[int]:
    """The ids of a person's row and of all rows that were merged into it."""
    rows = select(Person.id).where(Person.id == person_id).cte("same_person", recursive=True)
    return select(rows.union(select(Person.id).join(rows, Person.merged_into_id == rows.c.id)).c.id)
