"""/quay/viec-duoc-giao: the tasks that the visitor has, of every room; what was done, and that they are finished."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.exceptions import NotFound
from wtforms import StringField
from wtforms.validators import StopValidation
from wtforms.widgets import TextArea

from app.country import clock
from app.country.formats import number
from app.country.names import clean
from app.models import Matter, MatterFile, Role
from app.models.targets.matter_file import TooManyFiles
from app.models.targets.task_states import MOST_WORDS, NotUnderWay
from app.registers.definitions.matters import late_words
from app.registers.programmes.findings import event_of
from app.routes.counter.help_requests import GOING
from app.routes.entries import photos
from app.routes.task_lines import task_lines, visitors_tasks
from app.routes.tasks_seen import note_task
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.office_files import UnusableFile
from app.web.photos import UnusablePhoto
from app.web.responses import Answer, refuse, see_other

given_tasks = Blueprint("given_tasks", __name__)
given_tasks.url_value_preprocessor(photos.take_files)

READERS = (*GOING, Role.UNIT)
AT = "/viec-duoc-giao/<uuid:task>"
LIST, PAGE = "counter/given_tasks/index.html", "counter/given_tasks/show.html"


class ReportForm(FlaskForm):
    """What was done, in words that a leader reads."""

    answer = StringField(_l("Đã làm được gì"), widget=TextArea(), render_kw={"rows": 4, "maxlength": MOST_WORDS})
    files = MultipleFileField(_l("Ảnh, tệp gửi kèm"), render_kw={"accept": ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx"})

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
    row = task_here(task)
    form = ReportForm(formdata=None, data={"answer": row.answer})
    return render_template(PAGE, **_context(row, form))


@given_tasks.post(AT)
@requires(*READERS)
def update(task: UUID) -> Answer:
    """Report it finished, with photos and files; with `dang-lam` only that it is being done. What was typed is given
    back where the task was finished, given to somebody else or its plan ended meanwhile."""
    begins, form = "dang-lam" in request.form, ReportForm()
    words = form.answer.data or ""
    try:
        if not begins and not form.validate():
            return refuse(PAGE, **_context(task_here(task), form))
        files = [] if begins else photos.kept_of_task(each.stream for each in form.files.data or ())
        with immediate() as session:
            row = task_here(task)
            act, detail = "begun", dict[str, object]()
            if begins:
                row.begin(session)
            else:
                by, now = current_account(), clock.now()
                row.report(session, words, by=by, now=now)
                count = MatterFile.add_to(session, row.id, files, by_id=by.id, now=now)
                act, detail = "reported", {"answer": words} | ({"files": count} if count else {})
            note_task(session, act, row, **detail)
    except (UnusablePhoto, UnusableFile, TooManyFiles) as unusable:
        many = _("Mỗi việc giữ nhiều nhất %(most)s ảnh, tệp. Anh chị bỏ bớt rồi gửi.", most=MatterFile.MOST)
        form.files.errors = [getattr(unusable, "message", many)]
        return refuse(PAGE, **_context(task_here(task), form))
    except (NotFound, NotUnderWay) as over:
        return refuse(LIST, **_listed(), over=True, typed=words, status=404 if isinstance(over, NotFound) else 422)
    flash(
        _("Đã ghi: anh chị đang làm việc này.") if begins else _("Đã báo xong. Nơi giao duyệt thì việc này khép lại.")
    )
    return see_other(url_for("counter.given_tasks.index"))


def _listed() -> dict[str, Any]:
    rows = db.session.scalars(visitors_tasks()).all()
    lines, waiting = (task_lines(each for each in rows if each.waits == waits) for waits in (False, True))
    return {"lines": lines, "waiting": waiting, "tab": "more"}


def task_here(task: UUID) -> Matter:
    """The task of an address, if the visitor has it; a 404 for another's."""
    return one_or_404(visitors_tasks().where(Matter.public_id == str(task)))


def _context(row: Matter, form: ReportForm) -> dict[str, Any]:
    at = url_for("counter.given_tasks.show", task=row.public_id)
    event = event_of(db.session(), row)
    return {"task": row, "form": form, "late": late_words(row), "event": event, "at": at, "tab": "more"}
