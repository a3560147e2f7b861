"""…/man-hinh/luc-nay: the part of the wall that changes, for the screen that asks for it; …/man-hinh/sap-toi: the codes
of the next minutes."""

import hashlib

from flask import Blueprint, make_response, render_template, request

from app.routes.teaching.lookups import KEEPERS, LESSON, lesson_here
from app.routes.teaching.wall.walls import told_now
from app.web.access import requires
from app.web.responses import Answer, personal

wall_states = Blueprint("wall_states", __name__)


@wall_states.get(f"{LESSON}/man-hinh/luc-nay")
@requires(*KEEPERS)
def show(code: str, number: int) -> Answer:
    """The part that changes: 304 while the code, the count and the state are those that the screen has. With `?ma` the
    code alone, for the instructor's phone."""
    told = told_now(lesson_here(code, number))
    drawn = render_template(f"teaching/walls/{'_code' if 'ma' in request.args else '_wall'}.html", **told)
    seen = hashlib.sha256(drawn.encode()).hexdigest()[:20]
    response = make_response(drawn)
    response.set_etag(seen)
    # Beside the drawing and not in it: else each second would be a new drawing.
    response.headers["X-Seconds-Left"] = str(told["left"])
    response.headers["X-Step"] = str(told["now_step"])
    response.headers["Cache-Control"] = "no-cache, private"
    response.make_conditional(request)
    return response


@wall_states.get(f"{LESSON}/man-hinh/sap-toi")
@requires(*KEEPERS)
def index(code: str, number: int) -> Answer:
    """The codes of this minute and of the next ones, for a screen that may lose its line."""
    told = told_now(lesson_here(code, number), ahead=True)
    return personal(make_response(render_template("teaching/walls/_ahead.html", **told)))
