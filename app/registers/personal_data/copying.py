"""What is on file of one person, as a copy for them: made from the declarations, so that no column is left out."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Column, Row, Table, select
from sqlalchemy.orm import Session

from app.country import formats
from app.models import (
    Base,
    Certificate,
    Course,
    HelpRecord,
    Lesson,
    Organisation,
    Person,
    Registration,
    ResidentialGroup,
)
from app.models.learning.joining import NEEDS, RegistrationState
from app.registers.definitions.people import PEOPLE
from app.registers.personal_data.fields import OF_COLUMN
from app.registers.personal_data.holdings import WAYS, Holdings, key_of, theirs
from app.registers.personal_data.mentions import Search
from app.registers.personal_data.personal import Personal
from app.registers.personal_data.titles import TITLES

# What stands beside a person and tells them nothing: keys to pages, how names are found, what a paper's file is.
UNREAD = frozenset(
    (
        "person.search_key",
        "person.sort_key",
        "person.employed",
        "person_merge.moved",
        "ticket.submission",
        "registration.submission",
        "registration_step.detail",
        "attendance_mark.status",
        "attendance_mark.device",
        "attendance_mark.shown",
        "check_in_device.device",
        "certificate.state",
        "certificate.name_key",
        "certificate.file",
        "certificate.sha256",
        "consent.text_version",
        "help_record.way",
        "help_correction.before",
        "help_request.submission",
        "mentor_visit.way",
        "ambassador.token",
        "membership.token",
        "thanks_letter.name_key",
        "data_request.kind",
        "data_request.way",
        "data_request.outcome",
        "data_request_step.words",
    )
)
WORDS: Mapping[str, object] = {
    "present": _l("có mặt"),
    "late": _l("đến muộn"),
    "excused": _l("vắng có phép"),
    "absent": _l("vắng"),
    "unmarked": _l("chưa điểm danh"),
    "photos": _l("chụp ảnh"),
    "messages": _l("nhắn tin"),
    "follow_up": _l("ghi tên để giúp tiếp"),
    "qr": _l("trang của lớp"),
    "desk": _l("tại bàn"),
    "phone": _l("điện thoại"),
    "walk_in": _l("tại lớp"),
    "import": _l("danh sách"),
    "form": _l("phiếu đăng ký"),
}

STATES: Mapping[str, object] = {
    RegistrationState.SEATED: _l("có chỗ"),
    RegistrationState.OFFERED: _l("được mời nhận chỗ"),
    RegistrationState.WAITING: _l("chờ chỗ"),
    RegistrationState.CANCELLED: _l("đã rút tên"),
    RegistrationState.REMOVED: _l("phường đã cho thôi"),
}


@dataclass(frozen=True)
class Section:
    """One kind of thing on file: its title and lines, each what it is and what stands there."""

    title: str
    lines: tuple[tuple[str, str], ...]


def everything_on(session: Session, person: Person) -> list[Section]:
    """All that is on file of a person, under all rows merged into theirs, and where else they stand by name or number;
    for a paper, or as JSON. Only reads."""
    search = Search.of(session, person)
    holdings = search.holdings
    found = []
    for name in WAYS:
        if name in TITLES and (lines := tuple(_lines(session, Base.metadata.tables[name], holdings))):
            found.append(Section(str(TITLES[name]), lines))
    elsewhere = [each for each in search.mentions(session) if each.sure and not each.own]
    if elsewhere:
        lines = tuple(dict.fromkeys((each.title, each.words) for each in elsewhere))
        found.append(Section(str(_("Tên, số của bác ở chỗ khác")), lines))
    return found


def _lines(session: Session, table: Table, holdings: Holdings) -> Iterator[tuple[str, str]]:
    columns = [
        (table.c[column], field)
        for (name, column), field in OF_COLUMN.items()
        if name == table.name and f"{name}.{column}" not in UNREAD
    ]
    for row in session.execute(select(table).where(theirs(table, holdings)).order_by(*key_of(table))):
        if table.name == Registration.__tablename__:
            yield _registered(session, row)
        about = ABOUT[table.name](session, row) if table.name in ABOUT else _when(row)
        for column, field in columns:
            if value := _spoken(session, column, field, row._mapping[column]):
                yield f"{_label(column, field)}{f' ({about})' if about else ''}", value


def _registered(session: Session, row: Row[Any]) -> tuple[str, str]:
    """A class that somebody registered for: how it stands, since when, until when."""
    seat = session.get_one(Registration, row._mapping["id"])
    parts = [str(STATES[RegistrationState(seat.state)])]
    parts.append(str(_("đăng ký ngày %(day)s", day=formats.date(seat.created_at))))
    if seat.ended_at is not None:
        parts.append(str(_("thôi ngày %(day)s", day=formats.date(seat.ended_at))))
    return str(_("Lớp %(course)s", course=seat.course.named_title)), ", ".join(parts)


def _label(column: Column[Any], field: Personal) -> str:
    line = PEOPLE.by_key.get(column.name) if column.table.name == "person" and len(field.places) > 1 else None
    return str(LABELS.get(f"{column.table.name}.{column.name}", line.label if line else field.label))


LABELS: Mapping[str, object] = {
    "person.organisation_id": _l("Nơi làm việc, học tập"),
    "registration.paper_name": _l("Tên ghi trên giấy"),
    "ticket.typed_name": _l("Tên đã gõ"),
    "ticket.typed_birth_year": _l("Năm sinh đã gõ"),
    "registration.door_line": _l("Lời dặn người đón ở cửa"),
    "registration.end_reason": _l("Lý do thôi học"),
    "attendance_mark.way": _l("Điểm danh bằng"),
    "certificate.code": _l("Mã kiểm tra"),
    "certificate.content": _l("Giấy ghi"),
    "certificate.handed_to": _l("Trao cho"),
    "consent.how": _l("Đồng ý bằng cách"),
    "data_request.full_name": _l("Người hỏi"),
    "data_request.birth_year": _l("Năm sinh đã ghi"),
    "data_request.phone": _l("Số điện thoại đã ghi"),
    "data_request.words": _l("Nói rõ thêm"),
    "data_request.answer": _l("Phường trả lời"),
    "data_request.legal_ground": _l("Căn cứ từ chối"),
    "data_request.answer_by": _l("Hạn trả lời"),
    "data_request.done_by": _l("Hạn làm xong"),
    "registration.guardian": _l("Cha mẹ hoặc người giám hộ"),
    "help_record.place_kind": _l("Nơi giúp"),
    "help_record.day": _l("Ngày"),
    "help_record.other_words": _l("Việc khác"),
}


def _spoken(session: Session, column: Column[Any], field: Personal, value: Any) -> str:
    """A value as it is read: a date, a group by its name, a state in words, a paper's lines."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime | date):
        return formats.date(value)
    if column.name == "residential_group_id":
        return session.get_one(ResidentialGroup, value).name
    if column.name == "organisation_id":
        return session.get_one(Organisation, value).name
    if "phone" in column.name:
        return formats.phone(value)
    if column.name in ("content", "said"):
        return "; ".join(f"{each}" for each in json.loads(value).values() if each not in ("", None))
    if field.key == "needs":
        return ", ".join(str(NEEDS[each].short) for each in str(value).split() if each in NEEDS)
    return str(WORDS.get(str(value), value))


