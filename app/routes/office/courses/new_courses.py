"""/van-phong/lop/moi: a new course, empty, like an earlier one, or from a template; its dates beforehand."""

from collections.abc import Collection, Iterator
from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms import Field, HiddenField
from wtforms.validators import StopValidation

from app.country import clock
from app.country.days import parse_hour
from app.models import AdministrativeUnit, Course, CourseSkill, CourseTemplate, Role
from app.models.learning.course_terms import topics_line
from app.models.learning.lesson import plan_lessons
from app.routes.office.courses.appointments import appoint, teaching_ids
from app.routes.office.courses.course_folds import as_count
from app.routes.office.courses.course_form import CourseForm
from app.routes.office.courses.registration_window import day_of
from app.routes.office.lessons.lesson_pattern import EVENING, PATTERN, USUAL_LESSONS, USUAL_MINUTES, PatternForm
from app.routes.office.lookups import course_here, unit_called, units
from app.routes.trail import note
from app.web.access import one_or_404, requires
from app.web.database import db, immediate
from app.web.forms.days import DayField
from app.web.responses import Answer, htmx, page_or_fragment, refuse, see_other
from app.web.words.certificates import rule_words


# What an officer writes of a new course: itself and the pattern of its lessons, empty, like another, or from a
# template.
class NewCourseForm(CourseForm, PatternForm):
    """A course with its lessons. `template` is the code of the template it is made from, "" without one."""

    template = HiddenField()

    def __iter__(self) -> Iterator[Field]:
        """The lines in their order on the page: the pattern after the seats."""
        fields = {field.short_name: field for field in super().__iter__()}
        pattern = [fields.pop(name) for name in PATTERN]
        for name, field in fields.items():
            yield field
            if name == "seats":
                yield from pattern

    def show_empty(self, unit: AdministrativeUnit) -> None:
        """Fill in what most courses have."""
        self.show_defaults(unit)
        self.show_pattern(EVENING, USUAL_MINUTES, USUAL_LESSONS, ())

    def show_copy(self, course: Course, teaching: Collection[int]) -> None:
        """Fill in all of an earlier course: its lessons in the next week that fits, the days of registration as long
        before them as they were."""
        self.show(course, teaching)
        self.show_pattern_of(course)
        if not course.live_lessons or self.first_day.data is None:
            return
        first = clock.local(course.live_lessons[0].starts_at).date()
        self.first_day.pre_validate(self)
        assert self.first_day.value is not None
        moved = self.first_day.value - first
        opens, closes = day_of(course.registration_opens_at), day_of(course.registration_closes_at)
        # Registration that would have opened already is simply open.
        self.registration_opens.show(opens + moved if opens and opens + moved > clock.today() else None)
        self.registration_closes.show(closes + moved if closes else None)

    def show_template(self, template: CourseTemplate) -> None:
        """Fill in what a template begins with."""
        self.title.data, self.audience.data = template.title, template.audience
        self.who_sees.data = template.who_sees
        self.topics.data = topics_line(template.topics)
        self.show_skills(template.skills.split(","))
        self.bring.data = template.bring or self.bring.data
        self.seats.show(template.seats)
        self.show_rules(template.certificate_share, template.certificate_size, template.excused_counts)
        starts = parse_hour(template.starts) if template.starts else EVENING
        self.show_pattern(
            starts, template.minutes, template.lessons, map(int, filter(None, template.weekdays.split(",")))
        )
        self.template.data = template.code

    def validate_registration_closes(self, field: DayField) -> None:
        """Neither before registration opens nor in the past."""
        super().validate_registration_closes(field)
        if field.value is not None and field.value < clock.today():
            raise StopValidation(_("Ngày này đã qua. Anh chị ghi ngày từ hôm nay trở đi, hoặc để trống."))


new_courses = Blueprint("new_courses", __name__)


@new_courses.get("/lop/moi")
@requires(Role.OFFICER)
def new() -> Answer:
    """The form for a new course: empty, like another (`?nhu=CODE`), or from a template (`?theo=CODE`)."""
    like = course_here(request.args["nhu"], Role.OFFICER) if request.args.get("nhu") else None
    unit = like.unit if like else unit_called(request.args.get("phuong"), Role.OFFICER)
    form = NewCourseForm(formdata=None)
    form.offer(unit)
    form.show_empty(unit)
    template = None
    if like:
        form.show_copy(like, teaching_ids(like))
        template = like.template
    elif request.args.get("theo"):
        template = one_or_404(CourseTemplate.called(unit.id, request.args["theo"]))
        form.show_template(template)
    form.template.data = template.code if template else ""
    return render_template("office/courses/new.html", form=form, unit=unit, **around(unit), like=like)


@new_courses.post("/lop/moi")
@requires(Role.OFFICER)
def create() -> Answer:
    """A draft with its lessons and instructors; publishing it is the next step."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    form = NewCourseForm()
    form.offer(unit)
    if not form.validate():
        return refuse("office/courses/new.html", form=form, unit=unit, **around(unit))
    now = clock.now()
    with immediate() as session:
        here = session.get_one(AdministrativeUnit, unit.id)
        template = _template(session, here, form)
        wanted = form.details(session, here)
        course = Course.draft(here, Course.fresh_code(session), wanted, now=now, template=template)
        session.add(course)
        plan_lessons(session, course, form.moments(), form.minutes.value)
        session.flush()
        CourseSkill.ask(session, course.id, form.asked)
        appoint(session, course, form.instructor_ids, until=form.teaching_until.value)
        detail = {"lessons": form.lessons.value, "seats": course.seats}
        note(session, "course.made", course, {**detail, "template": template.name} if template else {**detail})
    if moved := form.moved_text:
        flash(moved, "warn")
    return see_other(url_for("office.courses.show", code=course.code))


def around(unit: AdministrativeUnit) -> dict[str, Any]:
    """What stands on the page beside the form: the officer's units, the unit's templates; two statements."""
    return {"units": units(Role.OFFICER), "templates": db.session.scalars(CourseTemplate.of(unit.id)).all()}


def _template(session: Session, unit: AdministrativeUnit, form: NewCourseForm) -> CourseTemplate | None:
    return session.scalars(CourseTemplate.called(unit.id, form.template.data or "")).first()


@new_courses.post("/lop/moi/lich")
@requires(Role.OFFICER)
def timetable() -> Response:
    """The dates, with the holidays passed over and what they clash with; nothing is saved, what was typed stays."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    form = NewCourseForm()
    form.offer(unit)
    form.validate()
    form.only_pattern_errors()
    planned = None
    if form.pattern_is_sound:
        planned = form.timetable(db.session(), unit.id, place_id=form.place_id, who=form.instructor_ids)
    return page_or_fragment(
        "office/courses/new.html",
        "office/courses/_timetable.html",
        form=form,
        unit=unit,
        timetable=planned,
        asked=True,
        **around(unit),
    )


@new_courses.get("/lop/moi/dieu-kien")
@requires(Role.OFFICER)
def rule() -> Answer:
    """What `?certificate_share=` of `?lessons=` comes to, as both are typed; only htmx asks."""
    if not htmx():
        return see_other(url_for("office.new_courses.new"))
    share, lessons = (as_count(request.args.get(name)) for name in ("certificate_share", "lessons"))
    return render_template("office/courses/_rule.html", form={"rule_text": rule_words(share, lessons)})
