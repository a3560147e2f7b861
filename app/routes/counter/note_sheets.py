"""POST …/giay-hen: the paper notes of everybody whom the visitor registered on a class today, to cut apart."""

from flask import Blueprint, abort

from app.country import clock
from app.jobs import orders, queue
from app.models import Registration
from app.models.learning.joining import LIVE
from app.models.learning.made_for_others import made_by
from app.routes.counter.lookups import STAFF, course_here
from app.routes.jobs import COUNTER, answer_with
from app.web.access import current_visitor, requires
from app.web.database import immediate
from app.web.responses import Answer

note_sheets = Blueprint("note_sheets", __name__)


@note_sheets.post("/dang-ky-ho/<code>/giay-hen")
@requires(*STAFF)
def create(code: str) -> Answer:
    """Order them in the order in which the people were registered; a 404 where there are none."""
    account_id = current_visitor().account_id
    with immediate() as session:
        course = course_here(code)
        mine = made_by(account_id, clock.at_local(clock.today())).where(
            Registration.course_id == course.id, Registration.state.in_(LIVE)
        )
        seats = session.scalars(mine.order_by(None).order_by(Registration.id)).all()
        if not seats:
            abort(404)
        job = orders.paper_notes(session, seats, by=account_id)
    queue.enqueue(job.id)
    return answer_with(job, COUNTER)
