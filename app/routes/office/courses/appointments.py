"""Who teaches a course: appointed by the office from among those who teach in the ward."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, Course, RoleGrant
from app.models.learning.substitution import teachers_of
from app.routes.phones.unsent import say_unsent, unsent_of
from app.routes.trail import note
from app.web.database import db


def teaching_ids(course: Course) -> set[int]:
    """The accounts that teach a course today."""
    return {grant.account_id for grant in db.session.scalars(teachers_of([course.id], clock.today()))}


def teaching_until(course: Course) -> date | None:
    """The last day on which those who teach a course today do so; None where somebody has no last day."""
    days = [grant.until for grant in db.session.scalars(teachers_of([course.id], clock.today()))]
    return max((day for day in days if day is not None), default=None) if None not in days else None


def appoint(session: Session, course: Course, wanted: Collection[int], *, until: date | None = None) -> None:
    """Let these accounts teach the course from today on, and nobody else; until a day, where one is given.

    Those who teach it already keep their last day, unless another one is given than stands.
    """
    today, now = clock.today(), clock.now()
    current = {grant.account_id: grant for grant in session.scalars(teachers_of([course.id], today))}
    stood = teaching_until(course)
    for account_id, grant in current.items():
        if account_id not in wanted:
            grant.revoke(now)
            note(session, "course.instructor_left", course, {"account": grant.account.public_id})
            say_unsent(grant.account.full_name, unsent_of(session, grant.account))
        elif until != stood:
            grant.until = until
            detail = {"account": grant.account.public_id, "until": until.isoformat() if until else ""}
            note(session, "course.instructor_term", course, {**detail})
    for account_id in sorted(set(wanted) - set(current)):
        account = session.get_one(Account, account_id)
        session.add(RoleGrant.to_teach(account, course, since=today, until=until, now=now))
        note(session, "course.instructor_appointed", course, {"account": account.public_id})
