"""/van-phong: what is to be done today."""

from datetime import timedelta

from flask import Blueprint, render_template

from app import clock
from app.access import current_visitor, requires
from app.database import db
from app.models import Approval, Certificate, Course, Lesson, Role
from app.models.learning import shelf
from app.models.learning.shelf import Shelf
from app.responses import Answer
from app.routes.office.lookups import STAFF, unit_ids

today = Blueprint("today", __name__)

# More than these are counted, and found in the lists.
SHOWN = 5


@today.get("")
@requires(*STAFF)
def show() -> Answer:
    """Lists before the leader, lessons of today, drafts to publish, courses without a list, papers being drawn."""
    now, here, visitor = clock.now(), unit_ids(), current_visitor()
    begins = clock.at_local(clock.today())
    courses = Course.in_units(here).with_only_columns(Course.id).order_by(None)
    waiting = db.session.scalars(Approval.waiting_in(here)).all()
    return render_template(
        "office/today/show.html",
        today=clock.today(),
        name=visitor.full_name,
        officer=Role.OFFICER in visitor.roles,
        leads=visitor.units(Role.LEADER),
        waiting=waiting,
        sizes=Approval.sizes(db.session(), [approval.id for approval in waiting]),
        lessons=db.session.scalars(Lesson.between(courses, begins, begins + timedelta(days=1))).all(),
        drafts=db.session.scalars(shelf.courses_on(Shelf.DRAFT, here, now)).all(),
        unclosed=db.session.scalars(shelf.lessons_to_close(here, now)).all(),
        finished=db.session.scalars(shelf.without_list(here, now)).all(),
        undrawn=Certificate.undrawn(db.session(), here),
        shown=SHOWN,
        now=now,
    )
