"""Who may come on a course's next list: whoever learned there and holds no paper of it that stands.

A person counts, not a registration: two rows that were merged into one person earn one paper.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.learning.certificate import ENDED, Certificate
from app.models.learning.course import Course
from app.models.learning.registration import Registration
from app.models.learning.standing import Standing, standings


def holders(session: Session, course_id: int) -> set[int]:
    """The people with a paper of a course that stands; numbered ones that are still to be drawn among them."""
    held = (
        select(Registration.person_id)
        .join(Certificate, Certificate.registration_id == Registration.id)
        .where(Registration.course_id == course_id, Certificate.state.not_in(ENDED))
    )
    return set(session.scalars(held))


def eligible(session: Session, course: Course) -> list[Standing]:
    """Where those stand who may come on the next list, met or not, sorted as Vietnam sorts names."""
    held = holders(session, course.id)
    return [row for row in standings(session, course) if row.registration.person_id not in held]
