"""Orders the sheet of one entry of a programme."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.jobs.ordering import order
from app.models import Job, ProgrammeEntry


def entry_sheet(session: Session, entry: ProgrammeEntry, *, by: int | None) -> Job:
    """The order of an entry's sheet, which is noted in the trail."""
    title = _("Phiếu ghi %(name)s", name=entry.asked_by.declared.name)
    wanted = {"entry": str(entry.id), "programme": str(entry.programme_id)}
    about = ("programme_site", entry.site.public_id)
    return order(session, "entry_sheet", wanted, title, unit_id=entry.unit_id, by=by, about=about)
