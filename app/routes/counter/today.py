"""/quay/dang-ky-ho/hom-nay: whom the visitor has registered today, with the way to take a mistake back."""

from itertools import groupby

from flask import Blueprint, render_template

from app.country import clock
from app.models.learning.made_for_others import made_by
from app.routes.counter.lookups import STAFF, unit_ids
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.responses import Answer

today = Blueprint("today", __name__)


@today.get("/dang-ky-ho/hom-nay")
@requires(*STAFF)
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
