"""/l/<code>/ca-nha: a family registers for a class with one form and one press, on one ticket. /kiem-tra/<name>: htmx
validates one field as it is left; without script the whole form does."""

from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.country import clock
from app.models import Course, ResidentialGroup
from app.models.learning.families import Family, register_family
from app.models.learning.joining import CourseFull, NotForYou, NotOpen
from app.routes.public.courses.courses import is_open
from app.routes.public.courses.timetables import Timetable
from app.routes.public.hall.passes import tickets_of_request
from app.routes.public.lookups import course_called
from app.routes.public.registration.family_form import FamilyWithPhoneForm
from app.routes.public.registration.registrations import RegistrationForm, has_place, not_now, to_ticket
from app.routes.second_presses import say_what_stays
from app.web.access import public
from app.web.database import db, immediate
from app.web.forms import form_redisplay
from app.web.heard import first_heard
from app.web.kept_forms import Mechanism, dedupes_itself, kept_by, not_kept
from app.web.responses import Answer, htmx, page_or_fragment, refuse
from app.web.words.classes import only_some

families = Blueprint("families", __name__)
field_checks = Blueprint("field_checks", __name__)

Typed = MultiDict[str, str]

PAGE, ROW = "public/registrations/family.html", "public/registrations/_member.html"
# How many rows the form has at first.
ROWS = 2


@families.get("/l/<code>/ca-nha")
@public
def new(code: str) -> Answer:
    """The form; `?nguoi=4` opens it with four rows."""
    course, now, kept = course_called(code), clock.now(), form_redisplay.saved_form()
    if kept is not None:
        form = _form(course, kept.typed)
        return kept.redisplay(form, lambda: _to_mend(form, course))
    if not is_open(course, now):
        return not_now(course, now)
    rows = request.args.get("nguoi", ROWS, type=int)
    return render_template(PAGE, **_context(_form(course, rows=max(1, rows)), course))


@families.post("/l/<code>/ca-nha/dong")
@public
def add_row(code: str) -> Answer:
    """Add a row: alone for htmx, else the page with all that was typed."""
    course = course_called(code)
    form = _form(course)
    form.add_row()
    return page_or_fragment(PAGE, ROW, **_context(form, course), oob=bool(htmx()))


@families.post("/l/<code>/ca-nha")
@kept_by(Mechanism.OUTBOX)
@dedupes_itself
@public
def create(code: str) -> Answer:
    """Register them. 303 to the ticket, or back to the form after an error; 409 when there is no place for any of
    them."""
    course, now = course_called(code), clock.now()
    form = _form(course)
    if not form.validate():
        return _again(form, course)
    course_id, unit_id, folded = course.id, course.unit_id, course.folded_code
    try:
        with immediate() as session:
            typed = form.typed(session, unit_id, folded, form.phone.value, now)
            family = register_family(session, course_id, typed, now, known_tickets=tickets_of_request())
            say_what_stays(session, family.ticket, typed, now)
    except NotForYou as refused:
        course = course_called(code)
        form.form_errors.append(only_some(refused, course))
        return _again(form, course)
    except (NotOpen, CourseFull):
        return not_now(course_called(code), now)
    say_who_is_not_here(family)
    return to_ticket(family.ticket, now)


def say_who_is_not_here(family: Family) -> None:
    """Flash on the ticket who is on another ticket, of which this one learns nothing, and who found no place."""
    for name in family.known:
        flash(_("Phường đã nhận tên %(name)s. Đến lớp, bác nói tên với người đón ở cửa.", name=name), "good")
    for name in family.left_out:
        flash(_("Lớp vừa hết chỗ: %(name)s chưa có chỗ, phường chưa ghi gì.", name=name), "warn")


def _form(course: Course, typed: Typed | None = None, *, rows: int = 1) -> FamilyWithPhoneForm:
    form = FamilyWithPhoneForm() if typed is None else FamilyWithPhoneForm(typed)
    form.lay_out(db.session.scalars(ResidentialGroup.of(course.unit_id)).all(), course.unit.group_word, rows=rows)
    return form


def _again(form: FamilyWithPhoneForm, course: Course) -> Response:
    page = url_for("public.families.new", code=course.code, sua=1)
    return form_redisplay.answer(page, lambda: _to_mend(form, course), errors=form.form_errors)


def _to_mend(form: FamilyWithPhoneForm, course: Course) -> Response:
    now = clock.now()
    if not has_place(course, now):
        return not_now(course, now)
    return refuse(PAGE, **_context(form, course))


def _context(form: FamilyWithPhoneForm, course: Course) -> dict[str, Any]:
    adding = url_for("public.families.add_row", code=course.code)
    until = Timetable.of(course, clock.now()).kept_until
    return {"form": form, "course": course, "ward": course.unit, "adding": adding, "kept_until": until}


# The typed fields; a choice can hardly be wrong.
TYPED = ("full_name", "birth_year", "phone")


@field_checks.post(f"/l/<code>/kiem-tra/<any({', '.join(TYPED)}):name>", endpoint="create")
@not_kept("judges one field while somebody types, and stores nothing")
@public
def check(code: str, name: str) -> Answer:
    """The field with its error; 204 when it is right and shows no error to be removed.

    A child's year adds the guardian's field; another year removes it.
    """
    course, form = course_called(code), RegistrationForm()
    field = form[name]
    field.validate(form)
    first_heard()  # the focus has moved on
    if not field.errors and "sua" not in request.args and not form.for_child:
        return "", 204
    if name == "birth_year" and not field.errors:
        return render_template("public/registrations/_birth_year.html", course=course, form=form)
    return render_template("public/registrations/_field.html", course=course, form=form, f=field)
