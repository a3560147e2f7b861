"""Draws the preview picture that chats show for a class's link."""

from flask_babel import gettext as _

from app.documents import link_picture
from app.jobs.drawing import drawing
from app.jobs.work import Impossible, Work
from app.models import Course
from app.web.database import db
from app.web.kept_files import keep


def perform(work: Work) -> str:
    """Draw the picture of `course` in its present state; returns its file."""
    course = db.session.get(Course, int(work.arguments["course"]))
    if course is None or not course.live_lessons:
        raise Impossible(_("Lớp này chưa có buổi học nào, nên chưa vẽ được ảnh của đường dẫn."))
    first = min(course.live_lessons, key=lambda lesson: lesson.starts_at)
    content = link_picture.LinkPicture(
        ward=course.unit.title,
        course=course.title,
        starts_at=first.starts_at,
        lessons=len(course.live_lessons),
        place=first.where.name if first.where else "",
        seats=course.seats,
    )
    name = work.file_of(course.unit.code, "png")
    db.session.rollback()  # no read transaction stays open while we draw
    with drawing():
        drawn = link_picture.draw(content)
    keep(work.papers, name, drawn)
    return name
