"""Visits at houses as the books of programmes have them: by the team of who recorded them, and by week.

What a team's head reports for a month (`nha-to-da-toi`) is a number of its own; both answer one question of a report.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from app.country import formats
from app.indicators import dimensions as by
from app.indicators.weeks import weeks
from app.models import Household, Membership, Programme, ProgrammeEntry, Site, Team
from app.models.movement.declaration import Outcome
from app.models.movement.programme_entry import BY_PARTS
from app.registers.indicator import TIMES, FigureRow, Indicator, Scope


def _with_teams(wanted: Select[Any]) -> Select[Any]:
    """Entries joined with the teams in which who recorded them was on that day."""
    until = or_(Membership.until.is_(None), Membership.until >= ProgrammeEntry.day)
    goes = and_(Membership.account_id == ProgrammeEntry.by_id, Membership.since <= ProgrammeEntry.day, until)
    here = and_(Team.id == Membership.team_id, Team.unit_id == ProgrammeEntry.unit_id, Team.helps())
    return wanted.join(Membership, goes).join(Team, here)


def _visits(scope: Scope) -> Select[Any]:
    """Entries of houses where somebody was met, by members of teams; each once, in however many teams they are."""
    recorded = _with_teams(select(ProgrammeEntry.id)).where(ProgrammeEntry.unit_id.in_(scope.units)).correlate(None)
    wanted = select(ProgrammeEntry).join(Site, Site.id == ProgrammeEntry.site_id)
    wanted = wanted.join(Programme, Programme.id == ProgrammeEntry.programme_id)
    return wanted.where(
        ProgrammeEntry.id.in_(recorded), ProgrammeEntry.site_id.in_(select(Household.id)), Programme.seen_by_office,
        ProgrammeEntry.day.between(scope.since, scope.until), ProgrammeEntry.outcome == Outcome.DONE,
        ProgrammeEntry.withdrawn_at.is_(None), ProgrammeEntry.way != BY_PARTS,
    )  # fmt: skip


def _tells(session: Session, rows: Sequence[ProgrammeEntry]) -> Iterable[FigureRow]:
    """Without the name of the house, which may be its head's; the page behind it has that."""
    for each in rows:
        place = {"programme": each.programme_id, "row": each.site.public_id}
        group = each.site.residential_group.name if each.site.residential_group else str(_("Chưa rõ địa bàn"))
        yield FigureRow(formats.date(each.day), group, "office.programme_rows.show", place)


INDICATORS = (
    Indicator(
        "lan-to-toi-nha", TIMES, _l("Lần thành viên tổ, đội tới nhà, theo sổ hộ"),
        _l(
            "Mỗi lần một thành viên có tài khoản của tổ, đội ghi một hộ trong sổ là một lần; hộ vắng, từ chối không "
            "tính. Xem được theo tổ, đội và theo tuần."
        ),
        ProgrammeEntry, _visits, _tells, (ProgrammeEntry.day, ProgrammeEntry.id),
        (
            weeks(ProgrammeEntry.day), by.months(ProgrammeEntry.day),
            by.registered("to-doi", _l("Tổ, đội"), Team.id, Team, "", slug="public_id", joins=_with_teams),
            by.groups(Site.residential_group_id, unknown_label=_l("Chưa rõ địa bàn")),
            by.units(ProgrammeEntry.unit_id),
        ),
        loads=(joinedload(ProgrammeEntry.site).joinedload(Site.residential_group),),
    ),
)  # fmt: skip
