"""Indicators of teams: groups with a team, trained teams and members, active teams, monthly figures of their heads.

A member is trained once marked at a class for teams, as a person on file or as the ambassador with that account. For
earlier times a team's own list says how far it was trained and when it was last active.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.country import formats
from app.indicators import dimensions as by
from app.indicators.denominators import of_figure
from app.indicators.learning import TEMPLATE, TOPICS
from app.indicators.residential_groups import groups_with
from app.indicators.team_work import SILENT_DAYS, active, at_class, is_trained, members_on, standing_on
from app.models import (
    Membership,
    Organisation,
    ProgrammeEntry,
    ResidentialGroup,
    Team,
    TeamKind,
)
from app.models.movement import team_month
from app.models.movement.team import team_group
from app.registers.definitions.teams import KINDS
from app.registers.indicator import GROUP_UNIT, PEOPLE, TIMES, Dimension, FigureRow, Indicator, Key, Scope
from app.registers.responses import Responses


def _silent(scope: Scope) -> ColumnElement[bool]:
    return ~active(scope.units, scope.until - timedelta(days=SILENT_DAYS), scope.until)


def _busy(scope: Scope) -> Select[Any]:
    sent = team_month.sent_within(scope.since, scope.until)
    return team_month.months(Team).where(Team.unit_id.in_(scope.units), sent, team_month.busy())


def _tells(session: Session, rows: Sequence[Team]) -> Iterable[FigureRow]:
    for each in rows:
        small = " · ".join(filter(None, (", ".join(group.short_name for group in each.groups), each.decision_no)))
        yield FigureRow(each.name, small, "office.teams.show", {"row": each.public_id})


def _tells_members(session: Session, rows: Sequence[Membership]) -> Iterable[FigureRow]:
    for each in rows:
        yield FigureRow(each.full_name, each.team.name, "office.teams.show", {"row": each.team.public_id})


def _tells_months(session: Session, rows: Sequence[ProgrammeEntry]) -> Iterable[FigureRow]:
    for each in rows:
        visits, helps = (formats.number(each.given.get(key, 0)) for key in ("visits", "helps"))
        words = _("Tháng %(month)s: %(visits)s nhà, %(helps)s lượt giúp", month=f"{each.period:%m/%Y}", visits=visits,
                  helps=helps)  # fmt: skip
        yield FigureRow(each.site.name, words, "office.programme_rows.show", {"programme": each.programme_id,
                        "row": each.site.public_id, "ky": each.period})  # fmt: skip


def _with_groups(wanted: Select[Any]) -> Select[Any]:
    return wanted.outerjoin(team_group, team_group.c.team_id == Team.id)


_OF_HELPERS = {str(kind): words for kind, words in KINDS.items() if kind != TeamKind.COMMITTEE}
KIND = by.worded("loai-to", _l("Loại"), Team.kind, _OF_HELPERS)
SERVED = by.groups(team_group.c.residential_group_id, _with_groups, _l("Cả phường, xã"))
BY_MONTH = by.months(ProgrammeEntry.period_key)
OF_CLASS: tuple[Dimension, ...] = (TEMPLATE, TOPICS)
OWNER = by.registered(
    "co-quan", _l("Tổ, đội của cơ quan, đơn vị nào"), Team.organisation_id, Organisation, _l("Của phường, xã")
)
OF_TEAMS: tuple[Dimension, ...] = (KIND, SERVED, by.units(Team.unit_id), OWNER)


def _teams(
    key: str, words: object, how: object, which: Callable[[Scope], ColumnElement[bool]] | None = None
) -> Indicator:
    """Teams of the last day: all, or those that meet `which`, as a share of all."""

    def rows(scope: Scope) -> Select[Any]:
        wanted = select(Team).where(*standing_on(scope))
        return wanted if which is None else wanted.where(which(scope))

    return Indicator(
        key, GROUP_UNIT, words, how, Team, rows, _tells, (Team.search_key, Team.id), OF_TEAMS, what=Team.id,
        loads=(selectinload(Team.groups),), standing=True,
        of=of_figure(lambda: STANDING) if which else None, of_words=_l("tổ đang hoạt động") if which else "",
    )  # fmt: skip


def _live_members(noun: type[Any], scope: Scope, *, committees: bool = False) -> Select[Any]:
    members = select(noun).join_from(Team, Membership, Team.id == Membership.team_id)
    return members.where(*members_on(scope, committees=committees))


def _members(
    key: str,
    words: object,
    how: object,
    which: Callable[[Select[Any], Scope], Select[Any]] | None,
    more: tuple[Dimension, ...] = (),
) -> Indicator:
    def rows(scope: Scope) -> Select[Any]:
        wanted = _live_members(Membership, scope)
        return wanted if which is None else which(wanted, scope)

    return Indicator(
        key, PEOPLE, words, how, Membership, rows, _tells_members, (Membership.team_id, Membership.id),
        (*OF_TEAMS, *more), what=Membership.id, standing=True, named=True,
        loads=(joinedload(Membership.team), joinedload(Membership.account), joinedload(Membership.person)),
        of=of_figure(lambda: NAMED) if which else None, of_words=_l("thành viên có tên") if which else "",
    )  # fmt: skip


def _served(scope: Scope) -> ColumnElement[bool]:
    """Whether a community team serves a residential group."""
    has = select(Team.id).join(team_group, team_group.c.team_id == Team.id)
    here = team_group.c.residential_group_id == ResidentialGroup.id
    return has.where(here, Team.kind == "community", *standing_on(scope)).correlate(ResidentialGroup).exists()


def _team_responses(session: Session, scope: Scope, dimension: str) -> Mapping[Key, Responses]:
    """Who of the teams that stand reported all months that ended in a scope, or some of them; none by a dimension."""
    if dimension:
        return {}
    after = scope.until + timedelta(days=1)
    ended = (after.year - scope.since.year) * 12 + after.month - scope.since.month
    sent = team_month.months(Team.id).where(team_month.sent_within(scope.since, scope.until)).group_by(Team.id)

    def telling(least: int) -> int:
        many = sent.having(func.count() >= least).correlate(None)
        return _teams("", "", "", lambda _scope: Team.id.in_(many)).figure(session, scope)

    some, every = telling(1), telling(max(1, ended))
    return {None: Responses(every, STANDING.figure(session, scope), noun=str(_("tổ")), partly=some - every)}


def _reported(key: str, words: object, field: str) -> Indicator:
    """The sum of a number of the months."""
    amount = team_month.number(field)

    def rows(scope: Scope) -> Select[Any]:
        sent = team_month.sent_within(scope.since, scope.until)
        return team_month.months(ProgrammeEntry).where(Team.unit_id.in_(scope.units), sent, amount > 0)

    order = ProgrammeEntry.period_key, ProgrammeEntry.id
    how = _l("Cộng số tổ trưởng báo theo tháng.")
    dimensions = (BY_MONTH, KIND, SERVED, by.units(Team.unit_id))
    return Indicator(
        key, TIMES, words, how, ProgrammeEntry, rows, _tells_months, order, dimensions, amount=amount,
        loads=(joinedload(ProgrammeEntry.site),), responses=_team_responses,
    )  # fmt: skip


STANDING = replace(
    _teams("to-dang-co", _l("Tổ, đội đang hoạt động"), _l("Tổ, đội chưa giải thể vào ngày cuối kỳ.")),
    meaning=_l("đã thành lập"), meant_by="thành lập",
)  # fmt: skip
NAMED = _members(
    "thanh-vien-to", _l("Thành viên tổ, đội có tên"),
    _l("Người có tên trong một tổ, đội vào ngày cuối kỳ; ai ở hai tổ tính hai lần."), None,
)  # fmt: skip
COMMITTEE = replace(
    NAMED, key="thanh-vien-ban-chi-dao", words=_l("Thành viên Ban Chỉ đạo có tên"),
    how=_l("Người có tên trong một Ban Chỉ đạo vào ngày cuối kỳ."),
    rows=lambda scope: _live_members(Membership, scope, committees=True), dimensions=(by.units(Team.unit_id),),
)  # fmt: skip
INDICATORS = (
    STANDING,
    groups_with(
        "noi-co-to", _l("Nơi có tổ công nghệ số cộng đồng"),
        _l("Tổ dân phố, thôn, bản có một tổ công nghệ số cộng đồng ghi là giúp nơi ấy, vào ngày cuối kỳ."), _served,
    ),
    groups_with(
        "noi-chua-co-to", _l("Nơi chưa có tổ công nghệ số cộng đồng"),
        _l("Tổ dân phố, thôn, bản mà vào ngày cuối kỳ chưa tổ công nghệ số cộng đồng nào ghi là giúp."),
        lambda scope: ~_served(scope), lacks=True,
    ),
    Indicator(
        "to-hoat-dong", GROUP_UNIT, _l("Tổ, đội có hoạt động trong tháng"),
        _l("Tổ trưởng báo trong tháng tổ có tới nhà, giúp bà con, họp, mở lớp hoặc phát loa; mỗi tổ tính một lần."),
        Team, _busy, _tells, (Team.search_key, Team.id), (BY_MONTH, *OF_TEAMS), what=Team.id,
        loads=(selectinload(Team.groups),), of=of_figure(lambda: STANDING), of_words=_l("tổ đang hoạt động"),
        responses=_team_responses,
    ),
    _teams(
        "to-im-lang", _l("Tổ, đội %(days)s ngày không có tin", days=SILENT_DAYS),
        _l("Không có tin gì trong %(days)s ngày tính đến ngày cuối kỳ.", days=SILENT_DAYS), _silent,
    ),
    _teams(
        "to-da-tap-huan", _l("Tổ, đội đã tập huấn"),
        _l("Có ít nhất một thành viên được điểm danh ở lớp dành cho tổ công nghệ số, hoặc danh sách ghi đã tập huấn."),
        is_trained,
    ),
    _teams(
        "to-chua-tap-huan", _l("Tổ, đội chưa tập huấn"),
        _l("Chưa thành viên nào được điểm danh ở lớp dành cho tổ công nghệ số, danh sách cũng không ghi."),
        lambda scope: ~is_trained(scope),
    ),
    NAMED,
    COMMITTEE,
    Indicator(
        "to-da-du-lop", GROUP_UNIT, _l("Tổ, đội có người dự lớp, theo nội dung"),
        _l(
            "Có thành viên được điểm danh ở lớp dành cho tổ công nghệ số. Xem theo mẫu lớp: bao nhiêu tổ đã học cơ "
            "bản, nâng cao, AI, bảo vệ dữ liệu cá nhân; một tổ dự nhiều lớp tính ở mỗi lớp."
        ),
        Team, lambda scope: at_class(_live_members(Team, scope), scope), _tells, (Team.search_key, Team.id),
        (*OF_CLASS, *OF_TEAMS), what=Team.id, loads=(selectinload(Team.groups),), standing=True,
        of=of_figure(lambda: STANDING), of_words=_l("tổ đang hoạt động"), book="classes",
    ),
    _members(
        "thanh-vien-da-tap-huan", _l("Thành viên đã tập huấn"),
        _l("Trong những người có tên, ai được điểm danh ở lớp dành cho tổ công nghệ số tính đến ngày cuối kỳ."),
        at_class, OF_CLASS,
    ),
    _reported("nha-to-da-toi", _l("Nhà các tổ đã tới"), "visits"),
    _reported("luot-to-da-giup", _l("Lượt các tổ đã giúp"), "helps"),
)  # fmt: skip
