"""Marks by plain form: a press on a row, undoing the last one, and the history of one person."""

import uuid
from typing import NamedTuple

from flask import Blueprint, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from app.country import clock
from app.country.names import clean
from app.models import (
    Attendance,
    AttendanceMark,
    DoorHelper,
    Lesson,
    LessonState,
    Mark,
    Outcome,
    Registration,
    Roll,
    Status,
)
from app.models.learning.attendance import MarkedSince, NothingToUndo
from app.models.learning.contest import MarkSource
from app.models.learning.joining import NEEDS
from app.models.learning.staying import Meant
from app.models.learning.unearned import at_stake
from app.models.learning.walk_in import WalkIn
from app.routes.teaching.lookups import (
    KEEPERS,
    LESSON,
    form_device,
    is_officer_of,
    lesson_here,
    lesson_locked,
    note,
    roll_address,
)
from app.routes.teaching.results import STATUS_WORDS, outcome, trail
from app.routes.teaching.rolls import View, marked_by
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.kept_forms import Mechanism, dedupes_itself, kept_by
from app.web.responses import Answer, personal, see_other

marks = Blueprint("marks", __name__)


class PressedBefore(Exception):
    """The visitor's newest mark is not the one that the page was drawn with: the same press twice, or an old page."""


class MarkForm(FlaskForm):
    """The button that was pressed: "present:p3f"; `seen` is the uuid of the newest mark that the page showed, where it
    shows marks."""

    mark = StringField()
    seen = StringField()

    @property
    def pressed(self) -> tuple[str, str]:
        """The status and the key of the person; ends with a 404 for a value of no button of ours."""
        status, _colon, key = (self.mark.data or "").partition(":")
        if status not in set(Status):
            abort(404)
        return status, key.lower()


class CorrectionForm(FlaskForm):
    """A correction at a closed lesson, with the reason."""

    status = RadioField(
        _l("Ghi lại là"),
        choices=lambda: [(key, str(STATUS_WORDS[key])) for key in Status if key != Status.UNMARKED],
        validators=[InputRequired(_l("Anh chị chọn một cách ghi."))],
    )
    reason = StringField(
        _l("Vì sao sửa"),
        [
            DataRequired(_l("Anh chị ghi lý do, ví dụ: có ký tên trong danh sách giấy.")),
            Length(max=200, message=_l("Lý do dài quá 200 chữ. Anh chị ghi gọn lại.")),
        ],
        filters=[lambda typed: clean(typed or "")],
    )


class _Done(NamedTuple):
    lesson: Lesson
    outcome: Outcome


@marks.post(LESSON)
@kept_by(Mechanism.OUTBOX)
@dedupes_itself
@requires(*KEEPERS)
def create(code: str, number: int) -> Answer:
    """Mark somebody and go back to their row; a closed lesson says so and stores nothing.

    A press on the roll does not withdraw another person's mark: it opens the person's page, which shows the mark.
    """
    form = MarkForm()
    status, key = form.pressed
    with immediate() as session:
        lesson = lesson_locked(session, code, number)
        meant = meant_by(session, lesson, key)
        key = meant.public_id or key
        asks = _takes_away_unseen(session, lesson, meant, status, form.seen.data or "")
        done = None if asks else _mark(session, lesson, meant, key, status)
    if done is None:
        return see_other(url_for("teaching.marks.index", code=lesson.course.code, number=number, key=key, bo=status))
    if done.outcome is Outcome.CLOSED:
        return too_late(code, number)
    return see_other(roll_address(done.lesson, **View.asked().kept(vua=key)))


@marks.post(f"{LESSON}/hoan-tac")
@kept_by(Mechanism.OUTBOX)
@dedupes_itself
@requires(*KEEPERS)
def destroy(code: str, number: int) -> Answer:
    """Undo the last mark that the visitor made at the lesson; pressed on the page that comes, the one before it."""
    key, done = "", None
    try:
        with immediate() as session:
            lesson = lesson_locked(session, code, number, seats=True)
            done, key, message = _undo(session, lesson)
    except NothingToUndo as nothing:
        message = (
            _("Mọi lần anh chị ghi ở buổi này đã hoàn tác rồi.")
            if nothing.is_undone
            else _("Anh chị chưa ghi ai ở buổi này nên không có gì để hoàn tác.")
        )
    except MarkedSince:
        message = _("Người khác đã ghi lại người này sau anh chị nên máy không hoàn tác.")
    except PressedBefore:
        message = _("Trang vừa bấm đã cũ nên máy chưa hoàn tác thêm lần nào. Danh sách dưới đây là mới nhất.")
    if done is Outcome.CLOSED:
        return too_late(code, number)
    flash(message)
    return see_other(roll_address(lesson_here(code, number), **View.asked().kept(vua=key)))


