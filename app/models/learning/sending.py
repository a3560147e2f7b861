"""Sendings: one text sent person by person to the people of a class; who has been reached."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, exists, func, select
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

from app.models.base import Addressed, Keyed, known
from app.models.learning.course import Course
from app.models.learning.lesson import Lesson
from app.models.learning.registration import Registration
from app.models.learning.registration_step import RegistrationStep
from app.models.people.consent import Consent
from app.models.people.person import Person


class Sending(Addressed):
    """One text, frozen when the sending began, and its list of recipients."""

    __tablename__ = "sending"
    __table_args__ = (Index(None, "course_id"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), init=False)
    course: Mapped[Course] = relationship()
    lesson_id: Mapped[int | None] = mapped_column(ForeignKey("lesson.id"), default=None)
    # The lesson's version: after a later change of the lesson people are told again.
    lesson_version: Mapped[int | None] = mapped_column(default=None)
    moment: Mapped[str]
    body: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def is_over(self) -> bool:
        """True once it was ended, whoever was reached."""
        return self.ended_at is not None

    @classmethod
    def of(cls, course_id: int) -> Select["Sending"]:
        """The sendings of a course, the newest first."""
        return select(cls).where(cls.course_id == course_id).order_by(cls.id.desc())

    @classmethod
    def called(cls, public_id: str, unit_ids: Iterable[int]) -> Select["Sending"]:
        """The sending of an address, on a course of these units."""
        return select(cls).join(cls.course).where(cls.public_id == public_id, Course.unit_id.in_(unit_ids))

    @classmethod
    def begin(
        cls,
        session: Session,
        course: Course,
        people: Sequence[Registration],
        *,
        moment: str,
        body: str,
        lesson: Lesson | None,
        by_id: int,
        now: datetime,
    ) -> "Sending":
        """Begin a list; its text is frozen. An open list for the same moment and lesson is continued.

        New people join it. The course's row is locked, so that two at once share one list.

        Raises:
            NobodyToTell: the list would be empty.
        """
        if not people:
            raise NobodyToTell
        session.scalars(Course.locked(course.id)).one()
        sending = session.scalars(cls.open_for(course.id, moment, lesson).limit(1)).first()
        if sending is None:
            sending = cls(
                course=course,
                lesson_id=lesson.id if lesson else None,
                lesson_version=lesson.version if lesson else None,
                moment=moment,
                body=body,
                by_id=by_id,
                created_at=now,
            )
            session.add(sending)
            session.flush()
        sending.take_in(session, people)
        return sending

    @classmethod
    def open_for(cls, course_id: int, moment: str, lesson: Lesson | None) -> Select["Sending"]:
        """The open sending for a moment, of a lesson in its current version."""
        return cls.of(course_id).where(cls.moment == moment, *cls._about(lesson), cls.ended_at.is_(None))

    def take_in(self, session: Session, people: Sequence[Registration]) -> None:
        """Add those who are not on the list yet."""
        wanted = select(SendingRecipient.registration_id).where(SendingRecipient.sending_id == self.id)
        there = set(session.scalars(wanted))
        session.add_all(
            SendingRecipient(sending_id=self.id, registration=each) for each in people if each.id not in there
        )
        session.flush()

    @classmethod
    def _about(cls, lesson: Lesson | None) -> tuple[ColumnElement[bool], ...]:
        return (
            cls.lesson_id.is_not_distinct_from(lesson.id if lesson else None),
            cls.lesson_version.is_not_distinct_from(lesson.version if lesson else None),
        )

    def end(self, now: datetime) -> None:
        """End it; a second call changes nothing."""
        self.ended_at = self.ended_at or now

    @classmethod
    def audience(
        cls, course_id: int, states: Collection[str], *, only_agreed: bool, step: str | None = None
    ) -> Select[Registration]:
        """The recipients of a text: registrations of a course in some states, in Vietnamese name order.

        `only_agreed`: those with a consent to reminders; `step`: those to whom this has happened.
        """
        wanted = (
            select(Registration)
            .join(Registration.person)
            .where(Registration.course_id == course_id, Registration.state.in_(states))
            .options(contains_eager(Registration.person), joinedload(Registration.ticket))
            .order_by(Person.sort_key, Person.birth_year, Registration.id)
        )
        if only_agreed:
            agreed = exists().where(
                Consent.person_id == Person.id, Consent.purpose == "messages", Consent.withdrawn_at.is_(None)
            )
            wanted = wanted.where(agreed)
        if step:
            wanted = wanted.where(
                exists().where(RegistrationStep.registration_id == Registration.id, RegistrationStep.step == step)
            )
        return wanted

    @classmethod
    def informed_of(cls, course_id: int, moment: str, lesson: Lesson | None) -> Select[int]:
        """The ids of the registrations that were told this already, of a lesson in its current version."""
        return (
            select(SendingRecipient.registration_id)
            .join(cls, cls.id == SendingRecipient.sending_id)
            .where(
                cls.course_id == course_id,
                cls.moment == moment,
                *cls._about(lesson),
                SendingRecipient.how.not_in(("", "skipped")),
            )
        )

    @classmethod
    def progress(cls, session: Session, sending_ids: Collection[int]) -> dict[int, tuple[int, int]]:
        """The number of people reached by some sendings (skipped ones included), and the total."""
        rows = session.execute(
            select(SendingRecipient.sending_id, func.count(SendingRecipient.told_at), func.count())
            .where(SendingRecipient.sending_id.in_(sending_ids))
            .group_by(SendingRecipient.sending_id)
        )
        return {sending_id: (done, total) for sending_id, done, total in rows}


class SendingRecipient(Keyed):
    """One recipient of a sending. `how` is "" until somebody told them: sms, zalo, call, in person, or skipped."""

    __tablename__ = "sending_recipient"
    __table_args__ = (
        UniqueConstraint("sending_id", "registration_id"),
        known("how", ("", "sms", "zalo", "call", "person", "skipped")),
        CheckConstraint("(how = '') = (told_at IS NULL)", name="told_when_told"),
        Index(None, "registration_id"),
    )

    sending_id: Mapped[int] = mapped_column(ForeignKey("sending.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), init=False)
    registration: Mapped[Registration] = relationship()
    how: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)

    @classmethod
    def of(cls, sending_id: int) -> Select["SendingRecipient"]:
        """The recipients of a sending in order, with names and tickets."""
        return (
            select(cls)
            .where(cls.sending_id == sending_id)
            .options(
                joinedload(cls.registration).joinedload(Registration.person).joinedload(Person.residential_group),
                joinedload(cls.registration).joinedload(Registration.ticket),
            )
            .order_by(cls.id)
        )

    @classmethod
    def tell(
        cls, session: Session, sending_id: int, ids: Collection[int], how: str, *, by_id: int, now: datetime
    ) -> int:
        """Record that some recipients were told or skipped; returns how many were not before.

        Earlier records stay, so that two officers can work on one list.
        """
        waiting = (
            select(cls).where(cls.sending_id == sending_id, cls.id.in_(ids), cls.how == "").order_by(cls.id)
        ).with_for_update()
        rows = session.scalars(waiting).all()
        for row in rows:
            row.how, row.told_at, row.by_id = how, now, by_id
        return len(rows)

    @property
    def key(self) -> str:
        """The recipient's key in forms: the registration's public id."""
        return self.registration.public_id

    @classmethod
    def keyed(cls, sending_id: int, key: str) -> Select["SendingRecipient"]:
        """The recipient of a key in a sending."""
        return select(cls).join(cls.registration).where(cls.sending_id == sending_id, Registration.public_id == key)

    def take_back(self) -> None:
        """Mark the person as not told yet."""
        self.how, self.told_at, self.by_id = "", None, None


class NobodyToTell(Exception):
    """A sending without people."""
