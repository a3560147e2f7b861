"""/van-phong/lop/<code>/nguoi-hoc/…: what is done with ticked learners of a class: their paper notes, a message, a
workbook, another class, their seats given back."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.jobs import orders
from app.models import Course, Registration, Role
from app.models.learning.joining import AlreadyThere, CourseFull, NoLongerLive, NotOpen
from app.models.learning.leaving import cancel, move
from app.registers.definitions.learners_list import state_words
from app.registers.listing import PAGE
from app.routes.jobs import answer_with
from app.routes.next_in_order import tell
from app.routes.office.lookups import course_here
from app.routes.office.registrations.registration_pages import MoveForm
from app.routes.office.registrations.registration_steps import offer, refusal_words
from app.routes.trail import note
from app.web.access import current_account, current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

chosen_registrations = Blueprint("chosen_registrations", __name__)

MOVE_PAGE = "office/registrations/move_chosen.html"


@chosen_registrations.post("/lop/<code>/nguoi-hoc/da-chon")
@requires(Role.OFFICER)
def create(code: str) -> Answer:
    """What was pressed, for the learners that were ticked; back to the list where none was."""
    course, chosen = course_here(code, Role.OFFICER), request.form.getlist("dong")[:PAGE]
    at = {
        "xlsx": url_for("office.registration_lists.show", code=code, ending="xlsx", dong=chosen),
        "nhan": url_for("office.sendings.index", code=code, nguoi=chosen),
        "chuyen": url_for("office.chosen_registrations.new", code=code, dong=chosen),
        "huy": url_for("office.chosen_registrations.edit", code=code, dong=chosen),
    }
    if not chosen:
        flash(_("Anh chị chọn người trước đã: đánh dấu ở đầu dòng."), "warn")
        return _back(code)
    if (address := at.get(request.form.get("v", ""))) is not None:
        return see_other(address)
    return _print(course, chosen)


@chosen_registrations.route("/lop/<code>/nguoi-hoc/chuyen-lop", methods=["GET", "POST"])
@requires(Role.OFFICER)
def new(code: str) -> Answer:
    """Move the ticked learners to another class, in the order of their names; who cannot be moved stays, by name."""
    form, chosen = MoveForm(), (request.form or request.args).getlist("dong")
    context = _move_context(code, form, chosen)
    if not form.is_submitted():
        return render_template(MOVE_PAGE, **context)
    other_id = next((each.id for each in context["courses"] if each.code == form.to.data), None)
    if not form.validate() or other_id is None:
        form.to.errors = [_("Anh chị chọn một lớp.")]
        return refuse(MOVE_PAGE, **context)
    moved, risen, refused = [], [], []
    with immediate() as session:
        course, other = course_here(code, Role.OFFICER), session.get_one(Course, other_id)
        for seat in _seats(session, course, chosen):
            try:
                made, freed = move(session, seat, other, current_account(), clock.now())
            except (AlreadyThere, CourseFull, NotOpen, NoLongerLive) as why:
                refused.append(f"{seat.person.full_name}: {_why(why, seat)}")
                continue
            detail: dict[str, object] = {"registration": seat.public_id, "to": other.code, "moved_up": len(freed)}
            note(session, "registration.moved", course, detail)
            moved.append(made)
            risen += freed
        waiting, title = sum(not each.holds_seat for each in moved), other.named_title
    if moved:
        flash(_("Đã chuyển %(count)s người sang lớp %(course)s.", count=len(moved), course=title), "good")
    if waiting:
        flash(_("Trong đó %(count)s người vào danh sách chờ của lớp ấy.", count=waiting), "warn")
    if refused:
        flash(_("Chưa chuyển được: %(names)s", names=" ".join(refused)), "warn")
    tell(risen)
    return _back(code)


@chosen_registrations.route("/lop/<code>/nguoi-hoc/huy-cho", methods=["GET", "POST"])
@requires(Role.OFFICER)
def edit(code: str) -> Answer:
    """Give back, once that was asked, the seats and places of the ticked learners; the next in order move up. Twice
    changes nothing."""
    if request.method != "POST":
        course, page = course_here(code, Role.OFFICER), "office/registrations/withdraw_chosen.html"
        return render_template(page, course=course, **_split(course, request.args.getlist("dong")))
    risen, ended = [], 0
    with immediate() as session:
        course = course_here(code, Role.OFFICER)
        for seat in _seats(session, course, request.form.getlist("dong")):
            if seat.is_live:
                freed = cancel(session, seat, now=clock.now(), reason="office")
                detail: dict[str, object] = {"registration": seat.public_id, "moved_up": len(freed)}
                note(session, "registration.ended", course, detail)
                risen += freed
                ended += 1
    if ended:
        flash(_("Đã hủy chỗ của %(count)s người.", count=ended), "good")
    tell(risen)
    return _back(code)


def _back(code: str) -> Answer:
    return see_other(url_for("office.registration_lists.index", code=code))


def _seats(session: Session, course: Course, chosen: Sequence[str]) -> Sequence[Registration]:
    """The ticked registrations of a course, by name."""
    theirs = Registration.public_id.in_(chosen[:PAGE])
    return session.scalars(Registration.by_name().where(Registration.course_id == course.id, theirs)).all()


def _split(course: Course, chosen: Sequence[str]) -> dict[str, list[Registration]]:
    """The ticked registrations: `fit` are live, `ended` have left."""
    seats = _seats(db.session(), course, chosen)
    return {"fit": [each for each in seats if each.is_live], "ended": [each for each in seats if not each.is_live]}


def _move_context(code: str, form: MoveForm, chosen: Sequence[str]) -> dict[str, Any]:
    course = course_here(code, Role.OFFICER)
    courses = offer(form, course)
    return {"course": course, "form": form, "courses": courses, "now": clock.now(), **_split(course, chosen)}


def _why(refused: Exception, seat: Registration) -> str:
    if isinstance(refused, NoLongerLive):
        return str(_("không còn trong lớp, %(state)s.", state=state_words(seat)))
    return refusal_words(refused)


def _print(course: Course, chosen: Sequence[str]) -> Answer:
    """Order the paper notes of those who are still on the class."""
    with immediate() as session:
        seats = [each for each in _seats(session, course, chosen) if each.is_live]
        job = orders.paper_notes(session, seats, by=current_visitor().account_id) if seats else None
    if job is None:
        flash(_("Những người đã chọn không còn trong lớp, nên không có giấy hẹn để in."), "warn")
        return _back(course.code)
    return answer_with(job)
