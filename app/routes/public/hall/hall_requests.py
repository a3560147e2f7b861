"""/d/ghi-ten: somebody who is not on the list asks to be admitted; /d/cho-nhan: whether they were."""

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_wtf import FlaskForm

from app.country import clock
from app.models import CheckIn, HallRequest, Lesson, ResidentialGroup
from app.models.learning import self_mark
from app.models.learning.hall_request import HallRequestState
from app.models.learning.lesson_terms import LessonClosed
from app.routes.public.hall.lookups import (
    check_in_of,
    code_changed,
    in_the_hall,
    let_in,
    not_now,
    requests_of,
    too_often,
)
from app.routes.public.hall.passes import Pass, hall_request_of_request, keep_hall_request
from app.routes.public.hall.self_marks import mark
from app.web.access import public
from app.web.database import db, immediate
from app.web.forms import form_redisplay
from app.web.forms.fields import BirthYearField, FullNameField, GroupField
from app.web.heard import see_outcome
from app.web.responses import Answer, see_other

hall_requests = Blueprint("hall_requests", __name__)
hall_requests.after_request(in_the_hall)


class HallRequestForm(FlaskForm):
    """Somebody in the hall; as few fields as the instructor's form for a walk-in."""

    full_name = FullNameField()
    birth_year = BirthYearField()
    residential_group = GroupField()


@hall_requests.get("/d/ghi-ten")
@public
def new() -> Answer:
    """The form, filled in with what was typed in the search for the name."""
    check_in, _carried = let_in()
    return _page(_form(check_in, HallRequestForm(form_redisplay.typed_before())), check_in)


@hall_requests.post("/d/ghi-ten")
@public
def create() -> Answer:
    """Ask to be admitted. Whoever is found on the list is marked at once."""
    check_in, carried = let_in()
    if "residential_group" not in request.form:  # comes from the page that did not find the name
        return form_redisplay.redirect_with_typed(url_for("public.hall_requests.new"))
    form, now, check_in_id = _form(check_in), clock.now(), check_in.id
    if not form.validate():
        again = url_for("public.hall_requests.new", sua=1)
        return form_redisplay.answer(again, lambda: _page(form, check_in))
    name, year = form.full_name.value, form.birth_year.value.year
    try:
        with immediate() as session:
            lesson = session.scalars(Lesson.locked(check_in.lesson_id)).one()
            if any(bucket.is_empty(session, now) for bucket in requests_of(lesson, carried.device)):
                return too_often(check_in)
            found = self_mark.called(session, lesson, name, year)
            if len(found) != 1:
                asked = HallRequest.ask(
                    session,
                    lesson,
                    device=carried.device,
                    full_name=name,
                    birth_year=year,
                    residential_group_id=form.residential_group.value,
                    now=now,
                )
                for bucket in requests_of(lesson, carried.device):
                    bucket.take(session, now)
                public_id = asked.public_id
    except LessonClosed:
        return not_now(check_in, check_in.state(now), now)
    if len(found) == 1:
        return mark(check_in_id, carried, found)
    return keep_hall_request(see_outcome(url_for("public.hall_requests.show")), public_id)


@hall_requests.get("/d/cho-nhan")
@public
def show() -> Answer:
    """Whether this phone's person was admitted; if so, what is stored of them."""
    carried, public_id = Pass.carried(), hall_request_of_request()
    check_in = check_in_of(carried)
    if carried is None or check_in is None or not public_id:
        return code_changed()
    asked = db.session.scalars(HallRequest.called(check_in.lesson_id, public_id)).first()
    if asked is None:  # corrected on another phone, or forgotten since
        return see_other(url_for("public.self_marks.new"))
    if asked.state == HallRequestState.ACCEPTED and asked.registration_id is not None:
        with_them = carried.with_people([asked.registration_id])
        return with_them.put_on(see_outcome(url_for("public.self_marks.show")))
    lesson = check_in.lesson
    page = render_template(
        "public/hall_requests/show.html",
        asked=asked,
        over=lesson.is_closed or lesson.state == "cancelled",
        lesson=lesson,
        ward=lesson.course.unit,
    )
    return make_response(page)


def _form(check_in: CheckIn, form: HallRequestForm | None = None) -> HallRequestForm:
    made = form or HallRequestForm()
    unit = check_in.lesson.course.unit
    made.residential_group.offer(db.session.scalars(ResidentialGroup.of(unit.id)).all(), unit.group_word)
    return made


def _page(form: HallRequestForm, check_in: CheckIn) -> Response:
    lesson = check_in.lesson
    return form_redisplay.page("public/hall_requests/new.html", form, lesson=lesson, ward=lesson.course.unit)
