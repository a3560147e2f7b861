"""What an officer writes of a new course: itself and the pattern of its lessons, empty, like another, or from a
template."""

from collections.abc import Collection, Iterator

from flask_babel import gettext as _
from wtforms import Field, HiddenField
from wtforms.validators import StopValidation

from app.country import clock
from app.country.hours import parse_hour
from app.models import AdministrativeUnit, Course, CourseTemplate
from app.models.learning.course_terms import topics_line
from app.routes.office.courses.course_form import CourseForm
from app.routes.office.courses.registration_window import day_of
from app.routes.office.lessons.lesson_pattern import EVENING, PATTERN, USUAL_LESSONS, USUAL_MINUTES, PatternForm
from app.web.forms.days import DayField


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
