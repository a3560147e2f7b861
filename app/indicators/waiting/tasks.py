"""What waits about tasks: given back by a leader, overdue."""

from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select, select

from app.indicators.waiting.kind import OFFICER, Harm, Named, Rows, WaitingKind, WaitingQuery
from app.models import Matter
from app.models.targets.task_states import RETURNED

LIST = "office.matters.index"
# Choices of the filters of the list of tasks that hold exactly what waits.
BACK, LATE = {"tien-do": RETURNED}, {"viec": "qua-han"}


def _rows(asked: WaitingQuery, ids: Collection[int]) -> Select[Any]:
    return select(Matter).where(Matter.id.in_(ids)).options(*Matter.with_details())


def _returned(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
    named = {}
    for row in asked.db.scalars(_rows(asked, ids)):
        small = _("Lãnh đạo: “%(words)s”", words=row.reason)
        named[row.id] = Named(row.name, small, (LIST, {"xem": row.public_id}), _l("Xem việc"))
    return named


def _late(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
    named = {}
    for row in asked.db.scalars(_rows(asked, ids)):
        page = LIST, {"xem": row.public_id}
        named[row.id] = Named(row.name, row.owner.name if row.owner else row.lead, page, _l("Xem việc"))
    return named


def _found(asked: WaitingQuery, holds: Any, since: Any) -> Rows:
    return select(Matter.id, since).where(Matter.unit_id.in_(asked.units), holds, Matter.seen_by(OFFICER))


TASK_RETURNED = WaitingKind(
    key="task_returned", harm=Harm.SENT_BACK, place="tasks", page=(LIST, BACK),
    many=_l("%(count)s việc lãnh đạo trả lại"), act=_l("Xem việc"), named=_returned,
    query=lambda asked: _found(asked, Matter.is_returned(), Matter.decided_at),
)  # fmt: skip
TASK_LATE = WaitingKind(
    key="task_late", harm=Harm.LATE, place="tasks", page=(LIST, LATE), ahead=True,
    many=_l("%(count)s nhiệm vụ"), one=_l("Quá hạn: %(name)s"), act=_l("Xem nhiệm vụ"), named=_late,
    query=lambda asked: _found(asked, Matter.overdue(asked.day), Matter.due_on),
)  # fmt: skip
TASKS = (TASK_RETURNED, TASK_LATE)
