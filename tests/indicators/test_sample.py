"""The sample's 400 lượt and 82 pairs: what the indicators say, what was worked out where the sample was made, and a
count of its own over the files are one."""

import csv
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands import demo_ward
from app.commands.demo_ward.help_plan import help_plan
from app.commands.demo_ward.sample_help import make_sample_help
from app.commands.demo_ward.ward import make_people, make_ward
from app.country import clock
from app.indicators import ambassadors, mentorships, residential_groups
from app.indicators.help import HELPED, HELPS, REASON, TOPIC, By, unfinished
from app.indicators.help_counts import counts, total
from app.models import AdministrativeUnit, AgeBand, Ambassador, HelpRecord, HelpTopic, Mentorship, Person
from app.models.learning.merging import merge
from app.registers.indicator import Indicator, Scope
from app.web.database import db, immediate
from tests.conftest import rolled_back
from tests.factories import make_account

FILES = Path(demo_ward.__file__).parent / "data"
EXPECTED: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[1] / "commands/demo_ward/expected_help.yaml").read_text(encoding="utf-8")
)
LAST = date(2026, 5, 14)


def file(name: str) -> list[dict[str, str]]:
    """A file's rows, read without the program."""
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@pytest.fixture(scope="session")
def sample_app(engine: str, make_lasting_app: Callable[[str], Flask]) -> Flask:
    """An app with the sample's people and help, and nothing else."""
    app = make_lasting_app(engine)
    with app.app_context(), immediate() as session:
        names = [account["username"] for account in _plan()["accounts"]]
        ward = make_ward(session, clock.now(), dict.fromkeys(names, "-"))
        make_people(session, ward)
        make_sample_help(session, ward)
    return app


def _plan() -> dict[str, Any]:
    plan: dict[str, Any] = yaml.safe_load((FILES / "ward.yaml").read_text(encoding="utf-8"))
    return plan


@pytest.fixture
def sample(sample_app: Flask) -> Iterator[Session]:
    """A look at it."""
    with sample_app.app_context():
        yield db.session()


@pytest.fixture
def changed(sample_app: Flask) -> Iterator[Session]:
    """The same, to be changed; afterwards it is as it was."""
    with rolled_back(sample_app) as app, app.app_context(), immediate() as session:
        yield session
        session.rollback()


