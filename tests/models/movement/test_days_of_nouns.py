"""When organisations, teams and groups were there: asked of rows and of what is loaded, the answers are the same."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Organisation, ResidentialGroup, Team
from tests.factories import make_group, make_organisation, make_ward

BEGINS, ENDS = date(2026, 3, 10), date(2026, 5, 20)


@pytest.mark.postgresql
@pytest.mark.parametrize("noun", [Organisation, Team, ResidentialGroup])
def test_a_noun_was_there_from_its_first_day_to_its_last(session: Session, noun: type) -> None:
    ward, made = make_ward(session), None
    if noun is Organisation:
        made = make_organisation(session, ward)
        made.valid_from, made.retired_on = BEGINS, ENDS + timedelta(days=1)
    elif noun is ResidentialGroup:
        made = make_group(session, ward)
        made.valid_from, made.valid_to = BEGINS, ENDS
    else:
        made = Team(unit=ward, name="Tổ 1", kind="community", created_at=clock.at_local(BEGINS))
        made.dissolved_at = clock.at_local(ENDS + timedelta(days=1))
    session.add(made)
    session.flush()
    for day in (BEGINS - timedelta(days=1), BEGINS, ENDS, ENDS + timedelta(days=1)):
        rows = session.scalars(select(noun.id).where(noun.id == made.id, noun.stood_on(day))).all()
        assert (len(rows) == 1, made.was_there_on(day)) == (BEGINS <= day <= ENDS,) * 2


@pytest.mark.postgresql
@pytest.mark.parametrize(("decided", "recorded"), [(BEGINS, ENDS), (None, BEGINS), (ENDS, BEGINS)])
def test_a_team_was_there_since_its_decision_or_since_it_was_recorded(
    session: Session, decided: date | None, recorded: date
) -> None:
    team = Team(unit=make_ward(session), name="Tổ 1", created_at=clock.at_local(recorded, 9), decision_on=decided)
    session.add(team)
    session.flush()
    for day in (BEGINS - timedelta(days=1), BEGINS):
        rows = session.scalars(select(Team.id).where(Team.stood_on(day))).all()
        assert (len(rows) == 1, team.was_there_on(day)) == (day == BEGINS,) * 2
