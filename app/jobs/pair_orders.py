"""What can be asked of the worker about pairs; as `app.jobs.orders`."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import clock
from app.models import Ambassador, AuditEvent, Job


def mentorship_book(session: Session, ambassador: Ambassador, *, by: int | None) -> Job:
    """The mentorship book of an ambassador, of this year up to today; drawn anew each time it is asked for."""
    now, today = clock.now(), clock.today()
    first = max(ambassador.since, date(today.year, 1, 1))
    wanted = {"ambassador": str(ambassador.id), "first": first.isoformat(), "last": today.isoformat()}
    title = _("Sổ kèm cặp %(code)s", code=ambassador.code)
    job = Job.ask(
        session,
        "mentorship_book",
        wanted,
        title=title,
        unit_id=ambassador.unit_id,
        asked_by_id=by,
        now=now,
        again=True,
    )
    if by is not None:
        AuditEvent.note(
            session,
            "paper.asked",
            at=now,
            account_id=by,
            unit_id=ambassador.unit_id,
            subject=("person", ambassador.person.public_id),
            detail={"kind": "mentorship_book"},
        )
    return job
