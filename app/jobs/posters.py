"""Draws the poster of a course, and the preview picture that chats show for its link."""

from flask_babel import gettext as _

from app.documents import link_picture, poster
from app.jobs.drawing import draw_file, drawing, issuer_of, street_of, whom_to_ask
from app.jobs.work import Impossible, Work
from app.models import Course
from app.web.database import db
from app.web.kept_files import keep
from app.web.responses import public_address


def draw_poster(work: Work) -> str:
    """Draw the poster of `course` in its present state, `size` A3, A5 or, by default, A4; returns its file."""
    course = db.session.get(Course, int(work.arguments["course"]))
    if course is None or not course.live_lessons:
        raise Impossible(_("Lớp này chưa có buổi học nào, nên chưa vẽ được áp phích."))
    size = poster.SIZES.get(work.arguments.get("size", ""), "A4")
    return draw_file(work, course.unit.code, poster.draw, _poster(course), size)


def _poster(course: Course) -> poster.Poster:
    place, (contact, phone) = course.place, whom_to_ask(course)
    lessons = sorted(course.live_lessons, key=lambda lesson: lesson.starts_at)
    return poster.Poster(
        issuer=issuer_of(course.unit),
        course=course.title,
        meetings=tuple(poster.PosterLesson(lesson.starts_at, lesson.ends_at) for lesson in lessons),
        place=place.name if place else "",
        street=street_of(place),
        address=public_address(f"/l/{course.code}"),
        seats=course.seats,
        phone=phone,
        contact=contact if phone else "",
        group_head=course.unit.group_head_word,
    )


def draw_link_picture(work: Work) -> str:
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
