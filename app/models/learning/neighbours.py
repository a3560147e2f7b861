"""Classes of another ward in which people of a residential group learn: if a group moved to another ward, classes of
many groups run to their end in the old one."""

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonState
from app.models.learning.registration import Registration
from app.models.learning.standing import is_attending
from app.models.people.person import Person


def courses_of_neighbours(unit_id: int, group_id: int, now: datetime) -> Select[Course, int]:
    """The published courses of a ward with a lesson ahead on which people of a group learn, and how many; the soonest
    lesson first."""
    ahead = (
        select(Lesson.course_id, func.min(Lesson.starts_at).label("starts_at"))
        .where(Lesson.state != LessonState.CANCELLED, Lesson.ends_at > now)
        .group_by(Lesson.course_id)
        .subquery()
    )
    return (
        select(Course, func.count(Registration.id))
        .join(ahead, ahead.c.course_id == Course.id)
        .join(Registration, Registration.course_id == Course.id)
        .join(Person, Person.id == Registration.person_id)
        .where(Course.unit_id == unit_id, Course.state == CourseState.OPEN)
        .where(Person.residential_group_id == group_id, Person.erased_at.is_(None), is_attending())
        .group_by(Course.id, ahead.c.starts_at)
        .options(selectinload(Course.lessons).selectinload(Lesson.place), selectinload(Course.place))
        .order_by(ahead.c.starts_at, Course.id)
    )