def moved(day: date) -> date:
    """Where a day of the sample falls."""
    return day + timedelta(weeks=(clock.today() - help_plan()["day_zero"]).days // 7)


def unit_id(session: Session) -> int:
    return session.scalars(AdministrativeUnit.called("05443")).one().id


def scope(session: Session, since: date = date(2026, 3, 1), until: date = LAST) -> Scope:
    return Scope((unit_id(session),), moved(since), moved(until))


def logged(found: dict[Any, Any]) -> dict[Any, int]:
    return {key: count.logged for key, count in found.items()}


def keys(session: Session, noun: Any) -> dict[int, str]:
    return {row.id: row.key for row in session.scalars(select(noun))}


def test_the_files_are_the_sample() -> None:
    rows = file("help_records")
    words = Counter(word for row in rows for word in row["topics"].split("|"))
    assert words == EXPECTED["help_by_word"]
    assert Counter(row["day"][:7] for row in rows) == EXPECTED["help_by_month"]
    assert len({row["day"] for row in rows if row["place_kind"] == "counter"}) == EXPECTED["counter_days_with_help"]
    assert Counter(row["ambassador"] for row in file("mentorships")) == EXPECTED["mentees_per_ambassador"]


def test_luot(sample: Session) -> None:
    whole = total(sample, scope(sample))
    assert whole.logged == EXPECTED["help_records"] == len(file("help_records"))
    assert whole.tallied == 0
    assert whole.minutes == EXPECTED["help_minutes"] == sum(int(row["minutes"]) for row in file("help_records"))
    assert logged(counts(sample, scope(sample), By.PLACE)) == EXPECTED["help_by_place_kind"]
    assert logged(counts(sample, scope(sample), By.MEANING)) == EXPECTED["help_by_result"]


def test_luot_by_month(sample: Session) -> None:
    months = {
        "2026-03": scope(sample, date(2026, 3, 1), date(2026, 3, 31)),
        "2026-04": scope(sample, date(2026, 4, 1), date(2026, 4, 30)),
        "2026-05": scope(sample, date(2026, 5, 1)),
    }
    assert {month: total(sample, one).logged for month, one in months.items()} == EXPECTED["help_by_month"]


def test_luot_by_age_and_topic(sample: Session) -> None:
    ages, topics = keys(sample, AgeBand), keys(sample, HelpTopic)
    by_age = {ages[key]: count for key, count in logged(counts(sample, scope(sample), By.AGE)).items()}
    by_topic = {topics[key]: count for key, count in logged(counts(sample, scope(sample), By.TOPIC)).items()}
    assert by_age == EXPECTED["help_by_age_band"]
    assert by_topic == EXPECTED["help_by_topic"]
    plan = help_plan()["topics"]
    apart = Counter(key for row in file("help_records") for key in {plan[word] for word in row["topics"].split("|")})
    assert by_topic == apart


def test_days_with_help_at_the_counter(sample: Session) -> None:
    at_counter = (
        HELPS.behind(scope(sample).narrowed(By.PLACE, "counter")).with_only_columns(HelpRecord.day).order_by(None)
    )
    assert len(set(sample.scalars(at_counter))) == EXPECTED["counter_days_with_help"]


def test_each_figure_opens_as_many_rows(sample: Session) -> None:
    for by in By:
        for key, count in counts(sample, scope(sample), by).items():
            assert len(sample.scalars(HELPS.behind(scope(sample).narrowed(by, key))).all()) == count.logged, (by, key)


def test_people_are_those_who_are_named(sample: Session) -> None:
    rows = [row for row in file("help_records") if row["person"]]
    found = HELPED.ids(sample, scope(sample))
    assert len(found) == len({row["person"] for row in rows}) < len(rows)
    stuck = {row["person"] for row in rows if row["result"] == "unfinished"}
    assert len(HELPED.ids(sample, unfinished(scope(sample)))) == len(stuck)
    assert total(sample, scope(sample)).people == len(found)


def test_what_was_not_finished(sample: Session) -> None:
    topics = keys(sample, HelpTopic)
    found = HELPS.table(sample, unfinished(scope(sample)), TOPIC, REASON)
    plan = help_plan()["topics"]
    apart = Counter(
        key
        for row in file("help_records")
        if row["result"] == "unfinished"
        for key in {plan[word] for word in row["topics"].split("|")}
    )
    times: Counter[str] = Counter()
    for (topic, reason), count in found.items():
        times[topics[topic]] += count
        behind = HELPS.behind(unfinished(scope(sample)).narrowed(By.TOPIC, topic).narrowed(By.REASON, reason))
        assert len(sample.scalars(behind).all()) == count
    assert times == apart


def count(session: Session, indicator: Indicator, since: date = date(2026, 1, 1)) -> int:
    """A figure of pairs and ambassadors, up to the sample's last day, and as many rows."""
    asked = Scope((unit_id(session),), moved(since), moved(LAST))
    found = indicator.figure(session, asked) or 0
    assert len(session.scalars(indicator.behind(asked)).unique().all()) == found
    return found


def test_ambassadors(changed: Session) -> None:
    figures = ambassadors.INDICATORS
    named = [count(changed, each) for each in figures]
    trained = sum(row["training"] != "none" for row in file("ambassadors"))
    active = named[-1]
    assert named == [EXPECTED["ambassadors"], 0, 0, 0, 0, trained, EXPECTED["ambassadors_ai_trained"], active]
    ward = changed.get_one(AdministrativeUnit, unit_id(changed))
    ward.least_mentees, ward.least_mentees_source = 5, "Kế hoạch 12/KH-UBND, mục 5"
    changed.flush()
    assert count(changed, ambassadors.ENOUGH) == EXPECTED["ambassadors_with_5_mentees"] == 11
    assert count(changed, ambassadors.FEWER) == 19
    asked = Scope((ward.id,), moved(LAST), moved(LAST))
    assert residential_groups.STANDING.figure(changed, asked) == 24


def test_mentees_of_each_ambassador(sample: Session) -> None:
    codes = {row.id: row.code for row in sample.scalars(select(Ambassador))}
    taken = ambassadors.mentees(sample, unit_id(sample), moved(LAST))
    assert {codes[each]: mentees.taken for each, mentees in taken.items()} == EXPECTED["mentees_per_ambassador"]
    still = Counter(row["ambassador"] for row in file("mentorships") if not row["until"])
    assert {codes[each]: mentees.open for each, mentees in taken.items() if mentees.open} == still


def test_pairs(sample: Session) -> None:
    rows = file("mentorships")
    done = count(sample, mentorships.ENDED)
    assert done == EXPECTED["mentorships_done"]
    assert count(sample, mentorships.OPEN) + done == EXPECTED["mentorships"] == len(rows)
    assert count(sample, mentorships.REACHED) == sum(row["result"] == "tự làm được" for row in rows)


def test_whom_nobody_has_met_for_thirty_days(sample: Session) -> None:
    """By the rule that the demo ward's visits follow: the third day, then every fourth; never met counts from the
    pair's first day."""
    late = 0
    for row in file("mentorships"):
        if not row["until"]:
            since, meetings = date.fromisoformat(row["since"]), int(row["meetings"])
            last = since + timedelta(days=3 + 4 * (meetings - 1)) if meetings else since
            late += (LAST - last).days >= 30
    assert count(sample, mentorships.UNMET_PAIRS) == late > 0


def test_a_help_that_belongs_to_a_pair_is_contact(changed: Session) -> None:
    day = moved(LAST)
    pair = changed.scalars(mentorships.UNMET_PAIRS.behind(Scope((unit_id(changed),), day, day))).first()
    assert pair is not None
    before = count(changed, mentorships.UNMET_PAIRS)
    record = changed.scalars(HELPS.behind(scope(changed))).first()
    assert record is not None
    record.mentorship = pair
    changed.flush()
    assert mentorships.last_contacts(changed, [pair.id], day)[pair.id] == record.day
    assert count(changed, mentorships.UNMET_PAIRS) == before - 1


def test_skills_are_people_once_a_skill(sample: Session) -> None:
    asked = Scope((unit_id(sample),), moved(date(2026, 1, 1)), moved(LAST))
    found = mentorships.LEARNT.table(sample, asked, mentorships.LEARNT.by_key["ky-nang"])
    wishes = help_plan()["wishes"]
    apart = Counter(
        (row["person"], skill)
        for row in file("mentorships")
        if row["result"] == "tự làm được"
        for skill in wishes[row["wish"]]
    )
    assert sum(found.values()) == len(apart)


@pytest.mark.parametrize("seed", range(3))
def test_a_merge_never_changes_luot_and_takes_one_person_at_most(changed: Session, seed: int) -> None:
    dice, here = random.Random(seed), unit_id(changed)
    by = make_account(changed, changed.get_one(AdministrativeUnit, here))
    helped_ids = sorted(HELPED.ids(changed, scope(changed)))
    free = set(changed.scalars(select(Mentorship.mentee_id)))
    for _ in range(8):
        one, other = dice.sample([each for each in helped_ids if each not in free], 2)
        times, before = total(changed, scope(changed)), HELPED.ids(changed, scope(changed))
        seen = tuple(str(changed.get_one(Person, each).version) for each in (one, other))
        merge(changed, one, other, seen=(seen[0], seen[1]), by=by, now=clock.now())
        after, left = total(changed, scope(changed)), HELPED.ids(changed, scope(changed))
        assert (after.logged, after.minutes, after.unnamed) == (times.logged, times.minutes, times.unnamed)
        assert before - left == {other}
        assert len(left) == after.people == times.people - 1
        helped_ids = sorted(left)


def test_no_figure_holds_a_name(sample: Session) -> None:
    names = set(sample.scalars(select(Person.full_name)))
    told: list[object] = [counts(sample, scope(sample), by) for by in By]
    told += [
        HELPS.table(sample, unfinished(scope(sample)), TOPIC, REASON),
        ambassadors.mentees(sample, unit_id(sample), moved(LAST)),
    ]
    said = repr(told) + repr(total(sample, scope(sample))) + repr(HELPED.ids(sample, scope(sample)))
    assert not [name for name in names if name in said]
