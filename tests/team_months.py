"""What teams tell of a month, by the return that ships (app/data/movement/team_month.yaml)."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.data.programmes import catalogue
from app.models import AdministrativeUnit, Programme, ProgrammeEntry, Team
from app.models.movement.represented import TeamSite
from app.models.movement.team_month import KEY
from tests.returns import moment, send

SINCE = date(2026, 1, 1)


def use_months(session: Session, ward: AdministrativeUnit, since: date = SINCE) -> Programme:
    """The programme of a ward, asked since a day of the teams that it has."""
    programme = session.scalars(Programme.in_units([ward.id]).where(Programme.key == KEY)).first()
    if programme is not None:
        return programme
    programme = Programme.begun(session, ward, catalogue()[KEY], catalogue=KEY, now=moment(since))
    programme.use_draft(seen="1", now=moment(since))
    session.flush()
    for site in session.scalars(TeamSite.in_units([ward.id])):
        site.created_at = moment(since)
    return programme


def tell_month(session: Session, team: Team, month: date, on: date, **answers: Any) -> ProgrammeEntry:
    """What a team tells of a month on a day; without answers that it did nothing."""
    programme = use_months(session, team.unit)
    session.flush()
    site = session.scalars(select(TeamSite).where(TeamSite.team_id == team.id)).one()
    return send(session, programme, site, month, on, **answers)
