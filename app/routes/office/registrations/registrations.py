"""/van-phong/lop/<code>/hoc-vien: register somebody who telephones or comes by, and give a seat back for them."""

import uuid
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import Registration, Role, SignUpWay
from app.models.learning.joining import CourseFull, NotOpen
from app.models.learning.leaving import cancel
from app.models.learning.waiting import place_in_queue
from app.routes.next_in_order import tell
from app.routes.office.lookups import STAFF, course_here
from app.routes.office.people.people_here import note_about
from app.routes.office.registrations.person_form import PersonForm, person_on_file
from app.routes.office.registrations.registration_pages import page_of
from app.routes.second_presses import say_to_staff
from app.routes.trail import note
from app.web.access import one_or_404, requires
from app.web.database import immediate
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer, page_or_fragment, refuse, see_other

registrations = Blueprint("registrations", __name__)


PAGE = "office/registrations/new.html"


@registrations.get("/lop/<code>/hoc-vien/moi")
@requires(Role.OFFICER)
def new(code: str) -> Answer:
    """The form, filled in from who is on file with `?nguoi=`, which is noted as a view; with htmx its lines alone.
    `?qua=` is how the person before asked."""
    course, picked = course_here(code, Role.OFFICER), request.args.get("nguoi")
    if picked:
        with immediate() as session:
            note_about(session, "person.viewed", person_on_file(course_here(code, Role.OFFICER), picked))
        course = course_here(code, Role.OFFICER)
    form = PersonForm(course, formdata=None)
    form.submission.data = str(uuid.uuid4())
    if picked:
        form.take(person_on_file(course, picked))
    elif request.args.get("qua") in set(SignUpWay):
        form.way.data = request.args["qua"]
    return page_or_fragment(PAGE, "office/registrations/_lines.html", form=form, course=course, filled=bool(picked))


@registrations.post("/lop/<code>/hoc-vien/moi")
@dedupes_itself
@requires(Role.OFFICER)
def create(code: str) -> Answer:
    """A seat, or a place on the waiting list; who is registered already stays as they are. With `tiep` the form for
    the next person follows."""
    course = course_here(code, Role.OFFICER)
    form = PersonForm(course)
    if not form.validate():
        return refuse(PAGE, form=form, course=course)
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER)
            candidate = form.candidate(session, course)
            wishes, now = form.wishes(), clock.now()
            ticket = Registration.register(session, course.id, candidate, wishes, now)
            say_to_staff(session, ticket, candidate, wishes, now)
            note(session, "registration.made", course, {"ticket": ticket.id, "way": form.way.data})
            made = session.scalars(Registration.on(ticket.id)).first()
            place = place_in_queue(session, made) if made else None
            unlike = form.unlike(made.person) if made and made.created_at == now else []
    except (NotOpen, CourseFull) as refused:
        full = isinstance(refused, CourseFull)
        closed = _("Lớp này hết chỗ và không nhận đăng ký chờ.") if full else _("Lớp này không còn nhận đăng ký.")
        form.form_errors.append(closed)
        return refuse(PAGE, form=form, course=course)
    flash(_message(ticket.is_thin, place, form.full_name.value), "warn" if ticket.is_thin else "good")
    if unlike:
        flash(_("Hồ sơ đã có vẫn giữ như cũ: %(lines)s. Muốn đổi thì sửa ở hồ sơ.", lines=", ".join(unlike)), "warn")
    if "tiep" in request.form:
        return see_other(url_for("office.registrations.new", code=code, qua=form.way.data))
    return see_other(url_for("office.registration_lists.index", code=code))


@registrations.get("/lop/<code>/hoc-vien/<uuid:public_id>")
@requires(*STAFF)
def show(code: str, public_id: UUID) -> Answer:
    """One person on the course, with the telephone; that it was looked at is noted."""
    course = course_here(code)
    one_or_404(Registration.of(course.id).where(Registration.public_id == str(public_id)))
    with immediate() as session:
        note(session, "registration.viewed", course, {"registration": str(public_id)})
    course = course_here(code)
    seat = one_or_404(Registration.of(course.id).where(Registration.public_id == str(public_id)))
    return render_template("office/registrations/show.html", **page_of(course, seat))


@registrations.post("/lop/<code>/hoc-vien/<uuid:public_id>/huy")
@requires(Role.OFFICER)
def destroy(code: str, public_id: UUID) -> Answer:
    """Give the seat or place back; the first one waiting moves up. Twice changes nothing."""
    with immediate() as session:
        course = course_here(code, Role.OFFICER)
        wanted = Registration.of(course.id).where(Registration.public_id == str(public_id))
        registration = one_or_404(wanted)
        if registration.is_live:
            moved = cancel(session, registration, now=clock.now(), reason="office")
            note(session, "registration.ended", course, {"registration": str(public_id), "moved_up": len(moved)})
            flash(_("Đã hủy chỗ của %(name)s.", name=registration.person.full_name), "good")
            tell(moved)
    return see_other(url_for("office.registration_lists.index", code=code))


def _message(thin: bool, place: int | None, name: str) -> str:
    if thin:
        return str(_("%(name)s đã có tên trong lớp này từ trước, không ghi thêm.", name=name))
    if place:
        return str(_("Lớp đủ chỗ. %(name)s đang chờ, thứ %(place)s.", name=name, place=place))
    return str(_("Đã ghi tên %(name)s.", name=name))
