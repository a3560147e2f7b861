"""The version of a ward's public pages: it grows with each write to what they show (`page_versions`)."""

from sqlalchemy import ForeignKey, Select, and_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.country import codes
from app.models.base import Base
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState

# The prefix of its triggers' names.
TRIGGERS = "page_version_"


class PageVersion(Base):
    """The version of a ward's public pages. Only triggers write it, so that no write can bypass it."""

    __tablename__ = "page_version"

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)

    @classmethod
    def of_course(cls, code: str) -> Select[int, int]:
        """The cache key of a class's page: `version` of its ward's pages and `free` seats; nothing for an unpublished
        code."""
        return (
            select(cls.version, (Course.seats - Course.seated).label("free"))
            .join(Course, Course.unit_id == cls.unit_id)
            .where(Course.folded_code == codes.fold(code), Course.state != CourseState.DRAFT)
        )

    @classmethod
    def with_seats(cls, unit_id: int) -> Select[int, int | None, int | None]:
        """The cache key of a page of a ward's classes: its version, and the seated number of each open class."""
        is_open = and_(Course.unit_id == cls.unit_id, Course.state == CourseState.OPEN)
        return (
            select(cls.version, Course.id, Course.seated)
            .outerjoin(Course, is_open)
            .where(cls.unit_id == unit_id)
            .order_by(Course.id)
        )
