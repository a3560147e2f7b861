"""Registrations: one person on one course, and the locked door to its seats."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, func, select, text, update
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship

from app.models.base import Base
from app.models.learning.course import Course, CourseState
from app.models.learning.ticket import Ticket
from app.models.people.person import Consent, Person


class RegistrationState(StrEnum):
    """seated, or waiting with a position; offered a seat until a moment; given up; taken off."""

    SEATED = "seated"
    OFFERED = "offered"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    REMOVED = "removed"


class Way(StrEnum):
    """How a registration came."""

    QR = "qr"
    DESK = "desk"
    PHONE = "phone"
    WALK_IN = "walk_in"
    IMPORT = "import"


LIVE = (RegistrationState.SEATED, RegistrationState.OFFERED, RegistrationState.WAITING)
NEEDS = ("front", "wheel", "hear", "nophone")
_LIVE_SQL = "state IN ('seated', 'offered', 'waiting')"


class NotOpen(Exception):
    """The course takes no registrations now."""


class CourseFull(Exception):
    """No seat is left and the course keeps no waiting list."""


@dataclass(frozen=True)
class Wishes:
    """What a registration says besides who it is."""

    way: Way
    submission: str | None = None
    needs: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    consent_version: str = ""
    public_id: str | None = None


class Registration(Base):
    """One person on one course; at most one live a person and course."""

    __tablename__ = "registration"
    __table_args__ = (
        CheckConstraint("state IN ('seated', 'offered', 'waiting', 'cancelled', 'removed')", name="state_known"),
        CheckConstraint("way IN ('qr', 'desk', 'phone', 'walk_in', 'import')", name="way_known"),
        CheckConstraint("state <> 'waiting' OR position IS NOT NULL", name="waiting_has_position"),
        UniqueConstraint("course_id", "position"),
        Index(
            "uq_registration_live",
            "course_id",
            "person_id",
            unique=True,
            sqlite_where=text(_LIVE_SQL),
            postgresql_where=text(_LIVE_SQL),
        ),
        Index(None, "ticket_id"),
        Index(None, "person_id"),
        Index(None, "course_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: str(uuid.uuid4()))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), init=False)
    course: Mapped[Course] = relationship()
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), init=False)
    ticket: Mapped[Ticket] = relationship(foreign_keys="Registration.ticket_id")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    person: Mapped[Person] = relationship()
    state: Mapped[str]
    position: Mapped[int | None] = mapped_column(default=None)
    way: Mapped[str]
    needs: Mapped[str] = mapped_column(default="")
    submission: Mapped[str | None] = mapped_column(unique=True, default=None)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str] = mapped_column(default="")

    @property
    def is_live(self) -> bool:
        """True while it holds a seat or a place in the queue."""
        return self.state in LIVE

    # -- queries --------------------------------------------------------------------------------------------------

    @classmethod
    def of(cls, course_id: int) -> Select["Registration"]:
        """All registrations a course ever had, with the people, in the order they were made."""
        return select(cls).where(cls.course_id == course_id).options(joinedload(cls.person)).order_by(cls.id)

    @classmethod
    def live_of(cls, course_id: int, person_id: int) -> Select["Registration"]:
        """The one live registration of a person on a course, if there is one."""
        return select(cls).where(cls.course_id == course_id, cls.person_id == person_id, cls.state.in_(LIVE))

    @classmethod
    def on(cls, ticket_id: int) -> Select["Registration"]:
        """The registrations a ticket stands for, with their people, in the order they were made."""
        return select(cls).where(cls.ticket_id == ticket_id).options(joinedload(cls.person)).order_by(cls.id)

    @classmethod
    def seated_on(cls, course_id: int) -> Select["Registration"]:
        """Who holds a seat, with person and group, sorted as Vietnam sorts names."""
        return (
            select(cls)
            .join(cls.person)
            .where(cls.course_id == course_id, cls.state == RegistrationState.SEATED)
            .options(contains_eager(cls.person).joinedload(Person.residential_group))
            .order_by(Person.sort_key, Person.birth_year, cls.id)
        )

    @classmethod
    def waiting_on(cls, course_id: int) -> Select["Registration"]:
        """The waiting list in its order, with the people."""
        return (
            select(cls)
            .where(cls.course_id == course_id, cls.state == RegistrationState.WAITING)
            .options(joinedload(cls.person))
            .order_by(cls.position)
        )

    def place_in_queue(self, session: Session) -> int | None:
        """The place on the waiting list as told to the person: 1 is next. None when not waiting."""
        if self.state != RegistrationState.WAITING or self.position is None:
            return None
        before = select(func.count()).where(
            Registration.course_id == self.course_id,
            Registration.state == RegistrationState.WAITING,
            Registration.position < self.position,
        )
        return session.scalars(before).one() + 1

    # -- what happens to it ---------------------------------------------------------------------------------------

    @classmethod
    def register(cls, session: Session, course_id: int, candidate: Person, wishes: Wishes, now: datetime) -> Ticket:
        """Register a person on a course: a seat while there is one, else the next place on the waiting list.

        The course's row is locked first, so that seats and places are given one at a time. The same submission again
        gives the same ticket; a person who is registered already gets a thin ticket.

        Raises:
            NotOpen: not published, not begun, over or cancelled.
            CourseFull: no seat left and no waiting list.
        """
        course = session.scalars(Course.locked(course_id)).one()
        if wishes.submission and (made := session.scalars(Ticket.sent_by(wishes.submission)).first()):
            return made
        if not course.takes_registrations(now):
            raise NotOpen
        chosen = candidate in session  # from those on file
        person = Person.recognise(session, candidate)
        known = chosen or person is not candidate
        if known and (live := session.scalars(cls.live_of(course.id, person.id)).first()):
            return _thin_ticket(session, live, candidate, wishes, now)
        person.learn_from(candidate)
        ticket = Ticket(course=course, submission=wishes.submission, created_at=now)
        session.add(_seat(course, person, ticket, wishes, now))
        for purpose in wishes.consents:
            session.add(
                Consent(
                    person=person,
                    purpose=purpose,
                    text_version=wishes.consent_version,
                    given_at=now,
                    how=wishes.way,
                )
            )
        session.flush()
        return ticket

    @classmethod
    def walk_in(
        cls, session: Session, course_id: int, candidate: Person, wishes: Wishes, now: datetime
    ) -> tuple["Registration", bool]:
        """Let in a person who stands in the hall, whatever the registration window says.

        Whoever has a live registration keeps it. Otherwise a seat while there is one, else the next place on the
        waiting list, even where the public finds none: who was let in is present, holds no seat that is not there, and
        the office sees it (docs/decisions/0009). A `wishes.public_id` that a phone chose leads to the registration
        even where it turns out to be another one (`Roll.find`).

        Returns the registration and whether it is new.

        Raises:
            NotOpen: the course is not published, was cancelled, or is closed for good.
        """
        course = session.scalars(Course.locked(course_id)).one()
        if course.state != CourseState.OPEN:
            raise NotOpen
        person = Person.recognise(session, candidate)
        if live := session.scalars(cls.live_of(course.id, person.id)).first():
            if wishes.submission and live.public_id != wishes.public_id:
                _thin_ticket(session, live, candidate, wishes, now)
            return live, False
        person.learn_from(candidate)
        ticket = Ticket(course=course, submission=wishes.submission, created_at=now)
        made = _seat(course, person, ticket, wishes, now, queue=True)
        session.add(made)
        session.flush()
        return made, True

    def cancel(self, session: Session, *, now: datetime, reason: str = "") -> "Registration | None":
        """Give the seat or the place up; the first one waiting moves onto a freed seat.

        Returns the registration that moved up, or None. Cancelling twice changes nothing.
        """
        course = session.scalars(Course.locked(self.course_id)).one()
        session.refresh(self)
        if not self.is_live:
            return None
        held_seat = self.state == RegistrationState.SEATED
        self.state, self.ended_at, self.end_reason = RegistrationState.CANCELLED, now, reason
        if not held_seat:
            return None
        course.seated -= 1
        session.flush()
        return _move_up(session, course)


def _seat(
    course: Course, person: Person, ticket: Ticket, wishes: Wishes, now: datetime, *, queue: bool = False
) -> Registration:
    """A registration with the next seat or place; the caller holds the course's row.

    `queue` gives a place even on a course without a waiting list.
    """
    if course.free > 0:
        course.seated += 1
        state, position = RegistrationState.SEATED, None
    elif course.waiting_list or queue:
        course.last_position += 1
        state, position = RegistrationState.WAITING, course.last_position
    else:
        raise CourseFull
    made = Registration(
        course=course,
        ticket=ticket,
        person=person,
        state=state,
        position=position,
        way=wishes.way,
        needs=" ".join(need for need in NEEDS if need in wishes.needs),
        submission=wishes.submission,
        created_at=now,
    )
    if wishes.public_id:
        made.public_id = wishes.public_id
    return made


def _thin_ticket(session: Session, live: Registration, typed: Person, wishes: Wishes, now: datetime) -> Ticket:
    thin = Ticket(
        course=live.course,
        submission=wishes.submission,
        typed_name=typed.full_name,
        typed_birth_year=typed.birth_year,
        repeats_id=live.id,
        created_at=now,
    )
    session.add(thin)
    session.flush()
    return thin


def forget_needs(session: Session, course_id: int) -> None:
    """Erase what people of a course asked for by way of help: it was for the hall, and the hall is empty."""
    theirs = update(Registration).where(Registration.course_id == course_id, Registration.needs != "")
    session.execute(theirs.values(needs=""))


def fill_seats(session: Session, course: Course) -> list[Registration]:
    """Seat those waiting, in their order, while seats are free; the caller holds the course's row.

    Returns who moved up.
    """
    moved = []
    while (first := _move_up(session, course)) is not None:
        moved.append(first)
    return moved


def _move_up(session: Session, course: Course) -> Registration | None:
    """Seat the first one waiting; the caller holds the course's row and a seat is free."""
    first = session.scalars(Registration.waiting_on(course.id).limit(1)).first()
    if first is None or course.free <= 0:
        return None
    first.state = RegistrationState.SEATED
    course.seated += 1
    session.flush()
    return first
