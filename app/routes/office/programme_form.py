"""What an officer writes of a programme: what a course made from it begins with."""

import re

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import StopValidation

from app.country import audiences, formats
from app.country.names import clean
from app.models import Excused, Programme
from app.models.learning.course_terms import CERTIFICATE_SHARE
from app.models.learning.programme import ProgrammeDetails
from app.routes.office.course_form import (
    EXCUSED,
    MOST_SEATS,
    TITLE_LENGTH,
    seen_by,
    split_topics,
    topics_line,
    who_sees_field,
)
from app.routes.office.fields import LineField, NumberField
from app.routes.office.lesson_pattern import MOST_LESSONS, MOST_MINUTES, WEEKDAYS
from app.web.forms.schedules import parse_hour
from app.web.words.excused import excused_words


class ProgrammeForm(FlaskForm):
    """A programme."""

    name = LineField(_l("Tên chương trình"), longest=TITLE_LENGTH, required=True)
    title = LineField(_l("Tên lớp mở từ chương trình"), longest=TITLE_LENGTH, required=True)
    audience = SelectField(_l("Dành cho"), choices=audiences.choices)
    who_sees = who_sees_field()
    topics = LineField(_l("Học những gì"), longest=300)
    bring = LineField(_l("Mang theo gì"), longest=200)
    seats = NumberField(_l("Số chỗ"), least=1, most=MOST_SEATS)
    lessons = NumberField(_l("Học mấy buổi"), least=1, most=MOST_LESSONS)
    minutes = NumberField(_l("Mỗi buổi bao nhiêu phút"), least=15, most=MOST_MINUTES)
    weekdays = SelectMultipleField(
        _l("Học vào những ngày nào trong tuần"),
        choices=lambda: [(str(number), words) for number, words in enumerate(WEEKDAYS)],
    )
    starts = StringField(_l("Bắt đầu lúc"))
    certificate_share = NumberField(_l("Có mặt bao nhiêu phần trăm số buổi thì được cấp giấy"), least=1, most=100)
    excused_counts = RadioField(
        _l("Nghỉ có phép tính là"),
        choices=lambda: [(each.value, str(words)) for each, words in EXCUSED.items()],
        default=Excused.ABSENT.value,
    )
    certificate_size = SelectField(_l("Khổ giấy chứng nhận"), choices=lambda: [("A4", _l("A4")), ("A5", _l("A5"))])
    source = LineField(_l("Theo kế hoạch nào"), longest=200)
    version = HiddenField()

    def show(self, programme: Programme | None) -> None:
        """Fill in a programme, or what most begin with."""
        given = programme or ProgrammeDetails(name="", title="", certificate_share=CERTIFICATE_SHARE)
        for name in ("name", "title", "audience", "bring", "source", "excused_counts", "certificate_size"):
            self[name].data = getattr(given, name)
        self.topics.data = topics_line(given.topics)
        for number in (self.seats, self.lessons, self.minutes, self.certificate_share):
            number.show(getattr(given, number.short_name))
        self.who_sees.data = programme.who_sees if programme else None
        self.weekdays.data = list(given.weekdays)
        self.starts.data = formats.time(parse_hour(given.starts)) if given.starts else ""
        self.version.data = str(programme.version) if programme else ""

    def validate_starts(self, field: StringField) -> None:
        """An hour, or nothing."""
        field.data = clean(field.data or "")
        try:
            self.hour = parse_hour(field.data).strftime("%H:%M") if field.data else ""
        except ValueError as error:
            raise StopValidation(_("Anh chị ghi giờ và phút, ví dụ 19 giờ 30 hoặc 8:30, hoặc để trống.")) from error

    hour: str = ""

    @property
    def excused_hints(self) -> dict[str, str]:
        """Each way of counting leave, in one sentence."""
        return {each.value: excused_words(each) for each in Excused}

    @property
    def seen(self) -> int:
        """The version that was on the screen; 0 where it is unreadable."""
        version = self.version.data or ""
        return int(version) if re.fullmatch(r"\d{1,9}", version) else 0

    def details(self, programme: Programme | None = None) -> ProgrammeDetails:
        """What was written, after validation; of a programme that stands, or of a new one."""
        return ProgrammeDetails(
            name=self.name.value,
            title=self.title.value,
            audience=self.audience.data,
            topics=split_topics(self.topics.value),
            bring=self.bring.value,
            seats=self.seats.value,
            lessons=self.lessons.value,
            minutes=self.minutes.value,
            weekdays="".join(sorted(self.weekdays.data or ())),
            starts=self.hour,
            certificate_share=self.certificate_share.value,
            certificate_size=self.certificate_size.data,
            excused_counts=self.excused_counts.data,
            who_sees=seen_by(self.who_sees.data, self.audience.data, programme.who_sees if programme else None),
            source=self.source.value,
        )
