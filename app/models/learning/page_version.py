"""What version a ward's public pages are of: it grows with each write to what they show (`page_versions`)."""

from sqlalchemy import ForeignKey, Select, and_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.country import codes
from app.models.base import Base
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState

# The names of its triggers begin so.
TRIGGERS = "page_version_"


class PageVersion(Base):
    """The version of a ward's public pages. Only triggers write it, so no way of writing can pass it by."""

    __tablename__ = "page_version"

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)

    @classmethod
    def of_course(cls, code: str) -> Select[int, int]:
        """What the page of a class is kept by: `version` of its ward's pages, seats that are `free`; nothing for a code
        that the public does not see."""
        return (
            select(cls.version, (Course.seats - Course.seated).label("free"))
            .join(Course, Course.unit_id == cls.unit_id)
            .where(Course.folded_code == codes.fold(code), Course.state != CourseState.DRAFT)
        )

    @classmethod
    def with_seats(cls, unit_id: int) -> Select[int, int | None, int | None]:
        """What a page of a ward's classes is kept by: its version, and of each class that is open, how many have a
        seat."""
        is_open = and_(Course.unit_id == cls.unit_id, Course.state == CourseState.OPEN)
        return (
            select(cls.version, Course.id, Course.seated)
            .outerjoin(Course, is_open)
            .where(cls.unit_id == unit_id)
            .order_by(Course.id)
        )
