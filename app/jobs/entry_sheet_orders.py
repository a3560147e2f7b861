"""Orders the sheet of one entry of a programme, and the table of all that an organisation recorded for a period."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country.periods import Period
from app.jobs.ordering import order
from app.models import Job, Organisation, Programme, ProgrammeEntry


def entry_sheet(session: Session, entry: ProgrammeEntry, *, by: int | None) -> Job:
    """The order of an entry's sheet, which is noted in the trail."""
    title = _("Phiếu ghi %(name)s", name=entry.asked_by.declared.name)
    wanted = {"entry": str(entry.id), "programme": str(entry.programme_id)}
    about = ("programme_site", entry.site.public_id)
    return order(session, "entry_sheet", wanted, title, unit_id=entry.unit_id, by=by, about=about)


def unit_sheet(
    session: Session, programme: Programme, period: Period | None, sender: Organisation, *, by: int | None
) -> Job:
    """The order of that table, which is noted in the trail."""
    title = _("Bảng kỳ %(name)s", name=programme.name) if period else _("Bảng tổng hợp %(name)s", name=programme.name)
    part = ", ".join(filter(None, (period.name if period else "", sender.name)))
    wanted = {"sender": str(sender.id), "programme": str(programme.id), "period": str(period.key) if period else ""}
    about = ("movement_programme", programme.key)
    return order(session, "unit_sheet", {**wanted, "part": part}, title, unit_id=sender.unit_id, by=by, about=about)
