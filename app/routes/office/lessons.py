"""/van-phong/lop/<code>/buoi: add a lesson, move it, call it off."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, flash, render_template, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, SelectField
from wtforms.validators import StopValidation

from app import clock, formats
from app.access import current_visitor, found, requires
from app.database import db, immediate
from app.days import DayField
from app.jobs import orders, queue
from app.models import Course, CourseState, Job, Lesson, LessonState, Place, Role
from app.models.learning.course import ChangedMeanwhile
from app.models.learning.lesson import plan_lessons
from app.responses import Answer, refuse, see_other
from app.routes.office.fields import NumberField
from app.routes.office.lookups import course_here
from app.routes.office.trail import note
from app.schedules import HourField

lessons = Blueprint("lessons", __name__)


class LessonForm(FlaskForm):
    """When and where one lesson meets. Call `offer` before it is validated or drawn."""

    day = DayField(_l("Ngày học"))
    starts = HourField(_l("Bắt đầu lúc"))
    minutes = NumberField(_l("Dài bao nhiêu phút"), least=15, most=600)
    place = SelectField(_l("Nơi học của riêng buổi này"), choices=[], validate_choice=False)
    version = HiddenField()

    places: dict[str, Place]

    def offer(self, course: Course) -> None:
        """Offer the ward's places, the course's own first."""
        places = db.session.scalars(Place.of(course.unit_id)).all()
        self.places = {place.code: place for place in places}
        usual = _("Như cả lớp: %(place)s", place=course.place.name) if course.place else _("Như cả lớp")
        self.place.choices = [("", usual), *((place.code, place.name) for place in places)]

    def show(self, course: Course, lesson: Lesson | None) -> None:
        """Fill in a lesson, or for a new one the hour of the last, a week after it."""
        last = lesson or max(course.lessons, key=lambda known: known.starts_at, default=None)
        self.version.data = str(course.version)
        self.minutes.show(90)
        if last is None:
            return
        there = clock.local(last.starts_at)
        self.day.show(there.date() if lesson else max(there.date() + timedelta(weeks=1), clock.today()))
        self.starts.show(there.time())
        self.minutes.show(int((last.ends_at - last.starts_at).total_seconds()) // 60)
        self.place.data = lesson.place.code if lesson and lesson.place else ""

    def validate_day(self, field: DayField) -> None:
        """Required."""
        if field.value is None:
            raise StopValidation(_("Anh chị ghi ngày học, ví dụ 21/11 hoặc 21/11/2026."))

    def validate_place(self, field: SelectField) -> None:
        """One of the ward's places, or the course's."""
        if field.data and field.data not in self.places:
            raise StopValidation(_("Nơi này không còn trong danh sách. Anh chị chọn lại."))

    @property
    def starts_at(self) -> datetime:
        """When it begins, after validation."""
        assert self.day.value is not None
        return clock.at_local(self.day.value, self.starts.value.hour, self.starts.value.minute)

    def check_version(self, course: Course) -> None:
        """See that the course is as it was on the screen.

        Raises:
            ChangedMeanwhile: it is not.
        """
        if self.version.data != str(course.version):
            raise ChangedMeanwhile


@lessons.get("/lop/<code>/buoi/moi")
@requires(Role.OFFICER)
def new(code: str) -> Answer:
    """The form for one more lesson."""
    course = course_here(code, Role.OFFICER)
    form = LessonForm(formdata=None)
    form.offer(course)
    form.show(course, None)
    return render_template("office/lessons/new.html", form=form, course=course)


@lessons.post("/lop/<code>/buoi/moi")
@requires(Role.OFFICER)
def create(code: str) -> Answer:
    """One more lesson, numbered on."""
    course = course_here(code, Role.OFFICER)
    form = LessonForm()
    form.offer(course)
    if not form.validate():
        return refuse("office/lessons/new.html", form=form, course=course)
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER).lock()
            form.check_version(course)
            lesson = plan_lessons(session, course, [form.starts_at], form.minutes.value)[0]
            lesson.place = _place(session, form)
            job = _changed(session, course, "lesson.added", lesson)
    except ChangedMeanwhile:
        return _changed_meanwhile("office/lessons/new.html", form, code)
    return _answer(code, job, _("Đã thêm buổi %(number)s.", number=lesson.number))


@lessons.get("/lop/<code>/buoi/<int:number>/sua")
@requires(Role.OFFICER)
def edit(code: str, number: int) -> Answer:
    """The form with the lesson as it stands."""
    course = course_here(code, Role.OFFICER)
    lesson = found(Lesson.numbered(course.id, number))
    form = LessonForm(formdata=None)
    form.offer(course)
    form.show(course, lesson)
    return render_template("office/lessons/edit.html", form=form, course=course, lesson=lesson)


@lessons.post("/lop/<code>/buoi/<int:number>/sua")
@requires(Role.OFFICER)
def update(code: str, number: int) -> Answer:
    """Move it to another hour or place."""
    course = course_here(code, Role.OFFICER)
    lesson = found(Lesson.numbered(course.id, number))
    form = LessonForm()
    form.offer(course)
    if not form.validate():
        return refuse("office/lessons/edit.html", form=form, course=course, lesson=lesson)
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER).lock()
            form.check_version(course)
            lesson = found(Lesson.numbered(course.id, number).with_for_update())
            lesson.move(form.starts_at, minutes=form.minutes.value, place=_place(session, form))
            job = _changed(session, course, "lesson.moved", lesson)
    except ChangedMeanwhile:
        return _changed_meanwhile("office/lessons/edit.html", form, code, lesson=lesson)
    return _answer(code, job, _("Đã ghi giờ mới của buổi %(number)s.", number=number))


@lessons.post("/lop/<code>/buoi/<int:number>/huy")
@requires(Role.OFFICER)
def destroy(code: str, number: int) -> Answer:
    """Call it off; a lesson that was held stays."""
    job = None
    with immediate() as session:
        course = course_here(code, Role.OFFICER).lock()
        lesson = found(Lesson.numbered(course.id, number).with_for_update())
        if lesson.state == LessonState.PLANNED:
            lesson.state = LessonState.CANCELLED
            job = _changed(session, course, "lesson.called_off", lesson)
    if lesson.state == LessonState.HELD:
        return _answer(code, job, _("Buổi %(number)s đã học xong, không hủy được.", number=number), "bad")
    return _answer(code, job, _("Đã hủy buổi %(number)s.", number=number))


def _place(session: Session, form: LessonForm) -> Place | None:
    return session.get_one(Place, form.places[form.place.data].id) if form.place.data else None


def _changed(session: Session, course: Course, action: str, lesson: Lesson) -> Job | None:
    """A new version of the course, its trace, and its poster drawn anew when the public sees it."""
    course.version += 1
    note(session, action, course, {"number": lesson.number, "starts_at": formats.moment(lesson.starts_at)})
    if course.state != CourseState.OPEN:
        return None
    return orders.poster(session, course, by=current_visitor().account_id)


def _answer(code: str, job: Job | None, said: str, kind: str = "good") -> Response:
    if job:
        queue.enqueue(job.id)
    flash(said, kind)
    return see_other(url_for("office.courses.show", code=code, _anchor="buoi-hoc"))


def _changed_meanwhile(page: str, form: LessonForm, code: str, lesson: Lesson | None = None) -> Response:
    """409: the course as it stands by now, what was typed kept; pressing again takes over what was typed."""
    db.session.rollback()
    course = course_here(code, Role.OFFICER)
    form.version.data = str(course.version)
    return refuse(page, status=409, form=form, course=course, changed=True, lesson=lesson)
