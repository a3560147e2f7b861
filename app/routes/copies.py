"""The copy that somebody was granted, as a file: for the office to hand over, and for who asked at their own page."""

from flask import Response, abort, make_response

from app.country import clock
from app.jobs import data_orders
from app.models import DataRequest, Job
from app.routes.jobs import give_a_moment
from app.web.database import db, immediate
from app.web.responses import personal, settings
from app.web.words.personal_copies import as_json

KINDS = {"pdf": "application/pdf", "json": "application/json"}


def copy_of(asked: DataRequest, form: str) -> bytes | None:
    """The file while it lies there, else a 404. A paper that is gone, as papers are when somebody of the ward is
    erased, is drawn again; None: that takes longer than a request waits."""
    if not asked.is_fetchable(clock.now()) or asked.person is None:
        abort(404)
    if form == "json":
        return as_json(db.session(), asked.person.standing, ward=asked.unit.full_name, now=clock.now())
    if content := _drawn(data_orders.copy_asked(db.session(), asked)):
        return content
    with immediate() as session:
        job = data_orders.personal_copy(session, session.get_one(DataRequest, asked.id), by=None)
    return _drawn(give_a_moment(job))


def _drawn(job: Job | None) -> bytes | None:
    try:
        return settings().papers.get(job.result) if job is not None and job.result else None
    except FileNotFoundError:
        return None


def file_of(content: bytes, form: str) -> Response:
    """A copy as a file to be kept."""
    answer = make_response(content)
    answer.mimetype = KINDS[form]
    answer.headers["Content-Disposition"] = f'attachment; filename="ban-sao.{form}"'
    return personal(answer)
