"""After a change that people have to hear of: the way to the text that tells them."""

from flask import Response, url_for

from app.models import Course, Lesson, Registration
from app.models.base import count_of
from app.models.learning.joining import LIVE
from app.web.database import db
from app.web.responses import see_other
from app.web.words.messages import Moment


def people_to_tell(course: Course) -> int:
    """How many hold a seat, an offer or a place in the queue."""
    return db.session.scalars(count_of(Registration.of(course.id).where(Registration.state.in_(LIVE)))).one()


def tell_next(course: Course, moment: Moment, lesson: Lesson | None = None) -> Response:
    """Where one goes after a change: to the text that tells it, or back to the course where there is nobody to tell.

    Outside the write transaction.
    """
    if people_to_tell(course):
        number = lesson.number if lesson else None
        return see_other(url_for("office.sendings.new", code=course.code, loai=moment.value, buoi=number))
    return see_other(url_for("office.courses.show", code=course.code, _anchor="buoi-hoc" if lesson else None))