def _when(row: Row[Any]) -> str:
    """The day of a row that has one."""
    named = row._mapping
    moment = next(
        (named[key] for key in ("day", "since", "given_at", "made_at", "asked_at", "created_at", "at") if key in named),
        None,
    )
    return formats.date(moment) if isinstance(moment, datetime | date) else ""


def _course(session: Session, row: Row[Any]) -> str:
    return session.get_one(Course, row._mapping["course_id"]).named_title


def _lesson(session: Session, row: Row[Any]) -> str:
    lesson = session.get_one(Lesson, row._mapping["lesson_id"])
    day = formats.date(lesson.starts_at)
    return str(
        _("buổi %(number)s, %(day)s, %(course)s", number=lesson.number, day=day, course=lesson.course.named_title)
    )


def _seat(session: Session, row: Row[Any]) -> str:
    return session.get_one(Registration, row._mapping["registration_id"]).course.named_title


def _paper(session: Session, row: Row[Any]) -> str:
    return session.get_one(Certificate, row._mapping["id"]).register_number


def _topics(session: Session, row: Row[Any]) -> str:
    record = session.get_one(HelpRecord, row._mapping["id"])
    return ", ".join([formats.date(record.day), record.topic_words])


ABOUT: Mapping[str, Callable[[Session, Row[Any]], str]] = {
    "person": lambda session, row: "",
    "registration": _course,
    "ticket": _course,
    "attendance": _lesson,
    "attendance_mark": _lesson,
    "approval_entry": _seat,
    "certificate": _paper,
    "help_record": _topics,
}
