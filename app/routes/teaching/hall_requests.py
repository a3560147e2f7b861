"""…/xin-vao/<id>: admits somebody who asked from the hall, or refuses, with one press."""

from flask import Blueprint, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.models import HallRequest, Lesson, Outcome
from app.models.learning.hall_request import AlreadyAnswered
from app.models.learning.joining import NotOpen
from app.models.learning.lesson_terms import LessonClosed
from app.outbox.kinds.scan import MARKED_SINCE
from app.routes.teaching.lookups import (
    KEEPERS,
    LESSON,
    form_device,
    lesson_here,
    lesson_locked,
    note,
    roll_address,
)
from app.routes.teaching.marks import too_late
from app.routes.teaching.results import outcome
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, personal, see_other

hall_requests = Blueprint("hall_requests", __name__)

PLACE = f"{LESSON}/xin-vao/<public_id>"
# The value of the form for somebody who is none of the people shown from the list.
ANOTHER = "khac"


@hall_requests.get(PLACE)
@requires(*KEEPERS)
def show(code: str, number: int, public_id: str) -> Answer:
    """The request, beside those on the list with a similar name."""
    lesson = lesson_here(code, number)
    asked = db.session.scalars(HallRequest.called(lesson.id, public_id)).first()
    if asked is None or not asked.waits:
        flash(_("Người này đã có người trả lời rồi."))
        return see_other(roll_address(lesson))
    page = render_template(
        "teaching/hall_requests/show.html",
        lesson=lesson,
        asked=asked,
        alike=[(each.public_id, each.person) for each in asked.alike(db.session(), lesson)],
        address=roll_address(lesson),
        another=ANOTHER,
    )
    return personal(make_response(page))


@hall_requests.post(PLACE)
@requires(*KEEPERS)
def create(code: str, number: int, public_id: str) -> Answer:
    """Admit them: registered and present; first ask where the name is on the list already."""
    who, key = request.form.get("registration", "")[:36], ""
    try:
        with immediate() as session:
            lesson = lesson_locked(session, code, number, seats=True)
            asked = _asked(session, lesson, public_id)
            name, alike = asked.full_name, asked.alike(session, lesson) if asked.waits and not who else []
            if not alike:
                key, message = _let_in(session, lesson, asked, name, who)
    except AlreadyAnswered:
        message = _("Người này đã có người trả lời rồi.")
    except LessonClosed:
        return too_late(code, number)
    except NotOpen:
        return outcome(lesson_here(code, number), _("Lớp này không nhận thêm người nữa."), 409)
    else:
        if alike:
            return see_other(url_for("teaching.hall_requests.show", code=code, number=number, public_id=public_id))
    flash(message)
    return see_other(roll_address(lesson_here(code, number), vua=key))


@hall_requests.post(f"{PLACE}/khong")
@requires(*KEEPERS)
def destroy(code: str, number: int, public_id: str) -> Answer:
    """Refuse the request."""
    try:
        with immediate() as session:
            lesson = lesson_locked(session, code, number)
            asked = _asked(session, lesson, public_id)
            message = _("Không nhận: %(name)s.", name=asked.full_name)
            asked.refuse(lesson, by_id=current_visitor().account_id, now=clock.now())
            note(session, "hall_request.refused", lesson)
    except AlreadyAnswered:
        message = _("Người này đã có người trả lời rồi.")
    except LessonClosed:
        return too_late(code, number)
    flash(message)
    return see_other(roll_address(lesson_here(code, number)))


def _asked(session: Session, lesson: Lesson, public_id: str) -> HallRequest:
    """The request, its row locked; a 404 for one of another lesson."""
    asked = session.scalars(HallRequest.called(lesson.id, public_id).with_for_update(of=HallRequest)).first()
    if asked is None:
        abort(404)
    return asked


def _let_in(session: Session, lesson: Lesson, asked: HallRequest, name: str, who: str) -> tuple[str, str]:
    """Admit them; returns their key on the roll and the message."""
    me, device, now = current_visitor().account_id, form_device(), clock.now()
    if who and who != ANOTHER:
        there = next((each for each in asked.alike(session, lesson) if each.public_id == who), None)
        if there is None:
            abort(404)
        outcome = asked.accept_as(session, lesson, there, by_id=me, device=device, now=now)
        note(session, "attendance.marked", lesson, registration=there.public_id, status="present")
        message = _("Đã ghi có mặt: %(name)s, có tên từ trước.", name=there.person.full_name)
        return there.public_id, f"{message} {MARKED_SINCE}" if outcome is Outcome.OVERTAKEN else message
    entered = asked.accept(session, lesson, by_id=me, device=device, now=now)
    key: str = entered.registration.public_id
    note(session, "attendance.walk_in", lesson, registration=key, new=entered.is_new, seat=entered.has_seat)
    if not entered.has_seat:
        return key, _("Đã ghi có mặt: %(name)s. Lớp hết chỗ, phường thấy và xếp chỗ sau.", name=name)
    return key, _("Đã thêm và ghi có mặt: %(name)s.", name=name)
