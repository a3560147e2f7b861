"""What waits about programmes: entries to confirm or to give back to who asked for them, and events that are over."""

from collections.abc import Collection, Mapping
from datetime import date

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from app.country import clock, formats
from app.indicators.waiting.kind import Harm, Named, Page, Since, WaitingKind, WaitingQuery
from app.models import Event, Role
from app.models.kept_reading import read_once
from app.models.movement.unconfirmed import Unconfirmed, unconfirmed

LIST = "office.unconfirmed_entries.index"
LEADERS: Mapping[str, str] = {"xem": "lanh-dao"}  # the list of those that leaders confirm


def page_of(row: Unconfirmed) -> Page:
    """The page on which an entry is confirmed or returned."""
    period = {"ky": row.entry.period} if row.entry.period else {}
    return "office.programme_rows.show", {"programme": row.programme.id, "row": row.entry.site.public_id, **period}


def _kind(key: str, role: Role, page: Page) -> WaitingKind:
    def rows(asked: WaitingQuery) -> list[Unconfirmed]:
        return read_once(asked.db, (key, frozenset(asked.units)), lambda: unconfirmed(asked.db, asked.units, [role]))

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
