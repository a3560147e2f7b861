"""Orders of personal copies, for people who asked what is stored about them, and of extracts of the trail and for other
movements; see `app.jobs.orders`."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.jobs.ordering import order
from app.models import AdministrativeUnit, DataRequest, Job
from app.models.trust.data_rights import Right


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


def movement_extract(session: Session, unit: AdministrativeUnit, year: int, movement: str, *, by: int | None) -> Job:
    """The classes and events of a unit and year that also serve another movement."""
    wanted = {"unit": str(unit.id), "year": str(year), "movement": movement}
    title = _("Lồng ghép %(movement)s, năm %(year)s", movement=movement, year=year)
    return order(session, "movement_extract", wanted, title, unit_id=unit.id, by=by, about=("unit", unit.code))


def _wanted(request: DataRequest) -> dict[str, str]:
    return {"request": str(request.id)}
