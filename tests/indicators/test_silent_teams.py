"""Teams of which nothing is known: what a member noted in the team's own ward is known of it."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.models import Membership, Team
from app.registers.indicator import Scope
from tests.factories import make_ward
from tests.helping import Counter
from tests.team_months import tell_month


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


def test_a_figure_of_months_says_which_teams_told_all_of_them(session: Session) -> None:
    """Of two teams one told both months, one the last alone; one team told nothing: a report of two months is of
    part."""
    counter, since = Counter(session), date(2026, 3, 1)
    teams = [Team(name=f"Tổ {place}", unit=counter.ward, created_at=clock.at_local(since)) for place in range(3)]
    session.add_all(teams)
    for team, months in zip(teams, ((3, 4), (4,), ()), strict=True):
        for month in months:
            tell_month(session, team, date(2026, month, 1), date(2026, month, 25), visits=5)

    def read(until: date) -> tuple[int, int, int]:
        found = INDICATORS["nha-to-da-toi"].responses
        assert found
        one = found(session, Scope((counter.ward.id,), since, until), "")[None]
        return one.now, one.partly, one.expected

    assert read(date(2026, 4, 30)) == read(date(2026, 5, 20)) == (1, 1, 3)
    assert read(date(2026, 3, 31)) == read(date(2026, 4, 20)) == (1, 0, 3)
    assert read(date(2026, 3, 20)) == (0, 0, 3)  # it was told later
