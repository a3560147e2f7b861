"""What is ordered of the worker for who asked for a copy of what is kept of them; see `app.jobs.orders`."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.jobs.ordering import order
from app.models import DataRequest, Job
from app.models.trust.data_rights import Right


def personal_copy(session: Session, request: DataRequest, *, by: int | None) -> Job:
    """The copy that a request was granted; drawn anew where its file is gone."""
    title, about = _("Bản sao cho người xin"), ("data_request", request.public_id)
    return order(session, "personal_copy", _wanted(request), title, unit_id=request.unit_id, by=by, about=about)


def copy_asked(session: Session, request: DataRequest) -> Job | None:
    """The last drawing of a copy, however far it is; where it failed, who asked would wait for ever."""
    if request.kind != Right.COPY:
        return None
    return session.scalars(Job.newest("personal_copy", _wanted(request), request.unit_id).limit(1)).first()


def _wanted(request: DataRequest) -> dict[str, str]:
    return {"request": str(request.id)}
