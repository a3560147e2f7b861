"""…/xong and …/mo-lai: a lesson is closed, with the heads that were counted, and reopened to be put right."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import Length, Optional

from app import clock
from app.access import current_account, requires
from app.database import db, immediate
from app.models import Lesson, LessonState, Roll
from app.models.learning.lesson import LessonCancelled, ReopenedTooLate
from app.names import clean
from app.responses import Answer, personal, refuse, see_other
from app.routes.teaching.lookups import KEEPERS, LESSON, is_officer_of, lesson_here, lesson_locked, note, roll_address
from app.routes.teaching.rolls import outcome

closings = Blueprint("closings", __name__)

MOST_HEADS = 100_000


class HeadsField(IntegerField):
    """How many people were counted in the hall; may be left empty."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a whole number, or say what to write."""
        typed = (valuelist or [""])[0].strip()
        self.data = None
        if typed and not (typed.isascii() and typed.isdigit() and int(typed[:7]) <= MOST_HEADS):
            raise ValueError(_("Anh chị ghi một số, ví dụ 34."))
        self.data = int(typed) if typed else None


class ClosingForm(FlaskForm):
    """What is known at the end of a lesson. `seen` is the head count that was already told to differ."""

    heads = HeadsField(_l("Đếm trong phòng"), [Optional()])
    note = TextAreaField(
        _l("Ghi chú buổi học"), [Length(max=1000, message=_l("Ghi chú dài quá 1.000 chữ. Anh chị ghi gọn lại."))]
    )
    seen = HiddenField()


@closings.get(f"{LESSON}/xong")
@requires(*KEEPERS)
def new(code: str, number: int) -> Answer:
    """Where the roll stands before it is closed; a lesson that is closed shows what came of it."""
    lesson = lesson_here(code, number)
    if lesson.is_closed or lesson.state == LessonState.CANCELLED:
        return outcome(lesson)
    form = ClosingForm(formdata=None, data={"heads": lesson.heads, "note": lesson.note})
    return personal(make_response(_page(lesson, form)))


@closings.post(f"{LESSON}/xong")
@requires(*KEEPERS)
def create(code: str, number: int) -> Answer:
    """Close the lesson; when the heads counted are not those marked, say so once before."""
    form = ClosingForm()
    lesson = lesson_here(code, number)
    if not form.validate():
        return _refused(lesson, form)
    heads = form.heads.data
    came = Roll.of(db.session(), lesson).came
    if not lesson.is_closed and heads is not None and heads != came and form.seen.data != f"{heads}/{came}":
        form.seen.data = f"{heads}/{came}"
        return _refused(lesson, form)
    try:
        with immediate() as session:
            lesson, now = lesson_locked(session, code, number), clock.now()
            lesson.close(by=current_account(), now=now, heads=heads)
            if text := clean(form.note.data or ""):
                lesson.take_note(text, at=now)
            note(session, "lesson.closed", lesson, heads=heads, came=came)
    except LessonCancelled:
        return outcome(lesson_here(code, number), _("Buổi này đã hủy nên không có gì để ghi."), 409)
    return see_other(roll_address(lesson_here(code, number)))


@closings.post(f"{LESSON}/mo-lai")
@requires(*KEEPERS)
def destroy(code: str, number: int) -> Answer:
    """Reopen the lesson: an instructor on the day of the closing, an officer later."""
    try:
        with immediate() as session:
            lesson = lesson_locked(session, code, number)
            was_closed = lesson.is_closed
            lesson.reopen(officer=is_officer_of(lesson), now=clock.now())
            if was_closed:
                note(session, "lesson.reopened", lesson)
    except ReopenedTooLate:
        said = _("Buổi đóng từ hôm trước, anh chị nhờ cán bộ phụ trách của phường mở lại.")
        return outcome(lesson_here(code, number), said, 409)
    if was_closed:
        flash(_("Đã mở lại buổi. Ghi xong anh chị bấm Xong lần nữa."))
    return see_other(roll_address(lesson_here(code, number)))


def _page(lesson: Lesson, form: ClosingForm) -> str:
    return render_template("teaching/closings/new.html", **_told(lesson, form))


def _refused(lesson: Lesson, form: ClosingForm) -> Response:
    return personal(refuse("teaching/closings/new.html", **_told(lesson, form)))


def _told(lesson: Lesson, form: ClosingForm) -> dict[str, Any]:
    roll = Roll.of(db.session(), lesson)
    return {"lesson": lesson, "form": form, "roll": roll, "address": roll_address(lesson)}
