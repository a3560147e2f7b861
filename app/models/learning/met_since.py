"""People who met a course's rule after its list was approved: by a correction, a reopened lesson, or a merge."""

from collections import Counter
from collections.abc import Collection
from functools import cache

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import Session, aliased, contains_eager

from app.models.learning.approval import Approval
from app.models.learning.approving import ApprovalState
from app.models.learning.certificate import Certificate
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.registration import Registration
from app.models.learning.standing import is_attending, learner_statuses_of


def met_since(session: Session, unit_ids: Collection[int]) -> list[tuple[Course, int]]:
    """The open courses of some units with an approved list on which somebody meets the rule but was never certified,
    and how many; without those whose next list is before the leader. Three statements."""
    found = session.scalars(_wanted(), {"units": unit_ids}).all()
    rows = learner_statuses_of(session, found).values()
    return list(Counter(row.registration.course for row in rows if row.met).items())


@cache
def _wanted() -> Select[Registration]:
    other = aliased(Registration)
    certified = exists().where(
        other.course_id == Registration.course_id,
        other.person_id == Registration.person_id,
        Certificate.registration_id == other.id,
    )
    lists = select(Approval.course_id)
    return (
        select(Registration)
        .join(Registration.course)
        .where(
            Course.unit_id.in_(bindparam("units", expanding=True)),
            Course.state == CourseState.OPEN,
            Course.id.in_(lists.where(Approval.state == ApprovalState.APPROVED)),
            Course.id.not_in(lists.where(Approval.state == ApprovalState.SUBMITTED)),
            is_attending(),
            ~certified,
        )
        .options(contains_eager(Registration.course).selectinload(Course.lessons))
        .order_by(Registration.course_id, Registration.id)
    )
