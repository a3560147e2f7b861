"""/van-phong/lop/moi: a new course, empty, like an earlier one, or from a programme."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Course, Programme, Role
from app.models.learning.lesson import plan_lessons
from app.routes.office.appointments import appoint, teaching_ids
from app.routes.office.form_choices import offer_choices
from app.routes.office.lookups import course_here, unit_called, units
from app.routes.office.new_course_form import NewCourseForm
from app.routes.trail import note
from app.web.access import found, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

new_courses = Blueprint("new_courses", __name__)


@new_courses.get("/lop/moi")
@requires(Role.OFFICER)
def new() -> Answer:
    """The form for a new course: empty, like another (`?nhu=CODE`), or from a programme (`?theo=KEY`)."""
    like = course_here(request.args["nhu"], Role.OFFICER) if request.args.get("nhu") else None
    unit = like.unit if like else unit_called(request.args.get("phuong"), Role.OFFICER)
    form = NewCourseForm(formdata=None)
    offer_choices(form, unit)
    form.show_empty(unit)
    programme = None
    if like:
        form.show_copy(like, teaching_ids(like))
        programme = like.programme
    elif request.args.get("theo"):
        programme = found(Programme.called(unit.id, request.args["theo"]))
        form.show_programme(programme)
    form.programme.data = programme.key if programme else ""
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
        programme = _programme(session, here, form)
        wanted = form.details(session, here)
        course = Course.draft(here, Course.fresh_code(session), wanted, now=now, programme=programme)
        session.add(course)
        plan_lessons(session, course, form.moments(), form.minutes.value)
        session.flush()
        appoint(session, course, form.instructor_ids, until=form.teaching_until.value)
        detail = {"lessons": form.lessons.value, "seats": course.seats}
        note(session, "course.made", course, {**detail, "programme": programme.name} if programme else {**detail})
    return see_other(url_for("office.courses.show", code=course.code))


def around(unit: AdministrativeUnit) -> dict[str, Any]:
    """What stands on the page beside the form: the officer's units, the unit's programmes; two statements."""
    return {"units": units(Role.OFFICER), "programmes": db.session.scalars(Programme.of(unit.id)).all()}


def _programme(session: Session, unit: AdministrativeUnit, form: NewCourseForm) -> Programme | None:
    return session.scalars(Programme.called(unit.id, form.programme.data or "")).first()
