"""…/xong and …/mo-lai: closes a lesson with its head count, and reopens it to be corrected."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, render_template, request
from flask_babel import gettext as _

from app.country import clock
from app.country.names import clean
from app.models import HallRequest, Lesson, OfflineRoll, Roll
from app.models.learning.lesson_terms import LessonCancelled, ReopenedTooLate
from app.routes.teaching.lookups import (
    KEEPERS,
    LESSON,
    is_officer_of,
    lesson_here,
    lesson_locked,
    note,
    roll_address,
    saved_of,
)
from app.routes.teaching.results import ResultForm, is_over_now, outcome
from app.web.access import current_account, current_visitor, requires
from app.web.database import db, immediate
from app.web.kept_forms import Mechanism, kept_by
from app.web.responses import Answer, personal, refuse, see_other

closings = Blueprint("closings", __name__)

LONGEST_REASON = 200
# The visitor's own phone counts as the one in hand if it reported a moment ago with nothing left to send.
JUST_NOW = timedelta(minutes=10)


@closings.route(f"{LESSON}/xong", methods=["GET", "POST"])
@kept_by(Mechanism.OUTBOX)
@requires(*KEEPERS)
def new(code: str, number: int) -> Answer:
    """The roll before it is closed; for a closed lesson its result. Asks once before it closes when the head count
    differs from the marks."""
    lesson = lesson_here(code, number)
    if request.method != "POST" and is_over_now(lesson):
        return outcome(lesson)
    form = ResultForm() if request.method == "POST" else ResultForm(data={"heads": lesson.heads, "note": lesson.note})
    if not form.is_submitted():
        return saved_of(lesson, render_template("teaching/closings/new.html", **_context(lesson, form)))
    if not form.validate():
        return _refused(lesson, form)
    heads = form.heads.data
    came = Roll.of(db.session(), lesson).came
    if not lesson.is_closed and heads is not None and heads != came and form.version.data != f"{heads}/{came}":
        form.version.data = f"{heads}/{came}"
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
    """Reopen the lesson: an instructor on the day of the closing, an officer later, with a reason."""
    reason = clean(request.form.get("reason", ""))[:LONGEST_REASON]
    lesson = lesson_here(code, number)
    if is_officer_of(lesson) and not lesson.may_reopen(officer=False, now=clock.now()) and not reason:
        message = _("Buổi đóng từ hôm trước. Anh chị ghi vì sao mở lại, lý do đứng trong kết quả của buổi.")
        return outcome(lesson, message, 422)
    try:
        with immediate() as session:
            lesson = lesson_locked(session, code, number)
            was_closed = lesson.is_closed
            lesson.reopen(officer=is_officer_of(lesson), now=clock.now())
            if was_closed:
                note(session, "lesson.reopened", lesson, reason=reason)
    except ReopenedTooLate:
        message = _("Buổi đóng từ hôm trước, anh chị nhờ cán bộ phụ trách của phường mở lại.")
        return outcome(lesson_here(code, number), message, 409)
    if was_closed:
        flash(_("Đã mở lại buổi. Ghi xong anh chị bấm Xong lần nữa."))
    return see_other(roll_address(lesson_here(code, number)))


def _refused(lesson: Lesson, form: ResultForm) -> Response:
    return personal(refuse("teaching/closings/new.html", **_context(lesson, form)))


def _context(lesson: Lesson, form: ResultForm) -> dict[str, Any]:
    roll = Roll.of(db.session(), lesson)
    return {
        "lesson": lesson,
        "form": form,
        "roll": roll,
        "address": roll_address(lesson),
        "phones": _other_phones(lesson),
        "asking": db.session.scalars(HallRequest.waiting_at(lesson.id)).all(),
        "is_ahead": clock.local(lesson.starts_at).date() > clock.today(),
    }


def _other_phones(lesson: Lesson) -> list[OfflineRoll]:
    """The phones other than the one in hand from which marks of the lesson may still come. One statement."""
    me, since = current_visitor().account_id, clock.now() - JUST_NOW
    return [
        offline_roll
        for offline_roll in db.session.scalars(OfflineRoll.outstanding(lesson.id))
        if offline_roll.phone.account_id != me or offline_roll.phone.waiting or offline_roll.phone.last_seen_at < since
    ]
