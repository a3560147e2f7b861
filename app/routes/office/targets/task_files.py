"""/van-phong/viec-giao/<task>/tep: photos and files that went with the report of a task."""

from uuid import UUID

from flask import Blueprint

from app.models import MatterFile
from app.routes.entries import photos
from app.routes.office.lookups import STAFF
from app.routes.office.targets.given_tasks import AT, task_here
from app.web.access import one_or_404, requires
from app.web.responses import Answer

task_files = Blueprint("task_files", __name__)


@task_files.get(f"{AT}/tep/<uuid:file>")
@requires(*STAFF)
def show(task: UUID, file: UUID) -> Answer:
    """A picture, or a file to save."""
    return photos.of_task(one_or_404(MatterFile.named(task_here(task, *STAFF).id, str(file))))