@marks.get(f"{LESSON}/nguoi/<key>")
@requires(*KEEPERS)
def index(code: str, number: int, key: str) -> Answer:
    """All marks of one person at a lesson, and all that may be marked."""
    return person_page(lesson_here(code, number), key)


def _takes_away_unseen(session: Session, lesson: Lesson, meant: Meant, status: str, seen: str) -> bool:
    if lesson.is_closed or lesson.state == LessonState.CANCELLED:
        return False
    source = MarkSource.of(session, lesson.id, meant.registration_id)
    return source is not None and source.uuid != seen and source.is_taken_away(status, current_visitor().account_id)


def person_page(lesson: Lesson, key: str, form: CorrectionForm | None = None, trouble: str = "") -> Answer:
    """One person at one lesson; `form` is a correction with errors, `trouble` why it was not stored."""
    registration_id = meant_by(db.session(), lesson, key).registration_id
    roll = Roll.of(db.session(), lesson, just=key)
    row = next((each for each in roll.rows if each.registration_id == registration_id), None)
    registration = db.session.get_one(Registration, registration_id, options=[Registration.whose()])
    history = db.session.scalars(AttendanceMark.of(lesson.id, [registration_id])).all()
    source = MarkSource.of(db.session(), lesson.id, registration_id)
    page = render_template(
        "teaching/marks/index.html",
        lesson=lesson,
        key=key,
        person=registration.person,
        registration=registration,
        child=registration.person.is_child(clock.today()),
        absence_announced=row.gave_notice if row else False,
        outside=not (row and row.listed),
        needs=[NEEDS[need] for need in registration.needs.split() if need in NEEDS],
        history=history[::-1],
        helpers=DoorHelper.names(db.session(), {mark.helper_id for mark in history if mark.helper_id}),
        corrections=trail(lesson, roll, row.key) if row else [],
        status=source.status if source else Status.UNMARKED,
        seen=source.uuid if source else "",
        marked_by=marked_by(source) if "bo" in request.args else "",
        status_words=STATUS_WORDS,
        address=roll_address(lesson),
        may_correct=lesson.is_closed and lesson.may_reopen(officer=is_officer_of(lesson), now=clock.now()),
        form=form or CorrectionForm(formdata=None),
        trouble=trouble,
        at_stake=at_stake(db.session(), registration, lesson),
    )
    return personal(make_response(page, 422 if form and form.errors else 409 if trouble else 200))


def too_late(code: str, number: int) -> Answer:
    """409: the lesson is closed or cancelled; its result, and the way to reopen it."""
    lesson = lesson_here(code, number)
    return outcome(lesson, _("Buổi này đã xong nên máy chưa ghi gì. Cần sửa, anh chị mở lại buổi."), 409)


def _mark(session: Session, lesson: Lesson, meant: Meant, key: str, status: str) -> _Done:
    if lesson.state == LessonState.CANCELLED:
        return _Done(lesson, Outcome.CLOSED)
    now, number = clock.now(), str(uuid.uuid4())
    mark = Mark(number, meant.registration_id, status, now, now, form_device(), meant_for_id=meant.meant_for_id)
    by_id = current_visitor().account_id
    result = Attendance.record(session, lesson, [mark], by_id=by_id, now=now, locked=True)[0]
    if result is not Outcome.CLOSED:
        note(session, "attendance.marked", lesson, registration=key, status=status)
    return _Done(lesson, result)


def _undo(session: Session, lesson: Lesson) -> tuple[Outcome, str, str]:
    """Undo the visitor's last mark, if it is the one that the page showed as their newest.

    Returns the outcome, the key of the person whose mark it was, and the message.
    """
    now, by_id = clock.now(), current_visitor().account_id
    if request.form.get("newest", newest := Roll.of(session, lesson).newest_by(by_id)) != newest:
        raise PressedBefore
    last, result = Attendance.undo(session, lesson, uuid=str(uuid.uuid4()), by_id=by_id, device=form_device(), now=now)
    registration = session.get_one(Registration, last.registration_id, options=[Registration.whose()])
    key, name = registration.public_id, registration.person.full_name
    if result is Outcome.CLOSED:
        return result, key, ""
    given_back = WalkIn.take_back(session, last, now=now)
    note(session, "attendance.undone", lesson, registration=key, given_back=given_back)
    if given_back:
        return result, "", _("Đã hoàn tác: %(name)s không còn trong danh sách.", name=name)
    return result, key, _("Đã hoàn tác lần ghi của %(name)s.", name=name)


def meant_by(session: Session, lesson: Lesson, key: str) -> Meant:
    """The registration of a key of the roll, or the one that stays of it; ends with a 404 if there is none."""
    return Roll.meant(session, lesson.course_id, [key.lower()]).get(key.lower()) or abort(404)
