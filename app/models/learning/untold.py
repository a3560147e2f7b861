"""Whom nobody has told that a lesson of theirs was called off."""

from collections.abc import Collection

from sqlalchemy import Select, and_, exists, func, or_, select

from app.models.learning.class_list import of_course
from app.models.learning.joining import HOLDING
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonState
from app.models.learning.registration import Registration
from app.models.learning.sending import Sending, SendingRecipient

MOMENT = "lesson_cancelled"


def untold(course_ids: Collection[int] | Select[int]) -> Select[int, int]:
    """The lessons of some courses that were called off and of which somebody was not told: the id, and how many.

    Nobody is left once the list was put away; who registered after the others began to be told read it on the class.
    """
    about = and_(Sending.lesson_id == Lesson.id, Sending.lesson_version == Lesson.version, Sending.moment == MOMENT)
    knew = or_(Sending.ended_at.is_not(None), Sending.created_at < Registration.created_at)
    theirs = and_(SendingRecipient.sending_id == Sending.id, SendingRecipient.registration_id == Registration.id)
    return (
        select(Lesson.id, func.count())
        .join(Registration, of_course())
        .where(Lesson.course_id.in_(course_ids), Lesson.state == LessonState.CANCELLED)
        .where(Registration.state.in_(HOLDING), ~exists().where(about, knew))
        .where(~exists().where(about, theirs, SendingRecipient.how != ""))
        .group_by(Lesson.id)
    )
