"""/van-phong/lop/<code>/hoc-vien/<id>: what the office does with one registration: the line for whoever stands at the
door, taking somebody off with a reason, letting them go on in another class. Who was quicker is shown: 409."""

from uuid import UUID

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import Course, Registration, RegistrationState, Role
from app.models.learning import shelf
from app.models.learning.door_list import DoorLineEdit, write
from app.models.learning.joining import AlreadyThere, CourseFull, NoLongerLive, NotOpen
from app.models.learning.leaving import move, place_in_queue, remove
from app.models.learning.shelf import CourseShelf
from app.routes.next_in_order import tell
from app.routes.office.lookups import course_here, unit_ids
from app.routes.office.registrations.registration_pages import DoorLineForm, MoveForm, RemovalForm, page_of
from app.routes.trail import note
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

registration_steps = Blueprint("registration_steps", __name__)

PAGE = "office/registrations/show.html"
MOST_COURSES = 50


def seat_here(code: str, public_id: UUID) -> tuple[Course, Registration]:
    """The course and registration of an address; a 404 for those of another unit."""
    course = course_here(code, Role.OFFICER)
    return course, one_or_404(Registration.of(course.id).where(Registration.public_id == str(public_id)))


@registration_steps.post("/lop/<code>/hoc-vien/<uuid:public_id>/cua")
@requires(Role.OFFICER)
def update(code: str, public_id: UUID) -> Answer:
    """Write the line, unless somebody wrote another one meanwhile: then both are shown."""
    form = DoorLineForm()
    if not form.validate():
        return refuse(PAGE, **page_of(*seat_here(code, public_id), door_form=form))
    wanted, key = form.door_line.data or "", str(public_id)
    with immediate() as session:
        course, _seat = seat_here(code, public_id)
        written = write(session, course.id, {key: DoorLineEdit(wanted, form.seen.data or "")})
        if written.changed:
            note(session, "registration.door_line", course, {"registration": key})
    if key in written.overtaken:
        stands = form.seen.data = written.overtaken[key]
        return refuse(PAGE, status=409, **page_of(*seat_here(code, public_id), door_form=form, overtaken=stands))
    flash(_("Đã ghi lời dặn người ở cửa.") if wanted else _("Đã xóa lời dặn người ở cửa."), "good")
    return see_other(url_for("office.registrations.show", code=code, public_id=public_id))


@registration_steps.post("/lop/<code>/hoc-vien/<uuid:public_id>/xoa-ten")
@requires(Role.OFFICER)
def destroy(code: str, public_id: UUID) -> Answer:
    """Take somebody off with the reason; a freed seat goes to the next in order."""
    form = RemovalForm()
    if not form.validate():
        return refuse(PAGE, **page_of(*seat_here(code, public_id), removal_form=form))
    with immediate() as session:
        course, seat = seat_here(code, public_id)
        was_live = seat.is_live
        moved = remove(session, seat, current_account(), form.reason.data or "", clock.now())
        mine = was_live and seat.state == RegistrationState.REMOVED
        if mine:
            note(session, "registration.removed", course, {"registration": str(public_id), "moved_up": len(moved)})
        name = seat.person.full_name
    if not mine:
        return refuse(PAGE, status=409, **page_of(*seat_here(code, public_id), removal_form=form, too_late=True))
    flash(_("Đã xóa tên %(name)s khỏi lớp.", name=name), "good")
    tell(moved)
    return see_other(url_for("office.registration_lists.index", code=code))


@registration_steps.route("/lop/<code>/hoc-vien/<uuid:public_id>/doi-lop", methods=["GET", "POST"])
@requires(Role.OFFICER)
def new(code: str, public_id: UUID) -> Answer:
    """Let somebody go on in another class of the ward: a seat there or the next place; theirs here is given back."""
    course, seat = seat_here(code, public_id)
    form = MoveForm()
    offered = {each.code: each.id for each in offer(form, course)}
    other_id = offered.get(form.to.data or "")
    if not form.validate_on_submit() or other_id is None:
        form.to.errors = [_("Anh chị chọn một lớp.")] if form.is_submitted() else []
        return _move_page(code, public_id, form, 422 if form.is_submitted() else 200)
    try:
        with immediate() as session:
            course, seat = seat_here(code, public_id)
            other = session.get_one(Course, other_id)
            made, moved = move(session, seat, other, current_account(), clock.now())
            note(
                session,
                "registration.moved",
                course,
                {"registration": str(public_id), "to": other.code, "moved_up": len(moved)},
            )
            place, name, there = place_in_queue(session, made), seat.person.full_name, made.public_id
    except NoLongerLive:
        return refuse(PAGE, status=409, **page_of(*seat_here(code, public_id), too_late=True))
    except (AlreadyThere, CourseFull, NotOpen) as refused:
        form.to.errors = [refusal_words(refused)]
        return _move_page(code, public_id, form, 409 if isinstance(refused, AlreadyThere) else 422)
    place_words = _(", đang chờ thứ %(place)s", place=place) if place else ""
    flash(_("Đã chuyển %(name)s sang lớp này%(place)s.", name=name, place=place_words), "good")
    tell(moved)
    return see_other(url_for("office.registrations.show", code=form.to.data, public_id=there))


def refusal_words(refused: Exception) -> str:
    """Why somebody could not be moved to another class."""
    if isinstance(refused, AlreadyThere):
        return str(_("Người này đã có tên trong lớp đó."))
    if isinstance(refused, CourseFull):
        return str(_("Lớp đó hết chỗ và không nhận đăng ký chờ. Anh chị chọn lớp khác."))
    return str(_("Lớp đó không còn nhận người. Anh chị chọn lớp khác."))


def _move_page(code: str, public_id: UUID, form: MoveForm, status: int) -> Answer:
    course, seat = seat_here(code, public_id)
    courses = offer(form, course)
    page = "office/registrations/move.html"
    return refuse(page, status=status, course=course, seat=seat, form=form, courses=courses, now=clock.now())


def offer(form: MoveForm, course: Course) -> list[Course]:
    """The other open classes of the ward, which become the choices of the form."""
    ahead = shelf.courses_on(CourseShelf.AHEAD, unit_ids(Role.OFFICER), clock.now()).limit(MOST_COURSES)
    there = [each for each in db.session.scalars(ahead) if each.id != course.id and each.unit_id == course.unit_id]
    form.to.choices = [(each.code, each.title) for each in there]
    return there
