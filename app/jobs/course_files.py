"""Draws the file of a course: its plan, learners, attendance, photos and result."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from app.country import formats
from app.documents import course_file
from app.documents.course_file import Photo
from app.jobs.course_contents import file_of
from app.jobs.drawing import draw_file, row_of
from app.jobs.work import Work
from app.models import Course, LessonPhoto
from app.web.database import db
from app.web.kept_files import Altered, kept

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Shot:
    """A photo to read: its path in the photo folder, its hash, and its caption."""

    file: str
    sha256: str
    caption: str


def perform(work: Work) -> str:
    """Draw the file of `course`; returns the path of the paper."""
    course = row_of(work, Course, "course", _("Lớp này không còn nữa."))
    shots = list(_shots(course))
    content = file_of(course, work.asked_by_id)

    def draw() -> bytes:
        photos = tuple(photo for shot in shots if (photo := _photo(work, shot)) is not None)
        return course_file.draw(replace(content, photos=photos, lost=len(shots) - len(photos)))

    return draw_file(work, course.unit.code, draw)


def _shots(course: Course) -> Iterator[_Shot]:
    """The photos of boards and halls, lesson by lesson; photos of signed sheets are left out."""
    for lesson in course.live_lessons:
        pictures = db.session.scalars(LessonPhoto.of(lesson.id).where(LessonPhoto.kind == "board"))
        for picture in pictures:
            day = formats.date(lesson.starts_at)
            yield _Shot(picture.file, picture.sha256, _("Buổi %(number)s, %(day)s", number=lesson.number, day=day))


def _photo(work: Work, shot: _Shot) -> Photo | None:
    """The photo, or None if its file is missing or altered: the course file is drawn without it."""
    try:
        return Photo(kept(work.photos, shot.file, shot.sha256), shot.caption)
    except (Altered, OSError):
        log.exception("a photo of a lesson is not the one that was kept")
        return None
