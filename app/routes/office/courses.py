"""/van-phong/lop: the ward's courses: find them, open one, see how it stands, change it."""

from datetime import datetime

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.access import current_visitor, found, requires
from app.database import db, immediate
from app.jobs import orders, queue
from app.models import Course, CourseInvitee, CourseState, Programme, Role
from app.models.learning import shelf
from app.models.learning.clashes import Clash, clashes_among, meetings_between
from app.models.learning.course_terms import ChangedMeanwhile, TooFewSeats, WhoMay
from app.models.learning.discarding import may_discard
from app.models.learning.eligible import eligible
from app.models.learning.leaving import fill_seats
from app.models.learning.registration_list import Show, counted
from app.models.learning.shelf import Shelf
from app.models.learning.substitution import teachers_of
from app.numbers import as_number, whole
from app.responses import Answer, page_or_fragment, refuse, see_other
from app.routes.next_in_order import tell
from app.routes.office.appointments import appoint, teaching_ids, teaching_until
from app.routes.office.course_form import WHO_MAY, CourseForm
from app.routes.office.differences import differences
from app.routes.office.form_choices import offer_choices
from app.routes.office.lookups import (
    STAFF,
    approved_lists,
    course_here,
    is_leader,
    is_officer,
    newest_list,
    unit_called,
    unit_ids,
)
from app.routes.trail import note
from app.words.excused import excused_words

courses = Blueprint("courses", __name__)

SHELVES = {"dang-mo": Shelf.AHEAD, "nhap": Shelf.DRAFT, "da-xong": Shelf.OVER}
# Of those that are over; the way from "Hôm nay" to what waits for a list.
WITHOUT_LIST = "chua-trinh"
PAGE = 30


@courses.get("/lop")
@requires(*STAFF)
def index() -> Answer:
    """The courses on one shelf, those without a list before the leader, those that hold what was typed, or those made
    from a programme (`?theo=`); thirty a page."""
    here, now, query = unit_ids(), clock.now(), request.args.get("tim", "").strip()
    key = request.args.get("xem", "dang-mo")
    chosen = SHELVES.get(key, Shelf.AHEAD)
    number = max(request.args.get("trang", 1, type=as_number), 1)
    wanted = shelf.without_list(here, now) if key == WITHOUT_LIST else shelf.courses_on(chosen, here, now)
    if query:
        wanted = shelf.everywhere(here).where(Course.id.in_(shelf.matching(db.session(), here, query)))
    programme = _programme_asked()
    if programme is not None:
        wanted = shelf.made_from(programme)
    loaded = db.session.scalars(wanted.offset((number - 1) * PAGE).limit(PAGE + 1)).all()
    return page_or_fragment(
        "office/courses/index.html",
        "office/courses/_list.html",
        courses=loaded[:PAGE],
        more=len(loaded) > PAGE,
        number=number,
        query=query,
        shelf=key if key in (*SHELVES, WITHOUT_LIST) else "dang-mo",
        programme=programme,
        taught=shelf.taught_from(db.session(), programme.unit_id).get(programme.id, (0, 0)) if programme else None,
        counts=shelf.shelf_counts(db.session(), here, now),
        officer=bool(unit_ids(Role.OFFICER)),
        now=now,
    )


def _programme_asked() -> Programme | None:
    """The programme of a unit (`?theo=`, `?phuong=`) whose courses are asked for; a 404 for one that it has not."""
    key = request.args.get("theo")
    return found(Programme.called(unit_called(request.args.get("phuong")).id, key)) if key else None


@courses.get("/lop/<code>")
@requires(*STAFF)
def show(code: str) -> Answer:
    """How the course stands: what is next, its lessons, how many people, what clashes, its rules."""
    course, now = course_here(code), clock.now()
    people = counted(db.session(), course.id)
    approval = db.session.scalars(newest_list(course)).first()
    approved = approved_lists(course) if approval and approval.supplement_to_come else []
    return render_template(
        "office/courses/show.html",
        course=course,
        stage=course.stage(now),
        now=now,
        counts={show.value: people[show] for show in Show},
        clashes=clashes_ahead(course, now),
        excused_words=excused_words(course.excused_counts),
        who_may_words=who_may_words(course),
        grants=db.session.scalars(teachers_of([course.id], clock.today())).all(),
        attendance=shelf.came_by_lesson(db.session(), course.id),
        approval=approval,
        approved=approved,
        late=_met_since(course) if approved else 0,
        invited=db.session.scalar(CourseInvitee.counted(course.id)),
        officer=is_officer(course),
        leader=is_leader(course),
        discardable=may_discard(db.session(), course),
    )


@courses.get("/lop/<code>/sua")
@requires(Role.OFFICER)
def edit(code: str) -> Answer:
    """The form with the course as it stands."""
    course = course_here(code, Role.OFFICER)
    form = CourseForm(formdata=None)
    offer_choices(form, course.unit)
    form.show(course, teaching_ids(course))
    form.teaching_until.show(teaching_until(course))
    return render_template("office/courses/edit.html", form=form, course=course)


@courses.post("/lop/<code>/sua")
@requires(Role.OFFICER)
def update(code: str) -> Answer:
    """Take over what was written, unless somebody changed the course meanwhile: then both versions are shown."""
    course = course_here(code, Role.OFFICER)
    form = CourseForm()
    offer_choices(form, course.unit)
    if not form.validate():
        return refuse("office/courses/edit.html", form=form, course=course)
    seen = whole(form.version.data or "") or 0
    job = None
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER).lock()
            course.change(form.details(session, course.unit, course), seen=seen)
            moved = fill_seats(session, course, clock.now())
            appoint(session, course, form.instructor_ids, until=form.teaching_until.value)
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
    tell(moved)
    return see_other(url_for("office.courses.show", code=course.code))


def _met_since(course: Course) -> int:
    """How many meet the rule and hold no paper."""
    return sum(1 for row in eligible(db.session(), course) if row.met)


def clashes_ahead(course: Course, now: datetime) -> list[Clash]:
    """What the lessons still to come clash with, soonest first; three statements at most."""
    ahead = [lesson for lesson in course.live_lessons if lesson.ends_at > now]
    if not ahead or course.state not in (CourseState.DRAFT, CourseState.OPEN):
        return []
    begin, end = min(lesson.starts_at for lesson in ahead), max(lesson.ends_at for lesson in ahead)
    meetings = meetings_between(db.session(), [course.unit_id], begin, end)
    found = clashes_among(db.session(), meetings)
    return [clash for lesson in ahead for clash in found.get(lesson.id, ())]


def who_may_words(course: Course) -> str:
    """Who may register by themselves, in words; the groups are named."""
    if course.who_may == WhoMay.GROUPS:
        return ", ".join(group.name for group in course.groups)
    return str(WHO_MAY[WhoMay(course.who_may)])


def _both_versions(form: CourseForm, course: Course) -> Answer:
    """409: what is stored by now beside what was typed; pressing again takes over what was typed."""
    stored = CourseForm(formdata=None)
    offer_choices(stored, course.unit)
    stored.show(course, teaching_ids(course))
    stored.teaching_until.show(teaching_until(course))
    form.version.data = str(course.version)
    return refuse(
        "office/courses/edit.html", status=409, form=form, course=course, differences=differences(stored, form)
    )
