"""Registrations: one person on one course, and the locked access to its seats."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    SQLColumnExpression,
    UniqueConstraint,
    and_,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.sql.elements import ColumnElement

from app.models.base import Addressed, known, partial_index
from app.models.learning import course_door, seats
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.guardians import ask_for_guardian, guardian_of
from app.models.learning.joining import HOLDING, LIVE, NEEDS, NotOpen, RegistrationState, Wishes
from app.models.learning.registration_step import RegistrationEvent, RegistrationStep
from app.models.learning.ticket import Ticket
from app.models.people.account import Account
from app.models.people.person import Person

_LIVE_SQL = "state IN ('seated', 'offered', 'waiting')"


class Registration(Addressed):
    """One person on one course; at most one live registration per person and course."""

    __tablename__ = "registration"
    __table_args__ = (
        known("state", RegistrationState),
        known("way", ("qr", "desk", "phone", "walk_in", "import")),
        CheckConstraint("state <> 'offered' OR offered_until IS NOT NULL", name="offered_until_when"),
        CheckConstraint("state <> 'waiting' OR position IS NOT NULL", name="waiting_has_position"),
        CheckConstraint("state <> 'seated' OR seated_at IS NOT NULL", name="seated_since_when"),
        CheckConstraint(f"merged_into_id IS NULL OR NOT ({_LIVE_SQL})", name="merged_has_ended"),
        UniqueConstraint("course_id", "position"),
        partial_index("uq_registration_live", "course_id", "person_id", where=_LIVE_SQL),
        Index(None, "ticket_id"),
        Index(None, "person_id"),
        Index(None, "course_id", "state"),
    )

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
    # The guardian who registered a child under 16 and consents; None for adults, and if nobody asked yet.
    guardian: Mapped[str | None] = mapped_column(default=None)
    submission: Mapped[str | None] = mapped_column(unique=True, default=None)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str] = mapped_column(default="")
    # The one that stays of the same person on the course: marks of this one go there (`staying.staying`).
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), default=None, init=False)
    # Until when a freed seat is offered to them.
    offered_until: Mapped[datetime | None] = mapped_column(default=None)
    # Since when a seat is theirs. None: they never had one, or it was undone.
    seated_at: Mapped[datetime | None] = mapped_column(default=None)
    # The confirmed name for the certificate; None: not confirmed yet.
    paper_name: Mapped[str | None] = mapped_column(default=None)
    paper_name_at: Mapped[datetime | None] = mapped_column(default=None)
    # One fact for the people at the door: "Bàn 3", "cần ngồi gần loa".
    door_line: Mapped[str] = mapped_column(default="")
    # The member of staff who made the registration.
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)

    @property
    def is_live(self) -> bool:
        """True while it has a seat, an offer or a place in the queue."""
        return self.state in LIVE

    @property
    def holds_seat(self) -> bool:
        """True while a seat is theirs or offered to them."""
        return self.state in HOLDING

    @property
    def needs_in_words(self) -> list[object]:
        """What help they ask for, in words."""
        return [NEEDS[each].short for each in self.needs.split() if each in NEEDS]

    def in_class_at(self, moment: datetime) -> bool:
        """Whether a seat was theirs at a moment: taken before it, and not given up before it.

        Changes at the very same moment count as later: a lesson closed then keeps its numbers.
        """
        return (
            self.seated_at is not None
            and self.seated_at < moment
            and (self.ended_at is None or self.ended_at >= moment)
        )

    @classmethod
    def is_in_class_at(cls, moment: SQLColumnExpression[datetime]) -> ColumnElement[bool]:
        """The SQL condition of `in_class_at`."""
        return and_(
            cls.seated_at.is_not(None), cls.seated_at < moment, or_(cls.ended_at.is_(None), cls.ended_at >= moment)
        )

    # -- queries --------------------------------------------------------------------------------------------------

    @classmethod
    def of(cls, course_id: int) -> Select["Registration"]:
        """All registrations a course ever had, with the people, in the order they were made."""
        return select(cls).where(cls.course_id == course_id).options(joinedload(cls.person)).order_by(cls.id)

    @classmethod
    def whose(cls) -> ORMOption:
        """Loader options: person and residential group."""
        return joinedload(cls.person).joinedload(Person.residential_group)

    @classmethod
    def gone_on(cls, public_ids: Collection[str]) -> Select["Registration"]:
        """Registrations by public id, with their tickets and courses."""
        with_ticket = joinedload(cls.ticket).joinedload(Ticket.course)
        return select(cls).where(cls.public_id.in_(public_ids)).options(with_ticket)

    @classmethod
    def live_of(cls, course_id: int, person_id: int) -> Select["Registration"]:
        """The live registration of a person on a course, if there is one."""
        return select(cls).where(cls.course_id == course_id, cls.person_id == person_id, cls.state.in_(LIVE))

    @classmethod
    def on(cls, ticket_id: int) -> Select["Registration"]:
        """The registrations of a ticket, with their people, in the order they were made."""
        return select(cls).where(cls.ticket_id == ticket_id).options(joinedload(cls.person)).order_by(cls.id)

    @classmethod
    def live_on(cls, ticket_ids: Iterable[int]) -> Select["Registration"]:
        """The live registrations on some tickets, in order, with their people."""
        live = select(cls).where(cls.ticket_id.in_(ticket_ids), cls.state.in_(LIVE))
        return live.options(joinedload(cls.person)).order_by(cls.id)

    @classmethod
    def seated_on(cls, course_id: int) -> Select["Registration"]:
        """The seated registrations of a course, with person and group, in Vietnamese name order."""
        return cls.by_name().where(cls.course_id == course_id, cls.state == RegistrationState.SEATED)

    @classmethod
    def by_name(cls) -> Select["Registration"]:
        """Registrations with person and group, in Vietnamese name order."""
        with_group = (
            select(cls).join(cls.person).options(contains_eager(cls.person).joinedload(Person.residential_group))
        )
        return with_group.order_by(Person.sort_key, Person.birth_year, cls.id)

    @classmethod
    def waiting_on(cls, course_id: int) -> Select["Registration"]:
        """The waiting list in order, with the people."""
        return cls._in_order(course_id, RegistrationState.WAITING)

    @classmethod
    def offered_on(cls, course_id: int) -> Select["Registration"]:
        """The registrations with an offered seat, in order, with the people."""
        return cls._in_order(course_id, RegistrationState.OFFERED)

    @classmethod
    def _in_order(cls, course_id: int, state: RegistrationState) -> Select["Registration"]:
        wanted = select(cls).where(cls.course_id == course_id, cls.state == state).order_by(cls.position)
        return wanted.options(joinedload(cls.person))

    # -- what happens to it ---------------------------------------------------------------------------------------

    @classmethod
    def register(
        cls, session: Session, course_id: int, candidate: Person, wishes: Wishes, now: datetime, *,
        ticket_id: int | None = None, known_tickets: Collection[str] = (),
    ) -> Ticket:  # fmt: skip
        """Register a person on a course: a seat if there is one, else the next place on the waiting list.

        The course's row is locked first, so that seats and places are given one at a time. The same submission again
        gives the same ticket; a person who is registered already gets a thin ticket, or their own if the sender holds
        its token (`known_tickets`). With `ticket_id`, a ticket of the course, the person joins it: a family shares one.

        Raises:
            NotOpen: not published, not begun, over or cancelled.
            NotForYou: the course accepts this person only through the ward.
            NoGuardian: a child under 16 without a guardian.
            CourseFull: no seat and no waiting list.
        """
        course = course_door.hold(session, course_id)
        if wishes.submission and (made := cls._made_by(session, wishes.submission, ticket_id)):
            return made
        cls._check(course, candidate, wishes, now)
        chosen = candidate in session  # from those on file
        person = Person.recognise(session, candidate)
        known = chosen or person is not candidate
        if known and (live := session.scalars(cls.live_of(course.id, person.id)).first()):
            own = live.ticket_id == ticket_id or live.ticket.token in known_tickets
            return live.ticket if own else Ticket.repeat(session, live, candidate, wishes.submission, now)
        if person is not candidate:
            person.learn_from(candidate)
        joined = session.get_one(Ticket, ticket_id) if ticket_id is not None else None
        ticket = joined or Ticket(course=course, submission=wishes.submission, created_at=now)
        seats.enter(cls, session, course, person, ticket, wishes, now)
        return ticket

    @staticmethod
    def _check(course: Course, candidate: Person, wishes: Wishes, now: datetime) -> None:
        """Refuse people whom the course does not accept, as `register` says."""
        if not course.takes_registrations(now):
            raise NotOpen
        course.may_register(candidate.residential_group, by_staff=wishes.by_staff)
        ask_for_guardian(candidate, wishes, now)

    @classmethod
    def _made_by(cls, session: Session, submission: str, ticket_id: int | None) -> Ticket | None:
        """The ticket of an earlier submission of the form, also if its person joined another's ticket."""
        made = Ticket.made_by(session, submission)
        if made is None and ticket_id is not None:
            joined = select(cls).where(cls.submission == submission).options(joinedload(cls.ticket))
            earlier = session.scalars(joined).first()
            made = earlier.ticket if earlier else None
        return made

    @classmethod
    def walk_in(
        cls, session: Session, course_id: int, candidate: Person, wishes: Wishes, now: datetime, *, late: bool = False
    ) -> tuple["Registration", bool]:
        """Let in a person who is in the hall, whatever the registration period; `late`: who was there before the lesson
        was closed, so that the course may be closed since.

        A live registration is kept; an offered seat is taken by coming. Otherwise a seat if there is one, else the next
        place on the waiting list, even if there is none for the public: the person is present without a seat, and the
        office sees it (docs/decisions/0009). A `wishes.public_id` chosen by a phone leads to the registration even if
        it turns out to be another one (`Roll.find`).

        Returns the registration and whether it is new.

        Raises:
            NotOpen: the course is not published, was cancelled, or is closed for good.
        """
        course = session.scalars(Course.locked(course_id)).one()
        if course.state != CourseState.OPEN and not (late and course.state == CourseState.CLOSED):
            raise NotOpen
        person = Person.recognise(session, candidate)
        if live := session.scalars(cls.live_of(course.id, person.id)).first():
            if wishes.submission and live.public_id != wishes.public_id:
                Ticket.repeat(session, live, candidate, wishes.submission, now)
            live.guardian = live.guardian or guardian_of(live.person, wishes.guardian, now)
            live._take_offer(session, now)
            return live, False
        person.learn_from(candidate)
        ticket = Ticket(course=course, submission=wishes.submission, created_at=now)
        return seats.enter(cls, session, course, person, ticket, wishes, now, queue=True), True

    def accept(self, session: Session, *, now: datetime) -> bool:
        """Take the offered seat; returns whether they have it now. A second press changes nothing."""
        self._lock(session, now)
        self._take_offer(session, now)
        return self.state == RegistrationState.SEATED

    def name_guardian(self, session: Session, name: str, now: datetime) -> bool:
        """Set a child's guardian, as the office asked; returns whether that is new. `name` is clean."""
        before, self.guardian = self.guardian, guardian_of(self.person, name, now)
        if self.guardian != before:
            self.note(session, RegistrationEvent.CHANGED, now, detail="guardian")
        return self.guardian != before

    def note(
        self, session: Session, step: RegistrationEvent, now: datetime, *, by: Account | None = None, detail: str = ""
    ) -> None:
        """Add a step to its history."""
        by_id = by.id if by else None
        session.add(RegistrationStep(registration_id=self.id, step=step, at=now, by_id=by_id, detail=detail))

    def _lock(self, session: Session, now: datetime) -> None:
        """Lock the course's row, reload this one, and end expired offers."""
        course = session.scalars(Course.locked(self.course_id)).one()
        session.refresh(self)
        seats.lapse(type(self), session, course, now)

    def _take_offer(self, session: Session, now: datetime) -> None:
        if self.state == RegistrationState.OFFERED:
            self.state, self.seated_at = RegistrationState.SEATED, now
            self.note(session, RegistrationEvent.ACCEPTED, now)
            session.flush()
