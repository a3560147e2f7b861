"""What an officer writes of a course, and of the lessons of a new one."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime, time

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField
from wtforms.validators import StopValidation

from app import clock
from app.audiences import AUDIENCES, audience
from app.days import DayField
from app.models import Account, AdministrativeUnit, Course, Place
from app.models.learning.course import CERTIFICATE_SHARE, CourseDetails
from app.names import sort_key
from app.routes.office.fields import LineField, NumberField
from app.schedules import HourField, meeting_days

# A title must stand in two lines on a certificate, whatever its letters.
TITLE_LENGTH = 110
MOST_SEATS = 2000
MOST_LESSONS = 60
WEEKDAYS = (_l("thứ Hai"), _l("thứ Ba"), _l("thứ Tư"), _l("thứ Năm"), _l("thứ Sáu"), _l("thứ Bảy"), _l("Chủ nhật"))


class CourseForm(FlaskForm):
    """The course itself. Call `offer` before it is validated or drawn."""

    title = LineField(_l("Tên lớp"), longest=TITLE_LENGTH, required=True)
    audience = SelectField(_l("Dành cho"), choices=lambda: [(key, str(words)) for key, words in AUDIENCES.items()])
    seats = NumberField(_l("Số chỗ"), least=1, most=MOST_SEATS)
    place = SelectField(_l("Nơi học"), choices=[], validate_choice=False)
    new_place = LineField(_l("Hoặc ghi nơi mới"), longest=120)
    instructors = SelectMultipleField(_l("Giảng viên"), choices=[], validate_choice=False)
    organiser = LineField(_l("Đơn vị tổ chức"), longest=120)
    topics = LineField(_l("Học những gì"), longest=300)
    bring = LineField(_l("Mang theo gì"), longest=200)
    waiting_list = BooleanField(_l("Hết chỗ thì nhận ghi tên chờ"), default=True)
    certificate_share = NumberField(_l("Có mặt bao nhiêu phần trăm số buổi thì được cấp giấy"), least=1, most=100)
    certificate_size = SelectField(_l("Khổ giấy chứng nhận"), choices=lambda: [("A4", _l("A4")), ("A5", _l("A5"))])
    version = HiddenField()

    places: dict[str, Place]
    accounts: dict[str, Account]

    def offer(self, places: Sequence[Place], accounts: Sequence[Account]) -> None:
        """Offer the ward's places and those who teach in it."""
        self.places = {place.code: place for place in places}
        by_name = sorted(accounts, key=lambda account: sort_key(account.full_name))
        self.accounts = {account.public_id: account for account in by_name}
        self.place.choices = [("", _("Chọn nơi học"))]
        self.place.choices += [(place.code, place.name) for place in places]
        self.instructors.choices = [(account.public_id, account.full_name) for account in by_name]

    def show(self, course: Course, teaching: Collection[int]) -> None:
        """Fill the form with a course and the ids of the accounts that teach it."""
        self.title.data, self.audience.data = course.title, course.audience
        self.organiser.data, self.bring.data = course.organiser, course.bring
        self.topics.data = ", ".join(course.topics.split("|")) if course.topics else ""
        self.seats.show(course.seats)
        self.certificate_share.show(course.certificate_share)
        self.certificate_size.data = course.certificate_size
        self.waiting_list.data = course.waiting_list
        self.place.data = course.place.code if course.place else ""
        self.instructors.data = [key for key, account in self.accounts.items() if account.id in teaching]
        self.version.data = str(course.version)

    def show_defaults(self, unit: AdministrativeUnit) -> None:
        """Fill the form for a new course."""
        self.seats.show(30)
        self.certificate_share.show(CERTIFICATE_SHARE)
        self.organiser.data = _("Ủy ban nhân dân %(ward)s", ward=unit.full_name)
        self.bring.data = _("Điện thoại sạc đầy pin, kính nếu mắt kém")

    def validate_place(self, field: SelectField) -> None:
        """One of the ward's places, unless a new one is written."""
        if not self.new_place.data and field.data not in self.places:
            raise StopValidation(_("Anh chị chọn nơi học, hoặc ghi tên nơi mới ở dòng dưới."))

    def validate_instructors(self, field: SelectMultipleField) -> None:
        """Only those who teach in the ward."""
        if set(field.data or ()) - set(self.accounts):
            raise StopValidation(_("Có người trong danh sách không còn dạy ở phường. Anh chị chọn lại."))

    @property
    def instructor_ids(self) -> set[int]:
        """The accounts chosen to teach."""
        return {self.accounts[key].id for key in self.instructors.data or ()}

    def details(self, session: Session, unit: AdministrativeUnit) -> CourseDetails:
        """What was written, after validation; a new place is added inside the write transaction."""
        return CourseDetails(
            title=self.title.value,
            audience=self.audience.data,
            seats=self.seats.value,
            place=self._place(session, unit),
            organiser=self.organiser.value,
            topics="|".join(filter(None, map(str.strip, re.split(r"[,;|]", self.topics.value)))),
            bring=self.bring.value,
            waiting_list=bool(self.waiting_list.data),
            certificate_share=self.certificate_share.value,
            certificate_size=self.certificate_size.data,
        )

    def _place(self, session: Session, unit: AdministrativeUnit) -> Place:
        name = self.new_place.value
        if not name:
            return session.get_one(Place, self.places[self.place.data].id)
        known = session.scalars(Place.called(unit.id, name)).first()
        if known is not None:
            return known
        made = Place(unit=unit, code=Place.fresh_code(session, unit.id), name=name, seats=self.seats.value)
        session.add(made)
        return made


