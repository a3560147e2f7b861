"""Who may come on a course's next list: everybody who learned there and holds no valid certificate of it.

People count, not registrations: two rows merged into one person earn one certificate.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.learning.certificate import ENDED, Certificate
from app.models.learning.course import Course
from app.models.learning.registration import Registration
from app.models.learning.standing import LearnerStatus, learner_statuses


def holders(session: Session, course_id: int) -> set[int]:
    """The people with a valid certificate of a course, numbered ones that are not drawn yet included."""
    people = (
        select(Registration.person_id)
        .join(Certificate, Certificate.registration_id == Registration.id)
        .where(Registration.course_id == course_id, Certificate.state.not_in(ENDED))
    )
    return set(session.scalars(people))


def eligible(session: Session, course: Course) -> list[LearnerStatus]:
    """The statuses of those who may come on the next list, rule met or not, in Vietnamese name order."""
    holder_ids = holders(session, course.id)
    return [row for row in learner_statuses(session, course) if row.registration.person_id not in holder_ids]
