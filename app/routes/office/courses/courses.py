"""/van-phong/lop/<code>: a course: how it stands, its history, its poster; changed."""

from datetime import datetime

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.country.numbers import as_number, parse_integer
from app.jobs import orders, queue
from app.models import AuditEvent, Course, CourseInvitee, CourseState, Job, JobState, Role
from app.models.base import count_of
from app.models.learning.approval import eligible
from app.models.learning.clashes import Clash, clashes_among, meetings_between
from app.models.learning.class_list import attendance_at
from app.models.learning.course_terms import Stage, TooFewSeats, WhoMay, excused_words
from app.models.learning.discarding import may_discard
from app.models.learning.due import untold
from app.models.learning.leaving import fill_seats, with_needs
from app.models.learning.office_lists import Show, counted
from app.models.learning.standing import under
from app.models.learning.substitution import teachers_of
from app.routes.jobs import answer_with, progress_of
from app.routes.next_in_order import tell
from app.routes.office.courses.appointments import appoint, teaching_ids, teaching_until
from app.routes.office.courses.course_form import WHO_MAY, CourseForm
from app.routes.office.lookups import STAFF, approved_lists, course_here, is_leader, is_officer, newest_list, unit_ids
from app.routes.office.messages.sending_drafts import draft_of
from app.routes.trail import note
from app.web import qr
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.forms.versioned import merges_again
from app.web.responses import Answer, form_page, public_address, see_other, settings
from app.web.words.audit_lines import lines
from app.web.words.messages import Moment

courses = Blueprint("courses", __name__)


@courses.get("/lop/<code>")
@requires(*STAFF)
def show(code: str) -> Answer:
    """How the course stands: what is next, its lessons, how many people, what clashes, its rules."""
    course, now = course_here(code), clock.now()
    people = counted(db.session(), course.id)
    approval = db.session.scalars(newest_list(course)).first()
    approved = approved_lists(course) if approval and approval.supplement_to_come else []
    came, listed = attendance_at(db.session(), [lesson.id for lesson in course.lessons])
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
        attendance=came,
        listed=listed,
        needing=db.session.scalar(count_of(with_needs(course.id))) if course.stage(now) == Stage.FINISHED else 0,
        untold=dict(db.session.execute(untold([course.id])).all())
        if len(course.live_lessons) < len(course.lessons)
        else {},
        approval=approval,
        approved=approved,
        late=_met_since(course) if approved else 0,
        invited=db.session.scalar(CourseInvitee.counted(course.id)),
        officer=is_officer(course),
        leader=is_leader(course),
        discardable=may_discard(db.session(), course),
    )


@courses.route("/lop/<code>/sua", methods=["GET", "POST"])
@requires(Role.OFFICER)
@merges_again
def edit(code: str) -> Answer:
    """Take over what was written; 409 with both versions where somebody changed the same boxes meanwhile."""
    course = course_here(code, Role.OFFICER)
    form = CourseForm()
    form.live_lessons = len(course.live_lessons)
    form.offer(course.unit)
    form = form.merge(course.version, lambda: _form_of(course))
    if not form.validate_on_submit() or not form.agrees(
        course, under(form.certificate_share.value, form.excused_counts.data)
    ):
        return form_page("office/courses/edit.html", form, course=course)
    seen = parse_integer(form.version.data or "") or 0
    jobs: list[Job] = []
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER).lock()
            course.change(form.details(session, course.unit, course), seen=seen)
            moved = fill_seats(session, course, clock.now())
            appoint(session, course, form.instructor_ids, until=form.teaching_until.value)
            note(session, "course.changed", course, {"version": course.version, "moved_up": len(moved)})
            if course.state == CourseState.OPEN:
                jobs = orders.shown(session, course, by=current_visitor().account_id)
    except TooFewSeats:
        form.seats.errors = [_("Đã có %(count)s người giữ chỗ, nên không giảm xuống dưới số đó.", count=course.seated)]
        return form_page("office/courses/edit.html", form, course=course)
    queue.enqueue_all(jobs)
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


def _form_of(course: Course) -> CourseForm:
    form = CourseForm(formdata=None)
    form.offer(course.unit)
    form.show(course, teaching_ids(course))
    form.teaching_until.show(teaching_until(course))
    return form


PAGE = 50
LAST_PAGE = 10_000
LOOK = "registration.viewed"


@courses.get("/lop/<code>/lich-su")
@requires(*STAFF)
def history(code: str) -> Answer:
    """Fifty acts a page, the newest first; `?xem=ai-xem` who looked at the people on the class."""
    course = course_here(code)
    looks = request.args.get("xem") == "ai-xem"
    number = min(max(request.args.get("trang", 1, type=as_number), 1), LAST_PAGE)
    acts = AuditEvent.of_course(course.code, course.unit_id)
    acts = acts.where(AuditEvent.action == LOOK if looks else AuditEvent.action != LOOK)
    found = db.session.scalars(acts.offset((number - 1) * PAGE).limit(PAGE + 1)).all()
    return render_template(
        "office/histories/course.html",
        course=course,
        officer=is_officer(course),
        lines=lines(db.session(), found[:PAGE]),
        looks=looks,
        number=number,
        more=len(found) > PAGE,
    )


@courses.get("/lop/<code>/ap-phich")
@requires(*STAFF)
def poster(code: str) -> Answer:
    """The code on screen; the poster as soon as it is drawn, its progress until then."""
    course = course_here(code)
    if course.state == CourseState.DRAFT:
        return see_other(url_for("office.courses.show", code=course.code))
    job = orders.poster_asked(db.session(), course)
    address = public_address(f"/l/{course.code}")
    return render_template(
        "office/posters/show.html",
        course=course,
        address=address,
        code_svg=qr.inline(address),
        announcement=announcement(course),
        opens_elsewhere=settings().opens_elsewhere,
        administers=course.unit_id in unit_ids(Role.ADMINISTRATOR),
        drawn=poster_stands(job),
        lacks_phone=job is not None and orders.poster_lacks_phone(course, job),
        progress=progress_of(job) if job else None,
    )


def announcement(course: Course) -> str:
    """The text that invites people to register, ready for groups; none once it is too late."""
    return draft_of(course, Moment.ANNOUNCED).to_group if course.takes_registrations(clock.now()) else ""


@courses.post("/lop/<code>/ap-phich")
@requires(*STAFF)
def draw_poster(code: str) -> Answer:
    """Have the poster of the course as it stands drawn, if it is not drawn or under way; `kho=A3`, `A5` another size,
    404 for one that there is not."""
    first, size = orders.POSTER_SIZES[0], request.form.get("kho") or orders.POSTER_SIZES[0]
    if size not in orders.POSTER_SIZES:
        abort(404)
    with immediate() as session:
        course = course_here(code)
        lost = not poster_stands(orders.poster_asked(session, course, size))
        job = orders.poster(session, course, by=current_visitor().account_id, again=lost, size=size)
    return answer_with(job, done=None if size != first else url_for("office.courses.poster", code=course.code))


def poster_stands(job: Job | None) -> bool:
    """Whether a poster was drawn and its file is still there (a backup may have been restored without its papers)."""
    return bool(job and job.state == JobState.DONE and job.result and settings().papers.has(job.result))
