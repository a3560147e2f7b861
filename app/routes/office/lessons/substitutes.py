"""…/buoi/<number>/day-thay: who teaches one lesson in place of the course's own instructors."""

from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.country import clock
from app.models import Account, Lesson, Role
from app.models.learning import substitution
from app.models.learning.lesson_terms import LessonClosed
from app.models.learning.substitution import NoInstructor, TeachesAlready
from app.models.people.account import by_name
from app.routes.teaching.lookups import is_officer_of, lesson_here, lesson_locked, note, result_address
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, personal, refuse, see_other

substitutes = Blueprint("substitutes", __name__)

ADDRESS = "/lop/<code>/buoi/<int(min=1,max=9999):number>/day-thay"
WHO = (Role.OFFICER, Role.INSTRUCTOR)


class SubstituteForm(FlaskForm):
    """Who teaches the lesson."""

    account = RadioField(
        _l("Ai dạy thay"),
        choices=list,
        validate_choice=False,
        validators=[InputRequired(_l("Anh chị chọn một người."))],
    )


@substitutes.route(ADDRESS, methods=["GET", "POST"])
@requires(*WHO)
def edit(code: str, number: int) -> Answer:
    """Let somebody teach it: they keep the course's rolls from the day before until a week later."""
    form, lesson = SubstituteForm(), _lesson(code, number)
    if not form.validate_on_submit():
        return _page(lesson, form)
    try:
        with immediate() as session:
            lesson = _lesson_locked(session, code, number)
            account = _candidate(session, lesson, form.account.data)
            substitution.appoint(session, lesson, account, day=clock.today(), now=clock.now())
            note(session, "lesson.substitute_appointed", lesson, account=account.public_id)
            name = account.full_name
    except LessonClosed:
        flash(_("Buổi này đã xong hoặc đã hủy nên không đổi người dạy được."), "warn")
        return _page(_lesson(code, number), form, 409)
    except (TeachesAlready, NoInstructor):
        form.account.errors = [_("Người này không dạy thay được nữa. Anh chị chọn người khác trong danh sách.")]
        return _page(_lesson(code, number), form, 409)
    flash(_("%(name)s dạy thay buổi này; buổi hiện trong danh sách buổi dạy của người đó.", name=name))
    return see_other(_back(_lesson(code, number)))


@substitutes.post(f"{ADDRESS}/thoi")
@requires(*WHO)
def destroy(code: str, number: int) -> Answer:
    """Let the course's own instructors teach it again; pressed twice, it is done once."""
    _lesson(code, number)
    with immediate() as session:
        lesson = _lesson_locked(session, code, number)
        if before := substitution.withdraw(session, lesson, now=clock.now()):
            note(session, "lesson.substitute_left", lesson, account=before.public_id)
            flash(_("%(name)s thôi dạy thay buổi này.", name=before.full_name))
    return see_other(_back(_lesson(code, number)))


def _lesson(code: str, number: int) -> Lesson:
    """The lesson, to whoever may appoint for it; a 404 for anybody else."""
    lesson = lesson_here(code, number)
    if not substitution.may_appoint(db.session(), lesson, current_visitor().account_id, clock.today()):
        abort(404)
    return lesson


def _lesson_locked(session: Session, code: str, number: int) -> Lesson:
    return lesson_locked(session, code, number, seats=True)


def _candidate(session: Session, lesson: Lesson, public_id: str) -> Account:
    wanted = substitution.candidates(lesson, clock.today()).where(Account.public_id == public_id)
    account = session.scalars(wanted).first()
    if account is None:
        raise NoInstructor
    return account


def _back(lesson: Lesson) -> str:
    """Where they came from: an officer the class, an instructor the lesson."""
    if is_officer_of(lesson):
        return url_for("office.courses.show", code=lesson.course.code)
    return result_address(lesson)


def _page(lesson: Lesson, form: SubstituteForm, status: int = 422) -> Response:
    people = by_name(db.session.scalars(substitution.candidates(lesson, clock.today())))
    form.account.choices = [(each.public_id, each.full_name) for each in people]
    if lesson.substitute and not form.account.data:
        form.account.data = lesson.substitute.public_id
    since, until = substitution.span_of(lesson)
    context: dict[str, Any] = {
        "lesson": lesson,
        "form": form,
        "people": people,
        "since": since,
        "until": until,
        "own": db.session.scalars(substitution.teachers_of([lesson.course_id], clock.today())).all(),
        "layout": "office/layout.html" if is_officer_of(lesson) else "teaching/layout.html",
        "back": _back(lesson),
    }
    if not form.is_submitted():
        return personal(make_response(render_template("office/substitutes/edit.html", **context)))
    return personal(refuse("office/substitutes/edit.html", status=status, **context))
