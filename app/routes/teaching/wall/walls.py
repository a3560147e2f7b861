"""…/man-hinh: the code on the wall, for a television or a projector. It names nobody."""

from typing import Any

from flask import Blueprint, make_response, render_template, url_for

from app.country import clock
from app.country.rotation import STEP_SECONDS, seconds_left, step_of
from app.models import CheckIn, Lesson
from app.models.learning.check_in import CheckInState
from app.routes.teaching.lookups import KEEPERS, LESSON, lesson_here
from app.web import qr
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer, personal, public_address

walls = Blueprint("walls", __name__)


@walls.get(f"{LESSON}/man-hinh")
@requires(*KEEPERS)
def show(code: str, number: int) -> Answer:
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
