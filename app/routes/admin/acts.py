"""What the administrator does, noted in the audit trail of each unit that it is about."""

from sqlalchemy.orm import Session

from app.models import Account, RoleGrant
from app.routes.admin.lookups import administered_ids
from app.routes.trail import note_act


def note(session: Session, action: str, account: Account, unit_id: int, **detail: object) -> None:
    """Note an act on an account, in the write transaction that does it."""
    note_act(
        session,
        action,
        unit_id,
        ("account", account.public_id),
        {name: str(value) for name, value in detail.items() if value is not None},
    )


def note_everywhere(session: Session, action: str, account: Account, **detail: object) -> None:
    """The same for each of the visitor's units over which the account holds or held a role."""
    unit_ids = {grant.unit_id for grant in session.scalars(RoleGrant.of(account.id))}
    for unit_id in sorted(unit_ids & administered_ids()):
        note(session, action, account, unit_id, **detail)
