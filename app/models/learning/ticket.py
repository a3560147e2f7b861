"""Tickets: what residents have instead of an account."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, CheckConstraint, ForeignKey, Index, Select, bindparam, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.country import codes
from app.models.base import Keyed
from app.models.learning.course import Course
from app.models.learning.lesson import Lesson

if TYPE_CHECKING:
    from app.models.learning.registration import Registration
    from app.models.people.person import Person


class Ticket(Keyed):
    """One token (80 random bits) for one course and one or more registrations: a family shares one.

    A thin ticket is given if somebody who is registered already is registered again from another phone: it shows what
    was typed, takes no seat, cancels nothing and reveals nothing on file. The office is notified.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        CheckConstraint("(typed_name IS NULL) = (repeats_id IS NULL)", name="thin_is_whole"),
        Index(None, "course_id"),
    )

    token: Mapped[str] = mapped_column(unique=True, default_factory=codes.new_token)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), init=False)
    course: Mapped[Course] = relationship()
    # The form's number: a double tap or a reload sends the same one and gets the same ticket.
    submission: Mapped[str | None] = mapped_column(unique=True, default=None)
    typed_name: Mapped[str | None] = mapped_column(default=None)
    typed_birth_year: Mapped[int | None] = mapped_column(default=None)
    repeats_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration.id", use_alter=True, name="fk_ticket_repeats_id_registration"), default=None
    )
    created_at: Mapped[datetime]

    @property
    def is_thin(self) -> bool:
        """True if it only repeats an earlier registration."""
        return self.repeats_id is not None

    @classmethod
    def loader_options(cls) -> ORMOption:
        """Loader options: course with unit, place and lessons."""
        lessons = selectinload(Course.lessons).joinedload(Lesson.place)
        return joinedload(cls.course).options(joinedload(Course.unit), joinedload(Course.place), lessons)

    @classmethod
    def holding(cls, token: str) -> Select["Ticket"]:
        """The ticket of a token, however typed."""
        return select(cls).where(cls.token == codes.read_code(token))

    @classmethod
    def with_tokens(cls, tokens: Sequence[str]) -> Select["Ticket"]:
        """The tickets of some tokens in stored form."""
        return select(cls).where(cls.token.in_(tokens)).order_by(cls.id)

    @classmethod
    def other_courses(cls, tokens: Sequence[str], course_id: int) -> Select[Course]:
        """The courses of some tickets but one, with their lessons."""
        theirs = select(cls.course_id).where(cls.token.in_(tokens), cls.course_id != course_id)
        return select(Course).where(Course.id.in_(theirs)).options(selectinload(Course.lessons)).order_by(Course.id)

    @classmethod
    def of(cls, course_id: int) -> Select["Ticket"]:
        """All tickets of a course, thin ones included, the oldest first."""
        return select(cls).where(cls.course_id == course_id).order_by(cls.id)

    @classmethod
    def repeating(cls, course_id: int) -> Select["Ticket"]:
        """The thin tickets of a course: somebody registered again from another phone."""
        return cls.of(course_id).where(cls.repeats_id.is_not(None))

    @classmethod
    def sent_by(cls, submission: str | BindParameter[str]) -> Select["Ticket"]:
        return select(cls).where(cls.submission == submission)

    @classmethod
    def made_by(cls, session: Session, submission: str) -> "Ticket | None":
        """The ticket of a form's submission, if it was sent before; by a compiled statement."""
        return session.scalars(_sent_by(), {"submission": submission}).first()

    @classmethod
    def repeat(
        cls, session: Session, live: "Registration", typed: "Person", submission: str | None, now: datetime
    ) -> "Ticket":
        """Create a thin ticket for somebody who is registered already: it knows only what was typed."""
        thin = cls(
            course=live.course,
            submission=submission,
            typed_name=typed.full_name,
            typed_birth_year=typed.birth_year,
            repeats_id=live.id,
            created_at=now,
        )
        session.add(thin)
        session.flush()
        return thin


@cache
def _sent_by() -> Select[Ticket]:
    return Ticket.sent_by(bindparam("submission"))
