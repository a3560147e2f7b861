"""Exports of a class and of the register of certificates, a row an entry, with those that are no longer valid."""

from collections.abc import Mapping
from functools import partial

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import clock, codes, formats
from app.exchange.exports.values import Columns, Share, Value
from app.models import ApprovalEntry, Certificate, Course, Registration
from app.models.learning.contest import Contest
from app.models.learning.standing import LearnerStatus
from app.registers.definitions.learners_list import state_words, way_words
from app.registers.definitions.people import PEOPLE
from app.registers.field import Field, Kind
from app.web.words.certificates import SEXES, notes, what_became
from app.web.words.classes import contest_words, status_word

COLUMNS: Columns[Certificate] = (
    (_l("Số vào sổ cấp"), lambda row: row.register_number),
    (_l("Họ và tên"), lambda row: row.paper["full_name"]),
    (_l("Năm sinh"), lambda row: int(row.paper["birth_year"])),
    (_l("Giới tính"), lambda row: SEXES.get(row.paper["address"], "")),
    ("", lambda row: row.paper["group"]),
    (_l("Lớp"), lambda row: row.outward_course),
    (_l("Ngày cấp"), lambda row: clock.local(row.issued_at).date() if row.issued_at else None),
    (_l("Mã tra cứu"), lambda row: codes.spoken(row.code)),
    (_l("Ngày nhận"), lambda row: clock.local(row.handed_over_at).date() if row.handed_over_at else None),
    (_l("Tình trạng"), what_became),
    (_l("Ghi chú"), lambda row: "; ".join(notes(row))),
)


def certified(came: Mapping[int, ApprovalEntry]) -> Columns[Certificate]:
    """The columns for the papers of a course, with the attendance; `came` by registration."""

    def share(row: Certificate) -> Share | None:
        entry = came.get(row.registration_id)
        return Share(entry.came / entry.lessons) if entry and entry.lessons else None

    return (
        *COLUMNS[:-2],
        (_l("Số buổi đã dự"), lambda row: entry.came if (entry := came.get(row.registration_id)) else None),
        (_l("Trên số buổi"), lambda row: entry.lessons if (entry := came.get(row.registration_id)) else None),
        (_l("Tỷ lệ"), share),
        *COLUMNS[-2:],
    )


# Exports the attendance of a course: a row a person, a column a lesson, and where devices differed.
def attendance_columns(course: Course, contests: Mapping[int, list[Contest]]) -> Columns[LearnerStatus]:
    """The columns of a course; `contests` by registration."""
    days = [(each.number, formats.date(each.starts_at)) for each in course.live_lessons]
    lessons = [_("Buổi %(number)s (%(day)s)", number=number, day=day) for number, day in days]
    return (
        (_("Họ và tên"), lambda row: row.registration.person.full_name),
        (_("Năm sinh"), lambda row: row.registration.person.birth_year),
        ("", lambda row: group.name if (group := row.registration.person.residential_group) else _("Nơi khác")),
        *((title, lambda row, at=at: status_word(row.statuses[at])) for at, title in enumerate(lessons)),
        (_("Số buổi đã dự"), lambda row: row.came),
        (_("Trên số buổi"), lambda row: row.of_all),
        (_("Tỷ lệ"), lambda row: Share(row.came / row.of_all) if row.of_all else None),
        (_("Đủ điều kiện"), lambda row: _("đủ") if row.met else _("không đủ") if row.out_of_reach else _("chưa đủ")),
        (_("Hai máy ghi khác nhau"), lambda row: contest_words(contests.get(row.registration.id, ()))),
    )


# Exports the list of a course: the learners, their states, their contacts; an import understands it.
# Numbers from abroad keep their +.
_HOME = "+84"


def registration_columns(places: Mapping[int, int]) -> Columns[Registration]:
    """The columns; `places` holds the places on the waiting list (`Registration.places`)."""
    fields = [PEOPLE.by_key[key] for key in PEOPLE.listed]
    return (
        *(("" if field.key == "group" else field.label, partial(_value_of, field)) for field in fields),
        (_l("Trạng thái"), state_words),
        (_l("Thứ tự chờ"), lambda seat: places.get(seat.id)),
        (_l("Đăng ký lúc"), lambda seat: seat.created_at),
        (_l("Đăng ký qua"), lambda seat: way_words(seat.way)),
        (_l("Dặn người ở cửa"), lambda seat: seat.door_line),
        (_l("Phụ huynh, người giám hộ"), lambda seat: seat.guardian),
    )


def _value_of(field: Field, seat: Registration) -> Value:
    """What a seat's person has in a field; a telephone as digits with its zero, "0912345678"."""
    if field.kind is Kind.ROW:
        return PEOPLE.words(seat.person, field.key)
    value: Value = getattr(seat.person, field.key)
    if field.kind is not Kind.PHONE:
        return value
    phone = str(value or "")
    return f"0{phone.removeprefix(_HOME)}" if phone.startswith(_HOME) else phone and formats.phone(phone)
