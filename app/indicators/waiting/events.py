"""What waits about events of programmes: planned for a day that is over, and nobody said what became of them."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from app.country import formats
from app.indicators.waiting.kind import Harm, Named, Since, WaitingKind, WaitingQuery
from app.models import Event, Role


def _untold(asked: WaitingQuery) -> list[Since]:
    rows = Event.untold(asked.db, asked.units, asked.day, [Role.OFFICER])
    return [Since(each.id, each.held_on) for each in rows]


def _named(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
    named = {}
    for each in asked.db.scalars(select(Event).where(Event.id.in_(ids))):
        page = "office.programme_rows.edit", {"programme": each.programme_id, "row": each.public_id}
        small = _("ngày %(day)s", day=formats.date(each.held_on))
        named[each.id] = Named(each.name, small, page, _l("Ghi kết quả"))
    return named


UNTOLD = WaitingKind(
    key="chua-bao", harm=Harm.USUAL, page=("office.untold_events.index", {}), found=_untold, named=_named,
    many=_l("%(count)s hoạt động đã qua ngày mà chưa ghi kết quả"), one=_l("%(name)s đã qua ngày, chưa ghi kết quả"),
    act=_l("Xem từng hoạt động"),
)  # fmt: skip
EVENTS = (UNTOLD,)
