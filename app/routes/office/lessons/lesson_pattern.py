"""Lessons by pattern: from a day on, at an hour, on some days of the week, so many times, holidays passed over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectMultipleField
from wtforms.validators import StopValidation

from app.country import clock, formats
from app.models.learning.clashes import Clash, LessonSlot, clashes_of
from app.models.learning.course import Course
from app.models.learning.course_terms import MOST_LESSONS, MOST_MINUTES
from app.web.forms.days import DayField, HourField, MeetingDays, meeting_days, next_fitting
from app.web.forms.staff_fields import NumberField

# People hear of a class a week before it begins.
NOTICE_DAYS = 7
EVENING = time(19, 30)
USUAL_MINUTES, USUAL_LESSONS = 90, 4
PATTERN = ("first_day", "starts", "minutes", "lessons", "weekdays", "on_holidays")


@dataclass(frozen=True)
class Timetable:
    """What a pattern comes to: the meetings in their order, the holidays passed over, what they clash with."""

    meetings: tuple[LessonSlot, ...]
    holidays: tuple[tuple[date, str], ...]
    clashes: tuple[Clash, ...]

    def clashes_at(self, meeting: LessonSlot) -> list[Clash]:
        return [clash for clash in self.clashes if clash.meeting is meeting]


class PatternForm(FlaskForm):
    """The pattern, to be mixed into a form."""

    first_day = DayField(_l("Học từ ngày"), required=True)
    starts = HourField(_l("Bắt đầu lúc"))
    minutes = NumberField(_l("Mỗi buổi bao nhiêu phút"), least=15, most=MOST_MINUTES)
    lessons = NumberField(_l("Học mấy buổi"), least=1, most=MOST_LESSONS)
    weekdays = SelectMultipleField(
        _l("Học vào những ngày nào trong tuần"),
        choices=lambda: [(str(number), words) for number, words in enumerate(formats.WEEKDAYS)],
    )
    on_holidays = BooleanField(_l("Học cả ngày lễ, Tết"))

    def show_pattern(self, starts: time, minutes: int, lessons: int, weekdays: Iterable[int]) -> None:
        """Fill in a pattern, without its first day."""
        self.starts.show(starts)
        self.minutes.show(minutes)
        self.lessons.show(lessons)
        self.weekdays.data = [str(day) for day in sorted(set(weekdays))]

    def show_pattern_of(self, course: Course) -> None:
        """Fill in the pattern of a course that was, moved to the next week that fits."""
        live = course.live_lessons
        if not live:
            return
        there = [clock.local(lesson.starts_at) for lesson in live]
        minutes = int((live[0].ends_at - live[0].starts_at).total_seconds()) // 60
        self.show_pattern(there[0].time(), minutes, len(live), {moment.weekday() for moment in there})
        self.first_day.show(next_fitting(there[0].date(), clock.today(), NOTICE_DAYS))

    def validate_first_day(self, field: DayField) -> None:
        """Not in the past."""
        if field.value and field.value < clock.today():
            raise StopValidation(_("Ngày này đã qua. Anh chị ghi ngày từ hôm nay trở đi."))

    @property
    def pattern_is_sound(self) -> bool:
        """Whether the pattern's own lines are all right, whatever the rest of the form says; after validation."""
        return not any(self[name].errors for name in PATTERN)

    def only_pattern_errors(self) -> None:
        """Forget what is wrong elsewhere: the dates were asked for, nothing is saved."""
        for field in self:
            if field.short_name not in PATTERN:
                field.errors = []

    @property
    def hours_text(self) -> str:
        """The hour, length and number of lessons as they stand in the form, in one line."""
        minutes, lessons = self.minutes.data, self.lessons.data
        return str(
            _(
                "%(hour)s, mỗi buổi %(minutes)s phút, %(lessons)s buổi",
                hour=self.starts.data,
                minutes=minutes,
                lessons=lessons,
            )
        )

    @property
    def hours_open(self) -> bool:
        """Whether they are to be looked at: one is wrong or not as usual."""
        usual = {"starts": formats.time(EVENING), "minutes": str(USUAL_MINUTES), "lessons": str(USUAL_LESSONS)}
        unusual = any(self[name].data != value or self[name].errors for name, value in usual.items())
        return unusual or bool(self.on_holidays.data)

    def days(self) -> MeetingDays:
        """The days, after validation."""
        assert self.first_day.value is not None
        weekdays = [int(number) for number in self.weekdays.data or ()]
        return meeting_days(self.first_day.value, weekdays, self.lessons.value, on_holidays=bool(self.on_holidays.data))

    @property
    def moved_text(self) -> str:
        """That the first lesson is not on the first day, because that is no day of the week chosen; after
        validation."""
        first, weekdays = self.first_day.value, [int(number) for number in self.weekdays.data or ()]
        assert first is not None
        if not weekdays or first.weekday() in weekdays:
            return ""
        return str(
            _(
                "%(day)s là %(weekday)s. Buổi đầu dời sang %(first)s vì anh chị chọn %(chosen)s.",
                day=formats.date(first),
                weekday=formats.weekday(first),
                first=formats.weekday_date(self.days().days[0]),
                chosen=", ".join(str(formats.WEEKDAYS[number]) for number in sorted(weekdays)),
            )
        )

    def moments(self) -> list[datetime]:
        """When each lesson begins, after validation."""
        hour = self.starts.value
        return [clock.at_local(day, hour.hour, hour.minute) for day in self.days().days]

    def timetable(
        self, session: Session, unit_id: int, *, place_id: int | None, who: Iterable[int], course_id: int | None = None
    ) -> Timetable:
        """What the pattern comes to at a place with some instructors, after validation."""
        span, teachers = timedelta(minutes=self.minutes.value), frozenset(who)
        meetings = tuple(LessonSlot(at, at + span, place_id, teachers, course_id) for at in self.moments())
        clashes = clashes_of(session, unit_id, meetings)
        return Timetable(meetings, self.days().holidays, tuple(clashes))
