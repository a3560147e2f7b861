"""The list of the learners of a class: columns, filters, what is counted of a row. Telephones are masked in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import clock, formats, sentences
from app.models import Course, Person, Registration, RegistrationState, ResidentialGroup, SignUpWay
from app.models.base import holding
from app.models.learning import office_lists
from app.models.learning.leaving import places_of
from app.models.learning.office_lists import CONDITIONS, LIVE_ONES, Show
from app.models.learning.standing import LearnerStatus, learner_statuses_of
from app.registers.action import Action
from app.registers.definitions.people_list import by_group, home_of
from app.registers.listing import Cell, Column
from app.registers.parts import Line, Narrowing, RowIdentity, RowList, RowPaper, RowSearch

# The name under which printed lists are stored, before the code of the course.
OF_COURSE = "lop/"
# The states that the list is filtered by, those that wait for the office first; keys are part of addresses.
STATES = {
    "chua-chac": (Show.UNSURE, _l("Chưa chắc là ai")),
    "khong-cho": (Show.LET_IN, _l("Đến học chưa có chỗ")),
    "cho": (Show.WAITING, _l("Đang chờ")),
    "giu-cho": (Show.OFFERED, _l("Được giữ chỗ")),
    "co-cho": (Show.SEATED, _l("Có chỗ")),
    "da-thoi": (Show.ENDED, _l("Đã thôi")),
}


@dataclass
class LearnerCounts:
    """What a row shows beside the registration: the place on the waiting list, lessons attended."""

    place: int | None
    status: LearnerStatus


def _counts(session: Session, unit_id: int, seats: Sequence[Registration]) -> Mapping[int, Any]:
    """`Learner` by registration. Two statements, with course and lessons loaded."""
    places, statuses = places_of(session, [each.id for each in seats]), learner_statuses_of(session, seats)
    return {each.id: LearnerCounts(places.get(each.id), statuses[each.id]) for each in seats}


def state_words(seat: Registration) -> str:
    """The state of a registration in words; a person who may be somebody on file is marked."""
    words = {
        RegistrationState.SEATED: _("có chỗ"),
        RegistrationState.OFFERED: _("được giữ chỗ"),
        RegistrationState.WAITING: _("đang chờ"),
        RegistrationState.CANCELLED: _("đã thôi"),
        RegistrationState.REMOVED: _("bị xóa tên"),
    }[RegistrationState(seat.state)]
    return f"{words}, {_('chưa chắc')}" if seat.person.unsure else str(words)


def way_words(way: str) -> str:
    """The way in which a registration came, in words."""
    words = {
        SignUpWay.QR: _("quét mã"),
        SignUpWay.DESK: _("tại bàn"),
        SignUpWay.PHONE: _("điện thoại"),
        SignUpWay.WALK_IN: _("tại lớp"),
        SignUpWay.IMPORT: _("danh sách"),
    }
    return str(words[SignUpWay(way)])


def _state(line: Line[Registration]) -> Cell:
    """Colour for what waits for somebody."""
    seat = line.row
    if seat.person.unsure and seat.is_live:
        return Cell(state_words(seat), kind="warn", icon="users")
    if seat.state == RegistrationState.WAITING:
        return Cell(_("chờ, thứ %(place)s", place=line.count.place), kind="warn", icon="hourglass")
    if seat.offered_until is not None and seat.state == RegistrationState.OFFERED:
        until = formats.moment(seat.offered_until)
        return Cell(_("giữ chỗ đến %(until)s", until=until), kind="warn", icon="clock")
    return Cell(state_words(seat))


def _present(line: Line[Registration]) -> Cell:
    """Of the lessons held; red where too few are left for a certificate."""
    status = line.count.status
    if not status.lessons_so_far:
        return Cell("")
    lost = line.row.is_live and status.out_of_reach
    return Cell(f"{status.came}/{status.lessons_so_far}", kind="bad" if lost else "")


def _phone(line: Line[Registration]) -> str:
    return formats.mask_phone(line.row.person.phone) if line.row.person.phone else ""


def _full_phone(line: Line[Registration]) -> str:
    return formats.phone(line.row.person.phone) if line.row.person.phone else ""


def _registered(line: Line[Registration]) -> str:
    day = formats.day_month(clock.local(line.row.created_at))
    return f"{day}, {way_words(line.row.way)}"


def _columns(course: Course, *, door_lines: bool) -> tuple[Column[Line[Registration]], ...]:
    """The columns; that of the lines for the door where somebody of the course has one."""
    word, key = course.unit.group_word, Person.sort_key.expression
    door = Column[Line[Registration]]("dan", _l("Dặn người ở cửa"), lambda line: line.row.door_line, "br", worded=True)
    return (
        Column("ten", _l("Họ và tên"), lambda line: line.row.person.full_name, "main", key),
        Column("sinh", _l("Năm sinh"), lambda line: str(line.row.person.birth_year), "num",
            Person.birth_year.expression),
        Column("to", sentences.begun(word), lambda line: home_of(line.row.person), "",
            ResidentialGroup.code.expression),
        Column("phone", _l("Điện thoại"), _phone, "pl", worded=True),
        Column("thu-tu", _l("Trạng thái"), _state, "", office_lists.PLACE),
        Column("co-mat", _l("Có mặt"), _present, "num", office_lists.share_present(), worded=True),
        Column("luc", _l("Đăng ký"), _registered, "br", Registration.created_at.expression, worded=True),
        *((door,) if door_lines else ()),
    )  # fmt: skip


def _printed(course: Course) -> tuple[Column[Line[Registration]], ...]:
    """The columns on paper, with full telephones."""
    left_out = {"luc", "phone"}
    phone = Column[Line[Registration]]("phone", _l("Điện thoại"), _full_phone)
    name, *others = (each for each in _columns(course, door_lines=True) if each.key not in left_out)
    return (name, others[0], others[1], phone, *others[2:])


def _narrowings(session: Session, course: Course) -> tuple[Narrowing, ...]:
    return (
        Narrowing("cho", _l("Trạng thái"), _l("Đang trong lớp"),
            lambda unit_id: [(key, words, CONDITIONS[show]) for key, (show, words) in STATES.items()],
            otherwise=LIVE_ONES, chips=True),
        by_group(session, course.unit),
        Narrowing("loc", _l("Cần xem"), _l("Tất cả"),
            lambda unit_id: [("khong-so", _l("Không để lại số"), Person.phone.is_(None))]),
    )  # fmt: skip


def learners_list(session: Session, course: Course) -> RowList[Registration]:
    """The list of the registrations of a course, over `registration_list.of_course`. Two statements."""
    door_lines = session.scalars(office_lists.with_door_line(course.id)).first() is not None
    return RowList(
        noun=Registration, title=_("Người học lớp %(code)s", code=course.code), first="ten",
        identity=RowIdentity(lambda line: line.row.public_id, lambda line: line.row.person.full_name),
        columns=_columns(course, door_lines=door_lines),
        then=(Person.sort_key.expression, Person.birth_year.expression, Registration.id.expression),
        on_paper=RowPaper(
            columns=_printed(course), counted=lambda unit: _l("người"), sparse=("phone", "co-mat", "dan")
        ),
        narrowings=_narrowings(session, course),
        search=RowSearch(lambda unit_id, words: holding(words, Person.search_key.expression)),
        search_hint=_l("Tìm tên trong lớp"),
        empty=(
            lambda unit: _("Chưa có ai đăng ký"),
            _l("Dán áp phích hoặc gửi mã lớp vào nhóm Zalo của tổ, tên bà con sẽ hiện ở đây."), "users",
        ),
        counts=_counts, loads=(Registration.whose(),),
        actions=(
            Action("in", _l("In giấy hẹn"), icon="printer"),
            Action("nhan", _l("Nhắn tin"), icon="send"),
            Action("xlsx", _l("Tải Excel"), icon="download"),
            Action("chuyen", _l("Chuyển lớp"), icon="refresh"),
            Action("huy", _l("Hủy chỗ"), icon="x"),
        ),
    )  # fmt: skip
