"""…/ma-tren-tuong: the instructor opens self check-in and closes it."""

from flask import Blueprint, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import CheckIn, Lesson
from app.models.learning.check_in import CheckInOver
from app.models.learning.lesson_terms import LessonCancelled, LessonClosed
from app.routes.teaching.lookups import KEEPERS, LESSON, lesson_here, lesson_locked, note, roll_address
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, personal, public_address, see_other

check_ins = Blueprint("check_ins", __name__)

PLACE = f"{LESSON}/ma-tren-tuong"


@check_ins.get(PLACE)
@requires(*KEEPERS)
def show(code: str, number: int) -> Answer:
    """Whether people may mark themselves, and what the instructor can do about it."""
    lesson, now = lesson_here(code, number), clock.now()
    check_in = db.session.scalars(CheckIn.of(lesson.id)).first()
    came, total = CheckIn.heads(db.session(), lesson)
    page = render_template(
        "teaching/check_ins/show.html",
        lesson=lesson,
        check_in=check_in,
        state=check_in.state(now) if check_in else None,
        may_open=_may_open(lesson, check_in),
        opens_at=CheckIn.from_when(lesson),
        ends_at=CheckIn.until_when(lesson),
        came=came,
        total=total,
        ways=CheckIn.ways(db.session(), lesson.id) if check_in else {},
        typed_at=public_address(url_for("public.check_ins.new")).split("://")[-1],
        address=roll_address(lesson),
    )
    return personal(make_response(page))


def _may_open(lesson: Lesson, check_in: CheckIn | None) -> bool:
    """Whether a press on "open" would do something."""
    over = lesson.is_closed or lesson.state == "cancelled" or clock.now() >= CheckIn.until_when(lesson)
    return not over and (check_in is None or check_in.closed_at is not None)


@check_ins.post(PLACE)
@requires(*KEEPERS)
def create(code: str, number: int) -> Answer:
    """Open it, and show the wall; pressed twice, it is open once."""
    lesson_here(code, number)
    trouble = ""
    try:
        with immediate() as session:
            lesson = lesson_locked(session, code, number)
            _check_in, opened = CheckIn.open(session, lesson, by_id=current_visitor().account_id, now=clock.now())
            if opened:
                note(session, "check_in.opened", lesson)
    except LessonCancelled:
        trouble = _("Buổi này đã hủy nên không mở tự điểm danh.")
    except (LessonClosed, CheckInOver):
        trouble = _("Buổi này đã xong nên không mở tự điểm danh. Ai có mặt mà chưa ghi, anh chị ghi trên danh sách.")
    return said_here(code, number, trouble)


@check_ins.post(f"{PLACE}/dong")
@requires(*KEEPERS)
def destroy(code: str, number: int) -> Answer:
    """Close it: nobody marks themselves any more, those marked stay so."""
    lesson_here(code, number)
    with immediate() as session:
        lesson = lesson_locked(session, code, number)
        check_in = session.scalars(CheckIn.of(lesson.id)).first()
        if check_in is not None and check_in.close(clock.now()):
            note(session, "check_in.closed", lesson)
    return said_here(code, number)


def said_here(code: str, number: int, trouble: str = "") -> Answer:
    """Back to the page, which says what was not done."""
    if trouble:
        flash(trouble, "warn")
    lesson = lesson_here(code, number)
    return see_other(url_for("teaching.check_ins.show", code=lesson.course.code, number=lesson.number))
