"""…/ma-tren-tuong/in: the code on paper, for a hall without a screen."""

from flask import Blueprint
from flask_babel import gettext as _

from app.country import clock
from app.jobs import orders, queue
from app.models import CheckIn
from app.models.learning.check_in import CheckInOver
from app.models.learning.lesson_terms import LessonCancelled, LessonClosed
from app.routes.jobs import TEACHING, answer_with
from app.routes.teaching.lookups import KEEPERS, lesson_here, lesson_locked, note
from app.routes.teaching.wall.check_ins import PLACE, back_to_check_in
from app.web.access import current_visitor, requires
from app.web.database import immediate
from app.web.responses import Answer

check_in_sheets = Blueprint("check_in_sheets", __name__)


@check_in_sheets.post(f"{PLACE}/in")
@requires(*KEEPERS)
def create(code: str, number: int) -> Answer:
    """Open self check-in and order the paper with a permanent code: 303 to the PDF when it is there within two
    seconds."""
    lesson_here(code, number)
    try:
        with immediate() as session:
            lesson = lesson_locked(session, code, number)
            by_id = current_visitor().account_id
            check_in, opened = CheckIn.open(session, lesson, by_id=by_id, now=clock.now())
            if opened:
                note(session, "check_in.opened", lesson)
            check_in.print()
            job = orders.check_in_sheet(session, lesson, by=by_id)
    except (LessonCancelled, LessonClosed, CheckInOver):
        return back_to_check_in(code, number, _("Buổi này đã xong hoặc đã hủy nên không in mã."))
    queue.enqueue(job.id)
    return answer_with(job, TEACHING)
