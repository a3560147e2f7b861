"""What staff do to requests for help at home and to teams, or that they looked at one, in the audit trail."""

from sqlalchemy.orm import Session

from app.models import HelpRequest, Team
from app.routes.trail import note_act


def note_about(
    session: Session, action: str, about: HelpRequest | Team, detail: dict[str, object] | None = None
) -> None:
    """Note what the visitor does to a request or a team, in the write transaction that does it."""
    kind = "help_request" if isinstance(about, HelpRequest) else "team"
    note_act(session, action, about.unit_id, (kind, about.public_id), detail)
