"""Courses: what is taught to whom, and the one door by which a person gets a seat or a place in the queue."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Select, Table, exists, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, object_session, relationship
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from app.country import codes
from app.country.audiences import is_duty
from app.models.base import Base, known
from app.models.learning.course_template import CourseTemplate
from app.models.learning.course_terms import (
    CERTIFICATE_SHARE,
    OFFER_HOURS,
    AlreadyOver,
    CourseDetails,
    CourseState,
    Deleted,
    Excused,
    Ground,
    HasRegistrations,
    NoReason,
    NotCalledOff,
    NotReady,
    NotTaught,
    Stage,
    TooFewSeats,
    WhoMay,
    WhoSees,
)
from app.models.learning.joining import NotForYou
from app.models.learning.neutral_title import is_telling, named_title
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.changing import Overtaken
from app.models.people.place import Place
from app.models.people.residential_group import ResidentialGroup
from app.models.people.role import Role, RoleGrant

if TYPE_CHECKING:
    from app.models.learning.lesson import Lesson


__all__ = [
    "CERTIFICATE_SHARE",
    "OFFER_HOURS",
    "Course",
    "CourseDetails",
    "CourseState",
    "Excused",
    "HasRegistrations",
    "NotReady",
    "NotTaught",
    "Stage",
    "TooFewSeats",
    "WhoMay",
    "WhoSees",
    "course_group",
]


# The residential groups whose people may register, where `who_may` is "groups".
course_group = Table(
    "course_group",
    Base.metadata,
    Column("course_id", ForeignKey("course.id"), primary_key=True),
    Column("residential_group_id", ForeignKey("residential_group.id"), primary_key=True),
)


class Course(Base):
    """A set of lessons for one audience, with its seats.

    `seated` counts the seated registrations and `last_position` the places ever given on the waiting list; both change
    only under the course's row lock (`locked`), and the database refuses more seated than seats.
    """

    __tablename__ = "course"
    __table_args__ = (
        CheckConstraint("seats > 0", name="seats_positive"),
        CheckConstraint("seated >= 0 AND seated <= seats", name="seated_within_seats"),
        CheckConstraint("last_position >= 0", name="last_position_positive"),
        CheckConstraint("certificate_share BETWEEN 1 AND 100", name="certificate_share_percent"),
        known("state", CourseState),
        known("certificate_size", ("A4", "A5")),
        known("excused_counts", Excused),
        known("who_may", WhoMay),
        known("who_sees", WhoSees),
        known("ground", Ground),
        CheckConstraint("offer_hours >= 0", name="offer_hours_positive"),
        Index(None, "unit_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship(foreign_keys=unit_id)
    # Of a course that went along when its ward went into another: where it was until when (`ward_merging`).
    began_in_id: Mapped[int | None] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    moved_at: Mapped[datetime | None] = mapped_column(init=False)
    code: Mapped[str] = mapped_column(unique=True)
    folded_code: Mapped[str] = mapped_column(init=False, unique=True, default="")
    title: Mapped[str]
    # The title beside names where its own would tell too much; empty: `named_title` makes one.
    neutral_title: Mapped[str] = mapped_column(default="")
    audience: Mapped[str] = mapped_column(default="people")
    # Why the ward may keep who attends.
    ground: Mapped[str] = mapped_column(default=Ground.BY_AUDIENCE)
    organiser: Mapped[str] = mapped_column(default="")
    topics: Mapped[str] = mapped_column(default="")
    bring: Mapped[str] = mapped_column(default="")
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), init=False)
    place: Mapped[Place | None] = relationship(default=None)
    seats: Mapped[int]
    seated: Mapped[int] = mapped_column(default=0)
    last_position: Mapped[int] = mapped_column(default=0)
    waiting_list: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(default=CourseState.DRAFT)
    registration_opens_at: Mapped[datetime | None] = mapped_column(default=None)
    registration_closes_at: Mapped[datetime | None] = mapped_column(default=None)
    certificate_share: Mapped[int] = mapped_column(default=CERTIFICATE_SHARE)
    certificate_size: Mapped[str] = mapped_column(default="A4")
    excused_counts: Mapped[str] = mapped_column(default=Excused.ABSENT)
    who_may: Mapped[str] = mapped_column(default=WhoMay.ANYONE)
    who_sees: Mapped[str] = mapped_column(default=WhoSees.ANYONE)
    offer_hours: Mapped[int] = mapped_column(default=OFFER_HOURS)
    template_id: Mapped[int | None] = mapped_column(ForeignKey("course_template.id"), init=False)
    template: Mapped[CourseTemplate | None] = relationship(default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)
    cancelled_reason: Mapped[str] = mapped_column(default="")
    # Grows with each change of what a poster or page says, so that a paper drawn before is known to be old.
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    groups: Mapped[list[ResidentialGroup]] = relationship(
        secondary=course_group, order_by=ResidentialGroup.code, init=False, default_factory=list
    )
    lessons: Mapped[list["Lesson"]] = relationship(
        back_populates="course",
        order_by="Lesson.number",
        init=False,
        default_factory=list,
        cascade="all, delete-orphan",
    )

    @property
    def on_duty(self) -> bool:
        """Whether people attend because their office asks them to: then nobody is asked to agree."""
        return self.ground == Ground.DUTY or (self.ground == Ground.BY_AUDIENCE and is_duty(self.audience))

    def __post_init__(self) -> None:
        """Keep the code's folded form, by which it is looked up."""
        self.folded_code = codes.fold(self.code)

    @classmethod
    def draft(
        cls,
        unit: AdministrativeUnit,
        code: str,
        wanted: CourseDetails,
        *,
        now: datetime,
        template: CourseTemplate | None = None,
    ) -> "Course":
        """A new course that nobody sees yet, as an officer wrote it; its lessons come next (`plan_lessons`)."""
        given = {name: value for name, value in vars(wanted).items() if name != "groups"}
        made = cls(unit=unit, code=code, created_at=now, template=template, **given)
        made.groups = wanted.groups
        return made

    @property
    def named_title(self) -> str:
        """The title wherever a person's name stands beside it."""
        return named_title(self)

    @property
    def is_telling(self) -> bool:
        """Whether its own title may not stand beside a name."""
        return is_telling(self)

    @property
    def topic_names(self) -> list[str]:
        """What is taught, in its order; stored with "|" between two."""
        return [each for topic in self.topics.split("|") if (each := topic.strip())]

    # -- queries --------------------------------------------------------------------------------------------------

    @classmethod
    def called(cls, code: str) -> Select["Course"]:
        """The course with a code, however it was typed (lower case, O for 0)."""
        return select(cls).where(cls.folded_code == codes.fold(code))

    @classmethod
    def shown(cls, code: str) -> Select["Course"]:
        """The course with a code as whoever has its link sees it, with ward and place; with lessons:
        Lesson.course_shown."""
        wanted = cls.called(code).where(cls.state != CourseState.DRAFT)
        return wanted.options(joinedload(cls.unit), joinedload(cls.place))

    @classmethod
    def of(cls, unit_id: int) -> Select["Course"]:
        """All courses of a ward, the newest first."""
        return select(cls).where(cls.unit_id == unit_id).order_by(cls.created_at.desc(), cls.id.desc())

    @classmethod
    def teachable_by(cls, account_id: int, day: date) -> Select["Course"]:
        """The courses whose rolls a person may keep on a day."""
        return select(cls).where(cls.is_teachable_by(account_id, day)).order_by(cls.id)

    @classmethod
    def is_teachable_by(
        cls, account_id: int | BindParameter[int], day: date | BindParameter[date]
    ) -> ColumnElement[bool]:
        """The condition that a person may keep a course's rolls on a day: an instructor's of the course or of the
        whole ward, and an officer's of the ward (who corrects later)."""
        mine = (RoleGrant.account_id == account_id) & RoleGrant.in_force(day)
        of_course = (RoleGrant.role == Role.INSTRUCTOR) & (RoleGrant.course_id == cls.id)
        of_unit = (
            RoleGrant.role.in_((Role.INSTRUCTOR, Role.OFFICER))
            & RoleGrant.course_id.is_(None)
            & (RoleGrant.unit_id == cls.unit_id)
        )
        return exists().where(mine & (of_course | of_unit))

    @classmethod
    def in_units(cls, unit_ids: Iterable[int]) -> Select["Course"]:
        """All courses of some units: what an officer or leader may open."""
        return select(cls).where(cls.unit_id.in_(unit_ids)).order_by(cls.id)

    @classmethod
    def move_groups(cls, session: Session, group: ResidentialGroup, into: ResidentialGroup) -> None:
        """Classes meant for a group are meant for the one that it went into."""
        columns = course_group.c
        there = select(columns.course_id).where(columns.residential_group_id == into.id)
        old = columns.residential_group_id == group.id
        session.execute(course_group.delete().where(old, columns.course_id.in_(session.scalars(there).all())))
        session.execute(course_group.update().where(old).values(residential_group_id=into.id))

    @classmethod
    def fresh_code(cls, session: Session) -> str:
        """A code that no course has; a unique constraint stands behind it."""
        while session.scalars(cls.called(code := codes.new_name())).first() is not None:
            continue
        return code

    # -- where it stands ------------------------------------------------------------------------------------------

    def stage(self, now: datetime) -> Stage:
        """Where the course stands: what was decided, then what the lessons' dates say."""
        if self.state != CourseState.OPEN:
            return Stage(self.state)
        live = self.live_lessons
        if not live:
            return Stage.CANCELLED  # every lesson was called off one by one: nothing is left to come to
        if max(lesson.ends_at for lesson in live) <= now:
            return Stage.FINISHED
        if min(lesson.starts_at for lesson in live) <= now:
            return Stage.RUNNING
        if self.registration_opens_at and self.registration_opens_at > now:
            return Stage.NOT_YET
        return Stage.OPEN

    def takes_registrations(self, now: datetime) -> bool:
        """Whether a person may register now: published, begun to take names, not over."""
        if self.registration_closes_at and self.registration_closes_at <= now:
            return False
        return self.stage(now) in (Stage.OPEN, Stage.RUNNING)

    def may_register(self, group: ResidentialGroup | None, *, by_staff: bool) -> None:
        """See whether somebody of a residential group (None: from elsewhere) may register; staff may register anybody.

        Raises:
            NotForYou: not by themselves; its `reason` is the course's rule.
        """
        rule = WhoMay(self.who_may)
        if by_staff or rule is WhoMay.ANYONE:
            return
        of_ward = rule is WhoMay.WARD and group is not None and group.unit_id == self.unit_id
        of_groups = rule is WhoMay.GROUPS and group in self.groups
        if not (of_ward or of_groups):
            raise NotForYou(rule)

    @property
    def free(self) -> int:
        """Seats nobody holds."""
        return self.seats - self.seated

    @property
    def live_lessons(self) -> list["Lesson"]:
        """The lessons that take place or took place, by number."""
        return [lesson for lesson in self.lessons if lesson.state != "cancelled"]

    def next_lesson(self, now: datetime) -> "Lesson | None":
        """The lesson under way or next to come."""
        ahead = [lesson for lesson in self.lessons if lesson.state != "cancelled" and lesson.ends_at > now]
        return min(ahead, key=lambda lesson: lesson.starts_at, default=None)

    @property
    def minutes(self) -> int:
        """How long the lessons last together, cancelled ones left out."""
        spans = (lesson.ends_at - lesson.starts_at for lesson in self.lessons if lesson.state != "cancelled")
        return sum(int(span.total_seconds()) // 60 for span in spans)

    @property
    def lessons_needed(self) -> int:
        """How many lessons present a certificate asks for: the course's share, rounded up."""
        live = sum(1 for lesson in self.lessons if lesson.state != "cancelled")
        return -(-live * self.certificate_share // 100)

    def is_too_late(self, now: datetime) -> bool:
        """Whether who comes from now on can no longer come to as many lessons as a certificate asks for."""
        return sum(lesson.ends_at > now for lesson in self.live_lessons) < self.lessons_needed

    def teaches_like(self, other: "Course") -> bool:
        """Whether another course teaches the same: made from one template, or the very same topics."""
        if self.template_id is not None and self.template_id == other.template_id:
            return True
        return bool(self.topics) and self.topics == other.topics

    # -- what happens to it ---------------------------------------------------------------------------------------

    def publish(self) -> None:
        """Let the public see it and register.

        Raises:
            NotReady: a course without lessons that take place cannot be published.
        """
        if not self.live_lessons:
            raise NotReady
        self.state = CourseState.OPEN
        self.version += 1

    def withdraw(self, *, registered: bool) -> None:
        """Take it back into a draft, as long as nobody has ever registered. The caller holds the lock and has looked.

        Raises:
            HasRegistrations: somebody holds or held a ticket, and would find nothing under its code.
        """
        if registered:
            raise HasRegistrations
        self.state = CourseState.DRAFT
        self.version += 1

    def close(self, now: datetime) -> None:
        """Close it for good once it is taught: nothing more is to be done with it. The caller forgets the needs.

        Raises:
            NotTaught: lessons are still to come, or it was never published.
        """
        if self.stage(now) != Stage.FINISHED:
            raise NotTaught
        self.state = CourseState.CLOSED
        self.version += 1

    def call_off(self, reason: str, now: datetime) -> None:
        """Call the whole course off, also when people are registered; lessons that were held stay. They keep their
        registrations, so that everybody can be told.

        Raises:
            NoReason: nothing says why.
            AlreadyOver: it is taught, closed or called off already.
        """
        if not reason:
            raise NoReason
        if self.state not in (CourseState.DRAFT, CourseState.OPEN) or self.stage(now) == Stage.FINISHED:
            raise AlreadyOver
        self.state, self.cancelled_at, self.cancelled_reason = CourseState.CANCELLED, now, reason
        for lesson in self.lessons:
            if lesson.state == "planned":
                # Its own reason stays empty: by that `take_up` tells it from one that was called off alone.
                lesson.state, lesson.version = "cancelled", lesson.version + 1
        self.version += 1

    def take_up(self, *, registered: bool) -> None:
        """Let a course that was called off take place after all, with the lessons that went with it.

        Back to a draft where nobody ever registered, else open, so that no ticket leads nowhere.

        Raises:
            NotCalledOff: it was not called off.
        """
        if self.state != CourseState.CANCELLED:
            raise NotCalledOff
        self.state = CourseState.OPEN if registered else CourseState.DRAFT
        self.cancelled_at, self.cancelled_reason = None, ""
        for lesson in self.lessons:
            if lesson.state == "cancelled" and not lesson.cancelled_reason:
                lesson.state, lesson.version = "planned", lesson.version + 1
        self.version += 1

    def change(self, wanted: CourseDetails, *, seen: int) -> None:
        """Take over what an officer wrote; `seen` is the version that was on the screen. The caller holds the lock.

        Raises:
            Overtaken: somebody else was quicker.
            TooFewSeats: more people hold a seat than there would be seats.
        """
        if seen != self.version:
            raise Overtaken({})
        if wanted.seats < self.seated:
            raise TooFewSeats
        for name, value in vars(wanted).items():
            setattr(self, name, value)
        self.version += 1

    def lock(self) -> "Course":
        """Take the course's row until the transaction ends and read it afresh; call before counting seats.

        Raises:
            Deleted: somebody deleted the draft while this one waited for its row.
        """
        session = object_session(self)
        assert session is not None
        held = session.scalars(Course.locked(self.id)).one_or_none()
        if held is None:
            raise Deleted
        return held
