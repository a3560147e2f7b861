"""/van-phong/lop: the ward's courses: find them, open one, see how it stands, change it."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from app import clock, names
from app.access import current_visitor, requires
from app.database import db, immediate
from app.jobs import orders, queue
from app.models import (
    AdministrativeUnit,
    Course,
    CourseState,
    Place,
    Registration,
    Role,
    RoleGrant,
    Ticket,
)
from app.models.learning import shelf
from app.models.learning.course import ChangedMeanwhile, TooFewSeats
from app.models.learning.lesson import plan_lessons
from app.models.learning.registration import fill_seats
from app.models.learning.shelf import Shelf
from app.responses import Answer, page_or_fragment, refuse, see_other
from app.routes.office.appointments import appoint, teaching_ids
from app.routes.office.course_form import CourseForm, NewCourseForm, differences
from app.routes.office.lookups import (
    STAFF,
    course_here,
    is_leader,
    is_officer,
    newest_list,
    unit_called,
    unit_ids,
    units,
)
from app.routes.office.trail import note

courses = Blueprint("courses", __name__)

SHELVES = {"dang-mo": Shelf.AHEAD, "nhap": Shelf.DRAFT, "da-xong": Shelf.OVER}
PAGE = 30


@courses.get("/lop")
@requires(*STAFF)
def index() -> Answer:
    """The courses on one shelf, or those that hold what was typed; thirty a page."""
    here, now, query = unit_ids(), clock.now(), request.args.get("tim", "").strip()
    key = request.args.get("xem", "dang-mo")
    chosen = SHELVES.get(key, Shelf.AHEAD)
    number = max(request.args.get("trang", 1, type=int), 1)
    wanted = shelf.courses_on(chosen, here, now)
    if query:
        wanted = shelf.everywhere(here).where(Course.id.in_(shelf.matching(db.session(), here, query)))
    found = db.session.scalars(wanted.offset((number - 1) * PAGE).limit(PAGE + 1)).all()
    return page_or_fragment(
        "office/courses/index.html",
        "office/courses/_list.html",
        courses=found[:PAGE],
        more=len(found) > PAGE,
        number=number,
        query=query,
        shelf=key if key in SHELVES else "dang-mo",
        counts=shelf.shelf_counts(db.session(), here, now),
        officer=bool(unit_ids(Role.OFFICER)),
        now=now,
    )


@courses.get("/lop/moi")
@requires(Role.OFFICER)
def new() -> Answer:
    """The form for a new course, empty or like another (`?nhu=CODE`)."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    form = NewCourseForm(formdata=None)
    offer(form, unit)
    form.show_defaults(unit)
    like = course_here(request.args["nhu"], Role.OFFICER) if request.args.get("nhu") else None
    if like:
        form.show(like, teaching_ids(like))
    form.show_rhythm(like)
    return render_template("office/courses/new.html", form=form, unit=unit, units=units(Role.OFFICER))


@courses.post("/lop/moi")
@requires(Role.OFFICER)
def create() -> Answer:
    """A draft with its lessons and instructors; publishing it is the next step."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    form = NewCourseForm()
    offer(form, unit)
    if not form.validate():
        return refuse("office/courses/new.html", form=form, unit=unit, units=units(Role.OFFICER))
    now = clock.now()
    with immediate() as session:
        here = session.get_one(AdministrativeUnit, unit.id)
        details = vars(form.details(session, here))
        course = Course(unit=here, code=Course.fresh_code(session), created_at=now, **details)
        session.add(course)
        plan_lessons(session, course, form.moments(), form.minutes.value)
        session.flush()
        appoint(session, course, form.instructor_ids)
        note(session, "course.made", course, {"lessons": form.lessons.value, "seats": course.seats})
    return see_other(url_for("office.courses.show", code=course.code))


@courses.get("/lop/<code>")
@requires(*STAFF)
def show(code: str) -> Answer:
    """How the course stands: lessons, seats, who registered (`?tim=` finds), who waits, what looks odd."""
    course, query, now = course_here(code), request.args.get("tim", "").strip(), clock.now()
    everybody = list(db.session.scalars(Registration.seated_on(course.id)))
    seated = [seat for seat in everybody if names.matches(query, seat.person.search_key)]
    return page_or_fragment(
        "office/courses/show.html",
        "office/courses/_registrations.html",
        course=course,
        stage=course.stage(now),
        now=now,
        query=query,
        seated=seated,
        unsure=[seat for seat in everybody if seat.person.unsure],
        waiting=list(db.session.scalars(Registration.waiting_on(course.id))),
        repeated=list(db.session.scalars(Ticket.repeating(course.id))),
        grants=list(db.session.scalars(RoleGrant.instructors_of([course.id], clock.today()))),
        attendance=shelf.came_by_lesson(db.session(), course.id),
        approval=db.session.scalars(newest_list(course)).first(),
        officer=is_officer(course),
        leader=is_leader(course),
    )


@courses.get("/lop/<code>/sua")
@requires(Role.OFFICER)
def edit(code: str) -> Answer:
    """The form with the course as it stands."""
    course = course_here(code, Role.OFFICER)
    form = CourseForm(formdata=None)
    offer(form, course.unit)
    form.show(course, teaching_ids(course))
    return render_template("office/courses/edit.html", form=form, course=course)


@courses.post("/lop/<code>/sua")
@requires(Role.OFFICER)
def update(code: str) -> Answer:
    """Take over what was written, unless somebody changed the course meanwhile: then both versions are shown."""
    course = course_here(code, Role.OFFICER)
    form = CourseForm()
    offer(form, course.unit)
    if not form.validate():
        return refuse("office/courses/edit.html", form=form, course=course)
    version = form.version.data or ""
    seen = int(version) if version.isdecimal() else 0
    job = None
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER).lock()
            course.change(form.details(session, course.unit), seen=seen)
            moved = fill_seats(session, course)
            appoint(session, course, form.instructor_ids)
            note(session, "course.changed", course, {"version": course.version, "moved_up": len(moved)})
            if course.state == CourseState.OPEN:
                job = orders.poster(session, course, by=current_visitor().account_id)
    except ChangedMeanwhile:
        return _both_versions(form, course_here(code, Role.OFFICER))
    except TooFewSeats:
        form.seats.errors = [_("Đã có %(count)s người giữ chỗ, nên không giảm xuống dưới số đó.", count=course.seated)]
        return refuse("office/courses/edit.html", form=form, course=course)
    if job:
        queue.enqueue(job.id)
    return see_other(url_for("office.courses.show", code=course.code))


def offer(form: CourseForm, unit: AdministrativeUnit) -> None:
    """Offer a form the unit's places and instructors."""
    accounts = db.session.scalars(RoleGrant.instructors_in([unit.id], clock.today()))
    form.offer(list(db.session.scalars(Place.of(unit.id))), list(accounts))


def _both_versions(form: CourseForm, course: Course) -> Answer:
    """409: what is stored by now beside what was typed; pressing again takes over what was typed."""
    stored = CourseForm(formdata=None)
    offer(stored, course.unit)
    stored.show(course, teaching_ids(course))
    form.version.data = str(course.version)
    return refuse(
        "office/courses/edit.html", status=409, form=form, course=course, differences=differences(stored, form)
    )