class NewCourseForm(CourseForm):
    """A course with its lessons: the first day, the hour, how long, how many, on which weekdays."""

    first_day = DayField(_l("Buổi đầu vào ngày"))
    starts = HourField(_l("Bắt đầu lúc"))
    minutes = NumberField(_l("Mỗi buổi bao nhiêu phút"), least=15, most=600)
    lessons = NumberField(_l("Học mấy buổi"), least=1, most=MOST_LESSONS)
    weekdays = SelectMultipleField(
        _l("Học vào những ngày nào trong tuần"),
        choices=lambda: [(str(number), words) for number, words in enumerate(WEEKDAYS)],
    )

    def show_rhythm(self, course: Course | None) -> None:
        """Fill in how a new course may meet: like a course before it, else four times on Saturdays or as chosen."""
        live = course.live_lessons if course else []
        self.lessons.show(len(live) or 4)
        self.starts.show(clock.local(live[0].starts_at).time() if live else time(19, 30))
        self.minutes.show(int((live[0].ends_at - live[0].starts_at).total_seconds()) // 60 if live else 90)
        self.weekdays.data = sorted({str(clock.local(lesson.starts_at).weekday()) for lesson in live})

    def validate_first_day(self, field: DayField) -> None:
        """Required, and not in the past."""
        if field.value is None:
            raise StopValidation(_("Anh chị ghi ngày của buổi đầu, ví dụ 21/11 hoặc 21/11/2026."))
        if field.value < clock.today():
            raise StopValidation(_("Ngày này đã qua. Anh chị xem lại ngày của buổi đầu."))

    def moments(self) -> list[datetime]:
        """When the lessons begin, after validation."""
        assert self.first_day.value is not None
        weekdays = [int(number) for number in self.weekdays.data or ()]
        days = meeting_days(self.first_day.value, weekdays, self.lessons.value)
        return [clock.at_local(day, self.starts.value.hour, self.starts.value.minute) for day in days]


def differences(stored: CourseForm, typed: CourseForm) -> list[tuple[str, str, str]]:
    """Each line on which two forms do not agree: its label, what is stored, what was typed."""
    pairs = [(field, _said(stored, field.short_name), _said(typed, field.short_name)) for field in stored]
    return [
        (str(field.label.text), before or _("(trống)"), after or _("(trống)"))
        for field, before, after in pairs
        if before != after and field.short_name not in ("csrf_token", "version")
    ]


def _said(form: CourseForm, name: str) -> str:
    """What a field of the form says, in words."""
    data: object = form[name].data
    if name == "audience":
        return audience(str(data))
    if name == "place":
        return form.places[str(data)].name if data in form.places else ""
    if name == "instructors":
        return ", ".join(account.full_name for account in form.accounts.values() if account.public_id in _list(data))
    if isinstance(data, bool):
        return str(_("có") if data else _("không"))
    return str(data or "")


def _list(data: object) -> list[object]:
    return list(data) if isinstance(data, list) else []
