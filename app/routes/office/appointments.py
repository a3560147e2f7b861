"""Who teaches a course: appointed by the office from among those who teach in the ward."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from app import clock
from app.database import db
from app.models import Account, Course, Role, RoleGrant
from app.routes.office.trail import note


def teaching_ids(course: Course) -> set[int]:
    """The accounts that teach a course today."""
    return {grant.account_id for grant in db.session.scalars(RoleGrant.instructors_of([course.id], clock.today()))}


def appoint(session: Session, course: Course, wanted: Collection[int]) -> None:
    """Let these accounts teach the course from today on, and nobody else."""
    today, now = clock.today(), clock.now()
    held = {grant.account_id: grant for grant in session.scalars(RoleGrant.instructors_of([course.id], today))}
    for account_id, grant in held.items():
        if account_id not in wanted:
            grant.revoke(now)
            note(session, "course.instructor_left", course, {"account": grant.account.public_id})
    for account_id in sorted(set(wanted) - set(held)):
        account = session.get_one(Account, account_id)
        session.add(
            RoleGrant(
                account=account,
                role=Role.INSTRUCTOR,
                unit=course.unit,
                course_id=course.id,
                since=today,
                created_at=now,
            )
        )
        note(session, "course.instructor_appointed", course, {"account": account.public_id})
