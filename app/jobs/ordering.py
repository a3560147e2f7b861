"""Orders a paper: declared (`app.registers.papers`), put into a Job row, noted in the audit trail. Here also
personal copies, for people who asked what is stored about them, and extracts of the trail."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, AuditEvent, DataRequest, Job
from app.models.trust.data_rights import Right
from app.registers.papers import IN_CHARGE, PAPERS


def order(
    session: Session,
    kind: str,
    wanted: Mapping[str, str],
    title: str,
    *,
    unit_id: int,
    by: int | None,
    about: tuple[str, str] | None = None,
    again: bool | None = None,
) -> Job:
    """The Job row for a paper of a kind. `about` notes the order in the audit trail under that subject: a list that
    leaves the screen leaves a trace. A paper that is kept is drawn once, unless `again`; any other anew for each order.

    Raises:
        KeyError: no such paper is declared, so nothing says how long its file would lie there.
    """
    paper, now = PAPERS[kind], clock.now()
    anew = paper.is_redrawn if again is None else again
    job = Job.ask(
        session,
        kind,
        dict(wanted),
        title=title,
        unit_id=unit_id,
        asked_by_id=by,
        now=now,
        again=anew,
        own=not paper.orders <= IN_CHARGE,
    )
    if by is not None and about is not None:
        detail: dict[str, object] = {"kind": kind, **wanted}
        AuditEvent.note(session, "paper.asked", at=now, account_id=by, unit_id=unit_id, subject=about, detail=detail)
    return job


def personal_copy(session: Session, request: DataRequest, *, by: int | None) -> Job:
    """The copy of a granted request; drawn anew if its file is missing."""
    title, about = _("Bản sao cho người xin"), ("data_request", request.public_id)
    return order(session, "personal_copy", _wanted(request), title, unit_id=request.unit_id, by=by, about=about)


def copy_asked(session: Session, request: DataRequest) -> Job | None:
    """The newest job that draws a copy, in any state: after a failure the person would wait for ever."""
    if request.kind != Right.COPY:
        return None
    return session.scalars(Job.newest("personal_copy", _wanted(request), request.unit_id).limit(1)).first()


def trail_extract(session: Session, unit: AdministrativeUnit, days: tuple[date, date], *, by: int | None) -> Job:
    """The acts on personal data of a unit in some days."""
    wanted = {"unit": str(unit.id), "since": str(days[0]), "until": str(days[1])}
    title = _("Trích nhật ký dữ liệu cá nhân")
    return order(session, "trail_extract", wanted, title, unit_id=unit.id, by=by, about=("unit", unit.code))


def _wanted(request: DataRequest) -> dict[str, str]:
    return {"request": str(request.id)}
