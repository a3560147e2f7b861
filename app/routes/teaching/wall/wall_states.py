"""…/man-hinh/luc-nay: the changing part of the wall, polled by its screen; …/man-hinh/sap-toi: the codes of the next
minutes."""

import hashlib

from flask import Blueprint, make_response, render_template, request

from app.routes.teaching.lookups import KEEPERS, LESSON, lesson_here
from app.routes.teaching.wall.walls import wall_context
from app.web.access import requires
from app.web.responses import Answer, personal

wall_states = Blueprint("wall_states", __name__)


@wall_states.get(f"{LESSON}/man-hinh/luc-nay")
@requires(*KEEPERS)
def show(code: str, number: int) -> Answer:
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


@wall_states.get(f"{LESSON}/man-hinh/sap-toi")
@requires(*KEEPERS)
def index(code: str, number: int) -> Answer:
    """The codes of this minute and of the next ones, for a screen that may go offline."""
    context = wall_context(lesson_here(code, number), ahead=True)
    return personal(make_response(render_template("teaching/walls/_ahead.html", **context)))
