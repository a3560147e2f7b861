"""What an officer writes of a lesson: one that moves, more of them by a pattern, one that is called off."""

from datetime import datetime

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, SelectField
from wtforms.validators import StopValidation

from app.country import clock
from app.models import Course, Lesson, Place
from app.models.learning.course_terms import MOST_MINUTES
from app.routes.office.lessons.lesson_pattern import PatternForm
from app.web.database import db
from app.web.forms.days import DayField
from app.web.forms.schedules import HourField, next_fitting
from app.web.forms.staff_fields import LineField, NumberField
from app.web.forms.versioned import VersionedForm

LONGEST_REASON = 200


class PlacedForm(FlaskForm):
    """Where lessons meet, and the version that was on the screen. Call `offer` before it is validated or drawn."""

    place = SelectField(_l("Nơi học của riêng buổi này"), choices=[], validate_choice=False)
    version = HiddenField()

    places: dict[str, Place]

    def offer(self, course: Course) -> None:
        """Offer the ward's places, the course's own first."""
        places = db.session.scalars(Place.of(course.unit_id)).all()
        self.places = {place.code: place for place in places}
        usual = _("Như cả lớp: %(place)s", place=course.place.name) if course.place else _("Như cả lớp")
        self.place.choices = [("", usual), *((place.code, place.name) for place in places)]

    def validate_place(self, field: SelectField) -> None:
        """One of the ward's places, or the course's."""
        if field.data and field.data not in self.places:
            raise StopValidation(_("Nơi này không còn trong danh sách. Anh chị chọn lại."))

    @property
    def seen(self) -> int:
        """The version that was on the screen; 0, which nothing has, where it is unreadable."""
        version = self.version.data or ""
        return int(version) if version.isdecimal() and len(version) < 10 else 0

    def chosen_place(self, session: Session) -> Place | None:
        """The lesson's own place, or None for the course's."""
        return session.get_one(Place, self.places[self.place.data].id) if self.place.data else None


class LessonForm(VersionedForm, PlacedForm):
    """When and where one lesson meets."""

    day = DayField(_l("Ngày học"), required=True)
    starts = HourField(_l("Bắt đầu lúc"))
    minutes = NumberField(_l("Dài bao nhiêu phút"), least=15, most=MOST_MINUTES)

    def show(self, lesson: Lesson) -> None:
        """Fill in a lesson."""
        there = clock.local(lesson.starts_at)
        self.version.data = str(lesson.version)
        self.day.show(there.date())
        self.starts.show(there.time())
        self.minutes.show(int((lesson.ends_at - lesson.starts_at).total_seconds()) // 60)
        self.place.data = lesson.place.code if lesson.place else ""

    @property
    def starts_at(self) -> datetime:
        """When it begins, after validation."""
        assert self.day.value is not None
        return clock.at_local(self.day.value, self.starts.value.hour, self.starts.value.minute)


class MoreLessonsForm(PlacedForm, PatternForm):
    """One or more lessons by a pattern."""

    def show(self, course: Course) -> None:
        """Fill in one lesson like the last, in the week after it."""
        self.version.data = str(course.version)
        last = max(course.lessons, key=lambda known: known.starts_at, default=None)
        if last is None:
            self.show_pattern_of(course)
            self.minutes.show(90)
            self.lessons.show(1)
            return
        there = clock.local(last.starts_at)
        minutes = int((last.ends_at - last.starts_at).total_seconds()) // 60
        self.show_pattern(there.time(), minutes, 1, ())
        in_a_week = next_fitting(there.date(), max(there.date(), clock.today()), 1)
        self.first_day.show(in_a_week)


class ReasonForm(FlaskForm):
    """Why something is called off: people read it on the page of the class."""

    reason = LineField(_l("Vì sao"), longest=LONGEST_REASON, required=True)
