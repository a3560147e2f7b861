"""An invitation to a class, of a person or of a team: made once for each, passed on by telephone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Mapped, MappedAsDataclass, Session, mapped_column


class Invited(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """Mixed into a noun with `course` and `invited_by`. `WHOM` names its relationship to who is invited."""

    WHOM: ClassVar[str]

    course_id: Mapped[Any]
    invited_at: Mapped[datetime]
    told_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def invite(
        cls, session: Session, course: Any, guests: Sequence[Any], *, by: Any, at: datetime, **facts: Any
    ) -> int:
        """Invite those who are not invited yet; returns how many are new. The caller holds the course's row, or the
        lists by which its draft is found."""
        make: Any = cls
        whom = getattr(cls, f"{cls.WHOM}_id")
        there = set(session.scalars(select(whom).where(cls.course_id == course.id)))
        new = [{cls.WHOM: guest} for guest in guests if guest.id not in there]
        session.add_all(make(course=course, invited_by=by, invited_at=at, **each, **facts) for each in new)
        session.flush()
        return len(new)

    def tell(self, at: datetime) -> bool:
        """They were told of the class. False where it was noted already."""
        is_first = self.told_at is None
        self.told_at = self.told_at or at
        return is_first
