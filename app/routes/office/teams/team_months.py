"""/van-phong/doi/thang: which teams told of a month, which not, which are silent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from app.country import clock
from app.country.months import month_here
from app.indicators.team_work import SILENT_DAYS, last_active
from app.models import Role, Team, TeamMonth
from app.models.movement.team_month import closes_on, due_on
from app.registers.definitions.teams import short
from app.routes.office.lookups import STAFF, unit_called, unit_ids, units
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer

team_months = Blueprint("team_months", __name__)


@dataclass(frozen=True)
class Row:
    """A team, what it told of the month, and when something was last done; None: never, as far as is known."""

    team: Team
    report: TeamMonth | None
    active_on: date | None

    @property
    def is_silent(self) -> bool:
        """Whether nothing is known of it for long."""
        return self.active_on is None or self.active_on < clock.today() - timedelta(days=SILENT_DAYS)


SHOWN: Mapping[str, Callable[[Row], bool]] = {
    "": lambda row: True,
    "chua": lambda row: row.report is None,
    "roi": lambda row: row.report is not None,
    "im-lang": lambda row: row.is_silent,
}


@team_months.get("/doi/thang")
@requires(*STAFF)
def index() -> Answer:
    """The teams of a ward by name, of a month (`?thang=`), those told of, not told of or silent (`?xem=`)."""
    unit = unit_called(request.args.get("phuong"))
    first, last = month_here(request.args.get("thang"))
    rows = _rows(db.session(), unit.id, first)
    shown = request.args.get("xem", "")
    shown = shown if shown in SHOWN else ""
    return render_template(
        "office/teams/months.html",
        unit=unit,
        units=units(),
        month=first,
        earlier=f"{first - timedelta(days=1):%Y-%m}",
        later=f"{last + timedelta(days=1):%Y-%m}" if last < clock.today() else None,
        rows=[row for row in rows if SHOWN[shown](row)],
        counts={key: sum(map(holds, rows)) for key, holds in SHOWN.items()},
        late=sum(row.report.is_late for row in rows if row.report),
        shown=shown,
        due=due_on(first),
        closes=closes_on(first),
        officer=unit.id in unit_ids(Role.OFFICER),
        silent_days=SILENT_DAYS,
        short=short,
    )


def _rows(session: Session, unit_id: int, month: date) -> list[Row]:
    """Every team that stands; four statements however many there are."""
    teams = session.scalars(Team.standing_in([unit_id]).options(*Team.people())).all()
    reports = {each.team_id: each for each in session.scalars(TeamMonth.in_unit(unit_id, month, month))}
    active = last_active(session, unit_id)
    return [Row(team, reports.get(team.id), active.get(team.id)) for team in teams]
