"""Sign-in sheets: ordered here, drawn by the worker; and /b/<code>, the target of a sheet's QR code."""

from flask import Blueprint, url_for
from flask_wtf import FlaskForm
from wtforms import HiddenField

from app.country import clock, codes
from app.jobs import orders, queue
from app.models import Lesson
from app.routes.jobs import TEACHING, answer_with
from app.routes.teaching.lookups import KEEPERS, LESSON, lesson_here, lesson_locked, result_address
from app.routes.teaching.results import is_over_now
from app.web.access import current_visitor, found, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

sheets = Blueprint("sheets", __name__)

AFTER = "sau"


class SheetForm(FlaskForm):
    """Which sheet: to be signed ("truoc"), or with the marks ("sau")."""

    which = HiddenField()


@sheets.get("/b/<code>")
@requires(*KEEPERS)
def show(code: str) -> Answer:
    """Redirect a sheet's QR code to the lesson in the sheet's own order, to key in who signed; once it is closed, to
    its result."""
    mine = Lesson.teachable_by(current_visitor().account_id, clock.today())
    lesson = found(mine.where(Lesson.code == codes.read_code(code)))
    if is_over_now(lesson):
        return see_other(result_address(lesson))
    return see_other(url_for("teaching.signed_sheets.new", code=lesson.course.code, number=lesson.number))


@sheets.post(f"{LESSON}/phieu")
@requires(*KEEPERS)
def create(code: str, number: int) -> Answer:
    """Order a sheet: 303 to the PDF when it is there within two seconds, else to its progress."""
    marked = SheetForm().which.data == AFTER
    lesson_here(code, number)
    with immediate() as session:
        job = orders.sign_in_sheet(
            session, lesson_locked(session, code, number), marked=marked, by=current_visitor().account_id
        )
    queue.enqueue(job.id)
    return answer_with(job, TEACHING)
