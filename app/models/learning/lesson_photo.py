"""Photos of a lesson: the board, the hall, or the signed sheet. Re-encoded, without the location."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Addressed, known
from app.models.learning.joining import RegistrationState
from app.models.learning.registration import Registration
from app.models.mixins.named_file import file_below, stored_names
from app.models.people.consent import Consent
from app.models.people.person import Person
from app.models.trust.file_to_remove import FileToRemove


class TooManyPhotos(Exception):
    """The lesson has the most pictures allowed (`LessonPhoto.MOST`); nothing was written."""


class LessonPhoto(Addressed):
    """One picture; `file` is below DATA_DIR/photos, with its SHA-256 here. The row stays when it is removed."""

    __tablename__ = "lesson_photo"
    __table_args__ = (
        known("kind", ("board", "sheet")),
        CheckConstraint("width > 0 AND height > 0", name="sides_positive"),
        Index(None, "lesson_id"),
    )

    # The most pictures of a lesson.
    MOST: ClassVar[int] = 40
    KINDS: ClassVar[tuple[str, ...]] = ("board", "sheet")

    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    kind: Mapped[str]
    file: Mapped[str] = mapped_column(info=file_below("photos"))
    sha256: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def check_room(cls, session: Session, lesson_id: int, more: int = 1) -> None:
        """Check that a lesson may get `more` pictures; the caller holds its row lock.

        Raises:
            TooManyPhotos: it would have more than `MOST`.
        """
        stored = select(func.count()).where(cls.lesson_id == lesson_id, cls.removed_at.is_(None))
        if session.scalars(stored).one() + more > cls.MOST:
            raise TooManyPhotos

    def add_to(self, session: Session) -> None:
        """Write the row of a picture whose file is on disk; the caller holds the lesson's row lock.

        Raises:
            TooManyPhotos: nothing was written.
        """
        self.check_room(session, self.lesson_id)
        session.add(self)
        session.flush()

    @classmethod
    def named(cls, lesson_id: int, public_id: str) -> Select["LessonPhoto"]:
        """One picture of a lesson that was not removed."""
        return cls.of(lesson_id).where(cls.public_id == public_id)

    @classmethod
    def not_agreed(cls, course_id: int) -> Select[str]:
        """The names of seated people of a course without consent to photos, in Vietnamese name order."""
        agreed = exists().where(
            Consent.person_id == Person.id, Consent.purpose == "photos", Consent.withdrawn_at.is_(None)
        )
        return (
            select(Person.full_name)
            .join(Registration, Registration.person_id == Person.id)
            .where(Registration.course_id == course_id, Registration.state == RegistrationState.SEATED, ~agreed)
            .order_by(Person.sort_key, Person.birth_year, Registration.id)
        )

    def take_away(self, session: Session, now: datetime) -> None:
        """Remove it; its row stays, its file goes if no other picture uses it."""
        self.removed_at = now
        FileToRemove.note(session, stored_names(LessonPhoto.file, [self.file]))

    @classmethod
    def of(cls, lesson_id: int) -> Select["LessonPhoto"]:
        """The pictures of a lesson, the oldest first."""
        return select(cls).where(cls.lesson_id == lesson_id, cls.removed_at.is_(None)).order_by(cls.id)
