"""What the administrator does, noted in the audit trail of each unit that it is about."""

from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, AuditEvent, RoleGrant
from app.routes.admin.lookups import administered_ids
from app.web.access import current_visitor


def note(session: Session, action: str, account: Account, unit_id: int, **detail: object) -> None:
    """Note an act on an account, in the write transaction that does it."""
    AuditEvent.note(
        session,
        action,
        at=clock.now(),
        account_id=current_visitor().account_id,
        unit_id=unit_id,
        subject=("account", account.public_id),
        detail={name: str(value) for name, value in detail.items() if value is not None},
    )


def note_everywhere(session: Session, action: str, account: Account) -> None:
    """The same for each of the visitor's units over which the account holds or held a role."""
    held = {grant.unit_id for grant in session.scalars(RoleGrant.of(account.id))}
    for unit_id in sorted(held & administered_ids()):
        note(session, action, account, unit_id)
