"""Figures of ambassadors and teams of a day before a ward was divided: over both wards they are what they were."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.models import AdministrativeUnit, Ambassador, Membership, ResidentialGroup, Team
from app.models.people.ward_division import divide
from app.registers.indicator import Scope
from tests.factories import make_group, make_person, make_ward
from tests.helping import Counter

KEYS = ("dai-su", "dai-su-hoat-dong", "to-dang-co", "to-im-lang")


@pytest.fixture
def counter(session: Session) -> Counter:
    """A counter whose helper, an ambassador and member of a team of a group, helped three days ago."""
    counter, before = Counter(session), clock.now() - timedelta(days=90)
    group = make_group(session, counter.ward, "Tổ dân phố 7")
    person = make_person(session, counter.ward, "Lường Thị Hạnh", 1990, group=group)
    session.add(Ambassador(unit=counter.ward, created_at=before, code="DS9", person=person, account=counter.helper,
                           residential_group=group, since=clock.local(before).date()))  # fmt: skip
    team = Team(name="Tổ của tổ 7", unit=counter.ward, groups=[group], created_at=before)
    session.add_all([team, Membership(team=team, account=counter.helper, since=clock.local(before).date())])
    counter.record(clock.now() - timedelta(days=3))
    session.flush()
    return counter


def figures(session: Session, wards: Sequence[AdministrativeUnit], day: date) -> dict[str, int]:
    """The sum over some wards as of a day."""
    scopes = [Scope((each.id,), day, day) for each in wards]
    return {key: sum(INDICATORS[key].figure(session, each) or 0 for each in scopes) for key in KEYS}


def test_figures_of_an_earlier_day_stay_as_they_were(session: Session, counter: Counter) -> None:
    old, new = counter.ward, make_ward(session)
    group = next(each for each in session.scalars(ResidentialGroup.of(old.id)) if each.name == "Tổ dân phố 7")
    yesterday = clock.today() - timedelta(days=1)
    before = figures(session, [old, new], yesterday)
    assert before["dai-su-hoat-dong"] == 1

    divide(session, old, {group.id: new}, None, clock.today(), clock.now())

    assert figures(session, [old, new], yesterday) == before
    assert INDICATORS["to-im-lang"].figure(session, Scope((new.id,), clock.today(), clock.today())) == 0


def test_a_help_of_the_old_ward_since_the_division_is_none_of_the_new_one(session: Session, counter: Counter) -> None:
    old, new = counter.ward, make_ward(session)
    group = next(each for each in session.scalars(ResidentialGroup.of(old.id)) if each.name == "Tổ dân phố 7")
    divide(session, old, {group.id: new}, None, clock.today() - timedelta(days=60), clock.now())

    assert figures(session, [new], clock.today()) == {
        "dai-su": 1, "dai-su-hoat-dong": 0, "to-dang-co": 1, "to-im-lang": 1
    }  # fmt: skip
