"""POST /l/<code>/kiem-tra/<name>: htmx validates one field as it is left. Without script the whole form does."""

from flask import Blueprint, render_template, request

from app.routes.public.lookups import course_called
from app.routes.public.registration.registrations import RegistrationForm
from app.web.access import public
from app.web.kept_forms import not_kept
from app.web.responses import Answer

field_checks = Blueprint("field_checks", __name__)

# The typed fields; a choice can hardly be wrong.
TYPED = ("full_name", "birth_year", "phone")


@field_checks.post(f"/l/<code>/kiem-tra/<any({', '.join(TYPED)}):name>")
@not_kept("judges one field while somebody types, and stores nothing")
@public
def create(code: str, name: str) -> Answer:
    """The field with its error; 204 when it is right and shows no error to be removed.

    A child's year adds the guardian's field; another year removes it.
    """
    course, form = course_called(code), RegistrationForm()
    field = form[name]
    field.validate(form)
    if not field.errors and "sua" not in request.args and not form.for_child:
        return "", 204
    if name == "birth_year" and not field.errors:
        return render_template("public/registrations/_birth_year.html", course=course, form=form)
    return render_template("public/registrations/_field.html", course=course, form=form, f=field)
