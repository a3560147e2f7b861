"""Courses: what is taught to whom, and the only access to seats and the waiting list."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Select, Table, exists, false, select
from sqlalchemy.orm import (
    Mapped,
    Session,
    aliased,
    joinedload,
    mapped_column,
    object_session,
    relationship,
    selectinload,
)
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from app.country import codes
from app.country.audiences import is_duty
from app.models.base import Base, Keyed, known
from app.models.learning.course_acts import CourseActs
from app.models.learning.course_template import CourseTemplate
from app.models.learning.course_terms import (
    CERTIFICATE_SHARE,
    OFFER_HOURS,
    CourseDetails,
    CourseState,
    Deleted,
    Excused,
    Ground,
    WhoMay,
    WhoSees,
    is_telling,
    named_title,
)
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.place import Place
from app.models.people.residential_group import ResidentialGroup
from app.models.people.role import Role, RoleGrant

if TYPE_CHECKING:
    from app.models.learning.lesson import Lesson


# The residential groups whose people may register, if `who_may` is "groups".
course_group = Table(
    "course_group",
    Base.metadata,
    Column("course_id", ForeignKey("course.id"), primary_key=True),
    Column("residential_group_id", ForeignKey("residential_group.id"), primary_key=True),
)


class Course(CourseActs, Keyed):
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
        Index(None, "began_in_id"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship(foreign_keys=unit_id)
    # For a course that moved in a merger of wards: its former ward, and until when (`ward_merging`).
    began_in_id: Mapped[int | None] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    moved_at: Mapped[datetime | None] = mapped_column(init=False)
    code: Mapped[str] = mapped_column(unique=True)
    folded_code: Mapped[str] = mapped_column(init=False, unique=True, default="")
    title: Mapped[str]
    # The title beside names if its own would reveal too much; empty: `named_title` makes one.
    neutral_title: Mapped[str] = mapped_column(default="")
    audience: Mapped[str] = mapped_column(default="people")
    # The legal ground for storing who attends.
    ground: Mapped[str] = mapped_column(default=Ground.BY_AUDIENCE)
    organiser: Mapped[str] = mapped_column(default="")
    topics: Mapped[str] = mapped_column(default="")
    bring: Mapped[str] = mapped_column(default="")
    # The other movements that it also serves (other_movements.py).
    other_movements: Mapped[str] = mapped_column(default="")
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
    # Incremented by each change of what a poster or page shows, to detect outdated papers.
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
        """Whether people attend as a duty of their office: then no consent is asked for."""
        return self.ground == Ground.DUTY or (self.ground == Ground.BY_AUDIENCE and is_duty(self.audience))

    def __post_init__(self) -> None:
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
        """A new draft, as an officer wrote it; its lessons are added next (`plan_lessons`)."""
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
        """The topics in order; stored with "|" between two."""
        return [each for topic in self.topics.split("|") if (each := topic.strip())]

    # -- queries --------------------------------------------------------------------------------------------------

    @classmethod
    def called(cls, code: str) -> Select["Course"]:
        """The course with a code, however typed (lower case, O for 0)."""
        return select(cls).where(cls.folded_code == codes.fold(code))

    @classmethod
    def shown(cls, code: str) -> Select["Course"]:
        """The published course with a code, with ward and place, for anyone with its link; with lessons:
        Lesson.course_shown."""
        wanted = cls.called(code).where(cls.state != CourseState.DRAFT)
        return wanted.options(joinedload(cls.unit), joinedload(cls.place))

    @classmethod
    def of(cls, unit_id: int) -> Select["Course"]:
        """All courses of a ward, the newest first."""
        return select(cls).where(cls.unit_id == unit_id).order_by(cls.created_at.desc(), cls.id.desc())

    @classmethod
    def open_in(cls, unit_id: int) -> Select["Course"]:
        """The open courses of a ward with their lessons, the newest first."""
        return cls.of(unit_id).where(cls.state == CourseState.OPEN).options(selectinload(cls.lessons))

    @classmethod
    def teachable_by(cls, account_id: int, day: date) -> Select["Course"]:
        """The courses whose rolls a person may keep on a day."""
        return select(cls).where(cls.is_teachable_by(account_id, day)).order_by(cls.id)

    @classmethod
    def is_teachable_by(
        cls, account_id: int | BindParameter[int], day: date | BindParameter[date]
    ) -> ColumnElement[bool]:
        """The condition that a person may keep a course's rolls on a day: an instructor of the course or the whole
        ward, or an officer of the ward (who corrects later)."""
        ward = aliased(AdministrativeUnit)
        mine = RoleGrant.account_id == account_id, RoleGrant.in_force(day)
        return exists().where(*mine, ward.id == cls.unit_id, cls.is_kept_under(ward))

    @classmethod
    def is_kept_under(cls, ward: type[AdministrativeUnit]) -> ColumnElement[bool]:
        """The condition that a role (joined) keeps a course's rolls while it is with a ward (joined)."""
        of_course = (RoleGrant.role == Role.INSTRUCTOR) & (RoleGrant.course_id == cls.id)
        ward_wide = RoleGrant.role.in_((Role.INSTRUCTOR, Role.OFFICER)) & RoleGrant.course_id.is_(None)
        return of_course | (ward_wide & RoleGrant.covers(ward))

    @classmethod
    def in_units(cls, unit_ids: Iterable[int], at: datetime | None = None) -> Select["Course"]:
        """All courses of some units, what an officer or leader may open; and those that left one after a moment."""
        left = cls.began_in_id.in_(unit_ids) & (cls.moved_at > at) if at else false()
        return select(cls).where(cls.unit_id.in_(unit_ids) | left).order_by(cls.id)

    @classmethod
    def move_groups(cls, session: Session, group: ResidentialGroup, into: ResidentialGroup) -> None:
        """Move classes meant for a group to the group it was merged into."""
        columns = course_group.c
        there = select(columns.course_id).where(columns.residential_group_id == into.id)
        old = columns.residential_group_id == group.id
        session.execute(course_group.delete().where(old, columns.course_id.in_(session.scalars(there).all())))
        session.execute(course_group.update().where(old).values(residential_group_id=into.id))

    @classmethod
    def fresh_code(cls, session: Session) -> str:
        """An unused code; a unique constraint backs it."""
        while session.scalars(cls.called(code := codes.new_name())).first() is not None:
            continue
        return code

    def lock(self) -> "Course":
        """Lock the course's row until the transaction ends and reload it; call before counting seats.

        Raises:
            Deleted: the draft was deleted while this waited for its row.
        """
        session = object_session(self)
        assert session is not None
        locked = session.scalars(Course.locked(self.id)).one_or_none()
        if locked is None:
            raise Deleted
        return locked
