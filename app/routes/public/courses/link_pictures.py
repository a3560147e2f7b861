"""/l/<code>/anh/<version>.png: the preview picture of a class's link in chats, drawn by the worker (app/jobs)."""

from pathlib import Path

from flask import Blueprint, Response, send_file
from sqlalchemy.orm import Session

from app.jobs import orders
from app.models import Course, JobState
from app.routes.public.lookups import course_called
from app.web.access import public
from app.web.database import db
from app.web.responses import settings
from app.web.static_files import SOURCES

link_pictures = Blueprint("link_pictures", __name__)

# The picture of one version never changes; where it is not drawn yet, it is asked for again.
FOR_GOOD, SOON = "public, max-age=31536000, immutable", "public, max-age=60"
GENERAL = SOURCES / "pictures" / "link.png"


@link_pictures.get("/l/<code>/anh/<int:version>.png")
@public
def show(code: str, version: int) -> Response:
    """The picture; where there is none, the general one."""
    path = _drawn(db.session(), course_called(code, lessons=False), version)
    response = send_file(path or GENERAL, mimetype="image/png")
    response.headers["Cache-Control"] = FOR_GOOD if path else SOON
    return response


def _drawn(session: Session, course: Course, version: int) -> Path | None:
    job = orders.link_picture_asked(session, course, version)
    if job is None or job.state != JobState.DONE or not job.result:
        return None
    path = settings().papers_dir / job.result
    return path if path.is_file() else None
