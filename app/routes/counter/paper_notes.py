"""POST …/<id>/giay-hen: the large-letter note for whoever has no telephone to keep a ticket on."""

from uuid import UUID

from flask import Blueprint

from app.jobs import orders, queue
from app.routes.counter.lookups import STAFF, course_here
from app.routes.counter.registrations import seat_here
from app.routes.jobs import COUNTER, answer_with
from app.web.access import current_visitor, requires
from app.web.database import immediate
from app.web.responses import Answer

paper_notes = Blueprint("paper_notes", __name__)


@paper_notes.post("/dang-ky-ho/<code>/<uuid:public_id>/giay-hen")
@requires(*STAFF)
def create(code: str, public_id: UUID) -> Answer:
    """Order one note and go where it comes to lie."""
    with immediate() as session:
        seat = seat_here(course_here(code), public_id)
        job = orders.paper_note(session, seat, by=current_visitor().account_id)
    queue.enqueue(job.id)
    return answer_with(job, COUNTER)
