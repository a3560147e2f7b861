"""/van-phong/lop/moi: a new course, empty, like an earlier one, or from a template."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Course, CourseTemplate, Role
from app.models.learning.lesson import plan_lessons
from app.routes.office.courses.appointments import appoint, teaching_ids
from app.routes.office.courses.form_choices import offer_choices
from app.routes.office.courses.new_course_form import NewCourseForm
from app.routes.office.lookups import course_here, unit_called, units
from app.routes.trail import note
from app.web.access import found, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

new_courses = Blueprint("new_courses", __name__)


@new_courses.get("/lop/moi")
@requires(Role.OFFICER)
def new() -> Answer:
    """The form for a new course: empty, like another (`?nhu=CODE`), or from a template (`?theo=CODE`)."""
    like = course_here(request.args["nhu"], Role.OFFICER) if request.args.get("nhu") else None
    unit = like.unit if like else unit_called(request.args.get("phuong"), Role.OFFICER)
    form = NewCourseForm(formdata=None)
    offer_choices(form, unit)
    form.show_empty(unit)
    template = None
    if like:
        form.show_copy(like, teaching_ids(like))
        template = like.template
    elif request.args.get("theo"):
        template = found(CourseTemplate.called(unit.id, request.args["theo"]))
        form.show_template(template)
    form.template.data = template.code if template else ""
    return render_template("office/courses/new.html", form=form, unit=unit, **around(unit), like=like)


@new_courses.post("/lop/moi")
@requires(Role.OFFICER)
def create() -> Answer:
    """A draft with its lessons and instructors; publishing it is the next step."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    form = NewCourseForm()
    offer_choices(form, unit)
    if not form.validate():
        return refuse("office/courses/new.html", form=form, unit=unit, **around(unit))
    now = clock.now()
    with immediate() as session:
        here = session.get_one(AdministrativeUnit, unit.id)
        template = _template(session, here, form)
        wanted = form.details(session, here)
        course = Course.draft(here, Course.fresh_code(session), wanted, now=now, template=template)
        session.add(course)
        plan_lessons(session, course, form.moments(), form.minutes.value)
        session.flush()
        appoint(session, course, form.instructor_ids, until=form.teaching_until.value)
        detail = {"lessons": form.lessons.value, "seats": course.seats}
        note(session, "course.made", course, {**detail, "template": template.name} if template else {**detail})
    return see_other(url_for("office.courses.show", code=course.code))


def around(unit: AdministrativeUnit) -> dict[str, Any]:
    """What stands on the page beside the form: the officer's units, the unit's templates; two statements."""
    return {"units": units(Role.OFFICER), "templates": db.session.scalars(CourseTemplate.of(unit.id)).all()}


def _template(session: Session, unit: AdministrativeUnit, form: NewCourseForm) -> CourseTemplate | None:
    return session.scalars(CourseTemplate.called(unit.id, form.template.data or "")).first()
