"""What holds of figures whatever was recorded: drawn by lot, the same lot each time."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.registers.indicator import Scope
from tests.factories import make_attended_course, make_group, make_person
from tests.helping import Counter

pytestmark = pytest.mark.postgresql
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
SEEDS = (1, 2, 3)


def helped(session: Session, dice: random.Random) -> tuple[Counter, Scope]:
    """A ward in which some were helped, some of them named, some in no group."""
    counter = Counter(session)
    groups = [None, *(make_group(session, counter.ward) for _ in range(3))]
    people = [None, *(make_person(session, counter.ward, f"Lò Văn Số {number}", 1960) for number in range(6))]
    for _ in range(dice.randrange(20, 60)):
        day = FIRST + timedelta(days=dice.randrange((LAST - FIRST).days + 1))
        told = {"residential_group": dice.choice(groups), "person": dice.choice(people)}
        gone = clock.now() if dice.random() < 0.1 else None
        counter.record(clock.at_local(day, dice.randrange(24)), withdrawn_at=gone, **told)
    return counter, Scope((counter.ward.id,), FIRST, LAST)


def figure(session: Session, key: str, scope: Scope, since: date = FIRST, until: date = LAST) -> int:
    """What it comes to; nothing is none of it."""
    return INDICATORS[key].figure(session, Scope(scope.units, since, until)) or 0


@pytest.mark.parametrize("seed", SEEDS)
def test_parts_by_group_come_to_the_whole_and_people_to_no_more_than_times(session: Session, seed: int) -> None:
    _counter, scope = helped(session, random.Random(seed))
    times, people = INDICATORS["luot-ho-tro"], INDICATORS["nguoi-duoc-giup"]
    assert sum(times.table(session, scope, times.by_key["to"]).values()) == times.figure(session, scope)
    of_groups = people.table(session, scope, people.by_key["to"]).values()
    assert max(of_groups) <= figure(session, "nguoi-duoc-giup", scope) <= sum(of_groups)
    assert figure(session, "nguoi-duoc-giup", scope) <= figure(session, "luot-ho-tro", scope)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_time_parted_in_two_adds_up_for_times_and_not_for_people(session: Session, seed: int) -> None:
    dice = random.Random(seed)
    _counter, scope = helped(session, dice)
    more = 0
    for _ in range(5):
        cut = FIRST + timedelta(days=dice.randrange(1, (LAST - FIRST).days))
        parted = ((FIRST, cut), (cut + timedelta(days=1), LAST))
        times, people = (
            [figure(session, key, scope, *part) for part in parted] for key in ("luot-ho-tro", "nguoi-duoc-giup")
        )
        assert sum(times) == figure(session, "luot-ho-tro", scope)
        assert max(people) <= figure(session, "nguoi-duoc-giup", scope) <= sum(people)
        more += sum(people) > figure(session, "nguoi-duoc-giup", scope)
    assert more  # who came before and after is one


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_of_classes(session: Session, seed: int) -> None:
    dice = random.Random(seed)
    counter = Counter(session)
    for _ in range(2):
        make_attended_course(session, counter.ward, people=dice.randrange(2, 5), seldom=dice.randrange(1, 4))
    today = clock.today()
    since, cut = today - timedelta(days=60), today - timedelta(days=12)
    scope = Scope((counter.ward.id,), since, today)
    come = {
        key: [
            figure(session, key, scope, *part)
            for part in ((since, today), (since, cut), (cut + timedelta(days=1), today))
        ]
        for key in ("luot-hoc", "nguoi-hoc")
    }
    assert come["nguoi-hoc"][0] <= come["luot-hoc"][0]
    assert come["luot-hoc"][0] == sum(come["luot-hoc"][1:])
    assert max(come["nguoi-hoc"][1:]) <= come["nguoi-hoc"][0] < sum(come["nguoi-hoc"][1:])
    times = INDICATORS["luot-hoc"]
    assert sum(times.table(session, scope, times.by_key["to"]).values()) == come["luot-hoc"][0]
