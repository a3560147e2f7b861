"""What waits about people: requests for help at home, and about what is kept of somebody."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.indicators.waiting.kind import STAFF, Harm, Named, WaitingKind, WaitingQuery
from app.models import DataRequest, HelpRequest, RequestStage


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
