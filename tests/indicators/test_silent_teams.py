"""Teams of which nothing is known: what a member noted in the team's own ward is known of it."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.catalogue import INDICATORS
from app.models import Membership, Team
from app.registers.indicator import Scope
from tests.factories import make_ward
from tests.helping import Counter


@pytest.mark.parametrize(("ago", "silent"), [(3, 1), (70, 2)])
def test_a_help_speaks_for_the_teams_of_its_ward_in_which_its_helper_was(
    session: Session, ago: int, silent: int
) -> None:
    counter, other, now = Counter(session), make_ward(session), clock.now()
    before = now - timedelta(days=90)
    wards = (counter.ward, counter.ward, other)
    teams = [Team(name=f"Tổ {place}", unit=ward, created_at=before) for place, ward in enumerate(wards)]
    since = clock.local(before).date()
    session.add_all([*teams, *(Membership(team=each, account=counter.helper, since=since) for each in teams[::2])])
    counter.record(now - timedelta(days=ago))

    scopes = [Scope((each.id,), clock.today(), clock.today()) for each in (counter.ward, other)]
    assert [INDICATORS["to-im-lang"].figure(session, each) for each in scopes] == [silent, 1]
    both = Scope((counter.ward.id, other.id), clock.today(), clock.today())
    assert INDICATORS["to-im-lang"].figure(session, both) == silent + 1
