"""What the visitor does to a course, a certificate, a ward, requests for help at home and teams, in the audit trail."""

from typing import NoReturn

from flask import abort, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, AuditEvent, Course, DataRequest, HelpRequest, Team
from app.web.access import current_visitor
from app.web.errors import page

# What goes on in a ward that has ended: classes that were taught are closed and certified, papers that it issued are
# handed over, given again and revoked, its approved reports are numbered and sent up (the noun lets nobody write one).
ALLOWED_AFTER_MERGE = frozenset((
    "approval", "attendance", "certificate", "certificate_request", "certificates", "course", "data_request",
    "document", "figures", "job", "lesson", "paper", "plate", "plates", "recognition", "registration", "registrations",
    "report", "roll", "thanks_letter", "unit",
))  # fmt: skip


def note_act(
    session: Session, action: str, unit_id: int, subject: tuple[str, str | int], detail: dict[str, object] | None = None
) -> None:
    """Note what the visitor does to something of a unit, in the write transaction that does it. Whatever the office
    writes passes here: in a ward that has ended most is refused (docs/decisions/0051)."""
    visitor = current_visitor()
    writes = (
        request.method == "POST"
        and request.path.startswith("/van-phong/")
        and action.split(".")[0] not in ALLOWED_AFTER_MERGE
    )
    if writes and any(each.ended and each.unit_id == unit_id for each in visitor.grants):
        nothing_begins(session.get_one(AdministrativeUnit, unit_id))
    by = visitor.account_id
    AuditEvent.note(session, action, at=clock.now(), account_id=by, unit_id=unit_id, subject=subject, detail=detail)


def nothing_begins(unit: AdministrativeUnit) -> NoReturn:
    """Tell whoever writes in a unit that has ended where that is done now; nothing is stored."""
    text = _("Nay thuộc %(into)s. Anh chị làm việc này ở đơn vị ấy.", into=unit.standing.full_name)
    abort(page(409, _("%(unit)s đã hết, chưa ghi gì", unit=unit.title), text))


def note(session: Session, action: str, course: Course, detail: dict[str, object] | None = None) -> None:
    """Note what the visitor does to a course, in the write transaction that does it."""
    note_act(session, action, course.unit_id, ("course", course.code), detail)


def note_certificate(
    session: Session, action: str, unit_id: int, number: str, detail: dict[str, object] | None = None
) -> None:
    """Note what the visitor does to a certificate of a unit's register, or that they looked at it."""
    note_act(session, action, unit_id, ("certificate", number), detail)


def note_unit(session: Session, action: str, unit: AdministrativeUnit, detail: dict[str, object] | None = None) -> None:
    """Note what the visitor does to something that a whole ward uses."""
    note_act(session, action, unit.id, ("unit", unit.code), detail)


def note_log_taken(session: Session, unit_id: int, span: str, *, table: str, desk: str | None = "") -> None:
    """Note that a table of a ward's help log of some days left the house: all desks together, or one."""
    note_act(session, "help.exported", unit_id, ("help_log", span), {"table": table, "desk": desk})


def note_request(session: Session, action: str, asked: DataRequest, detail: dict[str, object] | None = None) -> None:
    """Note what the visitor does to a request about one's own data, or that they looked at it; without a name."""
    note_act(session, action, asked.unit_id, ("data_request", asked.public_id), detail)


def note_about(
    session: Session, action: str, about: HelpRequest | Team, detail: dict[str, object] | None = None
) -> None:
    """Note what the visitor does to a request or a team, in the write transaction that does it."""
    kind = "help_request" if isinstance(about, HelpRequest) else "team"
    note_act(session, action, about.unit_id, (kind, about.public_id), detail)
