"""The months of teams: entries of the return that ships as `team_month` (app/data/movement), as figures read them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.country.periods import PeriodType, running_since
from app.models.movement.answer import Answer
from app.models.movement.programme import Programme
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.site import Site
from app.models.movement.team import Team

KEY = "team_month"
# The day of the month on which it is due as it ships (Kế hoạch 88/KH-UBND has reports of the 20th of May and November:
# five days for wards).
DUE_DAY = 25


def months(of: Any) -> Select[Any]:
    """Selects `of` from the months of teams with their sites and teams, whichever entry counts."""
    wanted = select(of).select_from(ProgrammeEntry).join(Site, Site.id == ProgrammeEntry.site_id)
    ships = select(Programme.id).where(Programme.catalogue == KEY)
    return wanted.join(Team, Team.id == Site.team_id).where(ProgrammeEntry.programme_id.in_(ships))


def sent_within(since: date, until: date) -> ColumnElement[bool]:
    """Condition for the months within a period that count; of one still running on its last day, by what was sent by
    then."""
    running = running_since(PeriodType.MONTH, until) if until < clock.today() else None
    begins = ProgrammeEntry.period_key.between(since.replace(day=1), until)
    return begins & ProgrammeEntry.read_of_periods(until, running)


def busy() -> ColumnElement[bool]:
    """Condition for months with any activity: those that meet the criterion."""
    return exists().where(Answer.entry_id == ProgrammeEntry.id, Answer.key == "active").correlate(ProgrammeEntry)


def number(key: str) -> Any:
    """What a month says of a number; None where it says nothing."""
    own = select(func.sum(Answer.number)).where(Answer.entry_id == ProgrammeEntry.id, Answer.key == key)
    return own.correlate(ProgrammeEntry).scalar_subquery()


def first_sent(session: Session, unit_id: int, since: date, until: date) -> Mapping[int, list[tuple[date, date]]]:
    """The months within a period that teams of a ward sent, each with the day on which it came first, by team. One
    statement."""
    month, found = ProgrammeEntry.period_key, dict[int, list[tuple[date, date]]]()
    sent = ProgrammeEntry.was_sent(), month.between(since, until), Team.unit_id == unit_id
    wanted = months(Team.id).add_columns(month, func.min(ProgrammeEntry.day)).where(*sent).group_by(Team.id, month)
    for team, begins, day in session.execute(wanted):
        found.setdefault(team, []).append((begins, day))
    return found
