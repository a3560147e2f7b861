"""What an officer writes of a lesson: one that moves, more of them by a pattern, one that is called off."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, StopValidation

from app.country import clock, formats
from app.models import Course, Lesson, LessonState, Place, Registration
from app.models.learning.attendance_mark import CAME
from app.models.learning.course_terms import MOST_MINUTES, lessons_required
from app.models.learning.mark_correction import marked_at
from app.models.learning.standing import able, kept_share, learner_statuses, lost, without
from app.routes.office.lessons.lesson_pattern import PatternForm
from app.web.database import db
from app.web.forms.days import DayField, HourField, next_fitting
from app.web.forms.staff_fields import LineField, LosingForm, NumberField
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


_CHOSEN = (InputRequired(_l("Anh chị chọn một trong hai.")),)


class MarksForm(FlaskForm):
    """Whether the marks of a lesson stay when it is moved or called off; asked only where there are some."""

    marks = RadioField(
        choices=lambda: [("keep", _("Giữ những gì đã ghi")), ("drop", _("Bỏ, coi như chưa ghi ai"))],
        validators=_CHOSEN,
    )

    def ask_of_marks(self, lesson: Lesson) -> None:
        """Ask of the marks that stand at a lesson, which says how many there are."""
        marks = db.session.scalars(marked_at(lesson.id)).all()
        came = sum(each.status in CAME for each in marks)
        people = _("%(came)s người có mặt, %(rest)s người vắng", came=came, rest=len(marks) - came)
        day = formats.day_month(clock.local(lesson.starts_at))
        self.marks.label.text = _("Buổi ngày %(day)s đã ghi %(people)s: giữ hay bỏ?", day=day, people=people)
        if not marks or lesson.is_closed:
            del self.marks


class LessonForm(VersionedForm, PlacedForm, MarksForm, LosingForm):
    """When and where one lesson meets."""

    day = DayField(_l("Ngày học"), required=True)
    starts = HourField(_l("Bắt đầu lúc"))
    minutes = NumberField(_l("Dài bao nhiêu phút"), least=15, most=MOST_MINUTES)

    def show(self, lesson: Lesson) -> None:
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


class MoreLessonsForm(PlacedForm, PatternForm, LosingForm):
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


class LessonReasonForm(ReasonForm, MarksForm):
    """Why a lesson is called off, what a certificate then requires, and whether its marks stay. `lost` are those who
    could not reach the certificate any more under the course's share."""

    rule = RadioField(_l("Cần mấy buổi để được cấp giấy?"), choices=list, validators=_CHOSEN)
    lost: Sequence[Registration] = ()

    def ask_of(self, lesson: Lesson) -> None:
        """Ask what calling off a lesson that is planned leaves open."""
        self.ask_of_marks(lesson)
        course, rest = lesson.course, len(lesson.course.live_lessons) - 1
        rows = learner_statuses(db.session(), course) if lesson.state == LessonState.PLANNED else []
        share, kept = course.certificate_share, kept_share(course)
        self.lost = lost(rows, without(lesson, share))
        if not rows or kept is None:
            del self.rule
            return
        missed = _("Vẫn được nghỉ %(count)s buổi", count=rest + 1 - course.lessons_needed)
        self.rule.choices = []
        for key, rule, each in (("keep", missed, kept), ("share", _("Vẫn mức cũ"), share)):
            can, gone = able(rows, without(lesson, each)), len(lost(rows, without(lesson, each)))
            words = _("%(rule)s: cần %(needed)s/%(of)s buổi (%(share)s%%), %(can)s người còn đạt, %(lost)s người không",
                      rule=rule, needed=lessons_required(each, rest), of=rest, share=each, can=can,
                      lost=gone)  # fmt: skip
            if neither := len(rows) - can - gone:
                words += _("; %(count)s người không đạt dù còn hay bỏ buổi này", count=neither)
            self.rule.choices.append((key, words))
