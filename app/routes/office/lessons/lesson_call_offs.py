"""/van-phong/lop/<code>/buoi/<number>/huy: let one lesson not take place, and say why."""

from flask import Blueprint, flash, render_template
from flask_babel import gettext as _

from app.models import Job, Lesson, LessonState, Role
from app.models.learning.lesson_terms import LessonClosed
from app.routes.office.lessons.lesson_forms import ReasonForm
from app.routes.office.lessons.lessons import draw, locked, named, new_poster, refuse_closed, saved_rolls
from app.routes.office.lookups import course_here
from app.routes.office.messages.telling import tell_next
from app.routes.trail import note
from app.web.access import found, requires
from app.web.database import immediate
from app.web.responses import Answer, refuse
from app.web.words.messages import Moment

lesson_call_offs = Blueprint("lesson_call_offs", __name__)


@lesson_call_offs.get("/lop/<code>/buoi/<int:number>/huy")
@requires(Role.OFFICER)
def new(code: str, number: int) -> Answer:
    """The question why it does not take place."""
    course = course_here(code, Role.OFFICER)
    lesson = found(Lesson.numbered(course.id, number))
    form = ReasonForm(formdata=None)
    return render_template(
        "office/lessons/call_off.html", form=form, course=course, lesson=lesson, rolls=saved_rolls(lesson)
    )


@lesson_call_offs.post("/lop/<code>/buoi/<int:number>/huy")
@requires(Role.OFFICER)
def create(code: str, number: int) -> Answer:
    """Call it off with a reason; a lesson that was held stays. Then whoever registered is to be told."""
    course = course_here(code, Role.OFFICER)
    lesson = found(Lesson.numbered(course.id, number))
    form = ReasonForm()
    if not form.validate():
        return refuse(
            "office/lessons/call_off.html", form=form, course=course, lesson=lesson, rolls=saved_rolls(lesson)
        )
    jobs: list[Job] = []
    try:
        with immediate() as session:
            course, lesson = locked(code, number)
            took_place = lesson.state == LessonState.PLANNED
            lesson.call_off(form.reason.value)
            if took_place:
                course.version += 1
                note(session, "lesson.called_off", course, {**named(lesson), "reason": lesson.cancelled_reason})
                jobs = new_poster(session, course)
    except LessonClosed:
        return refuse_closed(code, number)
    flash(_("Đã hủy buổi %(number)s.", number=number), "good")
    draw(jobs)
    return tell_next(course, Moment.LESSON_CANCELLED, lesson)
