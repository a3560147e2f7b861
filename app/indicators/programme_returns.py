"""Figures that every programme with periods has without declaring them: of whom a return is expected, who sent it, and
who in time. They read one period for all, the newest that is due on the last day of a scope."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session, joinedload, object_session

from app.country.periods import Period, PeriodType
from app.indicators import denominators, dimensions as by
from app.indicators.programme_dimensions import copy_of, sites_by
from app.indicators.programme_periods import due_within
from app.models import Programme, ProgrammeEntry, Site
from app.models.movement.declaration import Declaration, Subject
from app.models.reports.returns import asked_for, expected_of, sent_of
from app.registers.indicator import FigureRow, Indicator, Scope, Unit
from app.registers.joint_counts import SharedRows

# Conditions for an entry of a period.
Meets = Callable[[Period], Sequence[Any]]


def returns_of(programme: Programme, declared: Declaration) -> list[Indicator]:
    """Expected, sent and sent on time, and where entries are confirmed how many are and how many wait; none of a
    programme without periods."""
    if declared.every is None:
        return []
    expected = _returns(programme, declared, "expected", _l("Nơi phải gửi"))
    sent = _returns(programme, declared, "sent", _l("Nơi đã gửi"), expected, lambda period: [])
    in_time = _returns(
        programme, declared, "on_time", _l("Nơi gửi đúng hạn"), expected,
        lambda period: [ProgrammeEntry.day <= period.due] if period.due else [],
    )  # fmt: skip
    confirmed = _returns(
        programme, declared, "confirmed", _l("Nơi đã xác nhận"), expected, lambda period: [ProgrammeEntry.counts]
    )
    waiting = _returns(
        programme, declared, "waiting", _l("Nơi chờ xem"), expected,
        lambda period: [ProgrammeEntry.waits, ProgrammeEntry.latest],
    )  # fmt: skip
    return [expected, sent, in_time, *([confirmed, waiting] if declared.confirmed_by else [])]


def _returns(
    programme: Programme, declared: Declaration, key: str, words: object, expected: Indicator | None = None,
    entry: Meets | None = None,
) -> Indicator:  # fmt: skip
    """A figure of sites: all that are expected, or with `entry` those of which an entry was sent that meets it."""

    def base(scope: Scope) -> Select[Any]:
        lines = [_expected(each, declared, scope) for each in copies_of(programme, declared, scope)]
        return select(Site).where(Site.unit_id.in_(scope.units), or_(false(), *lines))

    def conditions(scope: Scope) -> list[ColumnElement[bool]]:
        if entry is None:
            return []
        return [or_(false(), *(_sent(each, declared, scope, entry) for each in copies_of(programme, declared, scope)))]

    return Indicator(
        f"{programme.key}.{key}", Unit(declared.noun or _l("nơi"), adds=False), words, _how(declared), Site,
        SharedRows((programme.id, "returns"), base, conditions), tells_sites(programme), (Site.order_key, Site.id),
        (*sites_by(declared), by.units(Site.unit_id)),
        loads=(joinedload(Site.residential_group),),
        of=denominators.of_figure(lambda: expected) if expected else None,
        of_words=_l("nơi phải gửi") if expected else "", whole=expected.key if expected else "",
        standing=True, named=declared.subject is Subject.HOUSEHOLD,
        sees=frozenset(declared.sees), on_paper=False,
    )  # fmt: skip


def unsent(programme: Programme, declared: Declaration, period: Period) -> Select[Any]:
    """The sites of its unit of which a period is expected that was not sent; what was returned was not."""
    wanted = select(Site).where(Site.unit_id == programme.unit_id, expected_of(programme, declared, period))
    return wanted.where(~sent_of(programme.id, period))


def copies_of(programme: Programme, declared: Declaration, scope: Scope) -> Sequence[Programme]:
    """The programme; of a shipped one that follows a rule, of several units, the copy of each: their days differ."""
    session = object_session(programme)
    if declared.every is not PeriodType.REPORT or scope.units == (programme.unit_id,) or not programme.catalogue:
        return [programme]
    same = Programme.catalogue == programme.catalogue, Programme.merged_into_id.is_(None)
    return session.scalars(Programme.in_units(scope.units).where(*same)).all() if session else []


def _expected(programme: Programme, declared: Declaration, scope: Scope) -> ColumnElement[bool]:
    """Condition for the sites in the figures of the newest period that is due."""
    if (period := newest_due(programme, declared, scope)) is None:
        return false()
    id_ = own_id(programme, declared, scope)
    return and_(asked_for(programme, declared, period, id_, scope.until), *own_unit(programme, declared))


def _sent(programme: Programme, declared: Declaration, scope: Scope, entry: Meets) -> ColumnElement[bool]:
    """Condition for sites of which an entry of that period was sent that meets it."""
    if (period := newest_due(programme, declared, scope)) is None:
        return false()
    sent = sent_of(own_id(programme, declared, scope), period, *entry(period))
    return and_(sent, *own_unit(programme, declared))


def newest_due(programme: Programme, declared: Declaration, scope: Scope) -> Period | None:
    """The newest period that is due on the last day of a scope; of a report none that was due before its days."""
    due = programme.schedule.newest_due(scope.until) if programme.schedule else None
    return due if due and all(due_within(declared, scope, due.key)) else None


def own_id(programme: Programme, declared: Declaration, scope: Scope) -> Any:
    return programme.id if declared.every is PeriodType.REPORT else copy_of(programme, scope)


def own_unit(programme: Programme, declared: Declaration) -> list[ColumnElement[bool]]:
    return [Site.unit_id == programme.unit_id] if declared.every is PeriodType.REPORT else []


def _how(declared: Declaration) -> object:
    if declared.due is None and declared.every is not PeriodType.REPORT:
        return _l("Theo kỳ mới nhất đã bắt đầu, tính đến ngày cuối. Kỳ này không có cũng là đã gửi.")
    return _l(
        "Theo kỳ mới nhất đã đến hạn gửi, tính đến ngày cuối. Kỳ này không có cũng là đã gửi; đúng hạn là lần gửi đầu "
        "không sau ngày đến hạn."
    )


def tells_sites(programme: Programme) -> Callable[[Session, Sequence[Site]], Iterable[FigureRow]]:
    """What tells the sites behind a figure, each with its group and its page."""

    def tells(session: Session, rows: Sequence[Site]) -> Iterable[FigureRow]:
        for each in rows:
            group = each.residential_group.name if each.residential_group else str(_("Chưa rõ địa bàn"))
            place = {"programme": programme.id, "row": each.public_id}
            yield FigureRow(each.name, group, "office.programme_rows.show", place)

    return tells
