"""…/ma-tren-tuong: the instructor opens and closes self check-in."""

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import CheckIn, Lesson
from app.models.learning.check_in import CheckInOver
from app.models.learning.lesson_terms import LessonCancelled, LessonClosed
from app.routes.teaching.lookups import KEEPERS, LESSON, lesson_here, lesson_locked, note, roll_address, saved_of
from app.routes.teaching.wall.walls import wall_context
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

check_ins = Blueprint("check_ins", __name__)

PLACE = f"{LESSON}/ma-tren-tuong"


@check_ins.get(PLACE)
@requires(*KEEPERS)
def show(code: str, number: int) -> Answer:
    """Whether people may mark themselves, and what the instructor can do about it; with the code itself, which a phone
    that has the page shows when the wall is offline."""
    lesson = lesson_here(code, number)
    context = wall_context(lesson, ahead=True)
    check_in = context["check_in"]
    page = render_template(
        "teaching/check_ins/show.html",
        may_open=_may_open(lesson, check_in),
        ends_at=CheckIn.until_when(lesson),
        ways=CheckIn.ways(db.session(), lesson.id) if check_in else {},
        address=roll_address(lesson),
        **(context if check_in else {**context, "state": None}),
    )
    return saved_of(lesson, page)


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
    return back_to_check_in(code, number, trouble)


@check_ins.post(f"{PLACE}/dong")
@requires(*KEEPERS)
def destroy(code: str, number: int) -> Answer:
    """Close it: nobody marks themselves any more; their marks stay."""
    lesson_here(code, number)
    with immediate() as session:
        lesson = lesson_locked(session, code, number)
        check_in = session.scalars(CheckIn.of(lesson.id)).first()
        if check_in is not None and check_in.close(clock.now()):
            note(session, "check_in.closed", lesson)
    return back_to_check_in(code, number)


def back_to_check_in(code: str, number: int, trouble: str = "") -> Answer:
    """Redirect to the page, which shows what was not done."""
    if trouble:
        flash(trouble, "warn")
    lesson = lesson_here(code, number)
    return see_other(url_for("teaching.check_ins.show", code=lesson.course.code, number=lesson.number))
