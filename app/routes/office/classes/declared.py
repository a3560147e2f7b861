"""The list of classes as it is declared: columns, filters, acts."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from flask import url_for
from flask_babel import gettext as _, lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.country.months import months_before
from app.exchange.exports.values import Share
from app.indicators.inbox import Waits
from app.indicators.waiting import classes as kinds
from app.indicators.waiting.classes import COUNTED
from app.indicators.waiting.kind import WaitingQuery, any_of
from app.models import ApprovalState, Course, RoleGrant, Stage, WhoSees
from app.models.learning import office_lists, shelf
from app.models.learning.office_lists import Narrowed
from app.models.learning.shelf import CourseShelf
from app.models.people.account import by_name
from app.registers.action import Action
from app.registers.listing import NOTHING, Cell, Column, Filter, ListQuery, Option, Table, Value
from app.routes.office.classes.rows import ClassRow

SHELVES = {"dang-mo": CourseShelf.AHEAD, "nhap": CourseShelf.DRAFT, "da-xong": CourseShelf.OVER}
# So many months ahead can be chosen.
AHEAD = 3
# Those that wait for the office, whatever as.
WAITING = "cho"
STATES = {
    Stage.DRAFT: (_l("Bản nháp"), "pencil"),
    Stage.NOT_YET: (_l("Chưa mở đăng ký"), "clock"),
    Stage.OPEN: (_l("Mở đăng ký"), "check"),
    Stage.RUNNING: (_l("Đang học"), "book-open-text"),
    Stage.FINISHED: (_l("Đã học xong"), "file-check"),
    Stage.CANCELLED: (_l("Đã hủy"), "x"),
    Stage.CLOSED: (_l("Đã khép"), "lock"),
}

# What waits, in the words of the filter.
WAITING_AS = {
    kinds.RETURNED: _l("Lãnh đạo trả lại"),
    kinds.CALLED_OFF: _l("Hủy chưa báo"),
    kinds.FINISHED: _l("Chưa trình giấy"),
    kinds.HAND_OVER: _l("Chờ trao giấy"),
    kinds.CLOSING: _l("Sắp đóng đăng ký"),
    kinds.LAPSING: _l("Chỗ giữ sắp hết hạn"),
    kinds.UNCLOSED: _l("Chưa bấm Xong"),
    kinds.WITHOUT_SEAT: _l("Học chưa có chỗ"),
    kinds.MET_SINCE: _l("Cần trình bổ sung"),
    kinds.CLASHING: _l("Trùng lịch"),
}


def _name(row: ClassRow) -> Cell:
    by_link = row.course.who_sees == WhoSees.LINK
    return Cell(
        row.course.title, icon="lock" if by_link else "", screen_reader_text=_("Chỉ ai có đường dẫn") if by_link else ""
    )


def _code(row: ClassRow) -> Cell:
    return Cell(row.course.code)


def _next(row: ClassRow) -> Cell:
    if row.next is None:
        done = row.stage in (Stage.FINISHED, Stage.CLOSED)
        return Cell(_("Đã học xong") if done else _("Chưa có buổi") if row.stage is Stage.DRAFT else NOTHING)
    when = row.next.starts_at
    day = Markup('<b>{}</b><span class="wd"> {}</span>, {}')
    return Cell(day.format(formats.day_month(when), formats.weekday(when), formats.time(when)))


def _place(row: ClassRow) -> Cell:
    return Cell(row.course.place.name if row.course.place else NOTHING)


def _teachers(row: ClassRow) -> Cell:
    if row.lacks_teacher:
        return Cell(_("Chưa có người dạy"), kind="bad")
    return Cell(", ".join(row.teachers) or NOTHING)


def _seats(row: ClassRow) -> Cell:
    course = row.course
    text = f"{course.seated}/{course.seats}"
    if course.state == Stage.DRAFT:
        return Cell(text)
    return Cell(text, url_for("office.registration_lists.index", code=course.code, cho="co-cho"), rows=course.seated)


def _came(row: ClassRow) -> Cell:
    if row.share is None:
        return Cell(NOTHING, screen_reader_text=_("chưa học"))
    return Cell(f"{row.share}%", url_for("office.attendances.index", code=row.course.code))


def _state(row: ClassRow) -> Cell:
    """Colour for the exception alone; what goes as it should stays grey."""
    if row.waits_for_list:
        sent_back = row.list_state == ApprovalState.SENT_BACK
        return Cell(_("Lãnh đạo trả lại") if sent_back else _("Chờ trình giấy"), kind="warn", icon="hourglass")
    if row.many_absent:
        return Cell(_("Vắng nhiều"), kind="bad", icon="circle-alert")
    if row.few_registered:
        return Cell(_("Mới %(count)s người", count=row.course.seated), kind="warn", icon="circle-alert")
    if row.stage is Stage.OPEN and row.course.free <= 0:
        return Cell(_("Đủ chỗ"), icon="users")
    words, icon = STATES[row.stage]
    return Cell(words, icon=icon)


def _day(row: ClassRow) -> datetime | None:
    return row.next.starts_at if row.next else None


def _part(row: ClassRow) -> Share | None:
    return Share(row.share / 100) if row.share is not None else None


def classes(now: datetime, chosen: str = "") -> Table[ClassRow]:
    """The list as it stands at a moment; of what waits (`chosen`) the longest first."""
    ahead, place, share = office_lists.next_lesson(now), office_lists.place_name(), office_lists.share_came()
    return Table(
        id="cac-lop",
        title=_l("Lớp học"),
        field="lop",
        columns=(
            Column("ten", _l("Tên lớp"), _name, "main", Course.title.expression, spoken=True),
            Column("ma", _l("Mã"), _code, "num soft", Course.code.expression),
            Column("buoi", _l("Buổi tới"), _next, "nx", ahead),
            Column("noi", _l("Nơi học"), _place, "pl", place, spoken=True),
            Column("day", _l("Người dạy"), _teachers, "br"),
            Column("cho", _l("Chỗ"), _seats, "num fig", 1.0 * Course.seated / Course.seats, worded=True),
            Column("co-mat", _l("Có mặt"), _came, "num fig", share, worded=True),
            Column("tinh-trang", _l("Tình trạng"), _state),
        ),
        first="buoi",
        then=(
            (office_lists.last_lesson().asc(), Course.id.asc())
            if chosen in {kind.key for kind in WAITING_AS}
            else (office_lists.last_lesson().desc().nulls_last(), Course.id.desc())
        ),
        key=lambda row: row.course.code,
        name=lambda row: row.course.code,
        actions=(
            Action("in", _l("In danh sách ký"), icon="printer"),
            Action("nhac", _l("Lời nhắc"), icon="send", heads=_l("Lời nhắc cho {count} người")),
            Action("xlsx", _l("Tải Excel"), icon="download"),
        ),
        heads=lambda row: row.course.seated,
    )


def in_workbook(table: Table[ClassRow], row: ClassRow) -> list[Value]:
    """A row of a workbook: the words of its cells, nothing where there is nothing; a moment and a share as such."""
    plain = {"buoi": _day(row), "co-mat": _part(row)}
    words = ((column.key, str(column.cell(row).text)) for column in table.columns)
    return [plain.get(key, "" if text == NOTHING else text) for key, text in words]


def filters(session: Session, unit_ids: Collection[int], now: datetime, waits: Waits, chosen: str) -> list[Filter]:
    """What the list can be narrowed to: of what may wait, that which does, or is asked for (`chosen`)."""
    counts = shelf.shelf_counts(session, unit_ids, now)
    states = [
        *([Option(WAITING, _("Đang chờ anh chị"), waits.classes)] if waits.classes or chosen == WAITING else []),
        *(
            Option(kind.key, str(words), count or None)
            for kind, words in WAITING_AS.items()
            if (count := waits.counts.get(kind.key)) or chosen == kind.key
        ),
        Option("dang-mo", _("Đang mở"), counts[CourseShelf.AHEAD]),
        Option("nhap", _("Bản nháp"), counts[CourseShelf.DRAFT]),
        Option("da-xong", _("Đã xong"), counts[CourseShelf.OVER]),
    ]
    places = session.execute(office_lists.places_of(unit_ids))
    teachers = by_name(session.scalars(RoleGrant.instructors_in(unit_ids, clock.local(now).date())))
    return [
        Filter("tinh-trang", _("Tình trạng"), _("Tất cả"), states, chips=True),
        Filter("thang", _("Tháng"), _("Mọi tháng"), _months(clock.local(now).date())),
        Filter("noi", _("Nơi học"), _("Mọi nơi học"), [Option(code, name) for code, name in places]),
        Filter(
            "day", _("Người dạy"), _("Mọi người dạy"), [Option(each.public_id, each.full_name) for each in teachers]
        ),
    ]


def _months(today: date) -> list[Option]:
    """Those of classes to come, and of a year that is over."""
    further = [(today.replace(day=1) + timedelta(days=31 * count)).replace(day=1) for count in range(AHEAD, 0, -1)]
    return [
        Option(f"{each:%Y-%m}", _("Tháng %(month)s", month=f"{each:%m/%Y}"))
        for each in [*further, *months_before(today, 13)]
    ]


def narrowed(session: Session, unit_ids: Collection[int], asked: ListQuery, template_id: int | None) -> Narrowed:
    """What is asked for, as the model knows it."""
    state, month = asked.filters.get("tinh-trang"), asked.filters.get("thang")
    now, kind = (
        WaitingQuery.at(session, unit_ids, clock.now()),
        next((each for each in WAITING_AS if each.key == state), None),
    )
    waits = kind.holds(Course.id.expression, now) if kind else None
    if state == WAITING:
        waits = Course.id.in_(any_of(COUNTED, now))
    return Narrowed(
        shelf=SHELVES.get(state or ""),
        waits=waits,
        month=date.fromisoformat(f"{month}-01") if month else None,
        place=asked.filters.get("noi"),
        teacher=asked.filters.get("day"),
        among=shelf.matching(session, unit_ids, asked.words) if asked.words else None,
        template_id=template_id,
    )
