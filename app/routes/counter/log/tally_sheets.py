"""POST /quay/nhap-bu/phieu: the empty sheet on which helps at a desk are ticked on a day."""

from flask import Blueprint

from app.jobs import help_orders, queue
from app.routes.counter.log.help_lookups import day_here, this_desk
from app.routes.counter.lookups import HELPERS
from app.routes.jobs import COUNTER, answer_with
from app.web.access import current_visitor, requires
from app.web.database import immediate
from app.web.responses import Answer, refuse

tally_sheets = Blueprint("tally_sheets", __name__)


@tally_sheets.post("/nhap-bu/phieu")
@requires(*HELPERS)
def create() -> Answer:
    """Order it and go where it comes to lie."""
    with immediate() as session:
        desk = this_desk()
        if desk is None:
            return refuse("counter/shift_notes/no_desk.html", None, tab="more")
        job = help_orders.tally_sheet(session, desk, day_here(), by=current_visitor().account_id)
    queue.enqueue(job.id)
    return answer_with(job, COUNTER)
