"""/don-vi/xac-nhan/viec/<task>/tep: photos and files that went with the report of a task that the organisation gave."""

from uuid import UUID

from flask import Blueprint

from app.models import MatterFile, Role
from app.routes.entries import photos
from app.routes.unit.findings import TASK, task_here
from app.web.access import one_or_404, requires
from app.web.responses import Answer

finding_files = Blueprint("finding_files", __name__)


@finding_files.get(f"{TASK}/tep/<uuid:file>")
@requires(Role.UNIT)
def show(task: UUID, file: UUID) -> Answer:
    """A picture, or a file to save."""
    return photos.of_task(one_or_404(MatterFile.named(task_here(task)[1].id, str(file))))
