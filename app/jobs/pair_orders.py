"""Orders of papers about mentorships; see `app.jobs.orders`."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.jobs.ordering import order
from app.models import Ambassador, Job


def mentorship_book(session: Session, ambassador: Ambassador, *, by: int | None) -> Job:
    """The mentorship book of an ambassador, of this year up to today; drawn anew for each order."""
    today = clock.today()
    first = max(ambassador.since, date(today.year, 1, 1))
    wanted = {"ambassador": str(ambassador.id), "first": first.isoformat(), "last": today.isoformat()}
    title = _("Sổ kèm cặp %(code)s", code=ambassador.code)
    about = ("person", ambassador.person.public_id)
    return order(session, "mentorship_book", wanted, title, unit_id=ambassador.unit_id, by=by, about=about)
