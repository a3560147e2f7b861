"""What staff do to requests for help at home and to teams, or that they looked at one, in the audit trail."""

from sqlalchemy.orm import Session

from app.country import clock
from app.models import AuditEvent, HelpRequest, Team
from app.web.access import current_visitor


def note_about(
    session: Session, action: str, about: HelpRequest | Team, detail: dict[str, object] | None = None
) -> None:
    """Note what the visitor does to a request or a team, in the write transaction that does it."""
    kind = "help_request" if isinstance(about, HelpRequest) else "team"
    AuditEvent.note(
        session,
        action,
        at=clock.now(),
        account_id=current_visitor().account_id,
        unit_id=about.unit_id,
        subject=(kind, about.public_id),
        detail=detail,
    )
