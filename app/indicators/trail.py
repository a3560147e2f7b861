"""Indicator of the trail: looks at people, exports and erasures, each one act. It names nobody: who looked at whom
stands in the trail alone (/quan-tri/nhat-ky, and its printed extract)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.indicators import dimensions as by
from app.models import AuditEvent
from app.registers.acts import ACTS
from app.registers.acts.of_data import OF_DATA
from app.registers.indicator import TIMES, FigureRow, Indicator, Scope


def acts(scope: Scope) -> Select[Any]:
    """Acts on personal data in the units and days of a scope."""
    first, end = clock.at_local(scope.since), clock.at_local(scope.until + timedelta(days=1))
    every = [act for kind in OF_DATA.values() for act in kind.actions]
    theirs = AuditEvent.unit_id.in_(scope.units), AuditEvent.action.in_(every)
    return select(AuditEvent).where(*theirs, AuditEvent.at >= first, AuditEvent.at < end)


def _tells(session: Session, rows: Sequence[AuditEvent]) -> Iterable[FigureRow]:
    return (FigureRow(str(ACTS[each.action].sentence), formats.moment(each.at)) for each in rows)


_KIND = case(*((AuditEvent.action.in_(kind.actions), key) for key, kind in OF_DATA.items()))
DATA_ACTS = Indicator(
    "luot-du-lieu-ca-nhan", TIMES, _l("Lượt xem, xuất, xóa dữ liệu cá nhân"),
    _l("Mỗi lần cán bộ mở thông tin của một người hoặc một danh sách có tên, tải dữ liệu ra tệp, hoặc một người được "
       "xóa tên, máy ghi một lượt vào nhật ký. Chỉ đếm, không nêu ai xem ai."),
    AuditEvent, acts, _tells, (AuditEvent.id.desc(),),
    (
        by.months(AuditEvent.at),
        by.worded("viec", _l("Việc"), _KIND, {key: kind.words for key, kind in OF_DATA.items()}),
        by.units(AuditEvent.unit_id),
    ),
    book="trail",
)  # fmt: skip
INDICATORS = (DATA_ACTS,)
