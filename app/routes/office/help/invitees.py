"""/van-phong/lop/<code>/duoc-moi: whom a class invites because of what they could not do yet: told, then registered."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Course, CourseInvitee, Person, Registration, RegistrationState, Role, SignUpWay, Wishes
from app.models.learning.joining import LIVE, CourseFull, NotOpen
from app.routes.office.lookups import course_here
from app.routes.trail import note
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other
from app.web.words.short_messages import invitation

invitees = Blueprint("invitees", __name__)


@dataclass(frozen=True)
class Invited:
    """One line of the page: who, the text for their telephone, their live registration on the class if there is one."""

    invitee: CourseInvitee
    text: str
    seat: Registration | None


@invitees.get("/lop/<code>/duoc-moi")
@requires(Role.OFFICER)
def index(code: str) -> Answer:
    """Who is invited, why, and how to reach them; that their names were looked at is noted."""
    course = course_here(code, Role.OFFICER)
    if count := db.session.scalar(CourseInvitee.counted(course.id)):
        with immediate() as session:
            note(session, "course.invitees_viewed", course_here(code, Role.OFFICER), {"people": count})
        course = course_here(code, Role.OFFICER)
    people = db.session.scalars(CourseInvitee.of(course.id)).all()
    live = Registration.of(course.id).where(Registration.state.in_(LIVE))
    seats = {seat.person_id: seat for seat in db.session.scalars(live)}
    ahead = course.next_lesson(clock.now())
    return render_template(
        "office/help/invitees.html",
        course=course,
        lines=[Invited(each, invitation(course, ahead, each.person), seats.get(each.person_id)) for each in people],
        open=course.takes_registrations(clock.now()),
    )


@invitees.post("/lop/<code>/duoc-moi/<uuid:person>/da-bao")
@requires(Role.OFFICER)
def update(code: str, person: UUID) -> Answer:
    """They were told; pressed twice it is noted once. `nham` takes it back."""
    with immediate() as session:
        course = course_here(code, Role.OFFICER)
        row = _invitee_here(course, person)
        if "nham" in request.form:
            row.told_at = None
        elif row.tell(clock.now()):
            note(session, "course.invitee_told", course, {"person": row.person.public_id})
    return _back(code, person)


@invitees.post("/lop/<code>/duoc-moi/<uuid:person>/dang-ky")
@requires(Role.OFFICER)
def create(code: str, person: UUID) -> Answer:
    """Register them as somebody on file, in one tap: a seat, or a place on the waiting list; twice is once."""
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER)
            row = _invitee_here(course, person)
            message = _registered(session, course, row)
    except NotOpen:
        flash(_("Lớp chưa nhận đăng ký, nên chưa ghi ai. Anh chị công bố lớp rồi bấm lại."), "bad")
    except CourseFull:
        flash(_("Lớp vừa đủ chỗ và không nhận đăng ký chờ. Chưa ghi thêm ai."), "bad")
    else:
        flash(message)
    return _back(code, person)


def _registered(session: Session, course: Course, row: CourseInvitee) -> str:
    """Register who is invited, unless they are registered; what the page then says."""
    name, now = row.person.full_name, clock.now()
    if session.scalars(Registration.live_of(course.id, row.person_id)).first() is not None:
        return str(_("%(name)s đã có tên trong lớp này từ trước.", name=name))
    wishes = Wishes(way=SignUpWay.PHONE, by_id=current_visitor().account_id, guardian_later=True)
    ticket = Registration.register(session, course.id, row.person, wishes, now)
    made = session.scalars(Registration.on(ticket.id)).first()
    if made is None:  # somebody else was quicker: a ticket that repeats theirs
        return str(_("%(name)s đã có tên trong lớp này từ trước.", name=name))
    row.tell(now)
    note(session, "registration.made", course, {"registration": made.public_id, "way": made.way})
    if made.state == RegistrationState.WAITING:
        return str(_("Lớp đã đủ chỗ: đã ghi %(name)s vào danh sách chờ.", name=name))
    return str(_("Đã ghi tên %(name)s.", name=name))


def _invitee_here(course: Course, person: UUID) -> CourseInvitee:
    return one_or_404(CourseInvitee.of(course.id).where(Person.public_id == str(person)))


def _back(code: str, person: UUID) -> Answer:
    return see_other(url_for("office.invitees.index", code=code, _anchor=f"moi-{person}"))
