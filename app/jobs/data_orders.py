"""What is ordered of the worker for who asked for a copy of what is kept of them; see `app.jobs.orders`."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.jobs.ordering import order
from app.models import DataRequest, Job


def personal_copy(session: Session, request: DataRequest, *, by: int | None) -> Job:
    """The copy that a request was granted; drawn anew where its file is gone."""
    title, about = _("Bản sao cho người xin"), ("data_request", request.public_id)
    wanted = {"request": str(request.id)}
    return order(session, "personal_copy", wanted, title, unit_id=request.unit_id, by=by, about=about)
