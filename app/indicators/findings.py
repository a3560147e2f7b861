"""Indicators of tasks that events of programmes asked for: given, and accepted. Those of programmes that officers and
leaders do not both see are left out, as in app/indicators/activities.py."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.indicators import dimensions as by
from app.models import Matter, Programme, Site
from app.models.targets.task_states import ACCEPTED, STATES
from app.registers.indicator import ASKED, FigureRow, Indicator, Scope


def _between(moment: Any, scope: Scope) -> Select[Any]:
    """Tasks in use of a scope's units with a moment in its days."""
    sites = select(Site.id).join(Programme, Programme.id == Site.programme_id).where(Programme.seen_by_office)
    first, end = clock.at_local(scope.since), clock.end_of(scope.until)
    wanted = select(Matter).where(Matter.unit_id.in_(scope.units), Matter.site_id.in_(sites), Matter.in_use())
    return wanted.where(moment >= first, moment < end)


def _given(scope: Scope) -> Select[Any]:
    return _between(Matter.given_at, scope)


def _accepted(scope: Scope) -> Select[Any]:
    return _between(Matter.decided_at, scope).where(Matter.state == ACCEPTED)


def _tells(session: Session, rows: Sequence[Matter]) -> Iterable[FigureRow]:
    for each in rows:
        day = _("xong trước %(day)s", day=formats.date(each.due_on)) if each.due_on else ""
        small = " · ".join(filter(None, (each.owner.name if each.owner else "", str(STATES[each.state]), day)))
        yield FigureRow(each.name, small, "office.matters.index", {"xem": each.public_id})


def _indicator(key: str, words: object, how: object, rows: Any, moment: Any) -> Indicator:
    dimensions = by.months(moment), by.units(Matter.unit_id)
    return Indicator(
        key, ASKED, words, how, Matter, rows, _tells, (moment, Matter.id), dimensions, loads=Matter.with_owner()
    )


INDICATORS = (
    _indicator(
        "viec-khac-phuc", _l("Việc yêu cầu khắc phục đã giao"),
        _l("Việc giao sau một cuộc kiểm tra, họp đã ghi, theo ngày giao; mỗi việc một lần, không kể việc đã bỏ."),
        _given, Matter.given_at,
    ),
    _indicator(
        "viec-khac-phuc-xong", _l("Việc yêu cầu khắc phục đã xong"),
        _l("Việc ấy mà nơi nhận đã báo xong và lãnh đạo đã duyệt, theo ngày duyệt."), _accepted, Matter.decided_at,
    ),
)  # fmt: skip
