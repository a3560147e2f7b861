"""/van-phong/lop/<code>/buoi: the lessons of a course: added, changed, called off; the paper on which they are signed
for."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.jobs import orders, queue
from app.models import Course, CourseState, Job, Lesson, LessonState, OfflineRoll, Role
from app.models.learning import substitution
from app.models.learning.lesson import plan_lessons
from app.models.learning.lesson_terms import LessonClosed
from app.models.learning.mark_correction import unmark
from app.models.learning.standing import kept_share, with_more
from app.models.people.changing import Overtaken
from app.routes.jobs import answer_with
from app.routes.office.lessons.lesson_forms import LessonForm, LessonReasonForm, MarksForm, MoreLessonsForm
from app.routes.office.lookups import STAFF, course_here
from app.routes.office.messages.sending_drafts import tell_next
from app.routes.teaching.lookups import form_device
from app.routes.trail import note
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.forms.versioned import merges_again
from app.web.responses import Answer, form_page, refuse, see_other
from app.web.words.messages import Moment

lessons = Blueprint("lessons", __name__)


@lessons.route("/lop/<code>/buoi/moi", methods=["GET", "POST"])
@requires(Role.OFFICER)
def new(code: str) -> Answer:
    """One more lesson, or several by a pattern, numbered on."""
    course = course_here(code, Role.OFFICER)
    form = MoreLessonsForm()
    form.offer(course)
    if not form.is_submitted():
        form.show(course)
    if not form.validate_on_submit() or not form.agrees(course, with_more(form.lessons.value)):
        return form_page("office/lessons/new.html", form, course=course)
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER).lock()
            if form.seen != course.version:
                raise Overtaken({})
            made = plan_lessons(session, course, form.moments(), form.minutes.value)
            for lesson in made:
                lesson.place = form.chosen_place(session)
            course.version += 1
            detail = {"number": made[0].number, "starts_at": formats.moment(made[0].starts_at), "lessons": len(made)}
            note(session, "lesson.added", course, detail)
            jobs = _new_poster(session, course)
    except Overtaken:
        db.session.rollback()
        course = course_here(code, Role.OFFICER)
        form.version.data = str(course.version)
        return refuse("office/lessons/new.html", status=409, form=form, course=course, changed=True)
    flash(_added(made), "good")
    queue.enqueue_all(jobs)
    return see_other(url_for("office.courses.show", code=code, _anchor="buoi-hoc"))


@lessons.route("/lop/<code>/buoi/<int:number>/sua", methods=["GET", "POST"])
@requires(Role.OFFICER)
@merges_again
def edit(code: str, number: int) -> Answer:
    """Move it to another hour or place; then whoever registered is to be told."""
    page, form = _page(code, number), LessonForm()
    form.offer(page["course"])
    form.ask_of_marks(page["lesson"])
    form = form.merge(page["lesson"].version, lambda: _form_of(page["lesson"]))
    back = with_more(page["lesson"].state == LessonState.CANCELLED)
    if not form.validate_on_submit() or not form.agrees(page["course"], back):
        return form_page("office/lessons/edit.html", form, **page)
    now = clock.now()
    try:
        with immediate() as session:
            course, lesson = _locked(code, number)
            before = formats.moment(lesson.starts_at)
            place = form.chosen_place(session)
            lesson.move(form.starts_at, minutes=form.minutes.value, place=place, seen=form.seen)
            if lesson.substitute is not None:
                substitution.update_grants(session, course, lesson.substitute, now=now)
            course.version += 1
            detail = {**_named(lesson), "before": before, **_unmarked(session, lesson, form)}
            note(session, "lesson.moved", course, detail)
            jobs = _new_poster(session, course)
    except LessonClosed:
        return _refuse_closed(code, number)
    flash(_("Đã ghi giờ mới của buổi %(number)s.", number=number), "good")
    queue.enqueue_all(jobs)
    return tell_next(course, Moment.CHANGED, lesson)


def _page(code: str, number: int) -> dict[str, Any]:
    """A lesson, its course, and the phones that saved it as it stands and may be where no change reaches them."""
    course = course_here(code, Role.OFFICER)
    lesson = one_or_404(Lesson.numbered(course.id, number))
    rolls = db.session.scalars(OfflineRoll.outstanding(lesson.id)).all()
    return {"course": course, "lesson": lesson, "rolls": rolls}


def _locked(code: str, number: int) -> tuple[Course, Lesson]:
    """The course and the lesson with their rows held, in the order in which everybody takes them."""
    course = course_here(code, Role.OFFICER).lock()
    return course, one_or_404(
        Lesson.numbered(course.id, number).with_for_update().execution_options(populate_existing=True)
    )


def _named(lesson: Lesson) -> dict[str, object]:
    """A lesson in the audit trail."""
    return {"number": lesson.number, "starts_at": formats.moment(lesson.starts_at)}


def _unmarked(session: Session, lesson: Lesson, form: MarksForm) -> dict[str, object]:
    """Undo the marks of a lesson where that was chosen; of how many people, for the trail."""
    if "marks" not in form or form.marks.data == "keep":
        return {}
    by_id = current_visitor().account_id
    return {"unmarked": unmark(session, lesson, by_id=by_id, device=form_device(), now=clock.now())}


def _new_poster(session: Session, course: Course) -> list[Job]:
    """The poster and the picture of the link drawn anew, where the public sees them."""
    if course.state != CourseState.OPEN:
        return []
    return orders.shown(session, course, by=current_visitor().account_id)


def _added(made: list[Lesson]) -> str:
    if len(made) == 1:
        return str(_("Đã thêm buổi %(number)s.", number=made[0].number))
    return str(_("Đã thêm %(count)s buổi, từ buổi %(number)s.", count=len(made), number=made[0].number))


def _refuse_closed(code: str, number: int) -> Response:
    """Back to the course, saying that what was held is neither moved nor called off."""
    flash(_("Buổi %(number)s đã học xong, không đổi và không hủy được.", number=number), "bad")
    return see_other(url_for("office.courses.show", code=code, _anchor="buoi-hoc"))


def _form_of(lesson: Lesson) -> LessonForm:
    form = LessonForm(formdata=None)
    form.offer(lesson.course)
    form.ask_of_marks(lesson)
    form.show(lesson)
    return form


@lessons.route("/lop/<code>/buoi/<int:number>/huy", methods=["GET", "POST"])
@requires(Role.OFFICER)
def call_off(code: str, number: int) -> Answer:
    """Call it off with a reason; a lesson that was held stays. Then whoever registered is to be told."""
    page, form = _page(code, number), LessonReasonForm()
    form.ask_of(page["lesson"])
    if not form.validate_on_submit():
        return form_page("office/lessons/call_off.html", form, **page)
    jobs: list[Job] = []
    try:
        with immediate() as session:
            course, lesson = _locked(code, number)
            took_place, kept = lesson.state == LessonState.PLANNED, kept_share(course)
            lesson.call_off(form.reason.value)
            if took_place:
                course.version += 1
                detail = {**_named(lesson), "reason": lesson.cancelled_reason, **_unmarked(session, lesson, form)}
                if "rule" in form and form.rule.data == "keep" and kept:
                    course.certificate_share = detail["share"] = kept
                note(session, "lesson.called_off", course, detail)
                jobs = _new_poster(session, course)
    except LessonClosed:
        return _refuse_closed(code, number)
    flash(_("Đã hủy buổi %(number)s.", number=number), "good")
    queue.enqueue_all(jobs)
    return tell_next(course, Moment.LESSON_CANCELLED, lesson)


@lessons.post("/lop/<code>/buoi/<int:number>/danh-sach")
@requires(*STAFF)
def draw_sheet(code: str, number: int) -> Answer:
    """Draw it: `marked` set prints the marks. A sheet that takes longer than two seconds shows its progress."""
    marked = request.form.get("marked") == "1"
    with immediate() as session:
        course = course_here(code)
        lesson = one_or_404(Lesson.numbered(course.id, number))
        job = orders.sign_in_sheet(session, lesson, marked=marked, by=current_visitor().account_id)
    return answer_with(job)
