"""/van-phong/lop/moi/lich: the dates of a pattern of lessons, looked at before anything is saved."""

from flask import Blueprint, Response, request

from app.models import Role
from app.routes.office.courses.form_choices import offer_choices
from app.routes.office.courses.new_course_form import NewCourseForm
from app.routes.office.courses.new_courses import around
from app.routes.office.lookups import unit_called
from app.web.access import requires
from app.web.database import db
from app.web.responses import page_or_fragment

timetables = Blueprint("timetables", __name__)


@timetables.post("/lop/moi/lich")
@requires(Role.OFFICER)
def create() -> Response:
    """The dates, with the holidays passed over and what they clash with; nothing is saved, what was typed stays."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    form = NewCourseForm()
    offer_choices(form, unit)
    form.validate()
    form.only_pattern_errors()
    timetable = None
    if form.pattern_is_sound:
        timetable = form.timetable(db.session(), unit.id, place_id=form.place_id, who=form.instructor_ids)
    return page_or_fragment(
        "office/courses/new.html",
        "office/courses/_timetable.html",
        form=form,
        unit=unit,
        timetable=timetable,
        asked=True,
        **around(unit),
    )
