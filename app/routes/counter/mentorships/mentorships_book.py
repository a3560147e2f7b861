"""POST /quay/kem-cap/so: the mentorship book of whoever asks, as a paper."""

from flask import Blueprint, url_for

from app.jobs import pair_orders, queue
from app.routes.counter.mentorships.mentorships_lookups import KEEPERS, ambassador_here
from app.routes.jobs import COUNTER, answer_with
from app.web.access import current_visitor, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

mentorships_book = Blueprint("mentorships_book", __name__)


@mentorships_book.post("/kem-cap/so")
@requires(*KEEPERS)
def create() -> Answer:
    """Order it and go where it comes to lie; who is no ambassador has none."""
    with immediate() as session:
        ambassador = ambassador_here()
        if ambassador is None:
            return see_other(url_for("counter.mentorships.index"))
        job = pair_orders.mentorship_book(session, ambassador, by=current_visitor().account_id)
    queue.enqueue(job.id)
    return answer_with(job, COUNTER)
