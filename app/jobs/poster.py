"""Draws the poster of a course."""

from flask_babel import gettext as _

from app.database import db
from app.documents import poster
from app.jobs.drawing import drawing, issuer_of
from app.jobs.files import keep
from app.jobs.work import Impossible, Work
from app.models import Course
from app.responses import public_address


def perform(work: Work) -> str:
    """Draw the poster of `course` as it stands, `size` A3 or, where none is given, A4; returns its file."""
    course = db.session.get(Course, int(work.arguments["course"]))
    if course is None or not course.live_lessons:
        raise Impossible(_("Lớp này chưa có buổi học nào, nên chưa vẽ được áp phích."))
    content = poster.Poster(
        issuer=issuer_of(course.unit),
        course=course.title,
        starts_at=min(lesson.starts_at for lesson in course.live_lessons),
        lessons=len(course.live_lessons),
        place=course.place.name if course.place else "",
        address=public_address(f"/l/{course.code}"),
        group_head=course.unit.group_head_word,
    )
    name = work.file_of(course.unit.code)
    db.session.rollback()  # no read transaction stays open while we draw
    with drawing():
        drawn = poster.draw(content, "A3" if work.arguments.get("size") == "A3" else "A4")
    keep(work.papers, name, drawn)
    return name
