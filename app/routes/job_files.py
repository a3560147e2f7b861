"""/van-phong/viec/<id>/tep.pdf: the file that came of a piece of background work."""

from uuid import UUID

from flask import Blueprint, abort

from app.country import clock, names
from app.models import Job, JobState
from app.routes.jobs import ADDRESS, STAFF, job_here
from app.web.access import requires
from app.web.responses import Answer, send_paper

job_files = Blueprint("job_files", __name__)


@job_files.get(f"{ADDRESS}/tep.pdf")
@requires(*STAFF)
def show(room: str, public_id: UUID) -> Answer:
    """The file, to who may see the job; a 404 until it is done, and after it was tidied away."""
    job = job_here(public_id)
    if job.state != JobState.DONE or job.result is None:
        abort(404)
    return send_paper(job.result, file_name(job))


def file_name(job: Job) -> str:
    """What the file is called where it is kept: "danh-sach-ky-dem4-3_2026-11-21.pdf", as the job is on the page, with
    the day on which it was asked for. A job's title holds codes and numbers, and nothing that somebody typed."""
    words = names.search_key(job.title.replace("/", " ")).replace(" ", "-")
    ending = (job.result or "").rpartition(".")[2] or "pdf"
    return f"{words}_{clock.local(job.created_at).date().isoformat()}.{ending}"
