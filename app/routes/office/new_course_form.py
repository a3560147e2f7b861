"""What an officer writes of a new course: itself and the pattern of its lessons, empty, like another, or from a
programme."""

from collections.abc import Collection, Iterator

from flask_babel import gettext as _
from wtforms import Field, HiddenField
from wtforms.validators import StopValidation

from app.country import clock
from app.models import AdministrativeUnit, Course, Programme
from app.routes.office.course_form import CourseForm, topics_line
from app.routes.office.lesson_pattern import EVENING, PATTERN, USUAL_LESSONS, USUAL_MINUTES, PatternForm
from app.routes.office.registration_window import day_of
from app.web.forms.days import DayField
from app.web.forms.schedules import parse_hour


class NewCourseForm(CourseForm, PatternForm):
    """A course with its lessons. `programme` is the key of the programme it is made from, "" without one."""

    programme = HiddenField()

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

    def show_programme(self, programme: Programme) -> None:
        """Fill in what a programme begins with."""
        self.title.data, self.audience.data = programme.title, programme.audience
        self.who_sees.data = programme.who_sees
        self.topics.data = topics_line(programme.topics)
        self.bring.data = programme.bring or self.bring.data
        self.seats.show(programme.seats)
        self.show_rules(programme.certificate_share, programme.certificate_size, programme.excused_counts)
        starts = parse_hour(programme.starts) if programme.starts else EVENING
        self.show_pattern(starts, programme.minutes, programme.lessons, map(int, programme.weekdays))
        self.programme.data = programme.key

    def validate_registration_closes(self, field: DayField) -> None:
        """Neither before registration opens nor in the past."""
        super().validate_registration_closes(field)
        if field.value is not None and field.value < clock.today():
            raise StopValidation(_("Ngày này đã qua. Anh chị ghi ngày từ hôm nay trở đi, hoặc để trống."))
