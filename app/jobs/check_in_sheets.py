"""Draws the sheet with the check-in code of one lesson."""

from flask_babel import gettext as _

from app.documents import check_in_sheet
from app.jobs.drawing import draw_file, issuer_of
from app.jobs.work import Impossible, Work
from app.models import CheckIn
from app.web.database import db
from app.web.responses import public_address


def perform(work: Work) -> str:
    """Draw the sheet of `lesson` with its permanent code; returns its file."""
    found = db.session.scalars(CheckIn.with_lesson().where(CheckIn.lesson_id == int(work.arguments["lesson"])))
    check_in = found.first()
    if check_in is None or check_in.printed_token is None or check_in.printed_letters is None:
        raise Impossible(_("Buổi học này chưa có mã để in."))
    lesson = check_in.lesson
    content = check_in_sheet.CheckInSheet(
        issuer=issuer_of(lesson.course.unit),
        course=lesson.course.title,
        number=lesson.number,
        starts_at=lesson.starts_at,
        opens_at=CheckIn.from_when(lesson),
        closes_at=CheckIn.until_when(lesson),
        place=lesson.where.name if lesson.where else "",
        address=public_address(f"/d/{check_in.printed_token}"),
        letters_at=public_address("/d"),
        letters=check_in.printed_letters,
    )
    return draw_file(work, lesson.course.unit.code, check_in_sheet.draw, content)
