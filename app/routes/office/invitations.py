"""/van-phong/giay-moi: invitations to a class or its opening, for people, organisations and heads of groups."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError

from app.country import clock, formats
from app.jobs import report_orders
from app.jobs.report_orders import Invited
from app.models import AdministrativeUnit, Course, Organisation, Person, Registration
from app.routes.jobs import answer_with
from app.routes.office.lookups import STAFF, unit_called, units
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.forms.days import DayField
from app.web.forms.staff_fields import LineField, one_of
from app.web.responses import Answer, form_page, refuse

invitations = Blueprint("invitations", __name__)

PAGE = "office/invitations/new.html"
# Letters of a paper's number: "31/GM-UBND".
LONGEST_NUMBER = 40
# People of one order; more are invited class by class.
MOST_PEOPLE = 100
OCCASIONS = {"opening": _l("Buổi khai giảng"), "lessons": _l("Cả lớp, các buổi còn lại")}


class InvitationForm(FlaskForm):
    """To what, and who; number and day belong together."""

    course = SelectField(_l("Lớp"), choices=[], validate_choice=False)
    occasion = RadioField(_l("Mời dự"), choices=[], default="opening", validate_choice=False)
    learners = BooleanField(_l("Mọi người đã có chỗ của lớp"))
    heads = BooleanField(_l("Trưởng các tổ, thôn"))
    organisations = SelectMultipleField(_l("Cơ quan, đơn vị"), choices=[])
    number = LineField(_l("Số giấy mời"), longest=LONGEST_NUMBER)
    day = DayField(_l("Ngày ký"))

    def validate_course(self, field: SelectField) -> None:
        """One of those offered."""
        one_of(self, field)

    def validate_occasion(self, field: RadioField) -> None:
        """One of those offered."""
        one_of(self, field)

    def validate_number(self, field: LineField) -> None:
        """A number without a day, or the reverse, is half a paper."""
        if bool(field.data) != bool(self.day.data):
            raise ValidationError(_("Anh chị ghi cả số và ngày ký, hoặc để trống cả hai."))


@invitations.route("/giay-moi", methods=["GET", "POST"])
@requires(*STAFF)
def new() -> Answer:
    """Order them, as PDF or with `word` as a Word file; `?lop=` chooses a class, `?nguoi=` are people and `?co-quan=`
    organisations to invite."""
    unit, form = unit_called(request.values.get("phuong")), InvitationForm()
    if not form.is_submitted():
        form.course.data, form.organisations.data = request.args.get("lop", ""), request.args.getlist("co-quan")
        course = db.session.scalars(Course.open_in(unit.id).where(Course.code == form.course.data)).first()
        form.occasion.data = "lessons" if course is not None and has_begun(course) else "opening"
    context = _context(unit, form)
    if not form.validate_on_submit():
        return form_page(PAGE, **context)
    by, wrong = current_visitor().account_id, ""
    with immediate() as session:
        course = session.scalars(Course.open_in(unit.id).where(Course.code == form.course.data)).one()
        invited = _invited(course, form)
        if invited.occasion == "opening" and has_begun(course):
            wrong, job = _("Lớp này đã khai giảng. Anh chị mời dự cả lớp, các buổi còn lại."), None
        elif not (invited.people or invited.organisations or invited.heads):
            wrong, job = _("Anh chị chọn ít nhất một người hoặc một cơ quan để mời."), None
        elif "word" in request.form:
            job = report_orders.invitations_word(session, course, invited, by=by)
        else:
            job = report_orders.invitations(session, course, invited, by=by)
    if job is None:
        return refuse(PAGE, **{**context, "wrong": wrong})
    return answer_with(job)


def has_begun(course: Course) -> bool:
    """Whether its first lesson is over or under way: nobody is invited to its opening any more."""
    return any(lesson.starts_at <= clock.now() for lesson in course.live_lessons)


def _invited(course: Course, form: InvitationForm) -> Invited:
    session = db.session()
    wanted = Registration.seated_on(course.id)
    people = {seat.person_id for seat in session.scalars(wanted)} if form.learners.data else set()
    people |= {person.id for person in _people(course.unit)}
    codes = form.organisations.data or []
    known = Organisation.in_units([course.unit_id]).where(Organisation.in_use(), Organisation.code.in_(codes))
    return Invited(
        occasion=form.occasion.data,
        people=people,
        organisations=[each.id for each in session.scalars(known)],
        heads=form.heads.data,
        number=form.number.value,
        day=form.day.value,
    )


def _people(unit: AdministrativeUnit) -> list[Person]:
    """The people whom the address or the form names, of the ward alone."""
    ids = request.values.getlist("nguoi")[:MOST_PEOPLE]
    wanted = Person.in_units({unit.id}).where(Person.public_id.in_(ids), Person.erased_at.is_(None))
    return list(db.session.scalars(wanted.order_by(None).order_by(Person.sort_key, Person.id))) if ids else []


def _context(unit: AdministrativeUnit, form: InvitationForm) -> dict[str, Any]:
    session, now = db.session(), clock.now()
    ahead = [(each, each.next_lesson(now)) for each in session.scalars(Course.open_in(unit.id))]
    coming = sorted(((each, lesson) for each, lesson in ahead if lesson), key=lambda row: row[1].starts_at)
    form.course.choices = [
        (each.code, f"{each.code}, {each.named_title}, {formats.day_month(lesson.starts_at)}")
        for each, lesson in coming
    ]
    form.occasion.choices = list(OCCASIONS.items())
    organisations = Organisation.in_units([unit.id]).where(Organisation.in_use()).order_by(None)
    found = session.scalars(organisations.order_by(Organisation.search_key, Organisation.id))
    form.organisations.choices = [(each.code, each.name) for each in found]
    return {"form": form, "unit": unit, "units": units(), "people": _people(unit), "wrong": ""}
