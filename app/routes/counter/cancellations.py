"""POST /quay/dang-ky-ho/<code>/<id>/huy: a registration that was a mistake is taken back, on the day it was made."""

from uuid import UUID

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models.learning.leaving import cancel
from app.routes.counter.lookups import STAFF, course_here
from app.routes.counter.registrations import may_undo, seat_here
from app.routes.next_in_order import tell
from app.routes.trail import note
from app.web.access import requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

cancellations = Blueprint("cancellations", __name__)

# Why a registration ended, as the office reads it.
BY_MISTAKE = "ghi nhầm"


@cancellations.post("/dang-ky-ho/<code>/<uuid:public_id>/huy")
@requires(*STAFF)
def create(code: str, public_id: UUID) -> Answer:
    """Give the seat or place back; the first one waiting moves up. Pressed twice, it is done once."""
    with immediate() as session:
        course = course_here(code)
        seat = seat_here(course, public_id)
        name, moved = seat.person.full_name, []
        if seat.is_live:
            if not may_undo(seat):
                abort(404)
            moved = cancel(session, seat, now=clock.now(), reason=BY_MISTAKE)
            note(session, "registration.ended", course, {"registration": str(public_id), "moved_up": len(moved)})
    flash(_("Đã bỏ tên %(name)s khỏi lớp %(course)s.", name=name, course=course.named_title), "good")
    tell(moved)
    return see_other(url_for("counter.today.show"))
