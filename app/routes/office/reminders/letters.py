"""/van-phong/nhac/cong-van: the letter to those who are late; one with a number is recorded as a reminder."""

from flask import Blueprint, flash, request
from flask_babel import gettext as _

from app.jobs import report_orders
from app.models import Role
from app.models.reports.reminder import LETTER
from app.routes.jobs import answer_with
from app.routes.office.lookups import unit_called
from app.routes.office.reminders.asked import LetterForm
from app.routes.office.reminders.reminders import chosen, record, sheet, there
from app.web.access import current_visitor, requires
from app.web.database import immediate
from app.web.responses import Answer, refuse, see_other

reminder_letters = Blueprint("reminder_letters", __name__)


@reminder_letters.post("/nhac/cong-van")
@requires(Role.OFFICER)
def create() -> Answer:
    """Order it for those of `noi`, as PDF or with `word` as a Word file."""
    form = LetterForm()
    if not form.validate():
        template, page = sheet(form)
        return refuse(template, **page)
    with immediate() as session:
        unit = unit_called(request.form.get("phuong"), Role.OFFICER)
        rows = chosen(session, unit, set(request.form.getlist("noi")))
        job = None
        if rows:
            job = report_orders.letter(
                session, unit, rows, by=current_visitor().account_id, number=form.number.value, day=form.day.value,
                due=form.due.value, word="word" in request.form,
            )  # fmt: skip
        if rows and form.number.value:
            record(session, unit, rows, LETTER, form.number.value)
    if job is None:
        flash(_("Những nơi này vừa gửi xong, không còn ai để nhắc."))
        return see_other(there())
    return answer_with(job)
