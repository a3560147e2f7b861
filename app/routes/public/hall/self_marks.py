"""/d/buoi-nay: somebody who was admitted says who they are; /d/co-mat: shows what is stored of them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from app.country import clock
from app.country.numbers import as_number
from app.models import CheckIn, Lesson, ResidentialGroup, Ticket
from app.models.learning import self_mark
from app.models.learning.check_in import CheckInState
from app.models.learning.self_mark import Attendee, NotNow, OneFamily
from app.routes.public.courses.timetables import KEPT_FOR
from app.routes.public.hall.lookups import (
    another_family,
    check_in_of,
    code_changed,
    in_the_hall,
    let_in,
    names_of,
    not_now,
    too_often,
)
from app.routes.public.hall.passes import Pass, tickets_of_request
from app.web.access import public
from app.web.database import db, immediate
from app.web.forms import form_redisplay
from app.web.forms.fields import ELSEWHERE, BirthYearField, FullNameField
from app.web.heard import see_outcome
from app.web.responses import Answer, refuse, see_other

self_marks = Blueprint("self_marks", __name__)
self_marks.after_request(in_the_hall)

# The range of learners' birth years, shown as tiles: first the decade, then the year.
OLDEST, YOUNGEST = 105, 7


class SelfMarkForm(FlaskForm):
    """The name as it was registered; the year was chosen before."""

    full_name = FullNameField()
    birth_year = BirthYearField()


@self_marks.get("/d/buoi-nay")
@public
def new() -> Answer:
    """One tap for the tickets on this phone, else the year and the name; or the form again with its errors."""
    check_in, carried = let_in()
    if kept := form_redisplay.saved_form():
        form = SelfMarkForm(kept.typed)
        return kept.redisplay(form, lambda: _to_mend(form, check_in))
    return welcome(check_in, carried, by_name="ten" in request.args)


def welcome(check_in: CheckIn, carried: Pass, *, by_name: bool = False) -> Response:
    """The page after admission: the people of the phone's tickets, or a step on the way to a name.

    Two statements at most: those marked by this device, and those of its tickets.
    """
    session, lesson = db.session(), check_in.lesson
    done = self_mark.stored(session, lesson, carried.people)
    chosen = _chosen_year(), _chosen_decade()
    people = [] if by_name or any(chosen) else self_mark.holding(session, lesson, tickets_of_request())
    if done:
        people = [each for each in people if each.ticket_id == done[0].ticket_id]
    ticket_people = people or (self_mark.holding(session, lesson, tickets_of_request()) if by_name else [])
    context: dict[str, Any] = {
        "lesson": lesson,
        "ward": lesson.course.unit,
        "done": done,
        "tickets": bool(ticket_people),
        "elsewhere": [] if people or ticket_people else _elsewhere(session, lesson),
    }
    if people:
        families = [list(family) for _ticket, family in groupby(people, key=lambda each: each.ticket_token)]
        context["some_missing"] = any(not each.came for each in people)
        return make_response(render_template("public/self_marks/new.html", families=families, **context))
    return make_response(_step(*chosen, **context))


def _elsewhere(session: Session, lesson: Lesson) -> list[tuple[str, datetime | None]]:
    """The other classes of which this phone has tickets: their titles, and when they meet next. No statement where it
    has none."""
    tokens, now = tickets_of_request(), clock.now()
    courses = session.scalars(Ticket.other_courses(tokens, lesson.course_id)).all() if tokens else []
    hours = [[each.starts_at for each in course.live_lessons if each.ends_at > now] for course in courses]
    return [(course.named_title, min(ahead, default=None)) for course, ahead in zip(courses, hours, strict=True)]


def _step(year: int | None, decade: int | None, **context: Any) -> str:
    if year is not None:
        return render_template("public/self_marks/name.html", form=SelfMarkForm(), year=year, **context)
    born = range(clock.today().year - OLDEST, clock.today().year - YOUNGEST + 1)
    if decade is not None:
        years = [each for each in range(decade, decade + 10) if each in born]
        return render_template("public/self_marks/years.html", years=years, **context)
    decades = sorted({each // 10 * 10 for each in born})
    return render_template("public/self_marks/years.html", decades=decades, **context)


def _chosen_year() -> int | None:
    year = request.args.get("nam", 0, type=as_number)
    return year if 0 <= clock.today().year - year <= OLDEST else None


def _chosen_decade() -> int | None:
    decade = request.args.get("tu", 0, type=as_number) // 10 * 10
    return decade if 0 <= clock.today().year - decade <= OLDEST + 10 else None


@self_marks.post("/d/buoi-nay")
@public
def create() -> Answer:
    """Mark whoever typed their name and year exactly, accents aside; whoever is not found types again."""
    check_in, carried = let_in()
    form, now, check_in_id = SelfMarkForm(), clock.now(), check_in.id
    if not form.validate():
        if form.birth_year.errors:
            return see_other(url_for("public.self_marks.new", ten=1))
        return _again(form, check_in)
    with immediate() as session:
        check_in = session.scalars(CheckIn.with_lesson().where(CheckIn.id == check_in_id)).one()
        buckets = names_of(check_in.lesson, carried.device)
        tried_out = any(bucket.is_empty(session, now) for bucket in buckets)
        found = [] if tried_out else _found(session, check_in, form)
        if not found and not tried_out:
            for bucket in buckets:
                bucket.take(session, now)
    if tried_out:
        return too_often(check_in)
    if len(found) == 1:
        return mark(check_in_id, carried, found)
    if found and "residential_group" not in request.form:
        return _again(form, check_in)
    form.form_errors.append(
        _("Chưa thấy tên này trong lớp. Bác xem lại họ tên và năm sinh, hoặc gặp giảng viên để được ghi.")
    )
    return _again(form, check_in)


def _found(session: Session, check_in: CheckIn, form: SelfMarkForm) -> list[Attendee]:
    """The people with this name and year; of several, those of the chosen group, once it was asked for."""
    found = self_mark.called(session, check_in.lesson, form.full_name.value, form.birth_year.value.year)
    chosen_group = request.form.get("residential_group")
    if len(found) < 2 or chosen_group is None:
        return found
    groups = {group.code: group.id for group in session.scalars(ResidentialGroup.of(check_in.lesson.course.unit_id))}
    if chosen_group == ELSEWHERE:
        return [each for each in found if each.residential_group_id not in groups.values()]
    return [each for each in found if chosen_group in groups and each.residential_group_id == groups[chosen_group]]


def mark(check_in_id: int, carried: Pass, people: Sequence[Attendee]) -> Response:
    """Mark these people, and redirect to the page that shows what is stored."""
    now = clock.now()
    try:
        with immediate() as session:
            check_in = session.scalars(CheckIn.with_lesson().where(CheckIn.id == check_in_id)).one()
            self_mark.mark(session, check_in, people, device=carried.device, now=now)
    except NotNow as refused:
        return not_now(_check_in_by_id(check_in_id), refused.state, now)
    except OneFamily:
        return another_family(_check_in_by_id(check_in_id))
    with_them = carried.with_people([each.registration_id for each in people])
    return with_them.put_on(see_outcome(url_for("public.self_marks.show")))


@self_marks.post("/d/bam-nham")
@public
def destroy() -> Answer:
    """Withdraw a mark made by mistake on this phone, while its pass is valid; the roll shows it."""
    check_in, carried = let_in()
    check_in_id, now = check_in.id, clock.now()
    try:
        with immediate() as session:
            check_in = session.scalars(CheckIn.with_lesson().where(CheckIn.id == check_in_id)).one()
            who = request.form.get("registration", "")[:36]
            self_mark.take_back(session, check_in, who, device=carried.device, among=carried.people, now=now)
    except NotNow as refused:
        return not_now(_check_in_by_id(check_in_id), refused.state, now)
    return see_outcome(url_for("public.self_marks.show"))


@self_marks.get("/d/co-mat")
@public
def show() -> Answer:
    """What is stored of the people whom this device marked, at one lesson."""
    carried = Pass.carried()
    check_in = check_in_of(carried)
    if carried is None or check_in is None or not carried.people:
        return code_changed()
    lesson = check_in.lesson
    people = self_mark.stored(db.session(), lesson, carried.people)
    came = [each for each in people if each.came]
    return make_response(
        render_template(
            "public/self_marks/show.html",
            lesson=lesson,
            ward=lesson.course.unit,
            came=came,
            others=[each for each in people if not each.came],
            earlier=[each for each in came if each.by_device != carried.device],
            may_take_back=carried.counts(clock.now()) and check_in.state(clock.now()) is CheckInState.OPEN,
            more=_are_more(lesson, people),
            kept_until=lesson.ends_at + KEPT_FOR,
        )
    )


def _are_more(lesson: Lesson, marked: Sequence[Attendee]) -> bool:
    """Whether this device may mark others. Who lives with somebody is shown only to a phone that has their ticket; for
    one that has none, always true. One statement."""
    of_the_phone = self_mark.holding(db.session(), lesson, tickets_of_request())
    family = [each for each in of_the_phone if each.ticket_id in {one.ticket_id for one in marked}]
    return not family or any(not each.came for each in family)


def _check_in_by_id(check_in_id: int) -> CheckIn:
    return db.session.scalars(CheckIn.with_lesson().where(CheckIn.id == check_in_id)).one()


def _again(form: SelfMarkForm, check_in: CheckIn) -> Response:
    page = url_for("public.self_marks.new", sua=1)
    return form_redisplay.answer(page, lambda: _to_mend(form, check_in), errors=form.form_errors)


def _to_mend(form: SelfMarkForm, check_in: CheckIn) -> Response:
    """The form again with its errors; where several people have the name, the question which of them."""
    return _name_again(form, check_in) if form.errors else _which_group(form, check_in)


def _which_group(form: SelfMarkForm, check_in: CheckIn) -> Response:
    """Ask several people of one name and year where they live: with all groups of the ward, so that nobody's stands
    out."""
    unit = check_in.lesson.course.unit
    groups = [(group.code, group.name) for group in db.session.scalars(ResidentialGroup.of(unit.id))]
    page = render_template(
        "public/self_marks/groups.html",
        form=form,
        lesson=check_in.lesson,
        ward=unit,
        groups=[*groups, (ELSEWHERE, _("Nơi khác"))],
    )
    return make_response(page)


def _name_again(form: SelfMarkForm, check_in: CheckIn) -> Response:
    lesson, year = check_in.lesson, form.birth_year.value.year
    return refuse("public/self_marks/name.html", form=form, year=year, lesson=lesson, ward=lesson.course.unit)
