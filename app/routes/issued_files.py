"""Files that are handed out: that of an issued paper, byte for byte by its hash (one whose bytes are others is never
shown), and the copy that somebody was granted."""

import logging
from collections.abc import Callable

from flask import Response, abort, make_response

from app.country import clock
from app.jobs import ordering
from app.models import DataRequest, Job
from app.models.mixins.issued import Issued
from app.models.targets.source_file import KINDS
from app.routes.jobs import give_a_moment
from app.web.database import db, immediate
from app.web.errors import page
from app.web.kept_files import Altered, kept
from app.web.responses import personal, settings
from app.web.words.personal_copies import as_json

log = logging.getLogger(__name__)


def as_issued(row: Issued, called: str, sorry: tuple[str, str], note: Callable[[str], None] | None = None) -> Response:
    """The stored bytes, or where they are not those that were issued the page that says so, with the heading and words
    of `sorry`; `note` records the trail event that it is called with. 404 before it is drawn."""
    if not row.file:
        abort(404)
    try:
        content = kept(settings().papers, row.file, row.sha256)
    except Altered:
        log.error("the file of %s %s (row %s) is not the one that was issued", row.SUBJECT, row.register_number, row.id)
        if note:
            note(f"{row.SUBJECT}.file_altered")
        return page(500, *sorry)
    if note:
        note(f"{row.SUBJECT}.viewed")
    answer = make_response(content)
    ending = row.file.rpartition(".")[2]
    answer.mimetype = KINDS[ending]
    answer.headers["Content-Disposition"] = f'inline; filename="{called}.{ending}"'
    return personal(answer)


COPY_KINDS = {"pdf": "application/pdf", "json": "application/json"}


def copy_of(asked: DataRequest, form: str) -> bytes | None:
    """The file while it lies there, else a 404. A paper that is gone, as papers are when somebody of the ward is
    erased, is drawn again; None: that takes longer than a request waits."""
    if not asked.is_fetchable(clock.now()) or asked.person is None:
        abort(404)
    if form == "json":
        return as_json(db.session(), asked.person.standing, ward=asked.unit.full_name, now=clock.now())
    if content := _drawn(ordering.copy_asked(db.session(), asked)):
        return content
    with immediate() as session:
        job = ordering.personal_copy(session, session.get_one(DataRequest, asked.id), by=None)
    return _drawn(give_a_moment(job))


def _drawn(job: Job | None) -> bytes | None:
    try:
        return settings().papers.get(job.result) if job is not None and job.result else None
    except FileNotFoundError:
        return None


def file_of(content: bytes, form: str) -> Response:
    """A copy as a file to be kept."""
    answer = make_response(content)
    answer.mimetype = COPY_KINDS[form]
    answer.headers["Content-Disposition"] = f'attachment; filename="ban-sao.{form}"'
    return personal(answer)
