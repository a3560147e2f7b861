"""/van-phong/viec/<id>/tep.pdf: the file that came of a piece of background work."""

from uuid import UUID

from flask import Blueprint, abort

from app.access import requires
from app.models import JobState
from app.responses import Answer, send_paper
from app.routes.jobs import ADDRESS, STAFF, job_here

job_files = Blueprint("job_files", __name__)


@job_files.get(f"{ADDRESS}/tep.pdf")
@requires(*STAFF)
def show(room: str, public_id: UUID) -> Answer:
    """The file, to who may see the job; a 404 until it is done, and after it was tidied away."""
    job = job_here(public_id)
    if job.state != JobState.DONE or job.result is None:
        abort(404)
    return send_paper(job.result, f"{job.kind.replace('_', '-')}-{job.public_id[:8]}.pdf")
