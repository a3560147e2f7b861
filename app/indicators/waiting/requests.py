"""What somebody asked for and waits: entries of programmes to confirm or to give back, events whose outcome nobody
recorded; requests of people for help at home, and about what is kept of them."""

from collections.abc import Collection, Mapping
from datetime import date

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.country import clock, formats
from app.indicators.waiting.kind import STAFF, Harm, Named, Page, Since, WaitingKind, WaitingQuery
from app.models import DataRequest, Event, HelpRequest, RequestStage, Role
from app.models.movement.entry_lists import Unconfirmed, unconfirmed

LIST = "office.unconfirmed_entries.index"
LEADERS: Mapping[str, str] = {"xem": "lanh-dao"}  # the list of those that leaders confirm


def page_of(row: Unconfirmed) -> Page:
    """The page on which an entry is confirmed or returned."""
    period = {"ky": row.entry.period} if row.entry.period else {}
    return "office.programme_rows.show", {"programme": row.programme.id, "row": row.entry.site.public_id, **period}


def _kind(key: str, role: Role, page: Page) -> WaitingKind:
    def rows(asked: WaitingQuery) -> list[Unconfirmed]:
        return asked.once(key, lambda: unconfirmed(asked.db, asked.units, [role]))

    def found(asked: WaitingQuery) -> list[Since]:
        waiting = [Since(each.entry.id, clock.local(each.since).date()) for each in rows(asked)]
        return sorted(waiting, key=lambda each: (each.when or date.max, each.id))

    def named(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
        return {each.entry.id: _named(each) for each in rows(asked) if each.entry.id in ids}

    return WaitingKind(
        key=key, keeps=False, harm=Harm.USUAL, page=page, roles=(role,), found=found, named=named,
        many=_l("%(count)s lần ghi phong trào chờ xem"), one=_l("%(name)s chờ xem"), act=_l("Xem"),
        hint=_l("Chưa xác nhận thì chưa tính vào số liệu"),
    )  # fmt: skip


def _named(row: Unconfirmed) -> Named:
    small = _("%(programme)s, ghi ngày %(day)s", programme=row.programme.name, day=formats.date(row.entry.day))
    return Named(row.entry.site.name, small, page_of(row), _l("Xem và xác nhận"))


BY_OFFICERS = _kind("unconfirmed", Role.OFFICER, (LIST, {}))
BY_LEADERS = _kind("unconfirmed_leader", Role.LEADER, (LIST, LEADERS))
CONFIRMATIONS = (BY_OFFICERS, BY_LEADERS)


# What waits about events of programmes: planned for a day that is over, and nobody said what became of them.
def _untold(asked: WaitingQuery) -> list[Since]:
    rows = Event.untold(asked.db, asked.units, asked.day, [Role.OFFICER])
    return [Since(each.id, each.held_on) for each in rows]


def _named_events(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
    named = {}
    for each in asked.db.scalars(select(Event).where(Event.id.in_(ids))):
        page = "office.programme_rows.edit", {"programme": each.programme_id, "row": each.public_id}
        small = _("ngày %(day)s", day=formats.date(each.held_on))
        named[each.id] = Named(each.name, small, page, _l("Ghi kết quả"))
    return named


UNTOLD = WaitingKind(
    key="chua-bao", harm=Harm.USUAL, page=("office.untold_events.index", {}), found=_untold, named=_named_events,
    many=_l("%(count)s hoạt động đã qua ngày mà chưa ghi kết quả"), one=_l("%(name)s đã qua ngày, chưa ghi kết quả"),
    act=_l("Xem từng hoạt động"),
)  # fmt: skip
EVENTS = (UNTOLD,)


def _requests(act: object, asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
    rows = select(HelpRequest).where(HelpRequest.id.in_(ids))
    found = asked.db.scalars(rows.options(joinedload(HelpRequest.residential_group)))
    named = {}
    for row in found:
        group = row.residential_group.short_name if row.residential_group else _("chưa rõ tổ")
        page = "office.help_requests.show", {"help_request": row.public_id}
        named[row.id] = Named(row.full_name, group, page, act)
    return named


def _about_data(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
    found = asked.db.scalars(select(DataRequest).where(DataRequest.id.in_(ids)))
    page = "office.data_requests.show"
    return {row.id: Named(row.full_name, "", (page, {"public_id": row.public_id}), _l("Xem yêu cầu")) for row in found}


HELP_LATE = WaitingKind(
    key="help_late", keeps=False, harm=Harm.LATE, place="requests", roles=STAFF, ahead=True,
    many=_l("%(count)s người nhờ giúp tại nhà quá hẹn"), one=_l("%(name)s nhờ giúp tại nhà"),
    act=_l("Mở lời nhờ"), page=("office.help_requests.index", {"xem": "qua-han"}),
    query=lambda asked: HelpRequest.open_in(asked.units)
    .where(HelpRequest.due_on < asked.day)
    .with_only_columns(HelpRequest.id, HelpRequest.due_on),
    named=lambda asked, ids: _requests(_l("Mở lời nhờ"), asked, ids),
)  # fmt: skip
HELP_NEW = WaitingKind(
    key="help_new", keeps=False, harm=Harm.DUE, place="requests", roles=STAFF, ahead=True,
    many=_l("%(count)s lời nhờ giúp chưa giao"), one=_l("%(name)s nhờ giúp tại nhà, chưa giao"),
    hint=_l("Bà con chờ biết ai sẽ tới"), act=_l("Giao người"),
    page=("office.help_requests.index", {"xem": "chua-giao"}),
    query=lambda asked: HelpRequest.open_in(asked.units)
    .where(HelpRequest.due_on >= asked.day, HelpRequest.state == RequestStage.NEW)
    .with_only_columns(HelpRequest.id, HelpRequest.due_on),
    named=lambda asked, ids: _requests(_l("Giao người đi"), asked, ids),
)  # fmt: skip
DATA_LATE = WaitingKind(
    key="data_late", keeps=False, harm=Harm.LATE, roles=STAFF, ahead=True,
    many=_l("%(count)s yêu cầu xem, sửa, xóa thông tin đến hạn hoặc quá hạn"),
    one=_l("Yêu cầu xem, sửa, xóa thông tin đến hạn hoặc quá hạn"), hint=_l("Luật đặt hạn trả lời"),
    act=_l("Xem yêu cầu"), page=("office.data_requests.index", {"xem": "den-han"}), place="today",
    query=lambda asked: DataRequest.open_by(asked.units, asked.day, due=True), named=_about_data,
)  # fmt: skip
DATA_OPEN = WaitingKind(
    key="data_open", keeps=False, harm=Harm.DUE, roles=STAFF, ahead=True,
    many=_l("%(count)s yêu cầu xem, sửa, xóa thông tin"), one=_l("Một yêu cầu xem, sửa, xóa thông tin"),
    hint=_l("Trả lời trong hai ngày làm việc"), act=_l("Xem yêu cầu"),
    page=("office.data_requests.index", {"xem": "con-han"}), place="today",
    query=lambda asked: DataRequest.open_by(asked.units, asked.day, due=False), named=_about_data,
)  # fmt: skip
PEOPLE = (HELP_LATE, HELP_NEW, DATA_LATE, DATA_OPEN)
