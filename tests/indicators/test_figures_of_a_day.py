"""A figure of a past day is made of what stood on that day, whatever is recorded later."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.programmes import indicators_of
from app.models import AdministrativeUnit, Household, Programme, ProgrammeEntry, ResidentialGroup
from app.models.movement import entry_recording
from app.models.movement.declaration import Outcome
from app.models.movement.site_merging import merge_sites
from app.registers.indicator import Indicator, Scope
from tests import recording
from tests.factories import make_group, make_ward
from tests.recognising import make_recognising

FIRST, DAYS = date(2026, 3, 1), 40
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
FOUR = ["shopping", "payments", "ehealth", "public_services"]


@dataclass
class Book:
    """A ward's book of houses, and beside it what was said of each, kept in Python: (moment, order, outcome, answers)
    by house."""

    session: Session
    unit: AdministrativeUnit = field(init=False)
    programme: Programme = field(init=False)
    groups: list[ResidentialGroup] = field(init=False)
    houses: list[Household] = field(default_factory=list)
    said: dict[int, list[tuple[Any, int, ProgrammeEntry, dict[str, Any]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.unit = make_ward(self.session)
        self.programme = make_recognising(self.session, self.unit)
        self.groups = [make_group(self.session, self.unit, f"Tổ {number}") for number in (1, 2)]

    def house(self) -> Household:
        """One more."""
        number = len(self.houses)
        made = Household(
            unit=self.unit, number=str(number + 1), alley="ngõ 12", head=f"Chủ Hộ {number}",
            residential_group=self.groups[number % 2],
        )  # fmt: skip
        self.session.add(made)
        self.session.flush()
        self.houses.append(made)
        return made

    def record(
        self, house: Household, day: date, outcome: str = Outcome.DONE, hour: int = 9, **answers: Any
    ) -> ProgrammeEntry:
        """Something that was recorded of a house on a day; without an hour it came then, from a phone whose clock was
        wrong."""
        version, came = self.programme.current, clock.at_local(day, max(hour, 12))
        at = clock.at_local(day, hour) if hour >= 0 else NO_TIME
        assert version
        made = recording.record(
            self.session, house, version, uuid=str(uuid4()), by=None, way="doorstep", at=at, outcome=outcome,
            answers=answers, now=came,
        )  # fmt: skip
        self.said.setdefault(house.id, []).append((at, made.id, made, answers))
        return made

    def stood(self, until: date) -> list[tuple[Household, ProgrammeEntry, dict[str, Any]]]:
        """Of each house in use then the newest that was done and not withdrawn, until a day: counted in Python."""
        found = []
        for house in self.houses:
            if house.retired_on is not None and house.retired_on <= until:
                continue
            done = [
                each for each in self.said.get(house.id, ())
                if each[2].outcome == Outcome.DONE and not each[2].withdrawn_at and each[2].day <= until
            ]  # fmt: skip
            if done:
                _at, _id, entry, answers = max(done, key=lambda each: each[:2])
                found.append((house, entry, answers))
        return found

    def expected(self, since: date, until: date) -> dict[str, Any]:
        """What the shipped figures come to, of `stood`."""
        rows = self.stood(until)
        reached = [row for row in rows if row[2].get("how") and row[1].day >= since]
        return {
            "household.reached": len(reached),
            "household.reached to": Counter(house.residential_group_id for house, _entry, _said in reached),
            "household.reached how": Counter(said["how"] for _house, _entry, said in reached),
            "household.with_member": sum(said.get("teaches") is True for _house, _entry, said in rows),
            "household.four_skills": sum(set(FOUR) <= set(said.get("skills", ())) for _house, _entry, said in rows),
            "household.by_level": sum("level" in said for _house, _entry, said in rows),
            "household.by_level level": Counter(said["level"] for _house, _entry, said in rows if "level" in said),
        }

    def counted(self, since: date, until: date) -> dict[str, Any]:
        """The same, as the product counts it."""
        scope, told = Scope((self.unit.id,), since, until), dict[str, Any]()
        by_key: dict[str, Indicator] = {each.key: each for each in indicators_of(self.programme.used)}
        for name in self.expected(since, until):
            key, _, dimension = name.partition(" ")
            indicator = by_key[key]
            if dimension:
                told[name] = Counter(indicator.table(self.session, scope, indicator.by_key[dimension]))
            else:
                told[name] = indicator.figure(self.session, scope) or 0
        return told


@pytest.fixture
def book(session: Session) -> Book:
    """See `Book`."""
    return Book(session)


def test_a_house_recorded_again_stays_in_the_figures_of_the_days_before(book: Book) -> None:
    house, yesterday = book.house(), FIRST + timedelta(days=20)
    book.record(house, FIRST, how="door", level="none")
    before = book.counted(FIRST, yesterday)
    assert before["household.reached"] == 1
    book.record(house, yesterday + timedelta(days=1), how="meeting", level="full", teaches=True)
    assert book.counted(FIRST, yesterday) == before
    today = book.counted(FIRST, yesterday + timedelta(days=1))
    assert today["household.by_level level"] == {"full": 1}
    assert today["household.with_member"] == 1


def test_a_house_that_is_used_no_longer_stays_in_the_figures_of_the_days_on_which_it_was(book: Book) -> None:
    house, gone = book.house(), FIRST + timedelta(days=10)
    book.record(house, FIRST, how="door")
    house.retire(gone)
    book.session.flush()
    told = {day: book.counted(FIRST, day)["household.reached"] for day in (gone - timedelta(days=1), gone)}
    assert list(told.values()) == [1, 0]


def test_of_two_of_one_day_the_later_one_is_read_and_of_one_moment_the_one_stored_last(book: Book) -> None:
    house, next_day = book.house(), FIRST + timedelta(days=1)
    for hour, level in ((9, "none"), (8, "one"), (9, "full"), (7, "none")):
        book.record(house, FIRST, hour=hour, level=level)
    book.record(house, next_day, level="one")
    assert book.counted(FIRST, FIRST)["household.by_level level"] == {"full": 1}


def test_one_without_a_time_counts_from_the_day_on_which_it_came_until_one_with_a_time(book: Book) -> None:
    house = book.house()
    days = [FIRST + timedelta(days=number) for number in range(5)]
    book.record(house, days[3], level="full")
    book.record(house, days[1], hour=-1, level="none")
    book.record(house, days[4], hour=-1, level="one")
    told = [book.counted(FIRST, day)["household.by_level level"] for day in days]
    assert told == [{}, {"none": 1}, {"none": 1}, {"full": 1}, {"full": 1}]


def test_a_refusal_later_and_a_slip_taken_back_leave_what_was_answered_before(book: Book) -> None:
    house = book.house()
    book.record(house, FIRST, level="one")
    slip = book.record(house, FIRST + timedelta(days=2), level="full")
    book.record(house, FIRST + timedelta(days=4), Outcome.REFUSED)
    assert book.counted(FIRST, FIRST + timedelta(days=3))["household.by_level level"] == {"full": 1}
    entry_recording.withdraw(book.session, slip, clock.now())
    for days in (0, 3, 5):
        assert book.counted(FIRST, FIRST + timedelta(days=days))["household.by_level level"] == {"one": 1}


def _draw(book: Book, dice: random.Random) -> Sequence[tuple[date, Household, str, int, dict[str, Any]]]:
    """What is recorded over the days, in the order of its days."""
    drawn = []
    for _ in range(70):
        day, house = FIRST + timedelta(days=dice.randrange(DAYS)), dice.choice(book.houses)
        outcome = dice.choice([Outcome.DONE] * 5 + [Outcome.ABSENT, Outcome.REFUSED])
        answers: dict[str, Any] = {
            "level": dice.choice([None, "none", "one", "full"]), "how": dice.choice([None, "door", "zalo"]),
            "teaches": dice.choice([None, True, False]), "skills": dice.sample(FOUR, dice.choice([0, 2, 4])),
        }  # fmt: skip
        given = {key: each for key, each in answers.items() if each not in (None, [])}
        drawn.append((day, house, outcome, dice.choice([-1, *range(7, 20)]), given if outcome == Outcome.DONE else {}))
    return sorted(drawn, key=lambda each: each[0])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_figure_of_each_day_is_the_same_after_all_later_entries(book: Book, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(12):
        book.house()
    drawn, known = _draw(book, dice), dict[date, dict[str, Any]]()
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        for when, house, outcome, hour, answers in drawn:
            if when == day and house.retired_on is None:
                book.record(house, when, outcome, hour, **answers)
        if number % 13 == 12:
            dice.choice([each for each in book.houses if each.retired_on is None]).retire(day)
            book.session.flush()
        known[day] = book.counted(FIRST, day)
        assert known[day] == book.expected(FIRST, day)
    assert len({str(each) for each in known.values()}) > DAYS / 2  # something happened
    for day, told in known.items():
        assert book.counted(FIRST, day) == told


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_whatever_order_entries_come_the_figure_of_a_day_reads_the_newest_until_then(book: Book, seed: int) -> None:
    """Late ones, withdrawn ones, and two houses that turn out to be one: as counted in Python."""
    dice = random.Random(seed)
    for _ in range(10):
        book.house()
    drawn = list(_draw(book, dice))
    dice.shuffle(drawn)
    made = [book.record(house, day, outcome, hour, **said) for day, house, outcome, hour, said in drawn]
    for entry in dice.sample(made, 8):
        entry_recording.withdraw(book.session, entry, clock.now())
    gone, into = book.houses.pop(), book.houses[0]
    merge_sites(book.session, gone, into, clock.now())
    book.said.setdefault(into.id, []).extend(book.said.pop(gone.id, []))
    for number in range(0, DAYS, 3):
        day = FIRST + timedelta(days=number)
        for since in (FIRST, day - timedelta(days=5)):
            assert book.counted(since, day) == book.expected(since, day)
