"""Once a night: accounts unused for 45 nights fall asleep; the audit trail of each of their units notes it."""

from app.country import clock
from app.jobs.nightly import HOUR
from app.models import AuditEvent, Night, RoleGrant
from app.models.people.sleep import fall_asleep
from app.web.database import db, immediate


def put_to_sleep() -> int:
    """Check for unused accounts, once a night; returns how many fell asleep."""
    now = clock.now()
    day = clock.local(now).date()
    looked = clock.local(now).hour < HOUR or Night.is_looked_at(db.session(), day)
    db.session.rollback()
    if looked:
        return 0
    with immediate() as session:
        if Night.is_looked_at(session, day):
            return 0
        Night.begin(session, day)
        slept = fall_asleep(session, now)
        for account in slept:
            grants = session.scalars(RoleGrant.of(account.id).where(RoleGrant.not_over(day))).all()
            units: set[int | None] = {grant.unit_id for grant in grants}
            for unit_id in units or {None}:
                AuditEvent.note(
                    session,
                    "account.fell_asleep",
                    at=now,
                    account_id=None,
                    unit_id=unit_id,
                    subject=("account", account.public_id),
                )
    return len(slept)
