"""/quay/viec-duoc-giao/<task>/tep: photos and files that went with the report of a task that the visitor has."""

from uuid import UUID

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from app.models import MatterFile
from app.routes.counter.given_tasks import AT, READERS, task_here
from app.routes.entries import photos
from app.routes.tasks_seen import note_task
from app.web.access import one_or_404, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

task_files = Blueprint("task_files", __name__)
FILE = f"{AT}/tep/<uuid:file>"


@task_files.get(FILE)
@requires(*READERS)
def show(task: UUID, file: UUID) -> Answer:
    """A picture, or a file to save."""
    return photos.of_task(one_or_404(MatterFile.named(task_here(task).id, str(file))))


@task_files.post(f"{FILE}/bo")
@requires(*READERS)
def destroy(task: UUID, file: UUID) -> Answer:
    """Take one away, off the disk too, while the task is still to be done."""
    with immediate() as session:
        row = task_here(task)
        row.lock(session)
        if row.is_under_way:
            MatterFile.forget(session, one_or_404(MatterFile.named(row.id, str(file))))
            note_task(session, "file_removed", row)
        words = _("Đã bỏ.") if row.is_under_way else _("Việc đã báo xong nên ảnh, tệp giữ nguyên.")
    flash(words)
    return see_other(url_for("counter.given_tasks.show", task=task))
