"""…/ma-tren-tuong and …/man-hinh: the instructor opens and closes self check-in; its code on the wall, polled by a
screen, or on paper for a hall without one."""

import hashlib
from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.country.codes import STEP_SECONDS, seconds_left, step_of
from app.jobs import orders
from app.models import CheckIn, Lesson
from app.models.learning.check_in import CheckInOver, CheckInState
from app.models.learning.lesson_terms import LessonCancelled, LessonClosed
from app.routes.jobs import TEACHING, answer_with
from app.routes.teaching.lookups import KEEPERS, LESSON, lesson_here, lesson_locked, note, roll_address, saved_of
from app.web import qr
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, personal, public_address, see_other

check_ins = Blueprint("check_ins", __name__)

PLACE = f"{LESSON}/ma-tren-tuong"


@check_ins.get(f"{LESSON}/man-hinh")
@requires(*KEEPERS)
def wall(code: str, number: int) -> Answer:
    """The full screen; without script it reloads itself."""
    lesson = lesson_here(code, number)
    context = wall_context(lesson, ahead=True)
    return personal(make_response(render_template("teaching/walls/show.html", ward=lesson.course.unit, **context)))


def wall_context(lesson: Lesson, *, ahead: bool = False) -> dict[str, Any]:
    """The context of the screen now; with `ahead` the codes with which it continues offline.

    Two statements.
    """
    now = clock.now()
    check_in = db.session.scalars(CheckIn.with_lesson().where(CheckIn.lesson_id == lesson.id)).first()
    state = check_in.state(now) if check_in else CheckInState.CLOSED
    came, total = CheckIn.heads(db.session(), lesson)
    context = {"lesson": lesson, "state": state, "came": came, "total": total, "left": seconds_left(now)}
    context["opens_at"], context["step"] = CheckIn.from_when(lesson), STEP_SECONDS
    context["now"], context["now_step"], context["check_in"] = int(now.timestamp() * 1000), step_of(now), check_in
    if check_in is not None and state in (CheckInState.OPEN, CheckInState.EARLY):
        address = public_address(url_for("public.check_ins.show", token=check_in.token(now)))
        context["picture"], context["letters"] = qr.inline(address), check_in.letters(now)
        context["typed_at"] = public_address(url_for("public.check_ins.new")).split("://")[-1]
        context["ahead"] = [
            (step, qr.inline(public_address(url_for("public.check_ins.show", token=token))), letters)
            for step, token, letters in (check_in.ahead(now) if ahead else [])
        ]
    return context


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


@check_ins.post(f"{PLACE}/in")
@requires(*KEEPERS)
def print_code(code: str, number: int) -> Answer:
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
    return answer_with(job, TEACHING)


@check_ins.get(f"{LESSON}/man-hinh/luc-nay")
@requires(*KEEPERS)
def wall_now(code: str, number: int) -> Answer:
    """The changing part: 304 while the code, the count and the state are those of the screen. With `?ma` the code
    alone, for the instructor's phone."""
    context = wall_context(lesson_here(code, number))
    drawn = render_template(f"teaching/walls/{'_code' if 'ma' in request.args else '_wall'}.html", **context)
    seen = hashlib.sha256(drawn.encode()).hexdigest()[:20]
    response = make_response(drawn)
    response.set_etag(seen)
    # In headers and not in the page: else each second would be a new page.
    response.headers["X-Seconds-Left"] = str(context["left"])
    response.headers["X-Step"] = str(context["now_step"])
    response.headers["Cache-Control"] = "no-cache, private"
    response.make_conditional(request)
    return response


@check_ins.get(f"{LESSON}/man-hinh/sap-toi")
@requires(*KEEPERS)
def wall_ahead(code: str, number: int) -> Answer:
    """The codes of this minute and of the next ones, for a screen that may go offline."""
    context = wall_context(lesson_here(code, number), ahead=True)
    return personal(make_response(render_template("teaching/walls/_ahead.html", **context)))
