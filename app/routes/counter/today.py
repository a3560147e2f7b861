"""/quay/dang-ky-ho/hom-nay: whom the visitor has registered today, with the way to take a mistake back; the paper notes
of all on a class, to cut apart."""

from itertools import groupby

from flask import Blueprint, abort, render_template

from app.country import clock
from app.jobs import orders
from app.models import Registration
from app.models.learning.families import made_by
from app.models.learning.joining import LIVE
from app.routes.counter.lookups import REGISTERING, course_here, unit_ids
from app.routes.jobs import COUNTER, answer_with
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer

today = Blueprint("today", __name__)


@today.get("/dang-ky-ho/hom-nay")
@requires(*REGISTERING)
def show() -> Answer:
    """By class, the newest person first; those taken back stay in sight."""
    mine = made_by(current_visitor().account_id, clock.at_local(clock.today()))
    seats = [seat for seat in db.session.scalars(mine) if seat.course.unit_id in unit_ids()]
    by_course = groupby(sorted(seats, key=lambda seat: seat.course_id), key=lambda seat: seat.course)
    return render_template(
        "counter/today/show.html",
        courses=[(course, list(theirs)) for course, theirs in by_course],
        count=sum(seat.is_live for seat in seats),
        today=clock.today(),
        tab="registered",
    )


@today.post("/dang-ky-ho/<code>/giay-hen")
@requires(*REGISTERING)
def print_notes(code: str) -> Answer:
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
    return answer_with(job, COUNTER)
