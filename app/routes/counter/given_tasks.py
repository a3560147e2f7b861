"""/quay/viec-duoc-giao: the tasks that the visitor has, of every room; what was done, and that they are finished."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.exceptions import NotFound
from wtforms import StringField
from wtforms.validators import StopValidation
from wtforms.widgets import TextArea

from app.country import clock
from app.country.formats import number
from app.country.names import clean
from app.models import Matter, Role
from app.models.targets.task_states import MOST_WORDS, NotUnderWay
from app.registers.definitions.matters import late_words
from app.routes.counter.help_requests import GOING
from app.routes.task_lines import task_lines, visitors_tasks
from app.routes.trail import note_act
from app.web.access import current_account, found, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

given_tasks = Blueprint("given_tasks", __name__)

READERS = (*GOING, Role.UNIT)
AT = "/viec-duoc-giao/<uuid:task>"
LIST, PAGE = "counter/given_tasks/index.html", "counter/given_tasks/show.html"


class ReportForm(FlaskForm):
    """What was done, in words that a leader reads."""

    answer = StringField(_l("Đã làm được gì"), widget=TextArea(), render_kw={"rows": 4, "maxlength": MOST_WORDS})

    def validate_answer(self, line: StringField) -> None:
        """Something, and not too much."""
        line.data = clean(line.data or "")
        if not line.data:
            raise StopValidation(_("Anh chị ghi một dòng: đã làm gì, được bao nhiêu, có giấy tờ nào."))
        if len(line.data) > MOST_WORDS:
            raise StopValidation(_("Anh chị ghi gọn trong %(most)s chữ.", most=number(MOST_WORDS)))


@given_tasks.get("/viec-duoc-giao")
@requires(*READERS)
def index() -> Answer:
    """What was given back, what is to be done by day, what was reported and waits."""
    return render_template(LIST, **_listed())


@given_tasks.get(AT)
@requires(*READERS)
def show(task: UUID) -> Answer:
    """One task, and the form that reports it; what was accepted or taken away since leads to the list."""
    row = _here(task)
    form = ReportForm(formdata=None, data={"answer": row.answer})
    return render_template(PAGE, **_context(row, form))


@given_tasks.post(AT)
@requires(*READERS)
def update(task: UUID) -> Answer:
    """Report it finished; with `dang-lam` only that it is being done. What was typed is given back where the task was
    finished, given to somebody else or its plan ended meanwhile."""
    begins, form = "dang-lam" in request.form, ReportForm()
    words = form.answer.data or ""
    try:
        if not begins and not form.validate():
            return refuse(PAGE, **_context(_here(task), form))
        with immediate() as session:
            row = _here(task)
            if begins:
                row.begin(session)
                act, detail = "matter.begun", {"name": row.name}
            else:
                row.report(session, words, by=current_account(), now=clock.now())
                act, detail = "matter.reported", {"name": row.name, "answer": words}
            note_act(session, act, row.unit_id, ("matter", row.public_id), dict(detail))
    except (NotFound, NotUnderWay) as over:
        return refuse(LIST, **_listed(), over=True, typed=words, status=404 if isinstance(over, NotFound) else 422)
    flash(
        _("Đã ghi: anh chị đang làm việc này.") if begins else _("Đã báo xong. Lãnh đạo duyệt thì việc này khép lại.")
    )
    return see_other(url_for("counter.given_tasks.index"))


def _listed() -> dict[str, Any]:
    rows = db.session.scalars(visitors_tasks()).all()
    lines, waiting = (task_lines(each for each in rows if each.waits == waits) for waits in (False, True))
    return {"lines": lines, "waiting": waiting, "tab": "more"}


def _here(task: UUID) -> Matter:
    """The task of an address, if the visitor has it; a 404 for another's."""
    return found(visitors_tasks().where(Matter.public_id == str(task)))


def _context(row: Matter, form: ReportForm) -> dict[str, Any]:
    at = url_for("counter.given_tasks.show", task=row.public_id)
    return {"task": row, "form": form, "late": late_words(row), "at": at, "tab": "more"}
